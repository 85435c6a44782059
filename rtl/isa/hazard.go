// SPDX-License-Identifier: Apache-2.0

package isa

// hazards rejects tensor instructions that need a fence to their predecessor and have none. Neighbours are enough: only a
// GEMM reads ACC early enough to overtake a write, and whatever lies between two GEMMs separates them, another GEMM by its
// MinTile or more slots, an OUTER by the fence after it.
func (v *validator) hazards() error {
	for i := 1; i < len(v.segment.Tensor); i++ {
		a, b := &v.segment.Tensor[i-1], &v.segment.Tensor[i]
		if b.Fence {
			continue
		}
		if reason := v.hazard(a, b); reason != "" {
			return v.fail(EngineTensor, i, "%s, and has no fence", reason)
		}
	}
	return nil
}

// hazard says why b must not follow a at once, "" if it may.
func (v *validator) hazard(a, b *Tensor) string {
	switch {
	case a.Op == OpOuter && b.Op == OpGemm:
		return "is a GEMM after an OUTER, whose drain still uses the ports of ACC"
	case a.Op == OpOuter && a.Pack != PackNone && b.Pack == PackNone:
		return "is an unpacked OUTER after a packed one, whose drain still uses the ports of ACC"
	case b.Op == OpOuter:
		return "" // it reads ACC only when it drains its first tile: by then all other rows are written
	case a.accSpan(v.config).overlaps(b.accSpan(v.config)) && !sameOrder(a, b) && v.shareRow(a, b):
		return "touches ACC rows of the GEMM before it in another order"
	}
	return ""
}

// sameOrder reports whether a row of ACC has the same position in every tile of the GEMMs a and b.
func sameOrder(a, b *Tensor) bool {
	return a.Acc == b.Acc && a.AX == b.AX && a.AY == b.AY && a.AN == b.AN && a.NX == b.NX && a.NY == b.NY && a.NN == b.NN
}

// shareRow reports whether a and b really have an ACC row in common.
func (v *validator) shareRow(a, b *Tensor) bool {
	used := make([]bool, v.config.AccRows())
	a.eachAccRow(v.config, func(row int) { used[row] = true })
	shared := false
	b.eachAccRow(v.config, func(row int) { shared = shared || used[row] })
	return shared
}
