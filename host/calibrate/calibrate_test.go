// SPDX-License-Identifier: Apache-2.0

package calibrate

import (
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/host/energybench"
	"github.com/e2train/e2train/host/profile"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

func embedded(t *testing.T) *energy.Profile {
	t.Helper()
	p, err := energy.ForConfig("ultra96")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// logOf returns what a meter would show of a board whose coefficients are exactly those of p, apart from half a percent of noise.
func logOf(t *testing.T, p *energy.Profile, batch, size int, psg bool) *energybench.Report {
	t.Helper()
	o := profile.Options{Model: "resnet8", Device: "sim:ultra96", Batch: batch, Channels: 3, Height: size, Width: size, Classes: 10}
	if psg {
		o.PSG = recipe.DefaultPSG()
	}
	steps, err := profile.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	r := &energybench.Report{Schema: energybench.Schema, Config: "ultra96", Kind: "emulated", Idle: 5}
	noise := rand.New(rand.NewPCG(1, uint64(batch)))
	for _, row := range steps.Rows {
		counters := map[string]uint64{}
		for k, n := range row.Counters {
			counters[isa.Counter(k).String()] = n
		}
		r.Rows = append(r.Rows, energybench.Row{Layer: row.Layer, Pass: row.Pass, Counters: counters})
	}
	exact, err := r.Reprice(p)
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Rows {
		joules := exact.Rows[i].Modeled
		r.Rows[i].Observed = joules * (1 + 0.005*noise.NormFloat64())
		r.Rows[i].StdErr = 0.005 * joules
	}
	return r
}

// mistaken returns the profile with one coefficient wrong by a factor.
func mistaken(p *energy.Profile, name string, factor float64) *energy.Profile {
	q := *p
	q.Device = map[string]energy.Coefficient{}
	for k, c := range p.Device {
		if k == name {
			c.Value, c.Uncertainty.Low, c.Uncertainty.High = c.Value*factor, c.Uncertainty.Low*factor, c.Uncertainty.High*factor
		}
		q.Device[k] = c
	}
	return &q
}

func reprice(t *testing.T, r *energybench.Report, p *energy.Profile) *energybench.Report {
	t.Helper()
	q, err := r.Reprice(p)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// TestMistake: a mistake in one coefficient shows as a residual where its events are and nowhere else, and the fit repairs it, also in
// logs that it has not seen.
func TestMistake(t *testing.T) {
	truth := embedded(t)
	logs := []*energybench.Report{logOf(t, truth, 1, 16, false), logOf(t, truth, 3, 8, false), logOf(t, truth, 1, 16, true)}
	held := []*energybench.Report{logOf(t, truth, 4, 16, false), logOf(t, truth, 2, 16, true)}
	for name, passes := range map[string]string{"mac_backward_data": "backward_data", "mac_predict": "psg_predict", "mac_forward": "forward"} {
		wrong := mistaken(truth, name, 4)
		for _, row := range reprice(t, logs[2], wrong).Rows {
			if off := math.Abs(row.Relative) > 0.05; off != (row.Pass == passes) {
				t.Errorf("%s is wrong: %s, %s differs by %.1f %%", name, row.Layer, row.Pass, 100*row.Relative)
			}
		}
		r, err := Fit(logs, wrong)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range held {
			if after := reprice(t, l, r.Profile); math.Abs(after.Total.Relative) > 0.02 || after.Median > 0.02 {
				t.Errorf("%s: total differs by %.2f %%, the median by %.2f %% after the fit", name, 100*after.Total.Relative, 100*after.Median)
			}
		}
		for _, c := range r.Coefficients {
			if want := truth.Device[name].Value; c.Name == name && math.Abs(c.Value-want) > 4*c.StdErr {
				t.Errorf("%s: fitted %g +- %g, want %g", name, c.Value, c.StdErr, want)
			}
		}
	}
}

// TestProfile: the fitted profile can be read, says what it is, and keeps what was not fitted.
func TestProfile(t *testing.T) {
	truth := embedded(t)
	l := logOf(t, truth, 1, 8, false)
	r, err := Fit([]*energybench.Report{l}, truth)
	if err != nil {
		t.Fatal(err)
	}
	text, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "fitted.json")
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
	p, err := energybench.ProfileFor("ultra96", path)
	if err != nil {
		t.Fatal(err)
	}
	if c := p.Device["mac_forward"]; c.Kind != energy.Fitted || !strings.Contains(c.Source, "emulated board (not measured)") {
		t.Errorf("mac_forward: %+v", c)
	}
	if c := p.Device["mac_predict"]; c != truth.Device["mac_predict"] {
		t.Errorf("mac_predict, of which nothing was seen: %+v", c)
	}
	watts := 0.0
	for _, c := range p.Static {
		watts += c.Value
	}
	if math.Abs(watts-5) > 1e-9 || p.Name != "ultra96-fitted" {
		t.Errorf("%s, %g W at rest", p.Name, watts)
	}
	if err := r.Compare("log", l, truth, true); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil || !strings.Contains(b.String(), "held out") || !strings.Contains(b.String(), "mac_predict") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

// TestInseparable: weight rows and what is written of weights follow each other, which the fit has to say.
func TestInseparable(t *testing.T) {
	r, err := Fit([]*energybench.Report{logOf(t, embedded(t), 1, 8, false)}, embedded(t))
	if err != nil {
		t.Fatal(err)
	}
	undetermined := 0
	for _, c := range r.Coefficients {
		if c.Undetermined {
			undetermined++
		}
	}
	if len(r.Inseparable) == 0 || undetermined == 0 {
		t.Errorf("%d inseparable pairs, %d undetermined coefficients in one small log", len(r.Inseparable), undetermined)
	}
}

// TestNNLS: against all sets of bound variables, tried one by one.
func TestNNLS(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	const rows, n = 8, 4
	for range 200 {
		a, b := mat.NewDense(rows, n, nil), mat.NewVecDense(rows, nil)
		for i := range rows {
			b.SetVec(i, random.NormFloat64())
			for j := range n {
				a.Set(i, j, random.NormFloat64())
			}
		}
		x, err := nnls(a, b)
		if err != nil {
			t.Fatal(err)
		}
		best := math.Inf(1)
		for set := range 1 << n {
			s := &solver{a: a, b: b, x: make([]float64, n), free: make([]bool, n)}
			for j := range n {
				s.free[j] = set>>j&1 != 0
			}
			z, err := s.solve()
			if err == nil && !negative(z) {
				best = min(best, distance(a, b, z))
			}
		}
		if got := distance(a, b, x); negative(x) || got > best*(1+1e-9) {
			t.Fatalf("x %v at distance %g, best is %g", x, got, best)
		}
	}
}

func negative(x []float64) bool {
	for _, v := range x {
		if v < 0 {
			return true
		}
	}
	return false
}

func distance(a *mat.Dense, b *mat.VecDense, x []float64) float64 {
	var r mat.VecDense
	r.MulVec(a, mat.NewVecDense(len(x), x))
	r.SubVec(b, &r)
	return mat.Norm(&r, 2)
}

func TestBadLogs(t *testing.T) {
	p := embedded(t)
	a, b := logOf(t, p, 1, 8, false), logOf(t, p, 1, 8, false)
	b.Kind = "measured"
	if _, err := Fit([]*energybench.Report{a, b}, p); !errors.Is(err, ErrMixed) {
		t.Errorf("logs of two boards: error %v", err)
	}
	a.Rows[0].StdErr, a.Rows[0].Observed = 0, 0
	if _, err := Fit([]*energybench.Report{a}, p); !errors.Is(err, energybench.ErrLog) {
		t.Errorf("a row without a standard error: error %v", err)
	}
	if _, err := Fit(nil, p); err == nil {
		t.Error("a fit to nothing")
	}
}
