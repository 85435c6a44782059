// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// Record is a launch and the outcome that it should have.
type Record struct {
	Launch Launch
	Want   Outcome
	Source string // device whose outcome it is
	Note   string // why it was kept
}

const (
	magic     = "E2TRPLAY"
	version   = 1
	lengthAt  = len(magic) + 4
	contentAt = lengthAt + 8
	packedAt  = contentAt + 8
	sumBytes  = 32
	minBytes  = packedAt + sumBytes
)

// header is the JSON part of the content.
type header struct {
	Contract   int                 `json:"contract"`
	Config     string              `json:"config"`
	ConfigHash uint32              `json:"config_hash"`
	Source     string              `json:"source"`
	Note       string              `json:"note"`
	Shift      uint8               `json:"shift"`
	Tau        uint32              `json:"tau"`
	SkipLimit  uint16              `json:"skip_limit"`
	Bases      [isa.NumBases]place `json:"bases"`
	Segments   [][3]int            `json:"segments"` // instructions of load, tensor and store
	Memories   []int               `json:"memories"` // bytes
	Counters   map[string]uint64   `json:"counters"`
	MaxAbs     int64               `json:"max_abs"`
	Saturated  bool                `json:"saturated"`
	Stall      *Stall              `json:"stall"`
}

// place is a Base in the header.
type place struct {
	Memory int   `json:"memory"`
	Offset int64 `json:"offset"`
}

func (r *Record) header() *header {
	l := &r.Launch
	h := &header{
		Contract: isa.Version, Config: l.Config.Name, ConfigHash: l.Config.Hash(), Source: r.Source, Note: r.Note,
		Shift: l.Params.Shift, Tau: l.Params.Tau, SkipLimit: l.Params.SkipLimit,
		Segments: [][3]int{}, Memories: []int{}, Counters: map[string]uint64{},
		MaxAbs: r.Want.Activity.MaxAbs, Saturated: r.Want.Activity.Saturated, Stall: r.Want.Stall,
	}
	for b, base := range l.Bases {
		h.Bases[b] = place(base)
	}
	for i := range l.Code.Segments {
		s := &l.Code.Segments[i]
		h.Segments = append(h.Segments, [3]int{len(s.Load), len(s.Tensor), len(s.Store)})
	}
	for _, m := range l.Memories {
		h.Memories = append(h.Memories, len(m))
	}
	for c, v := range r.Want.Activity.Counters {
		h.Counters[isa.Counter(c).String()] = v
	}
	return h
}

// params and activity are the parts of the header that need no checks of their own.
func (h *header) params() isa.Params {
	return isa.Params{Shift: h.Shift, Tau: h.Tau, SkipLimit: h.SkipLimit}
}

func (h *header) activity() (driver.Activity, bool) {
	a := driver.Activity{MaxAbs: h.MaxAbs, Saturated: h.Saturated}
	for c := range isa.NumCounters {
		v, ok := h.Counters[c.String()]
		if !ok {
			return a, false
		}
		a.Counters[c] = v
	}
	return a, len(h.Counters) == int(isa.NumCounters)
}
