// SPDX-License-Identifier: Apache-2.0

package isa

import "fmt"

// InstructionBytes is the size of one encoded instruction.
const InstructionBytes = 64

// Word is one encoded instruction, little-endian.
type Word [InstructionBytes]byte

// Opcode selects what an instruction does; each engine accepts only its own.
type Opcode uint8

// The opcodes. OpDepthwise is reserved: the encoding has room for it and hardware reports it as a bad opcode.
const (
	OpLoadX      Opcode = 0x01 // DRAM bytes -> X, each extended to 9 bits
	OpLoadG      Opcode = 0x02 // DRAM int16 -> G
	OpLoadW      Opcode = 0x03 // DRAM int8 -> W
	OpLoadMask   Opcode = 0x04 // DRAM int32 predicted gradients -> mask bits and skip bits
	OpGemm       Opcode = 0x10 // ACC (=|+=) contraction of X or G with weight tiles
	OpOuter      Opcode = 0x11 // ACC (=|+=) outer products of G and X summed over vectors
	OpDepthwise  Opcode = 0x12 // reserved
	OpStoreInt32 Opcode = 0x20 // ACC -> int32, rounded, saturated
	OpStoreInt16 Opcode = 0x21 // ACC -> int16, rounded, saturated
	OpStoreInt64 Opcode = 0x22 // ACC -> int64, the raw sum
	OpStoreSign  Opcode = 0x23 // ACC -> int8 in {-1, 0, 1}
)

// Header is common to all instructions: which semaphores to wait for, which to signal when the instruction's results are
// in place, and which when its operands have been read. See [Semaphore] for the meaning of the bits.
type Header struct {
	Wait, Done, Release uint8
}

func (h *Header) fields(op *Opcode) []field {
	return []field{
		unsigned("opcode", 8, op),
		unsigned("wait", 8, &h.Wait),
		unsigned("done", 8, &h.Done),
		unsigned("release", 8, &h.Release),
	}
}

// Load moves entries from DRAM into one on-chip buffer. It reads Count[2] x Count[1] x Count[0] runs (index 0
// innermost) of Run entries; run (i,j,k) starts at Offset + i*Stride[0] + j*Stride[1] + k*Stride[2] bytes from base register
// Base. Entries are written to consecutive addresses from Dest.
type Load struct {
	Op Opcode
	Header
	Signed bool // X: extend the sign bit, else zeros
	Dest   uint16
	Run    uint16
	Count  [3]uint16
	Base   uint8
	Offset uint32
	Stride [3]int32
}

func (l *Load) fields() []field {
	return append(l.Header.fields(&l.Op),
		flag("sign_extend", &l.Signed), reserved(7),
		unsigned("dest", 16, &l.Dest),
		unsigned("run", 16, &l.Run),
		unsigned("count0", 12, &l.Count[0]), unsigned("count1", 12, &l.Count[1]), unsigned("count2", 12, &l.Count[2]),
		unsigned("base", 3, &l.Base), reserved(1),
		unsigned("offset", 32, &l.Offset),
		signed("stride0", 32, &l.Stride[0]), signed("stride1", 32, &l.Stride[1]), signed("stride2", 32, &l.Stride[2]),
	)
}

// PackMode selects how OUTER reads its X operand.
type PackMode uint8

// The pack modes: a packed byte holds the 4-bit operand of tile a in its high nibble and that of tile b in its low one.
const (
	PackNone     PackMode = iota
	PackUnsigned          // nibbles 0..15
	PackSigned            // nibbles -8..7
)

// Tensor is one instruction of the tensor engine, GEMM or OUTER.
//
// Both step through NX x NY x NN vectors (x innermost) for each tile; tiles follow in the order kx, ky, ci (GEMM) or kx, ky,
// ci, co (OUTER), innermost first. The source entry of vector (x,y,n) in tile (kx,ky,ci) is
//
//	Src + x*SX + y*SY + n*SN + kx*SKX + ky*SKY + ci*SCI
//
// and the operand is zero, unread, when X0 + x*StepX + kx*TapX is outside [0, XLim) or the same in y. Coordinates are
// exact (18 bits); addresses may wrap at 16 bits, Validate sees to it that no entry that is read does.
//
// GEMM: tile k multiplies the source entry with weight rows W + k*Lanes ... and adds the result to ACC row
// Acc + x*AX + y*AY + n*AN; the first tile overwrites if Zero. NoTaps writes zeros instead: no source, no weights, one tile.
//
// OUTER: the row operand is G entry G + x*GX + y*GY + n*GN + co*GCO, the column operand the source entry from X. Tile k
// adds sum over vectors of g[r]*x[c] to ACC row Acc + k*Lanes + r, column c, or overwrites it if Zero.
type Tensor struct {
	Op Opcode
	Header

	Zero    bool // overwrite instead of accumulate
	Fence   bool // issue only when the pipeline is empty
	SourceG bool // GEMM reads G instead of X
	NoTaps  bool // GEMM writes zeros
	Masked  bool // OUTER: mask bits switch multipliers off
	// FillSign: OUTER, masked: undecided weights of a skipped tile take the predicted sign, else 0.
	FillSign bool
	Pack     PackMode

	NX, NY, NN     uint16
	KX, KY, CI, CO uint16

	Src                       int16 // may be negative: the first vectors may lie in the padding
	SX, SY, SN, SKX, SKY, SCI int16
	X0, Y0                    int16
	XLim, YLim                uint16
	StepX, StepY, TapX, TapY  int8

	Acc        uint16
	AX, AY, AN int16 // GEMM
	W          uint16

	G               uint16 // OUTER from here
	GX, GY, GN, GCO int16
	Mask            uint16 // mask row of the first tile
	Second          uint16 // packed: rows from a tile's first ACC row to that of its low-nibble tile
}

func (t *Tensor) fields() []field {
	common := append(t.Header.fields(&t.Op),
		flag("zero", &t.Zero), flag("fence", &t.Fence), flag("source_g", &t.SourceG), flag("no_taps", &t.NoTaps),
		flag("masked", &t.Masked), flag("fill_sign", &t.FillSign), unsigned("pack", 2, &t.Pack),
		unsigned("nx", 12, &t.NX), unsigned("ny", 12, &t.NY), unsigned("nn", 12, &t.NN),
		unsigned("kx", 4, &t.KX), unsigned("ky", 4, &t.KY), unsigned("ci", 12, &t.CI),
		signed("src", 16, &t.Src),
		signed("sx", 16, &t.SX), signed("sy", 16, &t.SY), signed("sn", 16, &t.SN),
		signed("skx", 16, &t.SKX), signed("sky", 16, &t.SKY), signed("sci", 16, &t.SCI),
		signed("x0", 16, &t.X0), signed("y0", 16, &t.Y0), unsigned("xlim", 16, &t.XLim), unsigned("ylim", 16, &t.YLim),
		signed("step_x", 4, &t.StepX), signed("step_y", 4, &t.StepY), signed("tap_x", 4, &t.TapX), signed("tap_y", 4, &t.TapY),
		unsigned("acc", 16, &t.Acc),
	)
	if t.Op == OpOuter {
		return append(common,
			unsigned("co", 12, &t.CO),
			unsigned("g", 16, &t.G), signed("gx", 16, &t.GX), signed("gy", 16, &t.GY), signed("gn", 16, &t.GN), signed("gco", 16, &t.GCO),
			unsigned("mask", 16, &t.Mask), unsigned("second", 16, &t.Second))
	}
	return append(common,
		signed("ax", 16, &t.AX), signed("ay", 16, &t.AY), signed("an", 16, &t.AN), unsigned("w", 16, &t.W))
}

// Vectors returns the vectors of one tile.
func (t *Tensor) Vectors() int { return int(t.vectors()) }

// Tiles returns the tiles of the instruction.
func (t *Tensor) Tiles() int { return int(t.tiles()) }

// vectors has 64 bits for field values that Validate is yet to reject.
func (t *Tensor) vectors() int64 { return int64(t.NX) * int64(t.NY) * int64(t.NN) }

func (t *Tensor) tiles() int64 {
	switch {
	case t.NoTaps:
		return 1
	case t.Op == OpOuter:
		return int64(t.KX) * int64(t.KY) * int64(t.CI) * int64(t.CO)
	}
	return int64(t.KX) * int64(t.KY) * int64(t.CI)
}

// Store moves consecutive ACC rows from Acc to DRAM: runs of Run rows, addressed like those of [Load].
type Store struct {
	Op Opcode
	Header
	TrackMax bool // take part in the running maximum of absolute values
	Acc      uint16
	Run      uint16
	Count    [3]uint16
	Base     uint8
	Offset   uint32
	Stride   [3]int32
}

func (s *Store) fields() []field {
	return append(s.Header.fields(&s.Op),
		flag("track_max", &s.TrackMax), reserved(7),
		unsigned("acc", 16, &s.Acc),
		unsigned("run", 16, &s.Run),
		unsigned("count0", 12, &s.Count[0]), unsigned("count1", 12, &s.Count[1]), unsigned("count2", 12, &s.Count[2]),
		unsigned("base", 3, &s.Base), reserved(1),
		unsigned("offset", 32, &s.Offset),
		signed("stride0", 32, &s.Stride[0]), signed("stride1", 32, &s.Stride[1]), signed("stride2", 32, &s.Stride[2]),
	)
}

// EntryBytes returns the DRAM bytes of one entry that a load or store of kind op moves, 0 for another opcode. Elements of
// float lanes have 4 bytes, whatever the opcode calls them.
func (c *Config) EntryBytes(op Opcode) int {
	if c.Float() {
		return 4 * c.Lanes
	}
	switch op {
	case OpLoadX, OpLoadW, OpStoreSign:
		return c.Lanes
	case OpLoadG, OpStoreInt16:
		return 2 * c.Lanes
	case OpLoadMask, OpStoreInt32:
		return 4 * c.Lanes
	case OpStoreInt64:
		return 8 * c.Lanes
	}
	return 0
}

// Encode returns the instruction word. The error wraps ErrEncoding and names the field.
func (l Load) Encode() (w Word, err error) { return w, pack(w[:], l.fields()) }

// Encode returns the instruction word. The error wraps ErrEncoding and names the field. Fields that the opcode does not
// have are not encoded; Validate demands that they are zero.
func (t Tensor) Encode() (w Word, err error) { return w, pack(w[:], t.fields()) }

// Encode returns the instruction word. The error wraps ErrEncoding and names the field.
func (s Store) Encode() (w Word, err error) { return w, pack(w[:], s.fields()) }

// DecodeLoad returns the load instruction encoded in w. The error wraps ErrEncoding.
func DecodeLoad(w Word) (l Load, err error) {
	if op := Opcode(w[0]); op < OpLoadX || op > OpLoadMask {
		return l, fmt.Errorf("decode load: bad opcode %#02x: %w", w[0], ErrEncoding)
	}
	return l, unpack(w[:], l.fields())
}

// DecodeTensor returns the tensor instruction encoded in w. The error wraps ErrEncoding.
func DecodeTensor(w Word) (t Tensor, err error) {
	t.Op = Opcode(w[0])
	if t.Op != OpGemm && t.Op != OpOuter {
		return t, fmt.Errorf("decode tensor: bad opcode %#02x: %w", w[0], ErrEncoding)
	}
	return t, unpack(w[:], t.fields())
}

// DecodeStore returns the store instruction encoded in w. The error wraps ErrEncoding.
func DecodeStore(w Word) (s Store, err error) {
	if op := Opcode(w[0]); op < OpStoreInt32 || op > OpStoreSign {
		return s, fmt.Errorf("decode store: bad opcode %#02x: %w", w[0], ErrEncoding)
	}
	return s, unpack(w[:], s.fields())
}
