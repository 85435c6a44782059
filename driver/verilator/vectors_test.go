// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"bytes"
	"context"
	"math"
	"os"
	"testing"

	"github.com/e2train/e2train/driver/drivertest"
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/driver/internal/regs"
	golden "github.com/e2train/e2train/driver/vectors"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/randprog"
)

// TestVectors runs the golden vectors of the kernels for Vitis HLS on the RTL, as they lie in their files.
func TestVectors(t *testing.T) {
	drivertest.Need(t, "verilator:tiny", "golden vectors on the RTL")
	c, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	all, err := golden.Make(context.Background(), c, 6, randprog.Seed(t))
	if err != nil {
		t.Fatal(err)
	}
	file, err := hostmem.NewFile(0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	board, err := NewBoard(context.Background(), c, file, false, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	defer board.Close()
	registers := &port{child: board.child, patience: math.MaxUint32}
	if err := regs.Prepare(context.Background(), registers, attributes); err != nil {
		t.Fatal(err)
	}
	for i, v := range all {
		if err := file.Grow(int64(len(v.Before))); err != nil {
			t.Fatal(err)
		}
		if _, err := file.OS().WriteAt(v.Before, 0); err != nil {
			t.Fatal(err)
		}
		a, err := regs.Launch(context.Background(), registers, v.Descriptor)
		if err != nil {
			t.Fatal(err)
		}
		after := make([]byte, len(v.After))
		if _, err := file.OS().ReadAt(after, 0); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(after, v.After) || a.MaxAbs != v.MaxAbs || a.Saturated != (v.Status&isa.StatusSaturated != 0) {
			t.Errorf("vector %d, %s: other memory or registers", i, v.Kernel)
		}
	}
}
