// SPDX-License-Identifier: Apache-2.0

package savings

import (
	"context"
	"fmt"
	"slices"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/baseline"
	"github.com/e2train/e2train/sim/energy"
)

// Options says whose ledger to price.
type Options struct {
	Dir        string // run directory
	Iterations int64  // of the baselines; 0: as the package documentation says
}

// Report is a priced ledger. Joules are modeled.
type Report struct {
	Run         string        `json:"run"`
	Model       string        `json:"model"`
	Data        string        `json:"data"`
	Device      string        `json:"device"`
	Kind        string        `json:"kind"`
	Batch       int           `json:"batch"`
	Note        string        `json:"note,omitempty"`
	Loop        ledger.Loop   `json:"loop"`
	Total       Row           `json:"total"`
	Energy      energy.Joules `json:"energy_modeled_j"` // the same with its range
	Accounts    []Row         `json:"accounts"`
	Passes      []Row         `json:"passes"`
	Host        []Row         `json:"host"`
	Techniques  []Technique   `json:"techniques"`
	Plain       ledger.Price  `json:"plain_executed_modeled_j"` // the executed iterations without SLU and PSG
	Rest        ledger.Price  `json:"rest_modeled_j"`           // Plain less training and what SLU and PSG saved net
	Comparisons []Comparison  `json:"comparisons"`
	SkipLimits  []int         `json:"skip_limits,omitempty"` // that Signs count tiles for
	Signs       []SignRow     `json:"predictive_sign_gradients,omitempty"`
}

// Row is a piece of the work and its price. Fields that do not apply are empty.
type Row struct {
	Account   string       `json:"account,omitempty"`
	Layer     string       `json:"layer,omitempty"`
	Pass      string       `json:"pass,omitempty"`
	Operation string       `json:"operation,omitempty"`
	Elements  int64        `json:"elements,omitempty"`
	Cycles    uint64       `json:"cycles"`
	MACs      int64        `json:"macs"`
	Price     ledger.Price `json:"modeled_j"`
}

// Comparison is a run that did not take place, and what the real one saves against it.
type Comparison struct {
	Name       string        `json:"against"`
	Device     string        `json:"device"`
	Iterations int64         `json:"iterations"`
	Cycles     uint64        `json:"cycles"`
	Price      ledger.Price  `json:"modeled_j"`
	Saving     energy.Saving `json:"saving"`
}

// Run prices the ledger of a run.
func Run(ctx context.Context, o Options) (*Report, error) {
	in, err := open(o.Dir)
	if err != nil {
		return nil, err
	}
	r := &Report{
		Run: o.Dir, Model: in.config.Model, Data: in.config.Data, Device: in.config.Device, Kind: string(in.info.Kind),
		Batch: in.config.Batch, Note: in.plain.Meter().Note(), Loop: in.book.Loop,
	}
	for _, fill := range []func(context.Context, *input, *Options) error{r.spend, r.techniques, r.signs, r.compare} {
		if err := fill(ctx, in, &o); err != nil {
			return nil, fmt.Errorf("ledger of %s: %w", o.Dir, err)
		}
	}
	return r, nil
}

// spend fills in what was spent.
func (r *Report) spend(_ context.Context, in *input, _ *Options) (err error) {
	meter := in.plain.Meter()
	add := func(rows *[]Row, row Row, w *ledger.Work) {
		if err != nil {
			return
		}
		row.Cycles, row.MACs = w.Counters[isa.Cycles], w.MACs
		row.Price, err = meter.Price(w)
		*rows = append(*rows, row)
	}
	for i := range in.book.Accounts {
		a := &in.book.Accounts[i]
		add(&r.Accounts, Row{Account: a.Name}, &a.Work)
		for j := range a.Work.Passes {
			p := &a.Work.Passes[j]
			work := p.Work()
			add(&r.Passes, Row{Account: a.Name, Layer: p.Layer, Pass: p.Pass}, &work)
		}
		for _, kind := range sortedKinds(a.Work.HostOps) {
			n := a.Work.HostOps[kind]
			add(&r.Host, Row{Account: a.Name, Operation: kind, Elements: n}, &ledger.Work{HostOps: map[string]int64{kind: n}})
		}
	}
	var total []Row
	add(&total, Row{}, in.book.Total())
	if err != nil {
		return err
	}
	r.Total = total[0]
	cost, err := meter.Cost(in.book.Total())
	r.Energy = cost.Energy
	return err
}

// compare fills in the baselines.
func (r *Report) compare(ctx context.Context, in *input, o *Options) error {
	iterations := o.Iterations
	if iterations == 0 {
		iterations = in.iterations()
	}
	run, err := in.plain.Meter().Case(in.book.Total())
	if err != nil {
		return err
	}
	for _, c := range in.baselines() {
		c.Iterations = iterations
		if err := c.fill(ctx, in, run); err != nil {
			return err
		}
		r.Comparisons = append(r.Comparisons, c)
	}
	return nil
}

// baselines returns what a run is compared with, the lanes that figures are quoted for first.
func (in *input) baselines() []Comparison {
	list := []Comparison{{Name: "plain " + numbersOf(&in.info.Config), Device: in.config.Device}}
	if !in.hasFloat() {
		return list
	}
	lanes := slices.DeleteFunc(baseline.Lanes(), func(n int) bool { return n == baseline.DefaultLanes })
	for _, n := range append([]int{baseline.DefaultLanes}, lanes...) {
		list = append(list, Comparison{Name: fmt.Sprintf("float32, %d lanes", n), Device: in.float(n)})
	}
	return list
}

// numbersOf names what a device computes in.
func numbersOf(c *isa.Config) string {
	if c.Float() {
		return "float32"
	}
	return "8/16 bit"
}

// fill plans and prices the run that did not take place.
func (c *Comparison) fill(ctx context.Context, in *input, run *energy.Case) error {
	info, err := driver.Describe(c.Device)
	if err != nil {
		return err
	}
	plan, err := in.plan(info)
	if err != nil {
		return err
	}
	work, err := in.plainRun(ctx, plan, c.Iterations)
	if err != nil {
		return err
	}
	c.Cycles = work.Counters[isa.Cycles]
	if c.Price, err = plan.Meter().Price(work); err != nil {
		return err
	}
	base, err := plan.Meter().Case(work)
	if err != nil {
		return err
	}
	saving, err := energy.Compare(run, base)
	if err == nil {
		c.Saving = *saving
	}
	return err
}
