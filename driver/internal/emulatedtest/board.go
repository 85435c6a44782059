// SPDX-License-Identifier: Apache-2.0

// Package emulatedtest makes emulated boards for tests.
package emulatedtest

import (
	"testing"

	"github.com/e2train/e2train/driver/internal/emulated"
	"github.com/e2train/e2train/rtl/isa"
)

// Origin is the device address of the memory of these boards.
const Origin = 0x7000_0000

// Sim returns a kernel with the Go simulator as its board.
func Sim(t testing.TB, config string, memory int64, o emulated.Options) *emulated.Kernel {
	t.Helper()
	c, err := isa.ConfigByName(config)
	if err != nil {
		t.Fatal(err)
	}
	dram, err := emulated.NewDRAM(Origin, memory)
	if err != nil {
		t.Fatal(err)
	}
	board, err := emulated.NewSim(c, dram)
	if err != nil {
		t.Fatal(err)
	}
	k, err := emulated.NewKernel(board, dram, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, close := range []func() error{k.Close, board.Close, dram.File.Close} {
			if err := close(); err != nil {
				t.Error(err)
			}
		}
	})
	return k
}
