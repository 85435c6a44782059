// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"fmt"
	"io"
	"strings"
)

// buffer returns the on-chip memory that a load writes.
func (op Opcode) buffer() string {
	switch op {
	case OpLoadX:
		return "x"
	case OpLoadG:
		return "g"
	case OpLoadW:
		return "w"
	case OpLoadMask:
		return "mask"
	}
	return fmt.Sprintf("opcode(%#02x)", uint8(op))
}

// format returns the elements that a store writes.
func (op Opcode) format() string {
	switch op {
	case OpStoreInt32:
		return "int32"
	case OpStoreInt16:
		return "int16"
	case OpStoreInt64:
		return "int64"
	case OpStoreSign:
		return "sign"
	}
	return fmt.Sprintf("opcode(%#02x)", uint8(op))
}

// String prints the instruction as one line of assembly:
//
//	load.x x[0:512] <- b1+0x40, run 512, 1x1x1 by 0,0,0 ; wait tensor>load.0 done load>tensor.0
func (l Load) String() string {
	name := "load." + l.Op.buffer()
	if l.Signed {
		name += ".signed"
	}
	return fmt.Sprintf("%s %s[%d:%d] <- %s%s", name, l.Op.buffer(), l.Dest, int(l.Dest)+l.Entries(), l.transfer(),
		l.Header.suffix(EngineLoad))
}

// String prints the instruction as one line of assembly.
func (s Store) String() string {
	name := "store." + s.Op.format()
	if s.TrackMax {
		name += ".max"
	}
	return fmt.Sprintf("%s %s <- acc[%d:%d]%s", name, s.transfer(), s.Acc, int(s.Acc)+s.Entries(), s.Header.suffix(EngineStore))
}

func (t transfer) String() string {
	return fmt.Sprintf("b%d+%#x, run %d, %dx%dx%d by %d,%d,%d", t.base, t.offset, t.run,
		t.count[0], t.count[1], t.count[2], t.stride[0], t.stride[1], t.stride[2])
}

// String prints the instruction as one line of assembly.
func (t Tensor) String() string {
	var b strings.Builder
	b.WriteString(t.mnemonic())
	fmt.Fprintf(&b, " acc[%d", t.Acc)
	if t.Op == OpGemm {
		fmt.Fprintf(&b, " by %d,%d,%d", t.AX, t.AY, t.AN)
	} else if t.Pack != PackNone {
		fmt.Fprintf(&b, " and +%d", t.Second)
	}
	b.WriteString("]")
	if t.Op == OpOuter {
		fmt.Fprintf(&b, ", g[%d by %d,%d,%d co %d]", t.G, t.GX, t.GY, t.GN, t.GCO)
	}
	if !t.NoTaps {
		t.writeSource(&b)
	}
	if t.Masked {
		fmt.Fprintf(&b, ", mask[%d]", t.Mask)
	}
	fmt.Fprintf(&b, ", vectors %dx%dx%d, tiles %dx%dx%d", t.NX, t.NY, t.NN, t.KX, t.KY, t.CI)
	if t.Op == OpOuter {
		fmt.Fprintf(&b, "x%d", t.CO)
	}
	b.WriteString(t.Header.suffix(EngineTensor))
	return b.String()
}

func (t *Tensor) writeSource(b *strings.Builder) {
	buffer := "x"
	if t.SourceG {
		buffer = "g"
	}
	fmt.Fprintf(b, ", %s[%d by %d,%d,%d taps %d,%d ci %d]", buffer, t.Src, t.SX, t.SY, t.SN, t.SKX, t.SKY, t.SCI)
	fmt.Fprintf(b, " at (%d,%d) step %d,%d tap %d,%d in %dx%d", t.X0, t.Y0, t.StepX, t.StepY, t.TapX, t.TapY, t.XLim, t.YLim)
	if t.Op == OpGemm {
		fmt.Fprintf(b, ", w[%d]", t.W)
	}
}

func (t *Tensor) mnemonic() string {
	name := "gemm"
	if t.Op == OpOuter {
		name = "outer"
	}
	for _, f := range []struct {
		set  bool
		name string
	}{
		{t.NoTaps, ".clear"}, {t.Zero && !t.NoTaps, ".zero"}, {t.Pack == PackUnsigned, ".pack"}, {t.Pack == PackSigned, ".packs"},
		{t.Masked, ".masked"}, {t.FillSign, ".fill"}, {t.Fence, ".fence"},
	} {
		if f.set {
			name += f.name
		}
	}
	return name
}

// suffix prints the semaphores of an instruction of engine e.
func (h Header) suffix(e Engine) string {
	var parts []string
	for _, group := range []struct {
		name string
		sems []Semaphore
	}{
		{"wait", Waited(e, h.Wait)}, {"done", Signalled(e, h.Done)}, {"release", Signalled(e, h.Release)},
	} {
		for _, s := range group.sems {
			parts = append(parts, group.name+" "+s.String())
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " ; " + strings.Join(parts, " ")
}

// WriteAssembly prints the program, one instruction a line, engine by engine.
func (p *Program) WriteAssembly(w io.Writer) error {
	for i := range p.Segments {
		s := &p.Segments[i]
		for e := range NumEngines {
			if _, err := fmt.Fprintf(w, "segment %d, %s: %d instructions\n", i, e, s.Len(e)); err != nil {
				return err
			}
			for k := range s.Len(e) {
				if _, err := fmt.Fprintf(w, "%5d  %s\n", k, s.line(e, k)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *Segment) line(e Engine, i int) string {
	switch e {
	case EngineLoad:
		return s.Load[i].String()
	case EngineTensor:
		return s.Tensor[i].String()
	default:
		return s.Store[i].String()
	}
}
