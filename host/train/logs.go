// SPDX-License-Identifier: Apache-2.0

package train

import (
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/rundir"
)

// metricsLine is a line of metrics.jsonl: the same on every machine.
type metricsLine struct {
	Step    int64    `json:"step"`
	Epoch   int      `json:"epoch"`
	Dropped bool     `json:"dropped"`
	Loss    *float64 `json:"loss"`
	Rate    float32  `json:"lr"`
	Cycles  *uint64  `json:"cycles"`
	MACs    int64    `json:"macs"`
	Energy  *float64 `json:"energy_modeled_j"`
}

func metricsOf(s *Step, work *ledger.Work, cost *ledger.Cost) metricsLine {
	line := metricsLine{
		Step: s.Step, Epoch: s.Epoch, Dropped: s.Dropped, Rate: s.Rate,
		Cycles: cost.Cycles, MACs: work.MACs, Energy: cost.Energy.Total,
	}
	if !s.Dropped {
		line.Loss = new(s.Loss)
	}
	return line
}

// psgMetricsLine is a line of metrics.jsonl of a run with predictive sign gradients.
type psgMetricsLine struct {
	metricsLine
	Decided *float64 `json:"psg_decided"` // share of the weights of all layers
}

// metrics returns the line of metrics.jsonl for an iteration.
func (r *runner) metrics(done *Step, work *ledger.Work, cost *ledger.Cost) any {
	line := metricsOf(done, work, cost)
	var signs psgMetricsLine
	var skipped skipFigures
	if signs.metricsLine = line; !done.Dropped {
		signs.Decided = decidedShare(r.Signs())
		skipped = skipFiguresOf(r.Shares())
	}
	switch psg, skips := r.Config.PSG.On, r.Shares() != nil; {
	case psg && skips:
		return psgSkipMetricsLine{signs, skipped}
	case psg:
		return signs
	case skips:
		return skipMetricsLine{line, skipped}
	}
	return line
}

// The lines of runs whose blocks can be skipped.
type (
	skipMetricsLine struct {
		metricsLine
		skipFigures
	}
	psgSkipMetricsLine struct {
		psgMetricsLine
		skipFigures
	}
)

// timingLine is a line of timing.jsonl: what the machine made of the iteration.
type timingLine struct {
	Step            int64   `json:"step"`
	Seconds         float64 `json:"seconds"`
	ImagesPerSecond float64 `json:"images_per_second"`
}

func timingOf(s *Step) timingLine {
	return timingLine{Step: s.Step, Seconds: s.Seconds, ImagesPerSecond: perSecond(int64(s.Images), s.Seconds)}
}

// perSecond returns 0 for no time at all, which clocks of low resolution report.
func perSecond(n int64, seconds float64) float64 {
	if seconds <= 0 {
		return 0
	}
	return float64(n) / seconds
}

// evalLine is a line of eval.jsonl.
type evalLine struct {
	Step     int64   `json:"step"`
	Epoch    int     `json:"epoch"`
	Accuracy float64 `json:"accuracy"`
	Loss     float64 `json:"loss"`
	Images   int     `json:"images"`
}

// logs are the files that a run appends to.
type logs struct {
	metrics, timing, eval *rundir.Log
	psg                   *rundir.Log // only if signs
	plan                  *rundir.Log // only if planned
	energy                *rundir.Log // only if metered, now or before
	signs, planned        bool
	metered               bool
}

// all lists them by file name.
func (l *logs) all() map[string]**rundir.Log {
	list := map[string]**rundir.Log{
		rundir.MetricsName: &l.metrics, rundir.TimingName: &l.timing, rundir.EvalName: &l.eval,
	}
	if l.signs {
		list[rundir.PSGName] = &l.psg
	}
	if l.planned {
		list[rundir.PlanName] = &l.plan
	}
	if l.metered {
		list[rundir.EnergyName] = &l.energy
	}
	return list
}

// open opens the logs at the given lengths, 0 where none is given.
func (l *logs) open(dir *rundir.Dir, lengths map[string]int64) error {
	if _, before := lengths[rundir.EnergyName]; before {
		l.metered = true
	}
	for name, log := range l.all() {
		opened, err := dir.OpenLog(name, lengths[name])
		if err != nil {
			return err
		}
		*log = opened
	}
	return nil
}

// sync makes all lines last and returns the lengths.
func (l *logs) sync() (map[string]int64, error) {
	lengths := map[string]int64{}
	for name, log := range l.all() {
		if err := (*log).Sync(); err != nil {
			return nil, err
		}
		lengths[name] = (*log).Length()
	}
	return lengths, nil
}

func (l *logs) close() {
	for _, log := range l.all() {
		if *log != nil {
			(*log).Close()
		}
	}
}
