// SPDX-License-Identifier: Apache-2.0

package session

import (
	"slices"
	"testing"

	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/models/nn"
)

// firstStep trains one step from the initial weights.
func firstStep(t *testing.T, device string, update recipe.Update) *Session {
	t.Helper()
	c := config(t, device)
	c.Update = update
	s := open(t, c)
	loader, err := data.NewLoader(s.Data.Train, data.Training(c.Batch, 1))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := loader.At(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	b, err := stream.Next()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Train(t.Context(), b, 0.03); err != nil {
		t.Fatal(err)
	}
	return s
}

// Updates by signs are those of the full gradients of the same step, before weight decay and momentum, of convolutions only.
func TestSignUpdate(t *testing.T) {
	for _, device := range []string{"cpu", "sim:tiny"} {
		full, signs, start := firstStep(t, device, recipe.UpdateSGD), firstStep(t, device, recipe.UpdateSign), open(t, config(t, device))
		for i, p := range signs.Net.Params() {
			want := full.Net.Params()[i]
			nn.SignGradients([]*nn.Param{want}) // leaves all but convolutions as they are
			if !slices.Equal(p.Grad, want.Grad) {
				t.Errorf("%s, %s: gradients are not those of the step, or not their signs", device, p.Name)
			}
			before := start.Net.Params()[i].Value
			for j, v := range p.Momentum {
				decayed := float32(float32(signs.Config.WeightDecay)*before[j]) + p.Grad[j]
				if v != decayed || p.Value[j] != before[j]-float32(0.03*v) {
					t.Fatalf("%s, %s: momentum %g and value %g from gradient %g and value %g", device, p.Name, v, p.Value[j], p.Grad[j], before[j])
				}
			}
		}
		if a, b := full.Meter.Take(), signs.Meter.Take(); a.MACs != b.MACs || a.Counters != b.Counters {
			t.Errorf("%s: the work of the device differs", device)
		}
	}
}
