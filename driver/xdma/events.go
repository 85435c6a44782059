// SPDX-License-Identifier: Apache-2.0

package xdma

import (
	"time"

	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// events waits at an events node.
type events struct{ file kernfile.File }

var _ board.Events = events{}

// Arm implements board.Events. The card's interrupt is always on.
func (e events) Arm() error { return nil }

// Await implements board.Events. The read would wait without end, whatever the flags of the file: only poll has a time-out.
func (e events) Await(timeout time.Duration) (bool, error) {
	ready, err := e.file.Poll(timeout)
	if !ready || err != nil {
		return false, err
	}
	_, err = e.file.Read(make([]byte, 4))
	return err == nil, err
}
