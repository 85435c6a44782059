// SPDX-License-Identifier: Apache-2.0

package conv

import "github.com/e2train/e2train/rtl/isa"

// ProgramPlan is what the code of a launch does. It is read from the instructions.
type ProgramPlan struct {
	Code         *isa.Program        `json:"-"` // launches of equal work share it
	Segments     int                 `json:"segments"`
	Instructions [isa.NumEngines]int `json:"instructions"` // load, tensor, store
	Chunks       []Chunk             `json:"chunks"`
	Stores       []Stored            `json:"stores"`
	Buffers      []Buffer            `json:"buffers"`
	Tiles        int                 `json:"tiles"`
	Vectors      [2]int              `json:"vectors_per_tile"` // fewest and most
	Issued       int64               `json:"vectors"`
	Slots        int64               `json:"issue_slots"` // vectors and the bubbles of short tiles
}

// Chunk is a box of pixels of y, dx or g that the array works on at a time. In forward and backward-data an ACC bank holds
// its sums for one block of channels.
type Chunk struct {
	Images  Range `json:"images"`
	Rows    Range `json:"rows"`
	Columns Range `json:"columns"`
}

// Pixels returns the pixels of the chunk.
func (c Chunk) Pixels() int { return c.Images.Len() * c.Rows.Len() * c.Columns.Len() }

// Stored is the contents of one ACC bank when it is stored: a chunk of one block, or a box of weight tiles.
type Stored struct {
	Segment int      `json:"segment"`
	Bank    int      `json:"bank"`
	Rows    int      `json:"acc_rows"`
	Chunk   *Chunk   `json:"chunk,omitempty"`
	Block   int      `json:"block"` // of the chunk's channels
	Tiles   *TileBox `json:"tiles,omitempty"`
}

// TileBox is a box of weight tiles: blocks of g and x channels, kernel rows, all kernel columns.
type TileBox struct {
	Outputs    Range `json:"output_blocks"`
	Inputs     Range `json:"input_blocks"`
	KernelRows Range `json:"kernel_rows"`
}

// Buffer is the use of an on-chip memory.
type Buffer struct {
	Name     string `json:"name"` // x, g or w
	Depth    int    `json:"depth"`
	Slots    []Slot `json:"slots"`
	Loads    int    `json:"loads"`
	Entries  int    `json:"entries_loaded"` // by all loads together
	Resident bool   `json:"resident"`       // no segment loads an entry of the memory twice
}

// Slot is a place of a buffer that loads write.
type Slot struct {
	At      int `json:"at"`
	Entries int `json:"entries"` // of the largest load
}

func explainProgram(config *isa.Config, s Shape, pass Pass, j *job) ProgramPlan {
	p := ProgramPlan{Code: j.code, Segments: len(j.code.Segments), Chunks: []Chunk{}}
	known := map[Chunk]bool{}
	note := func(c Chunk) {
		if !known[c] {
			known[c] = true
			p.Chunks = append(p.Chunks, c)
		}
	}
	for i := range j.code.Segments {
		segment := &j.code.Segments[i]
		for e := range isa.NumEngines {
			p.Instructions[e] += segment.Len(e)
		}
		p.countTiles(config, segment)
		for k := range segment.Store {
			stored := explainStore(config, s, pass, j, &segment.Store[k])
			stored.Segment = i
			p.Stores = append(p.Stores, stored)
			if stored.Chunk != nil {
				note(*stored.Chunk)
			}
		}
		for k := range segment.Load {
			if l := &segment.Load[k]; pass == BackwardWeights && l.Op == isa.OpLoadG {
				c, _ := resultPlane(config, s, pass, j, l.Op).chunk(l.Offset, l.Run, l.Count)
				note(c.moved(j))
			}
		}
	}
	p.Buffers = explainBuffers(config, j.code)
	return p
}

// countTiles adds the tiles of a segment.
func (p *ProgramPlan) countTiles(config *isa.Config, s *isa.Segment) {
	for i := range s.Tensor {
		t := &s.Tensor[i]
		tiles, vectors := t.Tiles(), t.Vectors()
		if p.Tiles == 0 {
			p.Vectors = [2]int{vectors, vectors}
		}
		p.Tiles += tiles
		p.Vectors[0], p.Vectors[1] = min(p.Vectors[0], vectors), max(p.Vectors[1], vectors)
		p.Issued += int64(tiles) * int64(vectors)
		p.Slots += int64(tiles) * config.Slots(int64(vectors), t.Pack != isa.PackNone)
	}
}

func explainStore(config *isa.Config, s Shape, pass Pass, j *job, store *isa.Store) Stored {
	stored := Stored{Bank: int(store.Acc) / config.AccDepth, Rows: store.Entries()}
	if pass == BackwardWeights {
		stored.Tiles = storedTiles(config, j, store)
		return stored
	}
	c, block := resultPlane(config, s, pass, j, store.Op).chunk(store.Offset, store.Run, store.Count)
	c = c.moved(j)
	stored.Chunk, stored.Block = &c, block
	if pass == BackwardData {
		stored.Block += j.in0
	} else {
		stored.Block += j.out0
	}
	return stored
}

// storedTiles returns the box of tiles that a store writes, in blocks of the whole layer.
func storedTiles(config *isa.Config, j *job, store *isa.Store) *TileBox {
	entry, at := int(store.Offset)/config.EntryBytes(store.Op), 0
	for _, b := range j.boxes {
		if at == entry {
			return &TileBox{Range{j.out0 + b.co0, j.out0 + b.co1}, Range{j.in0 + b.ci0, j.in0 + b.ci1}, Range{b.ky0, b.ky1}}
		}
		at += b.tiles() * config.Lanes
	}
	return nil
}

// resultPlane returns the plane of y, dx or g in a job's memory.
func resultPlane(config *isa.Config, s Shape, pass Pass, j *job, op isa.Opcode) plane {
	p := plane{j.out1 - j.out0, j.y1 - j.y0, s.OutW(), config.EntryBytes(op)}
	if pass == BackwardData {
		p.blocks, p.width = j.in1-j.in0, s.InW
	}
	return p
}

// chunk returns the pixels and the first block of a transfer that [plane.runs] describes.
func (p plane) chunk(offset uint32, run uint16, count [3]uint16) (c Chunk, block int) {
	entry := int(offset) / p.entry
	x, y := entry%p.width, entry/p.width%p.height
	block = entry / p.width / p.height % p.blocks
	n := entry / p.width / p.height / p.blocks
	rows, columns := int(count[0]), int(run)
	if count[0] == 1 && columns%p.width == 0 {
		rows, columns = columns/p.width, p.width
	}
	return Chunk{Range{n, n + int(count[1])}, Range{y, y + rows}, Range{x, x + columns}}, block
}

// moved returns the chunk in images and rows of the whole layer.
func (c Chunk) moved(j *job) Chunk {
	for i := range 2 {
		c.Images[i] += j.n0
		c.Rows[i] += j.y0
	}
	return c
}

// explainBuffers returns the on-chip memories that code loads.
func explainBuffers(config *isa.Config, code *isa.Program) (buffers []Buffer) {
	for _, b := range []struct {
		op    isa.Opcode
		name  string
		depth int
	}{{isa.OpLoadX, "x", config.XDepth}, {isa.OpLoadG, "g", config.GDepth}, {isa.OpLoadW, "w", config.WDepth}} {
		buffer := Buffer{Name: b.name, Depth: b.depth, Resident: true}
		for i := range code.Segments {
			written := make([]bool, b.depth)
			for k := range code.Segments[i].Load {
				if l := &code.Segments[i].Load[k]; l.Op == b.op {
					buffer.add(l, written)
				}
			}
		}
		if buffer.Loads > 0 {
			buffers = append(buffers, buffer)
		}
	}
	return buffers
}

// add notes a load; written says which entries the segment has loaded so far.
func (b *Buffer) add(l *isa.Load, written []bool) {
	at, entries := int(l.Dest), l.Entries()
	b.Loads++
	b.Entries += entries
	for i := at; i < at+entries; i++ {
		b.Resident = b.Resident && !written[i]
		written[i] = true
	}
	for i := range b.Slots {
		if b.Slots[i].At == at {
			b.Slots[i].Entries = max(b.Slots[i].Entries, entries)
			return
		}
	}
	b.Slots = append(b.Slots, Slot{at, entries})
}
