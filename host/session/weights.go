// SPDX-License-Identifier: Apache-2.0

package session

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/e2train/e2train/host/checkpoint"
)

// rangeSuffix ends the names of the running ranges of quantisers, which are state but neither weights nor statistics.
const rangeSuffix = ".range"

// WeightsSHA256 returns the SHA-256, in hexadecimal, of the master weights and the batch-norm statistics: the values of
// all parameters, then of the statistics, in the network's order, as little-endian float32.
func (s *Session) WeightsSHA256() string {
	h := sha256.New()
	for _, p := range s.Net.Params() {
		h.Write(checkpoint.AppendFloats(nil, p.Value))
	}
	for _, state := range s.Net.State() {
		if !strings.HasSuffix(state.Name, rangeSuffix) {
			h.Write(checkpoint.AppendFloats(nil, state.Data))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Tensors returns everything that training changes, to be saved: values, momenta, state of the network, and averages. The data is
// the live memory.
func (s *Session) Tensors() (list []checkpoint.Tensor) {
	for _, p := range s.Net.Params() {
		list = append(list,
			checkpoint.Tensor{Name: p.Name + "/value", Data: p.Value},
			checkpoint.Tensor{Name: p.Name + "/momentum", Data: p.Momentum})
	}
	for _, state := range s.Net.State() {
		list = append(list, checkpoint.Tensor{Name: state.Name + "/state", Data: state.Data})
	}
	for i, a := range s.averages {
		list = append(list, checkpoint.Tensor{Name: s.Net.Params()[i].Name + averageSuffix, Data: a})
	}
	return list
}
