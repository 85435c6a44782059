// SPDX-License-Identifier: Apache-2.0

package randprog

import "github.com/e2train/e2train/rtl/isa"

// maxWork bounds vectors times tiles of one instruction: simple models compute them one by one.
const maxWork = 300

// addTensor adds a tensor instruction and loads for those of its operands that are not in the buffers.
func (b *builder) addTensor() {
	var t isa.Tensor
	for !b.randomTensor(&t) {
	}
	f := b.operands(&t)
	for op := isa.OpLoadX; op <= isa.OpLoadMask; op++ {
		if s := f.buffers[op]; s.size() > 0 && (b.chance(3) || !all(b.loaded[op], s)) {
			b.addLoads(op, s)
		}
	}
	var needs []need
	for i := range b.loads {
		for op := range f.buffers {
			if b.loads[i].buffers[op].overlaps(f.buffers[op]) {
				needs = append(needs, need{isa.EngineLoad, i, true})
			}
		}
	}
	for i := range b.stores {
		if b.stores[i].banks.overlaps(f.banks) {
			needs = append(needs, need{isa.EngineStore, i, false})
		}
	}
	b.order.begin(&b.segment, isa.EngineTensor, &t.Header, latest(needs))
	b.segment.Tensor = append(b.segment.Tensor, t)
	b.tensors = append(b.tensors, f)
	for _, row := range b.accRows(&t) {
		b.summed[row] = true
	}
}

// randomTensor fills in t. It reports whether the instruction fits the machine. Half of them go on with the sums of an
// earlier one.
func (b *builder) randomTensor(t *isa.Tensor) bool {
	*t = isa.Tensor{Op: isa.OpGemm, Fence: b.chance(6)}
	if b.chance(2) {
		t.Op = isa.OpOuter
	}
	earlier := b.earlier()
	if earlier != nil {
		t.Op = earlier.Op
	}
	b.randomCounts(t)
	if t.Op == isa.OpGemm {
		t.SourceG, t.NoTaps = b.chance(2), b.chance(8)
	} else {
		b.randomOuterMode(t)
	}
	if earlier != nil {
		sameTiles(t, earlier)
	}
	if t.Vectors()*t.Tiles() > maxWork || !b.randomSource(t) || !b.randomPlace(t) {
		return false
	}
	if earlier != nil && !b.sameRows(t, earlier) {
		return false
	}
	t.Zero = t.NoTaps || b.chance(2)
	for _, row := range b.accRows(t) {
		t.Zero = t.Zero || !b.summed[row]
	}
	return true
}

// earlier returns an earlier instruction of the segment or, half the time, nil.
func (b *builder) earlier() *isa.Tensor {
	n := len(b.segment.Tensor)
	if n == 0 || b.chance(2) {
		return nil
	}
	return &b.segment.Tensor[n-1-b.rng.IntN(min(n, 3))]
}

// sameTiles gives t as many rows of ACC as an earlier instruction.
func sameTiles(t, earlier *isa.Tensor) {
	if t.Op == isa.OpGemm {
		t.NX, t.NY, t.NN = earlier.NX, earlier.NY, earlier.NN
		return
	}
	t.KX, t.KY, t.CI, t.CO = earlier.KX, earlier.KY, earlier.CI, earlier.CO
}

// sameRows gives t the rows of ACC of an earlier instruction. It reports whether that is possible.
func (b *builder) sameRows(t, earlier *isa.Tensor) bool {
	t.Acc, t.AX, t.AY, t.AN = earlier.Acc, earlier.AX, earlier.AY, earlier.AN
	if t.Pack != isa.PackNone && earlier.Second > 0 {
		t.Second = earlier.Second
	}
	return int(t.Acc)+int(t.Second)+t.Tiles()*b.config.Lanes <= b.config.AccRows() || t.Op == isa.OpGemm
}

func (b *builder) randomCounts(t *isa.Tensor) {
	small := func(most int) uint16 {
		if b.chance(2) {
			return 1
		}
		return uint16(b.between(1, most))
	}
	t.NX, t.NY, t.NN = uint16(b.between(1, 9)), small(6), small(3)
	t.KX, t.KY, t.CI = small(4), small(3), small(3)
	if t.Op == isa.OpOuter {
		t.CO = small(3)
	}
	if b.chance(12) {
		t.NX = uint16(b.between(30, 80))
	}
}

func (b *builder) randomOuterMode(t *isa.Tensor) {
	mode := b.rng.IntN(4)
	if b.options.Unmasked {
		mode = b.rng.IntN(3)
	}
	switch mode {
	case 1:
		t.Pack = isa.PackUnsigned
	case 2:
		t.Pack = isa.PackSigned
	case 3:
		t.Masked, t.FillSign = true, b.chance(2)
	}
}

// randomPlace chooses ACC rows, weights, row operands and mask rows.
func (b *builder) randomPlace(t *isa.Tensor) bool {
	rows := t.Tiles() * b.config.Lanes
	if t.Op == isa.OpGemm {
		if rows > b.config.WDepth {
			return false
		}
		if !t.NoTaps {
			t.W = uint16(b.nearby(b.config.WDepth - rows))
		}
		return b.randomAccRows(t)
	}
	span, second := rows, 0
	if t.Pack != isa.PackNone {
		second = rows
		if b.chance(2) {
			second += b.between(0, rows)
		}
		span += second
	}
	if span > b.config.AccRows() || t.Pack != isa.PackNone && t.Vectors() > b.config.PackLimit(t.Pack == isa.PackSigned) {
		return false
	}
	t.Acc, t.Second = uint16(b.nearby(b.config.AccRows()-span)), uint16(second)
	if t.Masked {
		if rows > b.config.MaskDepth {
			return false
		}
		t.Mask = uint16(b.nearby((b.config.MaskDepth-rows)/b.config.Lanes) * b.config.Lanes)
	}
	return b.randomRowOperand(t)
}

// nearby returns a number in [0, most]: often a small one or a multiple of 16, so that instructions meet.
func (b *builder) nearby(most int) int {
	n := b.between(0, most)
	switch b.rng.IntN(4) {
	case 0:
		n = b.between(0, min(most, 4))
	case 1:
		n = n / 16 * 16
	}
	return n
}
