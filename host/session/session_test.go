// SPDX-License-Identifier: Apache-2.0

package session

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/host/checkpoint"
	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/internal/testset"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/models"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/rtl/isa"
)

func config(t *testing.T, device string) recipe.Config {
	t.Helper()
	c := recipe.Default()
	c.Data, c.Device, c.Batch = testset.Folder(t), device, 4
	return c
}

func open(t *testing.T, c recipe.Config) *Session {
	t.Helper()
	s, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// trained returns a session after two steps, and the batch of the second one.
func trained(t *testing.T, device string) (*Session, *data.Batch) {
	t.Helper()
	s := open(t, config(t, device))
	loader, err := data.NewLoader(s.Data.Train, data.Training(s.Config.Batch, 1))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := loader.At(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	var b *data.Batch
	for range 2 {
		if b, err = stream.Next(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Train(t.Context(), b, 0.1); err != nil {
			t.Fatal(err)
		}
	}
	return s, b
}

func TestOpenRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		change func(c *recipe.Config)
		cause  error
	}{
		"value":         {func(c *recipe.Config) { c.Batch = 0 }, recipe.ErrValue},
		"model":         {func(c *recipe.Config) { c.Model = "resnet9" }, models.ErrUnknown},
		"scheme":        {func(c *recipe.Config) { c.Device = "gpu" }, driver.ErrAddress},
		"configuration": {func(c *recipe.Config) { c.Device = "sim:huge" }, driver.ErrAddress},
		"data":          {func(c *recipe.Config) { c.Data = "mnist" }, data.ErrUnknown},
	} {
		c := config(t, "cpu")
		test.change(&c)
		if _, err := Open(c); !errors.Is(err, test.cause) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
}

func TestTrainCountsWork(t *testing.T) {
	s, b := trained(t, "sim:tiny")
	s.Meter.Take()
	s.Config.Augment = true
	loss, err := s.Train(t.Context(), b, 0.1)
	if err != nil || loss <= 0 {
		t.Fatalf("loss %v, error %v", loss, err)
	}
	w := s.Meter.Take()
	values := int64(4 * testset.Side * testset.Side)
	if w.HostOps["load_image"] != values || w.HostOps["augment"] != values {
		t.Errorf("got %v, want %d values loaded and augmented", w.HostOps, values)
	}
	if w.MACs == 0 || w.Counters[isa.Cycles] == 0 || w.HostOps["optimizer"] == 0 || w.BytesToDevice == 0 {
		t.Errorf("got %+v", w)
	}
	if *s.Net.Ops() != (nn.Ops{}) {
		t.Errorf("the network still has %v", *s.Net.Ops())
	}
}

func TestTrainNoticesInfinity(t *testing.T) {
	s, b := trained(t, "cpu")
	last := s.Net.Params()[len(s.Net.Params())-1]
	last.Value[0] = float32(math.Inf(1))
	if _, err := s.Train(t.Context(), b, 0.1); !errors.Is(err, nn.ErrNotFinite) {
		t.Errorf("got error %v", err)
	}
	if err := s.CheckFinite(); !errors.Is(err, nn.ErrNotFinite) || !strings.Contains(err.Error(), last.Name) {
		t.Errorf("got error %v, want one that names %s", err, last.Name)
	}
}

func TestEvaluate(t *testing.T) {
	for _, device := range []string{"cpu", "sim:tiny"} {
		s, _ := trained(t, device)
		before := s.WeightsSHA256()
		e, err := s.Evaluate(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if e.Images != testset.Test || e.Correct < 0 || e.Correct > e.Images || e.Work.MACs == 0 {
			t.Errorf("%s: got %+v", device, e)
		}
		if e.Work.HostOps["optimizer"] != 0 || e.Work.HostOps["load_image"] != testset.Test*testset.Side*testset.Side {
			t.Errorf("%s: an evaluation did %v", device, e.Work.HostOps)
		}
		checkMeans(t, s, e)
		if s.WeightsSHA256() != before {
			t.Errorf("%s: evaluation changed the network", device)
		}
	}
}

// checkMeans compares with an evaluation image by image, whose batches weigh the same.
func checkMeans(t *testing.T, s *Session, want Evaluation) {
	t.Helper()
	s.Config.Batch = 1
	single, err := s.Evaluate(t.Context(), nil)
	s.Config.Batch = 4
	if err != nil {
		t.Fatal(err)
	}
	if single.Correct != want.Correct || math.Abs(single.Loss-want.Loss) > 1e-5*want.Loss {
		t.Errorf("in batches of 4, 2: %d correct, loss %v; of 1: %d, %v", want.Correct, want.Loss, single.Correct, single.Loss)
	}
	if single.Work.MACs != want.Work.MACs {
		t.Errorf("%d and %d MACs", single.Work.MACs, want.Work.MACs)
	}
}

func TestEvaluateStops(t *testing.T) {
	s, _ := trained(t, "sim:tiny")
	before := s.WeightsSHA256()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	calls := 0
	_, err := s.Evaluate(ctx, func(done, total int) { calls++; cancel() })
	if !errors.Is(err, context.Canceled) || calls != 1 {
		t.Errorf("got error %v after %d calls", err, calls)
	}
	if w := s.Meter.Take(); !reflect.DeepEqual(w, ledger.Work{}) || *s.Net.Ops() != (nn.Ops{}) {
		t.Errorf("what was done of it still counts: %+v, %v", w, *s.Net.Ops())
	}
	if s.WeightsSHA256() != before {
		t.Error("the network was changed")
	}
}

func TestWeightsSHA256(t *testing.T) {
	s, _ := trained(t, "sim:tiny")
	var values []float32
	for _, p := range s.Net.Params() {
		values = append(values, p.Value...)
	}
	for _, state := range s.Net.State() {
		if strings.Contains(state.Name, "running_") {
			values = append(values, state.Data...)
		}
	}
	sum := sha256.Sum256(checkpoint.AppendFloats(nil, values))
	if got := s.WeightsSHA256(); got != hex.EncodeToString(sum[:]) {
		t.Errorf("got %s, want %x", got, sum)
	}
}

// What is saved from one network brings another one to the same state, in which it goes on alike.
func TestRestore(t *testing.T) {
	for _, device := range []string{"cpu", "sim:tiny"} {
		a, b := trained(t, device)
		other := open(t, a.Config)
		if other.WeightsSHA256() == a.WeightsSHA256() {
			t.Fatal("training changed nothing")
		}
		if err := other.Restore(a.Tensors()); err != nil {
			t.Fatal(err)
		}
		for _, s := range []*Session{a, other} {
			if _, err := s.Train(t.Context(), b, 0.1); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(a.Tensors(), other.Tensors()) || !reflect.DeepEqual(a.Net.State(), other.Net.State()) {
			t.Errorf("%s: the restored network goes on differently", device)
		}
	}
}

func TestFits(t *testing.T) {
	s := open(t, config(t, "cpu"))
	if err := s.Fits(s.Tensors()); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(list []checkpoint.Tensor) []checkpoint.Tensor{
		"one less":       func(list []checkpoint.Tensor) []checkpoint.Tensor { return list[1:] },
		"another name":   func(list []checkpoint.Tensor) []checkpoint.Tensor { list[4].Name = "x"; return list },
		"another length": func(list []checkpoint.Tensor) []checkpoint.Tensor { list[4].Data = list[4].Data[1:]; return list },
	} {
		bad := change(s.Tensors())
		if err := s.Fits(bad); !errors.Is(err, ErrMismatch) {
			t.Errorf("%s: got error %v", name, err)
		}
		if err := s.Restore(bad); !errors.Is(err, ErrMismatch) {
			t.Errorf("%s: restoring got error %v", name, err)
		}
	}
}

func TestDataSHA256(t *testing.T) {
	s := open(t, config(t, "cpu"))
	base := s.DataSHA256()
	for name, change := range map[string]func(d *data.Dataset){
		"training pixel": func(d *data.Dataset) { d.Train.Pixels[5]++ }, "test pixel": func(d *data.Dataset) { d.Test.Pixels[5]++ },
		"training label": func(d *data.Dataset) { d.Train.Labels[2] ^= 1 }, "test label": func(d *data.Dataset) { d.Test.Labels[2] ^= 1 },
		"mean":  func(d *data.Dataset) { d.Train.Norm.Mean = []float64{0.123} },
		"class": func(d *data.Dataset) { d.Train.Classes = []string{"left", "right"} },
	} {
		s := open(t, s.Config)
		if s.DataSHA256() != base {
			t.Fatal("the same images have another hash")
		}
		change(&s.Data)
		if s.DataSHA256() == base {
			t.Errorf("another %s has the same hash", name)
		}
	}
}
