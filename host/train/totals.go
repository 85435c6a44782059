// SPDX-License-Identifier: Apache-2.0

package train

import (
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/session"
)

// totals are the sums over a run so far. They are part of its checkpoints.
type totals struct {
	Executed  int64       `json:"executed"`
	Dropped   int64       `json:"dropped"`
	Images    int64       `json:"images"`
	Seconds   float64     `json:"seconds"`
	Executing ledger.Work `json:"training"` // of executed iterations
	Dropping  ledger.Work `json:"dropping"` // of dropped ones
	Loss      epochLoss   `json:"loss"`
	LastLoss  float64     `json:"last_loss"`

	Evaluation evalTotals `json:"evaluation"`
	PSG        psgTotals  `json:"psg,omitzero"`
	Plan       planTotals `json:"plan,omitzero"`
	SWA        swaTotals  `json:"swa,omitzero"`
	Skip       skipTotals `json:"skip,omitzero"`

	Power powerTotals `json:"power,omitzero"`
}

// epochLoss is the mean loss over the executed iterations of the last epoch that had any.
type epochLoss struct {
	Epoch int     `json:"epoch"`
	Sum   float64 `json:"sum"`
	Count int64   `json:"count"`
}

func (l *epochLoss) add(epoch int, loss float64) {
	if epoch != l.Epoch {
		*l = epochLoss{Epoch: epoch}
	}
	l.Sum += loss
	l.Count++
}

// mean returns nil if nothing was executed.
func (l *epochLoss) mean() *float64 {
	if l.Count == 0 {
		return nil
	}
	return new(l.Sum / float64(l.Count))
}

// evalTotals are the sums over the passes over the test set, and the outcome of the last one.
type evalTotals struct {
	Step     int64       `json:"step"` // after which the last one was; 0 for none
	Accuracy float64     `json:"accuracy"`
	Loss     float64     `json:"loss"`
	Images   int64       `json:"images"`
	Seconds  float64     `json:"seconds"`
	Work     ledger.Work `json:"work"`
}

// add takes note of an iteration.
func (t *totals) add(s *Step, work *ledger.Work) {
	t.Seconds += s.Seconds
	if s.Dropped {
		t.Dropped++
		t.Dropping.Add(work)
		return
	}
	t.Executing.Add(work)
	t.Executed++
	t.Images += int64(s.Images)
	t.Loss.add(s.Epoch, s.Loss)
	t.LastLoss = s.Loss
}

// add takes note of a pass over the test set.
func (t *evalTotals) add(step int64, e *session.Evaluation) {
	t.Step, t.Accuracy, t.Loss = step, e.Accuracy(), e.Loss
	t.Images += int64(e.Images)
	t.Seconds += e.Seconds
	t.Work.Add(&e.Work)
}
