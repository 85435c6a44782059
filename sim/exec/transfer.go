// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"sort"

	"github.com/e2train/e2train/rtl/isa"
)

// run is a linear piece of a transfer: n entries of an on-chip buffer and the bytes that they are in DRAM.
type run struct {
	entry  int   // of the transfer, from 0
	n      int   // entries
	offset int64 // bytes to the base register
}

// transfer is a LOAD or STORE with its runs listed; runs that follow each other in DRAM are one.
type transfer struct {
	op         isa.Opcode
	base       uint8
	first      int // buffer entry or ACC row of the transfer's entry 0
	entries    int
	entryBytes int
	runs       []run
}

func newLoad(c *isa.Config, l *isa.Load) transfer {
	t := transfer{op: l.Op, base: l.Base, first: int(l.Dest), entryBytes: c.EntryBytes(l.Op)}
	l.EachRun(func(offset int64) { t.append(int(l.Run), offset) })
	return t
}

func newStore(c *isa.Config, s *isa.Store) transfer {
	t := transfer{op: s.Op, base: s.Base, first: int(s.Acc), entryBytes: c.EntryBytes(s.Op)}
	s.EachRun(func(offset int64) { t.append(int(s.Run), offset) })
	return t
}

func (t *transfer) append(n int, offset int64) {
	if k := len(t.runs); k > 0 {
		last := &t.runs[k-1]
		if last.offset+int64(last.n)*int64(t.entryBytes) == offset {
			last.n += n
			t.entries += n
			return
		}
	}
	t.runs = append(t.runs, run{t.entries, n, offset})
	t.entries += n
}

// each calls f for the linear pieces of the transfer's entries [lo, hi): buffer entry, number of entries, DRAM bytes.
func (t *transfer) each(memory []byte, lo, hi int, f func(entry, n int, bytes []byte)) {
	i := sort.Search(len(t.runs), func(i int) bool { return t.runs[i].entry+t.runs[i].n > lo })
	for ; i < len(t.runs) && t.runs[i].entry < hi; i++ {
		r := t.runs[i]
		from, to := max(lo, r.entry), min(hi, r.entry+r.n)
		start := r.offset + int64(from-r.entry)*int64(t.entryBytes)
		f(t.first+from, to-from, memory[start:start+int64(to-from)*int64(t.entryBytes)])
	}
}
