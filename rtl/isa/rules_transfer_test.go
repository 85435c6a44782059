// SPDX-License-Identifier: Apache-2.0

package isa

import "math"

var headerCases = []ruleCase{
	{"full instruction memory", func(s *Segment) {
		for len(s.Store) < 64 {
			s.Store = append(s.Store, s.Store[3])
		}
	}, 0, 0, ""},
	{"too many instructions", func(s *Segment) {
		for len(s.Store) < 65 {
			s.Store = append(s.Store, s.Store[3])
		}
	}, EngineStore, 64, "65 instructions, memory holds 64"},
	{"two semaphores of two kinds", func(s *Segment) {
		s.Tensor[1].Release = Sem(EngineTensor, EngineLoad, 0).SignalBit()
		s.Tensor[2].Done = Sem(EngineTensor, EngineLoad, 1).SignalBit()
	}, 0, 0, ""},
	{"one semaphore of two kinds", func(s *Segment) {
		s.Tensor[1].Release = Sem(EngineTensor, EngineLoad, 2).SignalBit()
		s.Tensor[3].Done = Sem(EngineTensor, EngineLoad, 2).SignalBit()
	}, EngineTensor, 3, "semaphore tensor>load.2 is signalled both as done and as release"},
	{"store releases", func(s *Segment) { s.Store[1].Release = stored.SignalBit() }, 0, 0, ""},
	{"load releases", func(s *Segment) { s.Load[2].Release = loaded.SignalBit() << 1 }, EngineLoad, 2,
		"load reads no on-chip memory and has nothing to release"},
}

var loadCases = []ruleCase{
	{"opcode of another engine", func(s *Segment) { s.Load[1].Op = OpGemm }, EngineLoad, 1, "bad opcode 0x10"},
	{"load behind the buffer", func(s *Segment) { s.Load[0].Dest = 1 }, EngineLoad, 0, "writes entry 256 of a buffer of 256"},
	{"load into the last entry", func(s *Segment) {
		s.Load = append(s.Load, Load{Op: OpLoadG, Dest: 255, Run: 1, Count: one, Base: 1})
	}, 0, 0, ""},
	{"weights behind the buffer", func(s *Segment) { s.Load[2].Run = 33 }, EngineLoad, 2, "writes entry 131 of a buffer of 128"},
	{"gradients behind the buffer", func(s *Segment) { s.Load[1].Count[2] = 4095; s.Load[1].Run = 65535 }, EngineLoad, 1,
		"writes entry 268365824 of a buffer of 256"},
	{"mask in parts of whole tiles", func(s *Segment) {
		s.Load[3].Run, s.Load[3].Count = 1, [3]uint16{2, 1, 2} // 4 rows, with runs that end inside the tile
		s.Load[3].Dest = 4
		s.Tensor[tensorMasked].KX, s.Tensor[tensorMasked].KY, s.Tensor[tensorMasked].CO = 1, 1, 1
	}, 0, 0, ""},
	{"mask of half a tile", func(s *Segment) { s.Load[3].Run = 126 }, EngineLoad, 3, "a mask load must cover whole tiles of 4 rows"},
	{"mask from half a tile", func(s *Segment) { s.Load[3].Run, s.Load[3].Dest = 124, 2 }, EngineLoad, 3,
		"a mask load must cover whole tiles of 4 rows"},
	{"signed weights", func(s *Segment) { s.Load[2].Signed = true }, EngineLoad, 2, "signed applies to X only"},
	{"run zero", func(s *Segment) { s.Load[0].Run = 0 }, EngineLoad, 0, "a count is zero"},
	{"count zero", func(s *Segment) { s.Load[0].Count[2] = 0 }, EngineLoad, 0, "a count is zero"},
	{"count does not fit", func(s *Segment) { s.Load[0].Count[1] = 4096 }, EngineLoad, 0, "a count is above 4095"},
	{"last base", func(s *Segment) { s.Load[0].Base = 7 }, 0, 0, ""},
	{"no such base", func(s *Segment) { s.Load[0].Base = 8 }, EngineLoad, 0, "base register 8 does not exist"},
	{"offset inside a beat", func(s *Segment) { s.Load[0].Offset = 2 }, EngineLoad, 0,
		"address and strides must be multiples of 4 bytes"},
	{"stride inside a beat", func(s *Segment) { s.Load[0].Stride[2] = -6 }, EngineLoad, 0,
		"address and strides must be multiples of 4 bytes"},
	{"down to offset zero", func(s *Segment) { s.Load[2].Stride[1], s.Load[2].Offset = -1024, 1024 }, 0, 0, ""},
	{"below offset zero", func(s *Segment) { s.Load[2].Stride[1] = -68 }, EngineLoad, 2,
		"bytes -4 to 320 leave the 32-bit range of a base register"},
	{"up to 4 GiB", func(s *Segment) { s.Load[0].Offset = math.MaxUint32 - 1024 + 1 }, 0, 0, ""},
	{"beyond 4 GiB", func(s *Segment) { s.Load[0].Offset = math.MaxUint32 - 1024 + 5 }, EngineLoad, 0,
		"bytes 4294966276 to 4294967300 leave the 32-bit range of a base register"},
}

var storeCases = []ruleCase{
	{"load opcode in store", func(s *Segment) { s.Store[0].Op = OpLoadMask }, EngineStore, 0, "bad opcode 0x04"},
	{"opcode after the last", func(s *Segment) { s.Store[0].Op = OpStoreSign + 1 }, EngineStore, 0, "bad opcode 0x24"},
	{"store behind ACC", func(s *Segment) { s.Store[2].Acc = 241 }, EngineStore, 2, "reads ACC row 256 of 256"},
	{"store run zero", func(s *Segment) { s.Store[2].Run = 0 }, EngineStore, 2, "a count is zero"},
	{"store base", func(s *Segment) { s.Store[1].Base = 9 }, EngineStore, 1, "base register 9 does not exist"},
}
