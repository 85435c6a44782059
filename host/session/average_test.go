// SPDX-License-Identifier: Apache-2.0

package session

import (
	"math"
	"testing"

	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/internal/testset"
	"github.com/e2train/e2train/host/recipe"
)

// refresh refreshes a new network with the training images in order, in mini-batches of that size.
func refresh(t *testing.T, batch int, images int) (*Session, Refreshed) {
	t.Helper()
	c := config(t, "sim:tiny")
	c.Batch, c.SWA, c.Augment = batch, recipe.DefaultSWA(), false
	s := open(t, c)
	loader, err := data.NewLoader(s.Data.Train, data.Evaluation(batch))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := loader.At(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	r, err := s.Refresh(t.Context(), stream, images, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s, r
}

// Statistics after two mini-batches are the means of those of each alone, weighted with their images, and those from before do not
// count. The first layer alone: later ones see what the first one normalised with the batch.
func TestRefreshMeans(t *testing.T) {
	first, r := refresh(t, 12, 5) // one whole mini-batch
	if r.Images != 12 {
		t.Errorf("%d images", r.Images)
	}
	both, r := refresh(t, 12, testset.Train)
	if r.Images != testset.Train {
		t.Errorf("%d images", r.Images)
	}
	again, _ := refresh(t, 12, testset.Train)
	rest := lastBatch(t)
	for c, mean := range both.Net.Norms()[0].RunningMean {
		want := (12*float64(first.Net.Norms()[0].RunningMean[c]) + 6*float64(rest.Net.Norms()[0].RunningMean[c])) / 18
		if math.Abs(float64(mean)-want) > 4*0x1p-24*math.Abs(want)+1e-7 {
			t.Errorf("channel %d: mean %v, want %v", c, mean, want)
		}
	}
	for i, p := range both.Tensors() {
		for j, v := range again.Tensors()[i].Data {
			if v != p.Data[j] {
				t.Fatalf("%s differs in a second pass", p.Name)
			}
		}
	}
}

// lastBatch refreshes a new network with the second of the mini-batches of 12 alone.
func lastBatch(t *testing.T) *Session {
	t.Helper()
	c := config(t, "sim:tiny")
	c.Batch, c.Augment = 12, false
	s := open(t, c)
	loader, err := data.NewLoader(s.Data.Train, data.Evaluation(12))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := loader.At(t.Context(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	if _, err := s.Refresh(t.Context(), stream, 1, nil); err != nil {
		t.Fatal(err)
	}
	return s
}

// Refreshing leaves weights and momenta as they are.
func TestRefreshKeepsWeights(t *testing.T) {
	fresh := open(t, config(t, "sim:tiny"))
	s, r := refresh(t, 4, testset.Train)
	for i, p := range s.Net.Params() {
		for j, v := range p.Value {
			if v != fresh.Net.Params()[i].Value[j] || p.Momentum[j] != 0 {
				t.Fatalf("%s has changed", p.Name)
			}
		}
	}
	if r.Work.MACs == 0 || r.Work.HostOps["load_image"] == 0 || r.Work.HostOps["optimizer"] != 0 {
		t.Errorf("work %+v", r.Work)
	}
}

// The first snapshot is the average, and the next ones count as much as each before.
func TestAverage(t *testing.T) {
	c := config(t, "cpu")
	c.SWA = recipe.DefaultSWA()
	s := open(t, c)
	p := s.Net.Params()[0]
	for k, v := range []float32{4, 8, 0, 8} {
		p.Value[0] = v
		s.Average(int64(k))
		if want := []float32{4, 6, 4, 5}[k]; s.averages[0][0] != want {
			t.Errorf("after %d snapshots: %v, want %v", k+1, s.averages[0][0], want)
		}
	}
	s.Adopt()
	if p.Value[0] != 5 {
		t.Errorf("the network has %v", p.Value[0])
	}
}
