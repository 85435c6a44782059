// SPDX-License-Identifier: Apache-2.0

package detmath

import (
	"math"
	"math/big"
	"testing"

	"github.com/e2train/e2train/models/internal/testseed"
)

const precision = 200 // bits of the reference values

func number(v float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(v) }

// bigExp returns e^x: the Taylor series of e^(x/2^20), squared 20 times.
func bigExp(x float64) *big.Float {
	r := new(big.Float).SetMantExp(number(x), -20)
	sum, term := number(1), number(1)
	for i := 1; i < 20; i++ {
		term.Mul(term, r)
		term.Quo(term, number(float64(i)))
		sum.Add(sum, term)
	}
	for range 20 {
		sum.Mul(sum, sum)
	}
	return sum
}

// bigLog returns ln x from a float64 start l, as l + ln(x*e^-l). (math.Log itself is wrong for subnormal numbers on
// amd64 in Go 1.26, hence the start from the parts of x.)
func bigLog(x float64) *big.Float {
	fraction, exponent := math.Frexp(x)
	l := math.Log(fraction) + float64(exponent)*math.Ln2
	e := bigExp(-l)
	d := e.Mul(e, number(x))
	d.Sub(d, number(1)) // about 1e-13: ln(1+d) = d - d^2/2 + d^3/3
	d2 := new(big.Float).Mul(d, d)
	d3 := new(big.Float).Mul(d2, d)
	sum := number(l)
	sum.Add(sum, d)
	sum.Sub(sum, d2.Quo(d2, number(2)))
	return sum.Add(sum, d3.Quo(d3, number(3)))
}

// relativeError returns |got - want| / |want|.
func relativeError(got float64, want *big.Float) float64 {
	d := new(big.Float).Sub(number(got), want)
	e, _ := d.Quo(d, want).Float64()
	return math.Abs(e)
}

func TestExp(t *testing.T) {
	random := testseed.New(t)
	arguments := []float64{0, 1, -1, 709.78, -708.39, 1e-300, -1e-17, 0.34657359, -0.34657359, 88.7, -103.9}
	for range 2000 {
		arguments = append(arguments, random.Float64()*1418-708.39, random.NormFloat64(), random.NormFloat64()*1e-3)
	}
	var worst float64
	for _, x := range arguments {
		e := relativeError(Exp(x), bigExp(x))
		worst = max(worst, e)
		if e >= 0x1p-51 {
			t.Errorf("Exp(%g) = %g, relative error %g", x, Exp(x), e)
		}
	}
	t.Logf("worst relative error 2^%.2f", math.Log2(worst))
}

func TestLog(t *testing.T) {
	random := testseed.New(t)
	arguments := []float64{2, 0.5, math.Sqrt2, math.Sqrt2 / 2, 1 - 0x1p-53, 1 + 0x1p-52, 5e-324, 0x1p-1022, math.MaxFloat64, math.Pi}
	for range 2000 {
		arguments = append(arguments, math.Ldexp(1+random.Float64(), random.IntN(2080)-1060), 0.5+random.Float64(), 1+0.01*random.NormFloat64())
	}
	var worst float64
	for _, x := range arguments {
		if x == 1 {
			continue
		}
		e := relativeError(Log(x), bigLog(x))
		worst = max(worst, e)
		if e >= 0x1p-50 {
			t.Errorf("Log(%g) = %g, relative error %g", x, Log(x), e)
		}
	}
	t.Logf("worst relative error 2^%.2f", math.Log2(worst))
}

// Sigmoid and Tanh are compared with quotients of exact exponentials.
func TestSigmoidAndTanh(t *testing.T) {
	random := testseed.New(t)
	arguments := []float64{0x1p-60, 1e-9, -1e-9, math.Ln2 / 4, math.Ln2/4 + 1e-9, 1, -1, 20, -20, 300, -300}
	for range 2000 {
		arguments = append(arguments, random.NormFloat64(), 10*random.NormFloat64(), 1e-3*random.NormFloat64())
	}
	one := number(1)
	for _, x := range arguments {
		e := bigExp(-x)
		want := e.Quo(one, e.Add(e, one))
		if err := relativeError(Sigmoid(x), want); err >= 0x1p-50 {
			t.Errorf("Sigmoid(%g) = %g, relative error %g", x, Sigmoid(x), err)
		}
		e = bigExp(2 * x)
		above, below := new(big.Float).Sub(e, one), new(big.Float).Add(e, one)
		if err := relativeError(Tanh(x), above.Quo(above, below)); err >= 0x1p-49 {
			t.Errorf("Tanh(%g) = %g, relative error %g", x, Tanh(x), err)
		}
	}
}

func TestSpecialValues(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	tests := []struct {
		name      string
		got, want float64
	}{
		{"Exp(+Inf)", Exp(inf), inf}, {"Exp(-Inf)", Exp(-inf), 0}, {"Exp(710)", Exp(710), inf}, {"Exp(-709)", Exp(-709), 0},
		{"Exp(NaN)", Exp(nan), nan}, {"Exp(0)", Exp(0), 1},
		{"Log(0)", Log(0), -inf}, {"Log(+Inf)", Log(inf), inf}, {"Log(-1)", Log(-1), nan}, {"Log(NaN)", Log(nan), nan},
		{"Log(1)", Log(1), 0}, {"Log(-Inf)", Log(-inf), nan},
		{"Sigmoid(0)", Sigmoid(0), 0.5}, {"Sigmoid(-Inf)", Sigmoid(-inf), 0}, {"Sigmoid(+Inf)", Sigmoid(inf), 1}, {"Sigmoid(NaN)", Sigmoid(nan), nan},
		{"Tanh(0)", Tanh(0), 0}, {"Tanh(-Inf)", Tanh(-inf), -1}, {"Tanh(+Inf)", Tanh(inf), 1}, {"Tanh(NaN)", Tanh(nan), nan},
		{"NormalQuantile(0)", NormalQuantile(0), nan}, {"NormalQuantile(1)", NormalQuantile(1), nan},
		{"NormalQuantile(NaN)", NormalQuantile(nan), nan}, {"NormalQuantile(1/2)", NormalQuantile(0.5), 0},
	}
	for _, tt := range tests {
		if tt.got != tt.want && !(math.IsNaN(tt.got) && math.IsNaN(tt.want)) {
			t.Errorf("%s = %g, not %g", tt.name, tt.got, tt.want)
		}
	}
}

// The quantile x of p is tested by Phi(x) = erfc(-x/sqrt 2)/2, on the side where p is small, as an error of x: the
// error of Phi divided by the density. erfc of package math is good to 2^-52 or so, and its argument's rounding counts
// x^2 times, which the bound allows for.
func TestNormalQuantile(t *testing.T) {
	random := testseed.New(t)
	probabilities := []float64{0x1p-53, 1e-300, 0.075, 0.0749999, 0.0750001, math.Exp(-25), 1e-12, 0.3, 0.4999999}
	for range 2000 {
		probabilities = append(probabilities, random.Float64()/2, math.Exp(-700*random.Float64())/2)
	}
	for _, p := range probabilities {
		x := NormalQuantile(p)
		density := math.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
		e := (math.Erfc(-x/math.Sqrt2)/2 - p) / density
		if bound := 0x1p-48*math.Abs(x) + 0x1p-51*(1+x*x)*p/density; !(math.Abs(e) <= bound) {
			t.Errorf("NormalQuantile(%g) = %g, error %g", p, x, e)
		}
		if q := 1 - p; q > 0.5 && q < 1 {
			if mirror := NormalQuantile(1 - q); NormalQuantile(q) != -mirror {
				t.Errorf("NormalQuantile(%g) = %g, NormalQuantile of the complement %g", q, NormalQuantile(q), mirror)
			}
		}
	}
}

// The bits are the same on every processor: these were recorded on amd64.
func TestBits(t *testing.T) {
	tests := []struct {
		name string
		got  float64
		want uint64
	}{
		{"Exp(1)", Exp(1), 0x4005bf0a8b14576a}, {"Exp(-0.7)", Exp(-0.7), 0x3fdfc80db9dd5542}, {"Exp(12.3)", Exp(12.3), 0x410ad17fe8ccf016},
		{"Log(10)", Log(10), 0x40026bb1bbb55516}, {"Log(0.7)", Log(0.7), 0xbfd6d3c324e13f50}, {"Log(1.1)", Log(1.1), 0x3fb8663f793c46cc},
		{"NormalQuantile(0.3)", NormalQuantile(0.3), 0xbfe0c7e39582c5fa}, {"NormalQuantile(0.01)", NormalQuantile(0.01), 0xc0029c5c4630ff0e},
		{"NormalQuantile(1e-15)", NormalQuantile(1e-15), 0xc01fc3f007789667},
	}
	for _, tt := range tests {
		if got := math.Float64bits(tt.got); got != tt.want {
			t.Errorf("%s = %#x, not %#x", tt.name, got, tt.want)
		}
	}
}
