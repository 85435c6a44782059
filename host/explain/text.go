// SPDX-License-Identifier: Apache-2.0

package explain

import (
	"fmt"
	"io"
	"strings"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
)

// maxListed bounds the chunks, stores and launches that the text lists one by one.
const maxListed = 12

// WriteText prints the report: the plan, time, and assembly.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	c := &r.config
	fmt.Fprintf(&b, "%s of %s of %s on %s (%s: cycles are modeled)\n\n", r.Pass, r.Layer, r.Model, r.Device, r.Kind)
	fmt.Fprintf(&b, "shape      %v\n", r.Plan.Shape)
	fmt.Fprintf(&b, "work       %d multiply-accumulates on %dx%d multipliers\n", r.MACs, c.Lanes, c.Lanes)
	if f := r.Plan.Folded; f != nil {
		fmt.Fprintf(&b, "folding    taps become channels, because there are few channels: %v\n", *f)
	} else {
		b.WriteString("folding    none\n")
	}
	r.writeLaunches(&b)
	for n, code := range programs(r.Plan) {
		r.writeProgram(&b, n, code)
	}
	r.writeTime(&b)
	for n, text := range r.Assembly {
		fmt.Fprintf(&b, "\nassembly of program %d", n)
		if r.lines > 0 {
			fmt.Fprintf(&b, ", the first %d instructions of each engine; --assembly prints all", r.lines)
		}
		fmt.Fprintf(&b, "\n%s", text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeLaunches says how many launches there are, why, and what each does.
func (r *Report) writeLaunches(b *strings.Builder) {
	launches := r.Plan.Launches
	fmt.Fprintf(b, "launches   %d", len(launches))
	if len(r.Plan.Cuts) == 0 {
		b.WriteString(": memory, instruction memory and accumulators hold the whole pass")
	}
	b.WriteString("\n")
	counts, order := map[conv.Cut]int{}, []conv.Cut{}
	for _, cut := range r.Plan.Cuts {
		if counts[cut] == 0 {
			order = append(order, cut)
		}
		counts[cut]++
	}
	for _, cut := range order {
		fmt.Fprintf(b, "           %d for %s, by %s\n", counts[cut], cut.Reason, cut.Axis)
	}
	if r.Plan.Partial {
		b.WriteString("           they store parts of sums as int64, which the host adds and rounds\n")
	}
	number := map[*isa.Program]int{}
	for n, code := range programs(r.Plan) {
		number[code] = n
	}
	for i := range launches[:min(len(launches), maxListed)] {
		l := &launches[i]
		fmt.Fprintf(b, "           launch %d: images %v, rows %v, input blocks %v, output blocks %v, %d bytes of operands, program %d\n",
			i, l.Images, l.Rows, l.Inputs, l.Outputs, l.Bytes.Total(), number[l.Program.Code])
	}
	writeMore(b, len(launches))
}

// writeMore says how many items of a list are not printed.
func writeMore(b *strings.Builder, items int) {
	if items > maxListed {
		fmt.Fprintf(b, "           %d more\n", items-maxListed)
	}
}

// writeProgram prints the plan of the first launch that runs a program.
func (r *Report) writeProgram(b *strings.Builder, n int, code *isa.Program) {
	var p *conv.ProgramPlan
	launch := 0
	for i := range r.Plan.Launches {
		if r.Plan.Launches[i].Program.Code == code {
			p, launch = &r.Plan.Launches[i].Program, i
			break
		}
	}
	fmt.Fprintf(b, "\nprogram %d, as in launch %d\n", n, launch)
	fmt.Fprintf(b, "segments   %d; %d load, %d tensor, %d store instructions, at most %d a segment and engine\n",
		p.Segments, p.Instructions[isa.EngineLoad], p.Instructions[isa.EngineTensor], p.Instructions[isa.EngineStore], r.config.InstrDepth)
	fmt.Fprintf(b, "tiles      %d of %d to %d vectors; %d vectors in %d issue slots, %d of them bubbles (a tile takes at least %d)\n",
		p.Tiles, p.Vectors[0], p.Vectors[1], p.Issued, p.Slots, p.Slots-p.Issued, r.config.MinTile(false))
	for _, buffer := range p.Buffers {
		writeBuffer(b, &buffer)
	}
	fmt.Fprintf(b, "chunks     %d boxes of %s\n", len(p.Chunks), r.pixels())
	for i, c := range p.Chunks[:min(len(p.Chunks), maxListed)] {
		fmt.Fprintf(b, "           chunk %d: images %v, rows %v, columns %v, %d pixels\n", i, c.Images, c.Rows, c.Columns, c.Pixels())
	}
	writeMore(b, len(p.Chunks))
	fmt.Fprintf(b, "stores     %d, each of one of %d ACC banks of %d rows\n", len(p.Stores), r.config.AccBanks, r.config.AccDepth)
	for i := range p.Stores[:min(len(p.Stores), maxListed)] {
		writeStored(b, i, &p.Stores[i])
	}
	writeMore(b, len(p.Stores))
}

// pixels says whose pixels chunks are.
func (r *Report) pixels() string {
	switch r.Plan.Pass {
	case conv.Forward:
		return "output (y), whose sums an ACC bank holds for one block of channels"
	case conv.BackwardData:
		return "input gradient (dx), whose sums an ACC bank holds for one block of channels"
	default:
		return "output gradient (g), each added to the weight gradients in the ACC banks"
	}
}

func writeBuffer(b *strings.Builder, buffer *conv.Buffer) {
	name := map[string]string{"x": "activations", "g": "gradients", "w": "weights"}[buffer.Name]
	fmt.Fprintf(b, "%-10s in %s: %d loads, %d entries; ", name, strings.ToUpper(buffer.Name), buffer.Loads, buffer.Entries)
	if buffer.Resident {
		b.WriteString("resident, each loaded once in a segment")
	} else {
		fmt.Fprintf(b, "streamed through %d slots", len(buffer.Slots))
	}
	for i, s := range buffer.Slots[:min(len(buffer.Slots), 4)] {
		fmt.Fprintf(b, "%s%d:%d", []string{" at ", ", "}[min(i, 1)], s.At, s.At+s.Entries)
	}
	if len(buffer.Slots) > 4 {
		fmt.Fprintf(b, " and %d more", len(buffer.Slots)-4)
	}
	fmt.Fprintf(b, " of %d\n", buffer.Depth)
}

func writeStored(b *strings.Builder, i int, s *conv.Stored) {
	fmt.Fprintf(b, "           store %d: segment %d, bank %d, %d rows", i, s.Segment, s.Bank, s.Rows)
	switch {
	case s.Chunk != nil:
		fmt.Fprintf(b, ": images %v, rows %v, columns %v of block %d\n", s.Chunk.Images, s.Chunk.Rows, s.Chunk.Columns, s.Block)
	case s.Tiles != nil:
		fmt.Fprintf(b, ": output blocks %v, input blocks %v, kernel rows %v\n", s.Tiles.Outputs, s.Tiles.Inputs, s.Tiles.KernelRows)
	default:
		b.WriteString("\n")
	}
}

// writeTime prints where the cycles go.
func (r *Report) writeTime(b *strings.Builder) {
	fmt.Fprintf(b, "\ntime       %d cycles, %.1f us at %d MHz; utilization %.1f %%\n", r.Cycles,
		1e6*float64(r.Cycles)/float64(r.config.ClockHz), r.config.ClockHz/1e6, 100*r.Utilization)
	fmt.Fprintf(b, "array      %d cycles busy (%.1f %%), waits for load %.1f %%, for store or its own pipeline %.1f %%, launch overhead %.1f %%\n",
		r.Busy, 100*r.Share.Array, 100*r.Share.Load, 100*r.Share.Store, 100*r.Share.Launch)
	fmt.Fprintf(b, "bound by   %s\n", map[string]string{
		"array": "the array: it works most of the time", "load": "load: the array waits for operands",
		"store": "store: the array waits for free ACC banks or its own pipeline", "launch": "launch overhead: descriptors, first operands, last results",
	}[r.Bound])
	for _, e := range r.Engines {
		fmt.Fprintf(b, "%-10s busy %d", e.Name, e.Busy)
		for _, w := range e.Waits {
			fmt.Fprintf(b, ", waits for %s %d", w.For, w.Cycles)
		}
		b.WriteString("\n")
		for _, w := range e.Causes {
			fmt.Fprintf(b, "           wait %s %d\n", w.For, w.Cycles)
		}
	}
}
