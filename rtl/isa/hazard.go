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
		if reason := hazard(a, b, v.acc[i-1].shares(v.acc[i])); reason != "" {
			return v.fail(EngineTensor, i, "%s, and has no fence", reason)
		}
	}
	return nil
}

// hazard says why b must not follow a at once, "" if it may. share tells whether they have an ACC row in common.
func hazard(a, b *Tensor, share bool) string {
	switch {
	case a.Op == OpOuter && b.Op == OpGemm:
		return "is a GEMM after an OUTER, whose drain still uses the ports of ACC"
	case a.Op == OpOuter && a.Pack != PackNone && b.Pack == PackNone:
		return "is an unpacked OUTER after a packed one, whose drain still uses the ports of ACC"
	case b.Op == OpOuter:
		return "" // it reads ACC only when it drains its first tile: by then all other rows are written
	case share && !sameOrder(a, b):
		return "touches ACC rows of the GEMM before it in another order"
	}
	return ""
}

// sameOrder reports whether a row of ACC has the same position in every tile of the GEMMs a and b.
func sameOrder(a, b *Tensor) bool {
	return a.Acc == b.Acc && a.AX == b.AX && a.AY == b.AY && a.AN == b.AN && a.NX == b.NX && a.NY == b.NY && a.NN == b.NN
}
