// SPDX-License-Identifier: Apache-2.0

package isa

import "slices"

const orderReason = "touches ACC rows of the GEMM before it in another order, and has no fence"

var hazardCases = []ruleCase{
	{"same order", func(s *Segment) { s.Tensor[tensorBack].Fence = false }, 0, 0, ""},
	{"other order", func(s *Segment) { s.Tensor[1].Fence = false }, EngineTensor, 1, orderReason},
	{"other origin", func(s *Segment) { s.Tensor[tensorBack].Acc++ }, EngineTensor, tensorBack, orderReason},
	{"other stride in x", func(s *Segment) { s.Tensor[tensorBack].AX = 2 }, EngineTensor, tensorBack,
		"ACC row 4 occurs twice in one tile"},
	{"other strides", func(s *Segment) {
		s.Tensor[tensorBack].AX, s.Tensor[tensorBack].AY = 4, 1
	}, EngineTensor, tensorBack, orderReason},
	{"other stride in n", func(s *Segment) { s.Tensor[tensorBack].AN = 20 }, EngineTensor, tensorBack, orderReason},
	{"fewer columns", func(s *Segment) { s.Tensor[tensorBack].NX = 3 }, EngineTensor, tensorBack, orderReason},
	{"fewer rows", func(s *Segment) { s.Tensor[tensorBack].NY = 3 }, EngineTensor, tensorBack, orderReason},
	{"fewer images", func(s *Segment) { s.Tensor[tensorBack].NN = 1 }, EngineTensor, tensorBack, orderReason},
	{"other rows", func(s *Segment) { s.Tensor[tensorBack].Acc = 32 }, 0, 0, ""},
	{"interleaved rows", func(s *Segment) {
		for i, start := range []uint16{0, 1} {
			t := &s.Tensor[1+i]
			t.AX, t.AY, t.AN, t.Acc = 2, 8, 32, start
		}
	}, 0, 0, ""},
	{"other order, fenced", func(s *Segment) { s.Tensor[tensorBack].Acc, s.Tensor[tensorBack].Fence = 7, true }, 0, 0, ""},
	{"OUTER after GEMM on its rows", func(s *Segment) { s.Tensor[tensorOuter].Acc = 3 }, 0, 0, ""},
	{"OUTER after OUTER in another order", func(s *Segment) { s.Tensor[tensorMasked].Acc = 66 }, 0, 0, ""},
	{"GEMM after OUTER", func(s *Segment) { s.Tensor[tensorLast].Fence = false }, EngineTensor, tensorLast,
		"is a GEMM after an OUTER, whose drain still uses the ports of ACC, and has no fence"},
	{"OUTER after packed", func(s *Segment) { s.Tensor = slices.Insert(s.Tensor, tensorLast, validOuter()) }, EngineTensor, tensorLast,
		"is an unpacked OUTER after a packed one, whose drain still uses the ports of ACC, and has no fence"},
	{"OUTER after packed, fenced", func(s *Segment) {
		s.Tensor = slices.Insert(s.Tensor, tensorLast, validOuter())
		s.Tensor[tensorLast].Fence = true
	}, 0, 0, ""},
	{"packed after packed", func(s *Segment) {
		again := s.Tensor[tensorPacked]
		again.Pack = PackUnsigned
		s.Tensor = slices.Insert(s.Tensor, tensorLast, again)
	}, 0, 0, ""},
}

// appendLoad adds a load that overwrites X after the tensor engine's list was built.
func appendLoad(s *Segment, wait uint8) {
	s.Load = append(s.Load, Load{Op: OpLoadX, Run: 8, Count: one, Header: Header{Wait: wait}})
}

// appendDramLoad adds a load from the 192 bytes that store[1] writes, or from behind them.
func appendDramLoad(s *Segment, wait uint8, offset uint32) {
	s.Load = append(s.Load, Load{Op: OpLoadX, Run: 1, Dest: 200, Count: one, Base: 5, Offset: offset, Header: Header{Wait: wait}})
}

// appendClear adds a GEMM that overwrites one ACC row.
func appendClear(s *Segment, wait uint8, row uint16) {
	s.Tensor = append(s.Tensor, Tensor{
		Op: OpGemm, Zero: true, NoTaps: true, NX: 1, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, Acc: row, Header: Header{Wait: wait},
	})
}

var raceCases = []ruleCase{
	{"X overwritten while it is read", func(s *Segment) { appendLoad(s, 0) }, EngineTensor, tensorGemm,
		"reads what load[4] writes, and no semaphore orders the two"},
	{"X overwritten after a release", func(s *Segment) {
		s.Tensor[tensorLast].Release = released.SignalBit()
		appendLoad(s, released.WaitBit())
	}, 0, 0, ""},
	{"X overwritten after too early a release", func(s *Segment) {
		s.Tensor[tensorPacked].Release = released.SignalBit()
		appendLoad(s, released.WaitBit())
	}, EngineTensor, tensorLast, "reads what load[4] writes, and no semaphore orders the two"},
	{"unread part of X overwritten", func(s *Segment) {
		s.Load = append(s.Load, Load{Op: OpLoadX, Run: 8, Dest: 200, Count: one})
	}, 0, 0, ""},
	{"mask overwritten", func(s *Segment) {
		s.Load = append(s.Load, Load{Op: OpLoadMask, Run: 4, Dest: 48, Count: one})
	}, EngineTensor, tensorMasked, "reads what load[4] writes, and no semaphore orders the two"},
	{"row operand overwritten", func(s *Segment) {
		s.Load = append(s.Load, Load{Op: OpLoadG, Run: 1, Dest: 163, Count: one})
	}, EngineTensor, tensorOuter, "reads what load[4] writes, and no semaphore orders the two"},
	{"weights overwritten", func(s *Segment) {
		s.Load = append(s.Load, Load{Op: OpLoadW, Run: 4, Dest: 76, Count: one})
	}, EngineTensor, tensorGemm, "reads what load[4] writes, and no semaphore orders the two"},
	{"tensor does not wait for load", func(s *Segment) { s.Tensor[0].Wait, s.Load[3].Done = 0, 0 }, EngineTensor, tensorGemm,
		"reads what load[0] writes, and no semaphore orders the two"},
	{"tensor uses a bank while store reads it", func(s *Segment) { appendClear(s, 0, 191) }, EngineTensor, tensorLast + 1,
		"uses an ACC bank that store[3] reads, and no semaphore orders the two"},
	{"tensor uses a bank after its release", func(s *Segment) {
		s.Store[3].Release = stored.SignalBit()
		appendClear(s, stored.WaitBit(), 191)
	}, 0, 0, ""},
	{"tensor uses a bank after too early a release", func(s *Segment) {
		s.Store[2].Release = stored.SignalBit()
		appendClear(s, stored.WaitBit(), 127)
	}, EngineTensor, tensorLast + 1, "uses an ACC bank that store[3] reads, and no semaphore orders the two"},
	{"store waits for a release only", func(s *Segment) {
		s.Tensor[tensorLast].Done, s.Tensor[tensorLast].Release = 0, summed.SignalBit()
	}, EngineTensor, 0, "uses an ACC bank that store[0] reads, and no semaphore orders the two"},
	{"load reads what store writes", func(s *Segment) { appendDramLoad(s, 0, 188) }, EngineStore, 1,
		"writes DRAM that load[4] reads, and no semaphore orders the two"},
	{"load reads what another base register holds", func(s *Segment) {
		appendDramLoad(s, 0, 188)
		s.Load[4].Base = 3
	}, 0, 0, ""},
	{"load reads behind what store writes", func(s *Segment) { appendDramLoad(s, 0, 192) }, 0, 0, ""},
	{"store writes what load has read", func(s *Segment) { s.Store[1].Base = 0 }, 0, 0, ""},
	{"load reads what store has written", func(s *Segment) {
		s.Store[1].Done = Sem(EngineStore, EngineLoad, 0).SignalBit()
		appendDramLoad(s, Sem(EngineStore, EngineLoad, 0).WaitBit(), 0)
	}, 0, 0, ""},
	{"load waits for the store's release only", func(s *Segment) {
		s.Store[1].Release = Sem(EngineStore, EngineLoad, 0).SignalBit()
		appendDramLoad(s, Sem(EngineStore, EngineLoad, 0).WaitBit(), 0)
	}, EngineStore, 1, "writes DRAM that load[4] reads, and no semaphore orders the two"},
}

var writtenCases = []ruleCase{
	{"G is never loaded", func(s *Segment) { s.Load[1] = Load{Op: OpLoadX, Run: 1, Count: one} }, EngineTensor, tensorBack,
		"reads entry 0 of g that no load before it wrote"},
	{"the last row operand is never loaded", func(s *Segment) { s.Load[1].Run = 163 }, EngineTensor, tensorOuter,
		"reads entry 163 of g that no load before it wrote"},
	{"the last mask row is never loaded", func(s *Segment) { s.Load[3].Run = 48 }, EngineTensor, tensorMasked,
		"reads entry 48 of mask that no load before it wrote"},
	{"X up to the last row is loaded", func(s *Segment) { s.Load[0].Run = 64 }, 0, 0, ""},
	{"store of what is never summed", func(s *Segment) {
		s.Tensor[0].NX = 150
		s.Store[3].Run = 39
	}, EngineStore, 2, "reads ACC row 240 that no tensor instruction before it wrote"},
	{"store of a packed tile", func(s *Segment) {
		s.Tensor[0].NX, s.Tensor[tensorPacked].Zero, s.Store[2].Acc = 112, true, 144
	}, 0, 0, ""},
	{"store behind a packed tile", func(s *Segment) {
		s.Tensor[0].NX, s.Tensor[tensorPacked].Zero, s.Store[2].Acc = 112, true, 145
	}, EngineStore, 2, "reads ACC row 160 that no tensor instruction before it wrote"},
	{"sum onto undefined rows", func(s *Segment) { s.Tensor[0].NX = 159; s.Store = nil }, EngineTensor, tensorPacked,
		"adds to ACC row 159 that was never overwritten in this segment"},
	{"overwriting undefined rows", func(s *Segment) {
		s.Tensor[0].NX, s.Tensor[tensorPacked].Zero = 112, true
		s.Store = nil
	}, 0, 0, ""},
}
