// SPDX-License-Identifier: Apache-2.0

package train

import (
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/models/skip"
)

// skipFigures is what lines of metrics.jsonl have besides in a run whose blocks can be skipped; null of a dropped iteration.
type skipFigures struct {
	Skipped     *float64 `json:"skipped"`      // share of the blocks, counted for each image
	SkippedMACs *float64 `json:"skipped_macs"` // share of their multiply-accumulates
}

func skipFiguresOf(shares []skip.Share) skipFigures {
	var t skipTotals
	t.add(0, shares)
	return skipFigures{t.share(everything, byBlock), t.share(everything, byMACs)}
}

// skipTotals are sums over the executed iterations.
type skipTotals struct {
	Epoch  int          `json:"epoch"` // the last one that had any
	Blocks []skipCounts `json:"blocks"`
}

// skipCounts are those of one block.
type skipCounts struct {
	Block string    `json:"block"`
	MACs  int64     `json:"macs"` // of one image in one pass
	All   skipCount `json:"all"`
	Last  skipCount `json:"last"` // in the last epoch
}

type skipCount struct {
	Computed int64 `json:"computed"` // images
	Images   int64 `json:"images"`
}

func (c *skipCount) add(s *skip.Share) {
	c.Computed += int64(s.Computed)
	c.Images += int64(s.Images)
}

// add takes note of an executed iteration.
func (t *skipTotals) add(epoch int, shares []skip.Share) {
	if t.Blocks == nil {
		t.Blocks = make([]skipCounts, len(shares))
	}
	for i := range shares {
		b := &t.Blocks[i]
		if epoch != t.Epoch {
			b.Last = skipCount{}
		}
		b.Block, b.MACs = shares[i].Block, shares[i].MACs
		b.All.add(&shares[i])
		b.Last.add(&shares[i])
	}
	t.Epoch = epoch
}

// What shares are taken of, and what a block counts in them.
func everything(b *skipCounts) *skipCount { return &b.All }
func lastEpoch(b *skipCounts) *skipCount  { return &b.Last }
func byBlock(*skipCounts) int64           { return 1 }
func byMACs(b *skipCounts) int64          { return b.MACs }

// share returns the part that was skipped, nil of nothing.
func (t *skipTotals) share(of func(*skipCounts) *skipCount, weight func(*skipCounts) int64) *float64 {
	var skipped, all int64
	for i := range t.Blocks {
		c := of(&t.Blocks[i])
		skipped += weight(&t.Blocks[i]) * (c.Images - c.Computed)
		all += weight(&t.Blocks[i]) * c.Images
	}
	return share(skipped, all)
}

// skipSummary returns what the run's summary says, nil if no blocks can be skipped.
func (r *runner) skipSummary() *report.Skipping {
	if r.Shares() == nil {
		return nil
	}
	t := &r.totals.Skip
	s := &report.Skipping{
		Skipped: t.share(everything, byBlock), SkippedMACs: t.share(everything, byMACs),
		LastEpoch: t.share(lastEpoch, byBlock), LastEpochMACs: t.share(lastEpoch, byMACs),
		Blocks: []report.SkippingBlock{},
	}
	for _, b := range t.Blocks {
		s.Blocks = append(s.Blocks, report.SkippingBlock{
			Block: b.Block, Computed: share(b.All.Computed, b.All.Images), LastEpoch: share(b.Last.Computed, b.Last.Images),
		})
	}
	return s
}
