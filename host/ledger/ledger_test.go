// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

func info(t *testing.T, config string) driver.Info {
	t.Helper()
	c, err := isa.ConfigByName(config)
	if err != nil {
		t.Fatal(err)
	}
	return driver.Info{Address: "sim:" + config, Kind: driver.KindSimulator, Config: *c, ClockHz: c.ClockHz, Timed: true}
}

func meter(t *testing.T, i driver.Info) *Meter {
	t.Helper()
	m, err := NewMeter(i)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func cost(t *testing.T, m *Meter, w *Work) Cost {
	t.Helper()
	c, err := m.Cost(w)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// someWork is a little of everything.
func someWork() conv.Report {
	r := conv.Report{MACs: 512000, BytesToDevice: 1000, BytesKept: 300, BytesFromDevice: 200, Transfers: 5}
	r.Counters[isa.Cycles] = 4000
	r.Counters[isa.IssueForward] = 2000
	r.Counters[isa.DramReadBytes] = 1000
	return r
}

func TestMeterCounts(t *testing.T) {
	m := meter(t, info(t, "ultra96"))
	m.Observe("stem", conv.Forward, someWork())
	m.Observe("stem", conv.BackwardWeights, someWork())
	ops := nn.Ops{nn.OpLoss: 10, nn.OpPool: 3}
	m.Ops(&ops)
	m.Host(energy.HostLoadImage, 784)
	m.Host(energy.HostLoadImage, 784)
	got := m.Take()
	want := Work{
		MACs: 1024000, BytesToDevice: 2000, BytesKept: 600, BytesFromDevice: 400, Transfers: 10,
		HostOps: map[string]int64{"loss": 10, "pool": 3, "load_image": 1568},
	}
	want.Counters[isa.Cycles], want.Counters[isa.IssueForward], want.Counters[isa.DramReadBytes] = 8000, 4000, 2000
	r := someWork()
	for _, pass := range []string{"forward", "backward_weights"} {
		want.Passes = append(want.Passes, PassWork{"stem", pass, r.Counters, r.MACs, r.BytesToDevice, r.BytesKept, r.BytesFromDevice, r.Transfers})
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if ops != (nn.Ops{}) {
		t.Errorf("the network still has %v", ops)
	}
	if rest := m.Take(); !reflect.DeepEqual(rest, Work{}) {
		t.Errorf("taken twice: %+v", rest)
	}
}

// Every kind of host operation that networks count has a coefficient, under the same name.
func TestEveryOpHasACoefficient(t *testing.T) {
	p, err := energy.ForConfig("ultra96")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range nn.AllOpKinds() {
		if !slices.Contains(p.HostOperations(), kind.String()) {
			t.Errorf("%v has no coefficient", kind)
		}
	}
}

func TestCost(t *testing.T) {
	m := meter(t, info(t, "ultra96"))
	m.Observe("stem", conv.Forward, someWork())
	m.Host(energy.HostPool, 1000)
	w := m.Take()
	c := cost(t, m, &w)
	if *c.Cycles != 4000 || *c.ClockHz != 200e6 || *c.DeviceSeconds != 4000/200e6 || *c.Utilization != 0.5 {
		t.Errorf("got %d cycles at %d Hz, %g s, utilization %g", *c.Cycles, *c.ClockHz, *c.DeviceSeconds, *c.Utilization)
	}
	if *c.BytesToDevice != 1000 || *c.BytesFromDevice != 200 || *c.HostSeconds <= 0 {
		t.Errorf("got %d bytes to, %d bytes from the device, %g s of the host", *c.BytesToDevice, *c.BytesFromDevice, *c.HostSeconds)
	}
	e := c.Energy
	if sum := *e.Dynamic + *e.Static + *e.Host + *e.Link; math.Abs(sum / *e.Total - 1) > 1e-12 || *e.Dynamic <= 0 || *e.Host <= 0 {
		t.Errorf("parts %g of total %g", sum, *e.Total)
	}
}

// Two products of the predictor share a multiplier, so its 512,000 occupy 256 multipliers in 4000 cycles as much as 256,000
// plain ones.
func TestUtilizationOfThePredictor(t *testing.T) {
	m := meter(t, info(t, "ultra96"))
	m.Observe("stem", conv.PSGPredict, someWork())
	w := m.Take()
	if w.MACs != 512000 || w.PackedMACs != 512000 || *cost(t, m, &w).Utilization != 0.25 {
		t.Errorf("%d MACs, %d packed, utilization %g", w.MACs, w.PackedMACs, *cost(t, m, &w).Utilization)
	}
	m.Observe("stem", conv.PSGMasked, someWork())
	rest := m.Take()
	w.Add(&rest)
	if w.MACs != 1024000 || w.PackedMACs != 512000 || *cost(t, m, &w).Utilization != 0.375 {
		t.Errorf("both: %d MACs, %d packed, utilization %g", w.MACs, w.PackedMACs, *cost(t, m, &w).Utilization)
	}
}

// The cost of a sum is computed from the sum: the total is that of the parts, to the rounding of doubles.
func TestCostIsLinear(t *testing.T) {
	m := meter(t, info(t, "zedboard"))
	m.Observe("a", conv.Forward, someWork())
	part := m.Take()
	var whole Work
	sum := 0.0
	for range 10 {
		whole.Add(&part)
		sum += *cost(t, m, &part).Energy.Total
	}
	if total := *cost(t, m, &whole).Energy.Total; math.Abs(total/sum-1) > 1e-12 {
		t.Errorf("ten parts cost %g, their sum %g", sum, total)
	}
}

// An iteration that is dropped costs no cycles, but what the host did.
func TestCostOfDropped(t *testing.T) {
	m := meter(t, info(t, "ultra96"))
	m.Host(energy.HostLoadImage, 50000)
	w := m.Take()
	c := cost(t, m, &w)
	if *c.Cycles != 0 || c.Utilization != nil || *c.Energy.Dynamic != 0 || *c.Energy.Host <= 0 {
		t.Errorf("got %d cycles, utilization %v, %g J dynamic, %g J host", *c.Cycles, c.Utilization, *c.Energy.Dynamic, *c.Energy.Host)
	}
}

func TestUnknown(t *testing.T) {
	untimed := info(t, "ultra96")
	untimed.Timed = false
	stranger := info(t, "ultra96")
	stranger.Config.Name = "mine"
	for name, test := range map[string]struct {
		info          driver.Info
		cycles, bytes bool
	}{
		"reference":         {driver.Info{Kind: driver.KindReference}, false, false},
		"without a clock":   {untimed, false, true},
		"without a profile": {stranger, true, true},
	} {
		m := meter(t, test.info)
		m.Observe("a", conv.Forward, someWork())
		w := m.Take()
		c := cost(t, m, &w)
		if (c.Cycles != nil) != test.cycles || (c.BytesToDevice != nil) != test.bytes || c.Energy != (energy.Joules{}) {
			t.Errorf("%s: got %+v", name, c)
		}
		if w.MACs != 512000 {
			t.Errorf("%s: got %d MACs", name, w.MACs)
		}
	}
}

func TestNotes(t *testing.T) {
	stranger := info(t, "ultra96")
	stranger.Config.Name = "mine"
	if note := meter(t, stranger).Note(); note == "" {
		t.Error("nothing is said about a configuration without a profile")
	}
	if note := meter(t, info(t, "tiny")).Note(); note == "" {
		t.Error("nothing is said about tiny, whose joules mean nothing")
	}
}

func TestImpossibleWork(t *testing.T) {
	m := meter(t, info(t, "ultra96"))
	if _, err := m.Cost(&Work{Transfers: -1}); !errors.Is(err, energy.ErrActivity) {
		t.Errorf("got error %v", err)
	}
}

func TestWorkCopies(t *testing.T) {
	w := Work{MACs: 1, HostOps: map[string]int64{"pool": 2}, Passes: []PassWork{{Layer: "a", Pass: "forward", MACs: 1}}}
	c := w.Clone()
	c.Add(&w)
	if w.HostOps["pool"] != 2 || c.HostOps["pool"] != 4 || c.MACs != 2 || w.Passes[0].MACs != 1 || c.Passes[0].MACs != 2 {
		t.Errorf("got %+v from %+v", c, w)
	}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back Work
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, c) {
		t.Errorf("got %+v, error %v, from %s", back, err, text)
	}
}
