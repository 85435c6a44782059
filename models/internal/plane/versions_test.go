// SPDX-License-Identifier: Apache-2.0

package plane

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime/debug"
	"testing"

	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/kernel/guard"
)

// operands are the inputs of one run of every loop: n elements that lie against a page which cannot be touched, behind
// them or in front of them. Results lie likewise.
type operands struct {
	t      testing.TB
	random *rand.Rand
	n      int
	behind bool
}

func slice[T any](o *operands) []T { return guard.Slice[T](o.t, o.n, o.behind) }

// extremes are where float32 arithmetic and rounding change their behaviour.
var extremes = []float32{
	0, float32(math.Copysign(0, -1)), 0x1p-149, -0x1p-149, 0x1.fffffcp-127, -0x1p-126, 0.5, -0.5, 1.5, 2.5, -2.5, 0.49999997,
	126.5, 127.5, -128.5, 254.5, 255.5, 255.49998, 32766.5, -32767.5, 0x1p22, 0x1.fffffep22, 1 << 23, 1 << 24, -1 << 24,
	math.MaxFloat32, -math.MaxFloat32, 0x1p100, -0x1p-100, 1, -1,
}

// finite returns extremes among values of all sizes.
func (o *operands) finite() []float32 {
	x := slice[float32](o)
	copy(x, normals(o.random, len(x)))
	for i := range x {
		if o.random.IntN(4) == 0 {
			x[i] = extremes[o.random.IntN(len(extremes))]
		}
	}
	return x
}

// any returns infinities and NaNs as well.
func (o *operands) any() []float32 {
	x := o.finite()
	for i := range x {
		if o.random.IntN(16) == 0 {
			x[i] = []float32{inf, -inf, float32(math.NaN())}[o.random.IntN(3)]
		}
	}
	return x
}

// within returns values up to a magnitude, half of them halfway between integers.
func (o *operands) within(limit float32) []float32 {
	x := slice[float32](o)
	for i := range x {
		x[i] = (2*o.random.Float32() - 1) * limit
		if o.random.IntN(2) == 0 {
			x[i] = min(max(float32(math.Floor(float64(x[i])))+0.5, -limit), limit)
		}
		if o.random.IntN(8) == 0 {
			x[i] = float32(math.Copysign(float64(limit), float64(x[i])))
		}
	}
	return x
}

func (o *operands) codes() []int32 {
	c := slice[int32](o)
	for i := range c {
		c[i] = int32(o.random.Uint32()) >> o.random.IntN(32)
		if o.random.IntN(4) == 0 {
			c[i] = []int32{0, -1, math.MinInt32, math.MaxInt32, 1<<24 + 1, -1<<24 - 1, 1<<24 + 3}[o.random.IntN(7)]
		}
	}
	return c
}

func (o *operands) bytes(n int) []byte {
	b := guard.Slice[byte](o.t, n, o.behind)
	for i := range b {
		b[i] = byte(o.random.Uint32())
		if o.random.IntN(4) == 0 {
			b[i] = []byte{0, 127, 128, 255}[o.random.IntN(4)]
		}
	}
	return b
}

// coefficients returns extremes for a pixel.
func (o *operands) coefficients() *Coefficients {
	pixel := *o
	pixel.n = Lanes
	return (*Coefficients)(pixel.finite())
}

func (o *operands) sums() *Sums {
	s := (*Sums)(guard.Slice[float64](o.t, Lanes, o.behind))
	for l := range s {
		s[l] = o.random.NormFloat64()
	}
	return s
}

func (o *operands) integers() *[Lanes]int64 {
	return (*[Lanes]int64)(guard.Slice[int64](o.t, Lanes, o.behind))
}

// scale returns one of a few factors, extreme ones among them.
func (o *operands) scale() float32 {
	return []float32{1, 0x1p-20, 1.7e-6, 0x1p-140, 3e38, 0.3, 0}[o.random.IntN(7)]
}

// loopCase is one loop: run returns all that it gives.
type loopCase struct {
	name string
	run  func(l *loops, o *operands) []any
	any  bool // lengths need not be multiples of 16
}

var loopCases = []loopCase{
	{"MaxAbs", func(l *loops, o *operands) []any { return []any{l.maxAbs(o.any())} }, true},
	{"QuantizeUnsigned", func(l *loops, o *operands) []any {
		dst := slice[byte](o)
		l.quantizeUnsigned(dst, o.finite(), o.scale())
		return []any{dst}
	}, false},
	{"QuantizeSigned", func(l *loops, o *operands) []any {
		dst := slice[byte](o)
		l.quantizeSigned(dst, o.finite(), o.scale())
		return []any{dst}
	}, false},
	{"Quantize16", func(l *loops, o *operands) []any {
		dst, sums := slice[int16](o), o.integers()
		l.quantize16(dst, o.within(32768.25), 1, sums)
		return []any{dst, sums}
	}, false},
	{"QuantizeWeights", func(l *loops, o *operands) []any {
		dst := slice[int8](o)
		return []any{l.quantizeWeights(dst, o.within(128.25), 1), dst}
	}, true},
	{"CodeSums", func(l *loops, o *operands) []any {
		sums := o.integers()
		l.codeSums(o.bytes(o.n), o.random.IntN(2) == 0, sums)
		return []any{sums}
	}, false},
	{"Dequantize", func(l *loops, o *operands) []any {
		dst := slice[float32](o)
		l.dequantize(dst, o.codes(), o.scale())
		return []any{dst}
	}, true},
	{"DequantizeAdd", func(l *loops, o *operands) []any {
		dst := slice[float32](o)
		l.dequantizeAdd(dst, o.codes(), o.scale(), o.any())
		return []any{dst}
	}, false},
	{"DequantizeMoments", func(l *loops, o *operands) []any {
		dst, sum, squares := slice[float32](o), o.sums(), o.sums()
		l.dequantizeMoments(dst, o.codes(), o.scale(), sum, squares)
		return []any{dst, sum, squares}
	}, false},
	{"Add", func(l *loops, o *operands) []any {
		dst := o.any()
		l.add(dst, o.any())
		return []any{dst}
	}, true},
	{"AddEach", func(l *loops, o *operands) []any {
		dst := o.any()
		l.addEach(dst, o.coefficients())
		return []any{dst}
	}, false},
	{"LaneSums", func(l *loops, o *operands) []any {
		sum := l.laneSums(o.any())
		return []any{&sum}
	}, false},
	{"Normalize", func(l *loops, o *operands) []any {
		out := slice[float32](o)
		l.normalize(out, o.any(), o.coefficients(), o.coefficients())
		return []any{out}
	}, false},
	{"NormalizeReLU", func(l *loops, o *operands) []any {
		out, mask := slice[float32](o), o.bytes(o.n/8)
		return []any{l.normalizeReLU(out, o.finite(), o.coefficients(), o.coefficients(), mask), out, mask}
	}, false},
	{"NormalizeAddReLU", func(l *loops, o *operands) []any {
		out, mask := slice[float32](o), o.bytes(o.n/8)
		return []any{l.normalizeAddReLU(out, o.finite(), o.finite(), o.coefficients(), o.coefficients(), mask), out, mask}
	}, false},
	{"Products", func(l *loops, o *operands) []any {
		sum, products := o.sums(), o.sums()
		l.products(o.any(), o.any(), sum, products)
		return []any{sum, products}
	}, false},
	{"MaskProducts", func(l *loops, o *operands) []any {
		g, sum, products := o.any(), o.sums(), o.sums()
		l.maskProducts(g, o.bytes(o.n/8), o.any(), sum, products)
		return []any{g, sum, products}
	}, false},
	{"BackNormalize", func(l *loops, o *operands) []any {
		dy := slice[float32](o)
		return []any{l.backNormalize(dy, o.any(), o.any(), o.coefficients(), o.coefficients(), o.coefficients()), dy}
	}, false},
	{"SGD", func(l *loops, o *operands) []any {
		w, v := o.any(), o.any()
		l.sgd(w, v, o.any(), 0.9, 1e-4, 0.03)
		return []any{w, v}
	}, true},
}

// nanBits stands for every NaN.
const nanBits = 1<<63 - 1

// bits returns results as integers. All NaNs are one: which of them an operation returns is the processor's choice.
func bits(results []any) (b []uint64) {
	float32s := func(v ...float32) {
		for _, f := range v {
			b = append(b, uint64(math.Float32bits(f)))
			if f != f {
				b[len(b)-1] = nanBits
			}
		}
	}
	for _, r := range results {
		switch r := r.(type) {
		case float32:
			float32s(r)
		case []float32:
			float32s(r...)
		case *Sums:
			for _, f := range r {
				b = append(b, math.Float64bits(f))
				if f != f {
					b[len(b)-1] = nanBits
				}
			}
		case int64:
			b = append(b, uint64(r))
		case *[Lanes]int64:
			b = append(b, integers(r[:])...)
		case []byte:
			b = append(b, integers(r)...)
		case []int8:
			b = append(b, integers(r)...)
		case []int16:
			b = append(b, integers(r)...)
		default:
			panic(fmt.Sprintf("a result of type %T", r))
		}
	}
	return b
}

func integers[T byte | int8 | int16 | int64](v []T) []uint64 {
	b := make([]uint64, len(v))
	for i, x := range v {
		b[i] = uint64(x)
	}
	return b
}

// Every version of every loop gives the bits of the portable one, and touches nothing beside its slices.
func TestVersionsAreEqual(t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	random := testseed.New(t)
	lengths := []int{0, 16, 32, 48, 16 * 15, 16 * 257, 16 * 258, 16 * 514, 16 * (1<<13 + 2)}
	for n := 1; n < 70; n++ {
		lengths = append(lengths, n)
	}
	for _, name := range kernel.Available() {
		s, err := kernel.Select(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range loopCases {
			for _, n := range lengths {
				if n%Lanes == 0 || c.any {
					compareVersions(t, s, c, n, random.Uint64())
				}
			}
		}
	}
}

// compareVersions runs a loop and its portable version on the same operands.
func compareVersions(t *testing.T, s *kernel.Set, c loopCase, n int, seed uint64) {
	t.Helper()
	for _, behind := range []bool{false, true} {
		run := func(l *loops) []uint64 {
			return bits(c.run(l, &operands{t, rand.New(rand.NewPCG(seed, 1)), n, behind}))
		}
		got, want := run(loopsFor(s)), run(&portable)
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("%s of %s: %d elements, page behind %t: result %d of %d is %#x, not %#x", c.name, s.Name(), n, behind, i, len(want), got[i], want[i])
			}
		}
	}
}

// The loops follow the kernel set.
func TestUse(t *testing.T) {
	defer chosen.Store(chosen.Load())
	for _, name := range kernel.Available() {
		s, err := kernel.Select(name)
		if err != nil {
			t.Fatal(err)
		}
		Use(s)
		if got := chosen.Load(); got != loopsFor(s) || (got == &portable) != (name == "portable") {
			t.Errorf("%s: other loops", name)
		}
	}
}
