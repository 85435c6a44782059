// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"bytes"
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/host/internal/testset"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/train"
)

// The formula is an identity of the published figures, to the digit.
func TestFormulaIsThePublishedOne(t *testing.T) {
	n := 0
	for _, p := range table() {
		if p.Compute == nil {
			continue
		}
		if n++; math.Abs(100*Formula(p.Skip)-p.Compute.Percent) > 0.005+1e-9 {
			t.Errorf("%s: the formula has %.4f %%, the paper %.2f %%", p.Method, 100*Formula(p.Skip), p.Compute.Percent)
		}
	}
	if n != len(Skips) {
		t.Errorf("%d figures for %d shares", n, len(Skips))
	}
}

// Every published figure has a mark that is explained.
func TestMarks(t *testing.T) {
	known := map[Mark]bool{}
	for _, m := range marks {
		known[m.mark] = true
	}
	for _, p := range table() {
		for _, f := range []*Figure{p.Accuracy, p.Compute, p.Energy} {
			if f != nil && (!known[f.Mark] || f.Percent <= 0 || f.Percent >= 100) {
				t.Errorf("%s, %s, %s: %+v", p.Data, p.Network, p.Method, f)
			}
		}
	}
}

func trained(t *testing.T, c recipe.Config) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := train.Run(t.Context(), train.Options{Config: c, Dir: dir, Kernels: "test", Version: "test"}); err != nil {
		t.Fatal(err)
	}
	return dir
}

func plain(t *testing.T, device string) recipe.Config {
	t.Helper()
	c := recipe.Default()
	c.Data, c.Device, c.Batch, c.Iterations = testset.Folder(t), device, 4, 10 // 5 batches per epoch, the last one of 2 images
	return c
}

// A plain run executes as many multiply-accumulates as its baseline, and bit-operations in the proportion of the widths: all passes have the
// same number, but for the stem, which has no backward-data pass.
func TestPlainRun(t *testing.T) {
	r, err := Read(t.Context(), trained(t, plain(t, "sim:ultra96")))
	if err != nil {
		t.Fatal(err)
	}
	if r.MACs != r.Baseline.MACs || r.SavedMACs != 0 || r.Baseline.Iterations != 10 {
		t.Errorf("%d multiply-accumulates, the baseline has %d in %d iterations", r.MACs, r.Baseline.MACs, r.Baseline.Iterations)
	}
	// (64 + 128) / 2 of 1024 if there were no backward-data pass at all, (64 + 128 + 128) / 3 if every layer had one.
	if kept := 1 - r.SavedBitOps; kept <= 96.0/1024 || kept >= 320.0/3/1024 {
		t.Errorf("%v of the bit-operations", kept)
	}
	if r.SavedFormula != nil || r.Skipped != nil || r.SavedEnergy.Accelerator.Value <= 0 {
		t.Errorf("got %+v", r)
	}
}

// The short runs use all three techniques, and their table says what they did.
func TestShortRuns(t *testing.T) {
	s := Short{Model: "resnet8", Data: testset.Folder(t), Batch: 4, Iterations: 8, Seed: 1, Kernels: "test", Version: "test", Note: func(string) {}}
	dirs, err := s.Train(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(t.Context(), dirs)
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range r.Runs {
		if run.Executed+run.Dropped != 8 || run.Baseline.Iterations != 6 || run.Skipped == nil || *run.SavedFormula != Formula(*run.Skipped) {
			t.Errorf("got %+v", run)
		}
		if run.SavedBitOps <= run.SavedMACs || run.SavedBitOps >= 1 {
			t.Errorf("%v of multiply-accumulates and %v of bit-operations saved", run.SavedMACs, run.SavedBitOps)
		}
	}
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"84.64 [M+]", ">84 [A]", "1 - 2/3 x (1 - skip) x 0.37", "energy, modeled", "skip60", "Why they differ"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

func TestBadRuns(t *testing.T) {
	empty, tiny := t.TempDir(), trained(t, plain(t, "sim:tiny"))
	for dir, want := range map[string]error{empty: rundir.ErrNoRun, tiny: ErrBaseline} {
		if _, err := Read(t.Context(), dir); !errors.Is(err, want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: error %v, want one that wraps %v", dir, err, want)
		}
	}
}
