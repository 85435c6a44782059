// SPDX-License-Identifier: Apache-2.0

package savings

import (
	"bytes"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/internal/testset"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/train"
)

// recipeOn is 12 plain iterations in three epochs, the last one cut short, each evaluated.
func recipeOn(t *testing.T, device string) recipe.Config {
	t.Helper()
	c := recipe.Default()
	c.Data, c.Device = testset.Folder(t), device
	c.Batch, c.Iterations, c.EvalEvery, c.Augment = 4, 12, 1, true // 5 batches per epoch, the last one of 2 images
	return c
}

// trained runs a recipe and returns its report.
func trained(t *testing.T, c recipe.Config) *Report {
	t.Helper()
	return trainedIn(t, c, filepath.Join(t.TempDir(), "run"))
}

// trainedIn is trained in the given directory.
func trainedIn(t *testing.T, c recipe.Config, dir string) *Report {
	t.Helper()
	if _, err := train.Run(t.Context(), train.Options{Config: c, Dir: dir, Kernels: "test", Version: "test"}); err != nil {
		t.Fatal(err)
	}
	r, err := Run(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// nearly reports whether two sums of some hundred rounded products each agree: within 1e-12 of the larger.
func nearly(a, b float64) bool { return math.Abs(a-b) <= 1e-12*max(math.Abs(a), math.Abs(b)) }

// A plain run saves exactly nothing against the plain run that is planned: cycle by cycle and joule by joule, in every draw.
func TestPlainRunSavesNothing(t *testing.T) {
	for _, address := range []string{"sim:tiny", "sim:ultra96-fp32"} {
		r := trained(t, recipeOn(t, address))
		c := &r.Comparisons[0]
		if c.Iterations != 12 || c.Cycles != r.Total.Cycles || c.Price != r.Total.Price || c.Saving.Whole.Value != 0 || c.Saving.Whole.Low != 0 || c.Saving.Accelerator.High != 0 {
			t.Errorf("%s: %+v against total %+v", address, c, r.Total)
		}
		if len(r.Techniques) != 0 || len(r.Comparisons) != 1 {
			t.Errorf("%s: techniques %+v, %d comparisons", address, r.Techniques, len(r.Comparisons))
		}
	}
}

// The float32 baseline of a run on ultra96 is what training on it is, and fewer lanes take longer.
func TestFloatBaselineIsARun(t *testing.T) {
	r, float := trained(t, recipeOn(t, "sim:ultra96")), trained(t, recipeOn(t, "sim:ultra96-fp32"))
	if len(r.Comparisons) != 4 {
		t.Fatalf("%d comparisons", len(r.Comparisons))
	}
	whole, few, many := &r.Comparisons[1], &r.Comparisons[2], &r.Comparisons[3]
	if whole.Cycles != float.Total.Cycles || whole.Price != float.Total.Price || few.Cycles <= whole.Cycles || many.Cycles >= whole.Cycles {
		t.Errorf("baselines of %d, %d and %d cycles, the run on float lanes has %d", few.Cycles, whole.Cycles, many.Cycles, float.Total.Cycles)
	}
	for _, s := range []float64{whole.Saving.Accelerator.Low, whole.Saving.Whole.High - whole.Saving.Whole.Low} {
		if s <= 0 || s >= 1 {
			t.Errorf("saving %+v", whole.Saving)
		}
	}
}

// All parts of the report add up to the run.
func TestReportIsConserved(t *testing.T) {
	c := recipeOn(t, "sim:tiny")
	c.SMD, c.PSG = recipe.Constant(0.4), recipe.DefaultPSG()
	r := trained(t, c)
	var accounts, parts ledger.Price
	cycles, macs := uint64(0), int64(0)
	for i := range r.Accounts {
		accounts.Add(r.Accounts[i].Price)
	}
	for _, row := range append(r.Passes[:len(r.Passes):len(r.Passes)], r.Host...) {
		parts.Add(row.Price)
		cycles += row.Cycles
		macs += row.MACs
	}
	if cycles != r.Total.Cycles || macs != r.Total.MACs {
		t.Errorf("%d cycles and %d multiply-accumulates in parts, %d and %d in all", cycles, macs, r.Total.Cycles, r.Total.MACs)
	}
	for name, got := range map[string]ledger.Price{"accounts": accounts, "parts": parts} {
		if !nearly(got.Total, r.Total.Price.Total) || !nearly(got.Idle, r.Total.Price.Idle) || !nearly(got.Accelerator, r.Total.Price.Accelerator) {
			t.Errorf("%s: %+v, total %+v", name, got, r.Total.Price)
		}
	}
	if r.Comparisons[0].Iterations != 9 {
		t.Errorf("the plain run has %d iterations, 3/4 of 12 are 9", r.Comparisons[0].Iterations)
	}
}

// Where mini-batches skip as a whole, what is left over is known: weights are quantised, and their gradients converted, once for each
// mini-batch that a layer computes.
func TestSkippingExplainsTheRun(t *testing.T) {
	c := recipeOn(t, "sim:tiny")
	c.Iterations, c.EvalEvery, c.Depth = 4, 0, recipe.StochasticDepth{Drop: 0.6, Decay: "constant"}
	dir := filepath.Join(t.TempDir(), "run")
	r := trainedIn(t, c, dir)
	if len(r.Techniques) != 1 || r.Techniques[0].Name != "stochastic depth" || r.Techniques[0].Saved.Total <= 0 {
		t.Fatalf("techniques %+v", r.Techniques)
	}
	in, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	step, err := in.plain.Step(t.Context(), c.Batch)
	if err != nil {
		t.Fatal(err)
	}
	layers, err := r.layers(in, &step)
	if err != nil {
		t.Fatal(err)
	}
	weights := int64(0)
	for _, l := range layers {
		weights += (r.Loop.Images - l.computed) / int64(c.Batch) * l.weights
	}
	want, err := in.plain.Meter().Price(&ledger.Work{HostOps: map[string]int64{"quantize_weights": weights, "dequantize": weights}})
	if err != nil {
		t.Fatal(err)
	}
	if weights == 0 || math.Abs(r.Rest.Total-want.Total) > 1e-9*r.Plain.Total {
		t.Errorf("%g J of %g J are left over, %d weights take %g J", r.Rest.Total, r.Plain.Total, weights, want.Total)
	}
}

// What SMD and PSG did in mini-batches of one size is all there is to say about them: nothing is left over.
func TestTechniquesExplainTheRun(t *testing.T) {
	c := recipeOn(t, "sim:tiny")
	c.Iterations, c.EvalEvery = 4, 0 // none with 2 images
	c.SMD, c.PSG, c.Seed = recipe.Constant(0.5), recipe.DefaultPSG(), 3
	r := trained(t, c)
	if len(r.Techniques) != 2 || r.Loop.Dropped == 0 || r.Loop.Executed == 0 {
		t.Fatalf("techniques %+v of %+v", r.Techniques, r.Loop)
	}
	smd, psg := &r.Techniques[0], &r.Techniques[1]
	perIteration := r.account(ledger.Training).Total / float64(r.Loop.Executed)
	if !nearly(smd.Saved.Total, perIteration*float64(r.Loop.Dropped)) || smd.Spent != r.account(ledger.Dropping) || smd.Spent.Total == 0 {
		t.Errorf("SMD: %+v, an iteration takes %g J", smd, perIteration)
	}
	if math.Abs(r.Rest.Total) > 1e-12*r.Plain.Total || psg.Spent.Accelerator == 0 || psg.Saved.Accelerator == 0 {
		t.Errorf("PSG: %+v leaves %g J of %g J", psg, r.Rest.Total, r.Plain.Total)
	}
	if loses := strings.Contains(psg.What, "loses"); loses != (psg.Net().Total < 0) {
		t.Errorf("PSG: net %g J, %q", psg.Net().Total, psg.What)
	}
}

// The layers of PSG have the passes of the ledger, the shares of the summary, and plain passes that their images would have taken.
func TestSignsByLayer(t *testing.T) {
	c := recipeOn(t, "sim:tiny")
	c.Iterations, c.EvalEvery, c.PSG = 4, 0, recipe.DefaultPSG()
	c.PSG.SkipLimit = recipe.Constant(4)
	dir := filepath.Join(t.TempDir(), "run")
	r := trainedIn(t, c, dir)
	plain := recipeOn(t, "sim:tiny")
	plain.Iterations, plain.EvalEvery = 4, 0
	p := trained(t, plain)
	in, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	total := &r.Signs[len(r.Signs)-1]
	if len(r.Signs) != len(in.plain.Convs())+1 || !slices.Equal(r.SkipLimits, []int{0, 1, 2, 4, 8}) || total.Skippable[3] != total.Skipped || total.Skipped == 0 {
		t.Fatalf("%d rows, limits %v, total %+v", len(r.Signs), r.SkipLimits, total)
	}
	var cycles, plainCycles uint64
	for i := range r.Passes {
		if strings.HasPrefix(r.Passes[i].Pass, "psg_") {
			cycles += r.Passes[i].Cycles
		}
	}
	for i := range p.Passes {
		if p.Passes[i].Pass == conv.BackwardWeights.String() {
			plainCycles += p.Passes[i].Cycles
		}
	}
	// Quotients by a batch of 4 are exact.
	if total.Cycles != cycles || total.PlainCycles != float64(plainCycles) || total.Decided <= 0 || total.Decided >= 1 {
		t.Errorf("total %+v, the passes have %d cycles, plain ones %d", total, cycles, plainCycles)
	}
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil || !strings.Contains(b.String(), "beside plain backward_weights") {
		t.Errorf("error %v, text\n%s", err, b.String())
	}
}

// Images that skip a layer are priced by those that do not, or by a plan where there are none.
func TestSkippedImages(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	c := recipeOn(t, "sim:tiny")
	c.Iterations = 2
	if _, err := train.Run(t.Context(), train.Options{Config: c, Dir: dir, Kernels: "test", Version: "test"}); err != nil {
		t.Fatal(err)
	}
	in, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	in.book.Loop.Images = 32
	layers := map[string]*layerUse{}
	for _, layer := range in.plain.Convs() {
		layers[layer.Name] = &layerUse{computed: 32}
	}
	r := &Report{}
	if technique, err := r.slu(in, layers); err != nil || technique != nil {
		t.Errorf("nothing skipped: %+v, error %v", technique, err)
	}
	some, none := layers["g1.b0.conv1"], layers["g3.b0.conv2"]
	some.computed, some.host, some.passes = 8, ledger.Price{Total: 0.125}, map[string]ledger.Price{conv.Forward.String(): {Total: 2}, conv.PSGPredict.String(): {Total: 3}}
	none.computed, none.plain = 0, map[string]ledger.Price{conv.Forward.String(): {Total: 0.25}, conv.BackwardData.String(): {Total: 0.5}}
	r.Host = []Row{
		{Account: ledger.Training, Operation: "gather", Price: ledger.Price{Total: 1}}, {Account: ledger.Training, Operation: "gate_macs", Price: ledger.Price{Total: 2}},
		{Account: ledger.Training, Operation: "pool", Price: ledger.Price{Total: 4}}, {Account: ledger.Evaluation, Operation: "gate_macs", Price: ledger.Price{Total: 8}},
	}
	technique, err := r.slu(in, layers)
	if err != nil {
		t.Fatal(err)
	}
	if want := 3*(2+3.0) + 24*0.125 + 32*0.75; technique.Saved.Total != want || technique.Spent.Total != 3 {
		t.Errorf("saved %g, want %g; spent %g, want 3", technique.Saved.Total, want, technique.Spent.Total)
	}
}

func TestText(t *testing.T) {
	c := recipeOn(t, "sim:ultra96")
	c.Iterations, c.SMD = 6, recipe.Constant(0.5)
	r := trained(t, c)
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"all joules are modeled", "whole system", "SMD", "float32, 64 lanes", "plain 8/16 bit", "g3.b0.conv2", "host operations", "moves the saving against float32"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

func TestRefusals(t *testing.T) {
	if _, err := Run(t.Context(), Options{Dir: t.TempDir()}); !errors.Is(err, rundir.ErrNoRun) {
		t.Errorf("no run: error %v", err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	c := recipeOn(t, "cpu")
	c.Iterations = 1
	if _, err := train.Run(t.Context(), train.Options{Config: c, Dir: dir, Kernels: "test", Version: "test"}); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), Options{Dir: dir}); !errors.Is(err, ledger.ErrNoPrice) {
		t.Errorf("cpu: error %v", err)
	}
}
