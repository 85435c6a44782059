// SPDX-License-Identifier: Apache-2.0

package session

import (
	"testing"

	"github.com/e2train/e2train/host/recipe"
)

// Evaluations say what they skipped: by chance about half before any training, whatever the batches, the same each time, and nothing
// of a network without gates.
func TestEvaluationSkips(t *testing.T) {
	c := config(t, "cpu")
	c.SLU = recipe.DefaultSLU()
	s := open(t, c)
	var first float64
	for i, batch := range []int{4, 4, 1} {
		s.Config.Batch = batch
		e, err := s.Evaluate(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if e.Skipped == nil || *e.Skipped <= 0 || *e.Skipped >= 1 {
			t.Fatalf("skipped %v", e.Skipped)
		}
		if i == 0 {
			first = *e.Skipped
		}
		if *e.Skipped != first {
			t.Errorf("batches of %d skip %g, not %g", batch, *e.Skipped, first)
		}
	}
	s, _ = trained(t, "cpu")
	if e, err := s.Evaluate(t.Context(), nil); err != nil || e.Skipped != nil {
		t.Errorf("without gates: skipped %v, error %v", e.Skipped, err)
	}
}

// A model whose blocks cannot be skipped is not asked to; every one here can be.
func TestEveryModelSkips(t *testing.T) {
	for _, model := range []string{"resnet8", "mobilenetv2"} {
		c := config(t, "cpu")
		c.Model, c.Depth = model, recipe.StochasticDepth{Drop: 0.2, Decay: "linear"}
		if s := open(t, c); len(s.Shares()) == 0 {
			t.Errorf("%s has no blocks to skip", model)
		}
	}
}
