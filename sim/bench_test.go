// SPDX-License-Identifier: Apache-2.0

package sim_test

import (
	"fmt"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/workers"
)

// layer is a 3x3 convolution with padding 1 of a batch of 8 images, as many channels out as in, planned for ultra96.
type layer struct {
	size, blocks int // pixels of a side, blocks of 16 channels
	rows, images int // of one tensor instruction
}

var layers = []layer{{32, 1, 8, 1}, {16, 2, 16, 1}, {8, 4, 8, 4}}

const batch = 8

func (y layer) String() string { return fmt.Sprintf("%dx%dx%d", y.size, y.size, 16*y.blocks) }

func (y layer) macs() int64 { return int64(batch*y.pixels()*9) * int64(256*y.blocks*y.blocks) }

func (y layer) pixels() int { return y.size * y.size }

// entries returns the buffer entries of one image.
func (y layer) entries() int { return y.blocks * y.pixels() }

func linear(n int) (run uint16, count [3]uint16) { return uint16(n), [3]uint16{1, 1, 1} }

// tensor returns an instruction that reads images from n on and whose output rows begin at row.
func (y layer) tensor(op isa.Opcode, n, row, rows int) isa.Tensor {
	w, image := int16(y.size), int16(y.entries())
	return isa.Tensor{
		Op: op, NX: uint16(w), NY: uint16(rows), NN: uint16(y.images), KX: 3, KY: 3, CI: uint16(y.blocks),
		Src: int16(n*y.entries() + (row-1)*y.size - 1), SX: 1, SY: w, SN: image, SKX: 1, SKY: w, SCI: int16(y.pixels()),
		X0: -1, Y0: int16(row - 1), XLim: uint16(w), YLim: uint16(w), StepX: 1, StepY: 1, TapX: 1, TapY: 1,
	}
}

// load returns the load of a group of images, which signals the tensor engine.
func (y layer) load(op isa.Opcode, c *isa.Config, n, dest int, base uint8) isa.Load {
	l := isa.Load{Op: op, Dest: uint16(dest), Base: base, Offset: uint32(n * y.entries() * c.EntryBytes(op))}
	l.Run, l.Count = linear(y.images * y.entries())
	return l
}

var (
	loaded = isa.Sem(isa.EngineLoad, isa.EngineTensor, 0)
	read   = isa.Sem(isa.EngineTensor, isa.EngineLoad, 0)
	summed = isa.Sem(isa.EngineTensor, isa.EngineStore, 0)
	free   = isa.Sem(isa.EngineStore, isa.EngineTensor, 0)
)

// forward is the layer's forward pass: chunks of output go round the four banks of ACC.
func (y layer) forward(c *isa.Config) *isa.Program {
	var s isa.Segment
	tiles := 9 * y.blocks
	weights := isa.Load{Op: isa.OpLoadW, Base: 1}
	weights.Run, weights.Count = linear(tiles * y.blocks * 16)
	s.Load = append(s.Load, weights)
	chunk := 0
	for n := 0; n < batch; n += y.images {
		in := y.load(isa.OpLoadX, c, n, n*y.entries(), 0)
		in.Done = loaded.SignalBit()
		s.Load = append(s.Load, in)
		for co := range y.blocks {
			for row := 0; row < y.size; row += y.rows {
				t := y.tensor(isa.OpGemm, n, row, y.rows)
				t.Zero, t.W, t.Acc = true, uint16(co*tiles*16), uint16(chunk%4*1024)
				t.AX, t.AY, t.AN = 1, int16(y.size), int16(y.size*y.rows)
				t.Done = summed.SignalBit()
				if co == 0 && row == 0 {
					t.Wait |= loaded.WaitBit()
				}
				if chunk >= 4 {
					t.Wait |= free.WaitBit()
				}
				s.Tensor = append(s.Tensor, t)
				s.Store = append(s.Store, isa.Store{
					Op: isa.OpStoreInt32, Header: isa.Header{Wait: summed.WaitBit(), Release: free.SignalBit()}, Acc: t.Acc, Base: 2,
					Run: uint16(y.size * y.rows), Count: [3]uint16{uint16(y.images), 1, 1},
					Offset: uint32((n*y.entries() + co*y.pixels() + row*y.size) * 64), Stride: [3]int32{int32(y.entries() * 64)},
				})
				chunk++
			}
		}
	}
	return &isa.Program{Segments: []isa.Segment{s}}
}

// backwardWeights is the layer's weight gradient: groups of images go round half of G, and all add to the same sums.
func (y layer) backwardWeights(c *isa.Config) *isa.Program {
	var s isa.Segment
	slots := c.GDepth / (y.images * y.entries())
	for i := range batch / y.images {
		n := i * y.images
		x := y.load(isa.OpLoadX, c, n, n*y.entries(), 0)
		g := y.load(isa.OpLoadG, c, n, i%slots*y.images*y.entries(), 1)
		g.Done = loaded.SignalBit()
		if i >= slots {
			x.Wait = read.WaitBit()
		}
		s.Load = append(s.Load, x, g)
		t := y.tensor(isa.OpOuter, n, 0, y.size)
		t.Zero, t.CO, t.G = i == 0, uint16(y.blocks), g.Dest
		t.GX, t.GY, t.GN, t.GCO = 1, int16(y.size), int16(y.entries()), int16(y.pixels())
		t.Wait, t.Release = loaded.WaitBit(), read.SignalBit()
		if n+y.images == batch {
			t.Done = summed.SignalBit()
		}
		s.Tensor = append(s.Tensor, t)
	}
	out := isa.Store{Op: isa.OpStoreInt32, Header: isa.Header{Wait: summed.WaitBit()}, Base: 2}
	out.Run, out.Count = linear(9 * y.blocks * y.blocks * 16)
	s.Store = append(s.Store, out)
	return &isa.Program{Segments: []isa.Segment{s}}
}

func ultra96(tb testing.TB) *isa.Config {
	tb.Helper()
	c, err := isa.ConfigByName("ultra96")
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// BenchmarkLaunch launches cached programs of whole layers.
func BenchmarkLaunch(b *testing.B) {
	defer workers.SetLimit(0)
	c := ultra96(b)
	kernels, err := kernel.Default()
	if err != nil {
		b.Fatal(err)
	}
	for _, pass := range []struct {
		name string
		plan func(layer, *isa.Config) *isa.Program
	}{{"forward", layer.forward}, {"backward_weights", layer.backwardWeights}} {
		for _, y := range layers {
			for _, threads := range []int{1, 2} {
				b.Run(fmt.Sprintf("%s/%v/threads=%d", pass.name, y, threads), func(b *testing.B) {
					workers.SetLimit(threads)
					benchmarkLaunch(b, sim.New(*c, c.Memory, kernels), pass.plan(y, c), y)
				})
			}
		}
	}
}

func benchmarkLaunch(b *testing.B, m *sim.Machine, p *isa.Program, y layer) {
	l := &sim.Launch{Code: p}
	for i := range 3 {
		l.Bases[i] = sim.Region{Bytes: make([]byte, 1<<20), Address: uint64(i) << 24}
	}
	var cycles uint64
	for b.Loop() {
		a, err := m.Run(l)
		if err != nil {
			b.Fatal(err)
		}
		cycles = a.Counters[isa.Cycles]
	}
	seconds := b.Elapsed().Seconds() / float64(b.N)
	b.ReportMetric(float64(y.macs())/seconds/1e9, "GMAC/s")
	b.ReportMetric(float64(cycles)/seconds/1e6, "Mcycles/s")
}

// BenchmarkKernel calls the kernels alone, with the shapes of the layers, on each thread: what BenchmarkLaunch can reach.
func BenchmarkKernel(b *testing.B) {
	kernels, err := kernel.Default()
	if err != nil {
		b.Fatal(err)
	}
	for _, y := range layers {
		for _, threads := range []int{1, 2} {
			vectors, tiles := y.size*y.rows*y.images, 9*y.blocks
			b.Run(fmt.Sprintf("gemm/%v/threads=%d", y, threads), func(b *testing.B) {
				benchmarkKernel(b, threads, vectors*tiles, func() func() {
					o := newKernelOperands(vectors, tiles)
					return func() { kernels.Gemm(16, o.acc, o.offsets[:vectors], o.x, o.offsets, o.w, tiles, false, false) }
				})
			})
			pixels := y.pixels() * y.images
			b.Run(fmt.Sprintf("outer/%v/threads=%d", y, threads), func(b *testing.B) {
				benchmarkKernel(b, threads, pixels, func() func() {
					o := newKernelOperands(pixels, 1)
					return func() { kernels.Outer(16, o.acc[:256], o.w, o.x, o.offsets, pixels, true) }
				})
			})
		}
	}
}

// kernelOperands are operands of one thread.
type kernelOperands struct {
	offsets []int32
	x, w    []int16
	acc     []int64
}

func newKernelOperands(vectors, tiles int) kernelOperands {
	o := kernelOperands{
		make([]int32, vectors*tiles), make([]int16, 16*(vectors+tiles)), make([]int16, max(tiles*256, vectors*16)), make([]int64, max(vectors*16, 256)),
	}
	for i := range o.offsets {
		o.offsets[i] = int32((i%vectors + i/vectors) * 16)
	}
	return o
}

// benchmarkKernel repeats a call on each of several threads.
func benchmarkKernel(b *testing.B, threads, products int, prepare func() func()) {
	const repeat = 100
	defer workers.SetLimit(0)
	workers.SetLimit(threads)
	calls := make([]func(), threads)
	for i := range calls {
		calls[i] = prepare()
	}
	for b.Loop() {
		workers.Do(threads, func(i int) {
			for range repeat {
				calls[i]()
			}
		})
	}
	b.ReportMetric(float64(repeat*threads*products*256)/(b.Elapsed().Seconds()/float64(b.N))/1e9, "GMAC/s")
}
