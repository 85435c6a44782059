// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"errors"
	"os"
	"os/exec"
	"testing"

	"github.com/e2train/e2train/driver/internal/child"
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/rtl/isa"
)

// boards returns a board that counts toggles and one that does not.
func boards(t *testing.T) (counting, plain *Board) {
	t.Helper()
	c, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	var both [2]*Board
	for i := range both {
		memory, err := hostmem.NewFile(child.Origin)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { memory.Close() })
		both[i], err = NewBoard(t.Context(), c, memory, i == 0, os.Stderr)
		if errors.Is(err, exec.ErrNotFound) && os.Getenv("E2TRAIN_REQUIRE_TOOLS") != "1" {
			t.Skipf("not tested: toggles, because %v", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { both[i].Close() })
	}
	return both[0], both[1]
}

// TestIdleToggles: a machine at rest changes next to nothing but its clock of cycles.
func TestIdleToggles(t *testing.T) {
	counting, plain := boards(t)
	if _, err := counting.Run(100); err != nil {
		t.Fatal(err)
	}
	before := counting.Toggles()
	const cycles = 1 << 12
	if _, err := counting.Run(cycles); err != nil {
		t.Fatal(err)
	}
	after := counting.Toggles()
	for k := range NumClasses {
		n := after[k] - before[k]
		if busy := k == Control; busy != (n > 0) || n > 16*cycles {
			t.Errorf("%d toggles of %v in %d cycles of rest", n, k, cycles)
		}
	}
	if plain.Toggles() != (Toggles{}) {
		t.Errorf("a board that does not count has toggles %v", plain.Toggles())
	}
}
