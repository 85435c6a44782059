// SPDX-License-Identifier: Apache-2.0

package session

import (
	"errors"
	"fmt"
	"math"

	"github.com/e2train/e2train/host/checkpoint"
	"github.com/e2train/e2train/models/nn"
)

// ErrMismatch is the cause of errors about saved tensors that are not those of the network.
var ErrMismatch = errors.New("saved tensors are not those of this network")

// Fits reports whether saved tensors are those of the session's network. The error wraps [ErrMismatch].
func (s *Session) Fits(saved []checkpoint.Tensor) error {
	own := s.Tensors()
	if len(saved) != len(own) {
		return fmt.Errorf("%w: %d tensors, the network has %d", ErrMismatch, len(saved), len(own))
	}
	for i, t := range saved {
		if t.Name != own[i].Name || len(t.Data) != len(own[i].Data) {
			return fmt.Errorf("%w: %q with %d values, the network has %q with %d", ErrMismatch, t.Name, len(t.Data), own[i].Name, len(own[i].Data))
		}
	}
	return nil
}

// Restore brings the network to a saved state.
func (s *Session) Restore(saved []checkpoint.Tensor) error {
	if err := s.Fits(saved); err != nil {
		return err
	}
	for i, t := range s.Tensors() {
		copy(t.Data, saved[i].Data)
	}
	return nil
}

// CheckFinite reports the first tensor that holds an infinity or NaN. The error wraps [nn.ErrNotFinite].
func (s *Session) CheckFinite() error {
	for _, t := range s.Tensors() {
		for _, v := range t.Data {
			if v64 := float64(v); math.IsNaN(v64) || math.IsInf(v64, 0) {
				return fmt.Errorf("%s: %w", t.Name, nn.ErrNotFinite)
			}
		}
	}
	return nil
}
