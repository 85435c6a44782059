// SPDX-License-Identifier: Apache-2.0

package train

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"path/filepath"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/rtl/isa"
)

// counted is a device that adds up what its launches count.
type counted struct {
	driver.Device
	sum *isa.Counters
}

func (c *counted) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	a, err := c.Device.Launch(ctx, p)
	c.sum.Add(&a.Counters)
	return a, err
}

var countedSum isa.Counters

func init() {
	driver.Register(driver.Scheme{Name: "counted", Open: func(a driver.Address) (driver.Device, error) {
		d, err := driver.Open("sim:" + a.Target)
		if err != nil {
			return nil, err
		}
		return &counted{d, &countedSum}, nil
	}})
}

// The counters of the ledger are those of the device, all of them in exactly one account, layer and pass; the joules of all
// layers, passes and host operations are those of the run; and so are logs and summary.
func TestLedgerIsConserved(t *testing.T) {
	c := signed(t)
	c.Device, c.PSG.CheckEvery = "counted:tiny", 0 // checks are observations, which the ledger does not have
	c.SWA = recipe.SWA{On: true, Start: 0.5, Rate: 0.02, Every: 2, RefreshImages: 9}
	c.Schedule = recipe.SWASchedule()
	o := options(c, filepath.Join(t.TempDir(), "run"))
	countedSum = isa.Counters{}
	s, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	b, err := ReadBook(o.Dir)
	if err != nil {
		t.Fatal(err)
	}
	total := b.Total()
	if first, differ := total.Counters.FirstDifference(&countedSum); differ || countedSum[isa.Cycles] == 0 {
		t.Errorf("counter %v: %d in the ledger, the device counted %d", first, total.Counters[first], countedSum[first])
	}
	training, evaluation := b.Account(ledger.Training), b.Account(ledger.Evaluation)
	if averaging := b.Account(ledger.Averaging); *s.SWA.Cycles != averaging.Counters[isa.Cycles] || averaging.MACs == 0 {
		t.Errorf("%d cycles of averaging in the ledger, %d in the summary", averaging.Counters[isa.Cycles], *s.SWA.Cycles)
	}
	if *s.Cycles != training.Counters[isa.Cycles] || *s.Evaluation.Cycles != evaluation.Counters[isa.Cycles] {
		t.Errorf("%d and %d cycles in the ledger, %d and %d in the summary", training.Counters[isa.Cycles], evaluation.Counters[isa.Cycles], *s.Cycles, *s.Evaluation.Cycles)
	}
	if got := sumOfMetrics(t, o.Dir); got != training.Counters[isa.Cycles] {
		t.Errorf("%d cycles in the ledger, %d in %s", training.Counters[isa.Cycles], got, rundir.MetricsName)
	}
	if b.Loop.Executed != s.IterationsExecuted || b.Loop.Dropped != s.IterationsDropped || b.Loop.Dropped == 0 || len(b.Account(ledger.Dropping).HostOps) == 0 {
		t.Errorf("loop %+v, dropping %+v", b.Loop, b.Account(ledger.Dropping))
	}
	checkJoules(t, b, s)
}

func checkJoules(t *testing.T, b *ledger.Book, s *report.Summary) {
	t.Helper()
	config, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	m, err := ledger.NewMeter(driver.Info{Config: *config, ClockHz: config.ClockHz, Timed: true, Kind: driver.KindSimulator})
	if err != nil {
		t.Fatal(err)
	}
	price := func(w *ledger.Work) ledger.Price {
		p, err := m.Price(w)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	var sum ledger.Price
	parts := 0
	for i := range b.Accounts {
		w := &b.Accounts[i].Work
		for j := range w.Passes {
			pass := w.Passes[j].Work()
			sum.Add(price(&pass))
		}
		for kind, n := range w.HostOps {
			sum.Add(price(&ledger.Work{HostOps: map[string]int64{kind: n}}))
		}
		parts += len(w.Passes) + len(w.HostOps)
	}
	whole := price(b.Total())
	// Every price is a sum of at most 60 products, so it is off by 61 units of itself; adding them up by one unit for each; terms
	// of time round once more.
	bound := float64(2*61+parts+2) * 0x1p-53
	for name, pair := range map[string][2]float64{
		"total": {sum.Total, whole.Total}, "idle subtracted": {sum.Idle, whole.Idle}, "accelerator": {sum.Accelerator, whole.Accelerator},
		"summary": {sum.Total, *s.Energy.Total + *s.Evaluation.Energy.Total + *s.SWA.Energy.Total},
	} {
		if math.Abs(pair[0]-pair[1]) > bound*pair[1] || pair[1] == 0 {
			t.Errorf("%s: the parts cost %g J, the whole %g J", name, pair[0], pair[1])
		}
	}
}

// sumOfMetrics returns the cycles of all lines of metrics.jsonl.
func sumOfMetrics(t *testing.T, dir string) (cycles uint64) {
	t.Helper()
	for lines := bufio.NewScanner(bytes.NewReader(read(t, dir, rundir.MetricsName))); lines.Scan(); {
		var line struct{ Cycles uint64 }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		cycles += line.Cycles
	}
	return cycles
}

func TestNoLedgerBeforeTheEnd(t *testing.T) {
	o := options(small(t, "sim:tiny"), filepath.Join(t.TempDir(), "run"))
	interrupt(t, o, &stopper{afterStep: 3})
	if _, err := ReadBook(o.Dir); !errors.Is(err, rundir.ErrNoLedger) {
		t.Errorf("error %v", err)
	}
	if _, err := ReadBook(t.TempDir()); !errors.Is(err, rundir.ErrNoRun) {
		t.Errorf("error %v", err)
	}
}
