// SPDX-License-Identifier: Apache-2.0

package savings

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/sim/energy"
)

// Technique is what a technique cost in a run, and what was not computed because of it.
type Technique struct {
	Name  string       `json:"technique"` // SMD, SLU, stochastic depth, PSG or SWA
	What  string       `json:"what"`
	Spent ledger.Price `json:"spent_modeled_j"`
	Saved ledger.Price `json:"saved_modeled_j"`

	executed bool // it is about executed iterations
}

// Net returns what is left of the savings.
func (t *Technique) Net() ledger.Price {
	net := t.Saved
	net.Add(t.Spent.Times(-1))
	return net
}

// layerUse is how a layer was used in training.
type layerUse struct {
	computed int64                   // images
	passes   map[string]ledger.Price // by pass
	plain    map[string]ledger.Price // of one image, by pass, as planned
	host     ledger.Price            // of one image: what the host does around the layer and its batch norm
	pack     int64                   // elements of an image whose top bits PSG packs
	weights  int64
}

func sortedKinds(ops map[string]int64) []string { return slices.Sorted(maps.Keys(ops)) }

// techniques fills in what each technique spent and saved.
func (r *Report) techniques(ctx context.Context, in *input, _ *Options) error {
	step, err := in.plain.Step(ctx, in.config.Batch)
	if err != nil {
		return err
	}
	meter := in.plain.Meter()
	whole, err := meter.Price(&step)
	if err != nil {
		return err
	}
	r.Plain = whole.Times(float64(in.book.Loop.Images) / float64(in.config.Batch))
	layers, err := r.layers(in, &step)
	if err != nil {
		return err
	}
	r.Rest = r.Plain
	r.Rest.Add(r.account(ledger.Training).Times(-1))
	for _, make := range []func(*input, map[string]*layerUse) (*Technique, error){r.smd, r.slu, r.psg, r.swa} {
		t, err := make(in, layers)
		if err != nil {
			return err
		}
		if t == nil {
			continue
		}
		r.Techniques = append(r.Techniques, *t)
		if t.executed {
			r.Rest.Add(t.Net().Times(-1))
		}
	}
	return nil
}

// account returns the price of an account.
func (r *Report) account(name string) (p ledger.Price) {
	for i := range r.Accounts {
		if r.Accounts[i].Account == name {
			p.Add(r.Accounts[i].Price)
		}
	}
	return p
}

// layers returns how the layers of the network were used.
func (r *Report) layers(in *input, step *ledger.Work) (map[string]*layerUse, error) {
	layers := map[string]*layerUse{}
	perImage := map[string]int64{}
	for _, c := range in.plain.Convs() {
		s := c.Shape(1)
		perImage[c.Name] = s.MACs()
		l := &layerUse{
			passes: map[string]ledger.Price{}, plain: map[string]ledger.Price{},
			pack: int64(s.InputLen() + s.OutputLen()), weights: int64(s.WeightLen()),
		}
		var err error
		if l.host, err = in.plain.Meter().Price(&ledger.Work{HostOps: in.hostOps(c)}); err != nil {
			return nil, err
		}
		layers[c.Name] = l
	}
	for i := range r.Passes {
		row := &r.Passes[i]
		l := layers[row.Layer]
		if row.Account != ledger.Training || l == nil {
			continue
		}
		l.passes[row.Pass] = row.Price
		if row.Pass == conv.Forward.String() {
			l.computed = row.MACs / perImage[row.Layer]
		}
	}
	for i := range step.Passes {
		p := &step.Passes[i]
		work := p.Work()
		price, err := in.plain.Meter().Price(&work)
		if err != nil {
			return nil, err
		}
		layers[p.Layer].plain[p.Pass] = price.Times(1 / float64(in.config.Batch))
	}
	return layers, nil
}

// smd returns what dropping mini-batches did, nil if none were.
func (r *Report) smd(in *input, _ map[string]*layerUse) (*Technique, error) {
	l := &in.book.Loop
	if l.Dropped == 0 || l.Executed == 0 {
		return nil, nil
	}
	return &Technique{
		Name:  "SMD",
		What:  fmt.Sprintf("%d of %d mini-batches dropped", l.Dropped, l.Iterations),
		Spent: r.account(ledger.Dropping),
		Saved: r.account(ledger.Training).Times(float64(l.Dropped) / float64(l.Executed)),
	}, nil
}

// slu returns what skipping layers did, nil if nothing was skipped and no gate was there to do so.
func (r *Report) slu(in *input, layers map[string]*layerUse) (*Technique, error) {
	t := &Technique{Name: "SLU", executed: true}
	if in.config.Depth.Drop > 0 {
		t.Name = "stochastic depth"
	}
	gates := false
	for i := range r.Host {
		row := &r.Host[i]
		if row.Account == ledger.Training && isGate(row.Operation) {
			gates = true
			t.Spent.Add(row.Price)
		}
	}
	all, skipped := int64(0), int64(0)
	for _, c := range in.plain.Convs() {
		l, images := layers[c.Name], in.book.Loop.Images
		missing := images - l.computed
		macs := c.Shape(1).MACs()
		all, skipped = all+images*macs, skipped+missing*macs
		if missing <= 0 {
			continue
		}
		for _, pass := range slices.Sorted(maps.Keys(l.passes)) {
			t.Saved.Add(l.passes[pass].Times(float64(missing) / float64(l.computed)))
		}
		t.Saved.Add(l.host.Times(float64(missing)))
		if l.computed == 0 {
			for _, pass := range slices.Sorted(maps.Keys(l.plain)) {
				t.Saved.Add(l.plain[pass].Times(float64(missing)))
			}
		}
	}
	if !gates && skipped == 0 {
		return nil, nil
	}
	t.What = fmt.Sprintf("%.1f %% of the multiply-accumulates of executed iterations skipped", 100*float64(skipped)/float64(max(all, 1)))
	return t, nil
}

// hostOps returns the host's operations for one image of a layer and of the batch norm behind it, as package nn counts them.
func (in *input) hostOps(c *nn.Conv) map[string]int64 {
	s := c.Shape(1)
	x, y := int64(s.InputLen()), int64(s.OutputLen())
	ops := map[string]int64{energy.HostBatchNormForward: y, energy.HostBatchNormBackward: y}
	if in.info.Config.Float() {
		return ops
	}
	ops[energy.HostQuantize8], ops[energy.HostQuantize16], ops[energy.HostDequantize] = x, y, y
	if !c.First {
		ops[energy.HostDequantize] += x
	}
	if in.config.PSG.On {
		ops[energy.HostTopBits] = x + y
	}
	return ops
}

// isGate reports whether a host operation is there for skipping alone.
func isGate(operation string) bool {
	return operation == "gather" || strings.HasPrefix(operation, "gate_")
}

// psg returns what predicting signs did, nil if it was off.
func (r *Report) psg(in *input, layers map[string]*layerUse) (*Technique, error) {
	if !in.config.PSG.On {
		return nil, nil
	}
	t := &Technique{Name: "PSG", executed: true}
	packed := int64(0)
	for _, c := range in.plain.Convs() {
		l := layers[c.Name]
		for _, pass := range []conv.Pass{conv.PSGPredict, conv.PSGMasked} {
			t.Spent.Add(l.passes[pass.String()])
		}
		t.Saved.Add(l.plain[conv.BackwardWeights.String()].Times(float64(l.computed)))
		packed += l.computed*l.pack + in.book.Loop.Executed*l.weights
	}
	host, err := in.plain.Meter().Price(&ledger.Work{HostOps: map[string]int64{energy.HostTopBits: packed}})
	if err != nil {
		return nil, err
	}
	t.Spent.Add(host)
	t.What = "predicted and masked passes instead of plain backward_weights"
	if t.Net().Total < 0 {
		t.What += "; it loses on this device"
	}
	return t, nil
}

// swa returns what averaging weights did, nil if it was off.
func (r *Report) swa(*input, map[string]*layerUse) (*Technique, error) {
	spent := r.account(ledger.Averaging)
	if spent.Total == 0 {
		return nil, nil
	}
	return &Technique{Name: "SWA", What: "averages of weights and the statistics for them", Spent: spent}, nil
}
