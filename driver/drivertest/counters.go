// SPDX-License-Identifier: Apache-2.0

package drivertest

import (
	"slices"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// dramCounters depend on how fast the memory answers.
var dramCounters = []isa.Counter{
	isa.Cycles, isa.LoadBusy, isa.LoadWaitTensor, isa.LoadWaitStore, isa.TensorWaitLoad, isa.TensorWaitStore, isa.TensorFence,
	isa.StoreBusy, isa.StoreWaitLoad, isa.StoreWaitTensor,
}

// exact reports whether the device's memory is the bench memory.
func (s *subject) exact() bool {
	return slices.Contains([]driver.Kind{driver.KindSimulator, driver.KindRTL, driver.KindEmulated}, s.info.Kind)
}

// benchMemory returns the parameters of the memory that the device runs under.
func (s *subject) benchMemory() isa.BenchMemory {
	if a, err := driver.ParseAddress(s.info.Address); err == nil && a.Options.Get("memory") == "ideal" {
		return isa.IdealMemory
	}
	return s.c.Memory
}

// compareCounters compares what can be compared.
func (s *subject) compareCounters(got, wanted *isa.Counters) error {
	for i := range isa.NumCounters {
		if !s.exact() && slices.Contains(dramCounters, i) {
			continue
		}
		if err := want(got[i] == wanted[i], "counter %v is %d, want %d", i, got[i], wanted[i]); err != nil {
			return err
		}
	}
	return nil
}
