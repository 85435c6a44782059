// SPDX-License-Identifier: Apache-2.0

package conv_test

import (
	"context"
	"errors"
	"math"
	"math/rand"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
)

// signDevices are the simulated devices with the lanes of each.
func signDevices(t *testing.T) (devices map[string]*conv.Convolver, lanes map[string]int) {
	t.Helper()
	devices, lanes = map[string]*conv.Convolver{}, map[string]int{}
	for _, c := range isa.Configs() {
		devices[c.Name], lanes[c.Name] = open(t, "sim:"+c.Name), c.Lanes
	}
	return devices, lanes
}

// checkSigns compares a device with the reference and returns the report.
func checkSigns(t *testing.T, name string, c *conv.Convolver, lanes int, s conv.Shape, x conv.Activations, g []int16, o conv.PSGOptions) conv.PSGReport {
	t.Helper()
	got, want := make([]int8, s.WeightLen()), make([]int8, s.WeightLen())
	for i := range got {
		got[i], want[i] = 7, 9 // every element must be written
	}
	report, err := c.PSG(context.Background(), s, x, g, o, got)
	if err != nil {
		t.Fatalf("%s: %v: %v", name, s, err)
	}
	expected, err := conv.Reference{Lanes: lanes}.PSG(context.Background(), s, x, g, o, want)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%s: %v, signed %v, tau %d, skip %d, fill %v: sign %d is %d, want %d",
				name, s, x.Signed, report.Tau, o.SkipLimit, o.FillSign, i, got[i], want[i])
		}
	}
	if all := s.MACs(); report.Predict.MACs != all || report.Masked.MACs != expected.Masked.MACs || report.Masked.MACs > all {
		t.Fatalf("%s: %v: %d and %d multiply-accumulates, want %d and %d", name, s, report.Predict.MACs, report.Masked.MACs, all, expected.Masked.MACs)
	}
	summary := report
	summary.Predict, summary.Masked, expected.Predict, expected.Masked = conv.Report{}, conv.Report{}, conv.Report{}, conv.Report{}
	if summary != expected {
		t.Fatalf("%s: %v: report %+v, want %+v", name, s, summary, expected)
	}
	return report
}

// Random shapes on every device, with the threshold at a prediction (a tie), above it, and at both ends.
func TestSignsEqualReference(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	devices, lanes := signDevices(t)
	for range 12 {
		s := randomShape(r)
		x, _, g := operands(r, s, r.Intn(2) == 0)
		p := predictions(s, x, g)
		tie := uint32(magnitude(p[r.Intn(len(p))]))
		for name, c := range devices {
			tile := uint16(lanes[name] * lanes[name])
			for _, tau := range []uint32{tie, tie + 1, 0, math.MaxUint32} {
				skips := []uint16{0, 1, tile - 1, tile, uint16(r.Intn(int(tile))), math.MaxUint16}
				o := conv.PSGOptions{Threshold: fixed(tau), SkipLimit: skips[r.Intn(len(skips))], FillSign: r.Intn(2) == 0}
				checkSigns(t, name, c, lanes[name], s, x, g, o)
			}
		}
	}
}

// Every skip limit that matters and both fillings, on layers whose tiles are decided to different degrees.
func TestSkippedTiles(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	devices, lanes := signDevices(t)
	for _, channels := range []int{16, 32, 40, 48} { // one block, two, a last one of padding, an odd number
		s := conv.Shape{Batch: 1, InC: channels, OutC: 20, InH: 7, InW: 6, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1}
		x, _, g := operands(r, s, true)
		for name, c := range devices {
			l := uint16(lanes[name])
			for _, skip := range []uint16{0, 1, l * l / 2, l*l - 1, l * l} {
				for _, fill := range []bool{false, true} {
					o := conv.PSGOptions{Threshold: func(most int64) uint32 { return uint32(most / 4) }, SkipLimit: skip, FillSign: fill}
					report := checkSigns(t, name, c, lanes[name], s, x, g, o)
					if skip == l*l && (report.SkippedTiles != report.Tiles || report.Masked.MACs != 0) {
						t.Fatalf("%s: %d of %d tiles skipped with skip limit %d, %d multiply-accumulates left", name, report.SkippedTiles, report.Tiles, skip, report.Masked.MACs)
					}
				}
			}
		}
	}
}

// What is decided follows from the threshold: a tie is, a zero never is.
func TestDecisions(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	devices, lanes := signDevices(t)
	s := conv.Shape{Batch: 2, InC: 18, OutC: 5, InH: 6, InW: 5, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadLeft: 1, PadRight: 1}
	x, _, g := operands(r, s, false)
	for i := range x.Codes {
		if i%16 == 1 {
			x.Codes[i] &= 7 // too small for the predictor: p is 0
		}
	}
	p := predictions(s, x, g)
	var most int64
	zeros, ties := 0, 0
	for _, v := range p {
		most = max(most, magnitude(v))
	}
	for _, v := range p {
		if v == 0 {
			zeros++
		}
		if magnitude(v) == most {
			ties++
		}
	}
	if zeros == 0 {
		t.Fatal("no prediction is zero")
	}
	for name, c := range devices {
		for _, decision := range []struct {
			tau  uint32
			want int
		}{{0, len(p) - zeros}, {1, len(p) - zeros}, {uint32(most), ties}, {uint32(most + 1), 0}} {
			o := conv.PSGOptions{Threshold: fixed(decision.tau)}
			report := checkSigns(t, name, c, lanes[name], s, x, g, o)
			if report.Decided != decision.want || report.MaxAbs != most || report.Weights != len(p) {
				t.Fatalf("%s: tau %d: %+v, want %d decided of %d, largest %d", name, decision.tau, report, decision.want, len(p), most)
			}
		}
		// Codes that round up on all sides: every weight is decided.
		full := conv.Activations{Codes: make([]byte, len(x.Codes))}
		fill(s.Batch, s.InC, s.InH*s.InW, func(i int) { full.Codes[i] = 255 })
		steep := make([]int16, len(g))
		fill(s.Batch, s.OutC, s.OutH()*s.OutW(), func(i int) { steep[i] = -32768 })
		report := checkSigns(t, name, c, lanes[name], s, full, steep, conv.PSGOptions{Threshold: fixed(1)})
		if report.Decided != report.Weights || report.MaxAbs != int64(15*512*s.Batch*s.OutH()*s.OutW()) {
			t.Fatalf("%s: %+v, want all decided", name, report)
		}
	}
}

// Rows of more pixels than packed sums hold are cut within the row, on both packings and strides.
func TestSignsOfLongRows(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	devices, lanes := signDevices(t)
	for _, channels := range []int{4, 40} {
		for stride := 1; stride <= 2; stride++ {
			s := conv.Shape{Batch: 2, InC: channels, OutC: 5, InH: 3, InW: 190 * stride, KH: 1, KW: 3, StrideY: 1, StrideX: stride, PadLeft: 1, PadRight: 1}
			x, _, g := operands(r, s, false)
			for name, c := range devices {
				checkSigns(t, name, c, lanes[name], s, x, g, conv.PSGOptions{Threshold: func(most int64) uint32 { return uint32(most / 4) }})
			}
		}
	}
}

// Long planes and small memories cut the sums over several launches, whose parts the host adds.
func TestSignsOfSeveralLaunches(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	s := conv.Shape{Batch: 3, InC: 13, OutC: 6, InH: 40, InW: 44, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1}
	for _, address := range []string{"sim:tiny", "sim:tiny?limit=64KB", "sim:zed8?limit=128KB"} {
		lanes := 4
		if address[:8] == "sim:zed8" {
			lanes = 8
		}
		c := open(t, address)
		for _, skip := range []uint16{0, uint16(lanes * lanes / 2)} {
			for _, fill := range []bool{false, true} {
				x, _, g := operands(r, s, fill)
				o := conv.PSGOptions{Threshold: func(most int64) uint32 { return uint32(most / 3) }, SkipLimit: skip, FillSign: fill}
				report := checkSigns(t, address, c, lanes, s, x, g, o)
				if report.Predict.Launches < 2 || report.Masked.Launches < 2 {
					t.Errorf("%s: %d and %d launches, want several", address, report.Predict.Launches, report.Masked.Launches)
				}
			}
		}
	}
}

// Where images and rows cannot be cut, small memories cut the channels: every launch holds whole sums of some weights.
func TestSignsOfChannelsApart(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	s := conv.Shape{Batch: 1, InC: 301, OutC: 7, InH: 1, InW: 9, KH: 1, KW: 3, StrideY: 1, StrideX: 1, PadLeft: 1, PadRight: 1}
	x, _, g := operands(r, s, false)
	c := open(t, "sim:tiny?limit=16KB")
	for _, skip := range []uint16{0, 3, 8} {
		o := conv.PSGOptions{Threshold: func(most int64) uint32 { return uint32(most / 4) }, SkipLimit: skip}
		report := checkSigns(t, "sim:tiny", c, 4, s, x, g, o)
		if report.Predict.Launches < 3 || report.Masked.Launches < 3 { // more than one for each output block
			t.Errorf("%d and %d launches, want several of each output block", report.Predict.Launches, report.Masked.Launches)
		}
	}
}

// Chunks of several images of several blocks: what an instruction finds of a block is that of all its images.
func TestSeveralImagesOfSeveralBlocks(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	devices, lanes := signDevices(t)
	s := conv.Shape{Batch: 24, InC: 34, OutC: 36, InH: 4, InW: 5, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1}
	x, w, g := operands(r, s, false)
	want, _ := passes(t, conv.Reference{}, s, x, w, g)
	for name, c := range devices {
		got, _ := passes(t, c, s, x, w, g)
		compare(t, name, s, got, want)
		checkSigns(t, name, c, lanes[name], s, x, g, conv.PSGOptions{Threshold: func(most int64) uint32 { return uint32(most / 4) }})
	}
}

// A first layer is folded: its tiles are those of the folded layer, on the device and in the reference.
func TestSignsOfAFoldedLayer(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	devices, lanes := signDevices(t)
	s := conv.Shape{Batch: 2, InC: 3, OutC: 16, InH: 9, InW: 8, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1}
	x, _, g := operands(r, s, true)
	for name, c := range devices {
		tile := lanes[name] * lanes[name]
		o := conv.PSGOptions{Threshold: func(most int64) uint32 { return uint32(most / 4) }, SkipLimit: uint16(tile * 3 / 4)}
		report := checkSigns(t, name, c, lanes[name], s, x, g, o)
		if want := (16 + lanes[name] - 1) / lanes[name] * ((27 + lanes[name] - 1) / lanes[name]); lanes[name] > 4 && report.Tiles != want {
			t.Errorf("%s: %d tiles, want %d", name, report.Tiles, want)
		}
	}
}

func TestSignOperands(t *testing.T) {
	s := conv.Shape{Batch: 1, InC: 1, OutC: 1, InH: 2, InW: 2, KH: 1, KW: 1, StrideY: 1, StrideX: 1}
	x, _, g := operands(rand.New(rand.NewSource(1)), s, false)
	for _, runner := range []conv.SignRunner{conv.Reference{}, open(t, "sim:tiny")} {
		_, err := runner.PSG(context.Background(), s, x, g, conv.PSGOptions{}, make([]int8, 1))
		if !errors.Is(err, conv.ErrOperand) {
			t.Errorf("%T without a threshold: %v, want ErrOperand", runner, err)
		}
		_, err = runner.PSG(context.Background(), s, x, g, conv.PSGOptions{Threshold: fixed(1)}, make([]int8, 2))
		if !errors.Is(err, conv.ErrOperand) {
			t.Errorf("%T with too many signs: %v, want ErrOperand", runner, err)
		}
	}
}

// With a skip limit of whole tiles no masked pass runs; one below, it does. The signs are the reference's in both cases.
func TestPredictedOnly(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	s := conv.Shape{Batch: 2, InC: 9, OutC: 9, InH: 5, InW: 5, KH: 3, KW: 3, StrideY: 1, StrideX: 1}
	x, _, g := operands(r, s, false)
	c := open(t, "sim:tiny")
	for _, fill := range []bool{false, true} {
		for _, below := range []uint16{0, 1} {
			o := conv.PSGOptions{Threshold: func(most int64) uint32 { return uint32(most / 4) }, SkipLimit: 16 - below, FillSign: fill}
			report := checkSigns(t, "tiny", c, 4, s, x, g, o)
			if report.PredictedOnly != (below == 0) || (report.Masked.Launches == 0) != (below == 0) {
				t.Errorf("skip limit %d: predicted only %v, %d launches of the masked pass", o.SkipLimit, report.PredictedOnly, report.Masked.Launches)
			}
		}
	}
}

// What PSG costs in cycles against the full gradients: the predictor about half of them, two thirds where a layer has one
// input block and its three tap columns make two pairs.
func TestSignCycles(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	c := open(t, "sim:ultra96")
	for _, layer := range []struct {
		in, out, size, stride int
		predict               float64
	}{{16, 16, 32, 1, 0.70}, {16, 32, 32, 2, 0.70}, {32, 32, 16, 1, 0.55}, {32, 64, 16, 2, 0.55}, {64, 64, 8, 1, 0.55}} {
		s := conv.Shape{
			Batch: 8, InC: layer.in, OutC: layer.out, InH: layer.size, InW: layer.size, KH: 3, KW: 3,
			StrideY: layer.stride, StrideX: layer.stride, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1,
		}
		for _, signed := range []bool{false, true} {
			x, _, g := operands(r, s, signed)
			plain, err := c.BackwardWeights(context.Background(), s, x, g, 9, make([]int32, s.WeightLen()))
			if err != nil {
				t.Fatal(err)
			}
			o := conv.PSGOptions{Threshold: func(most int64) uint32 { return uint32(most / 20) }}
			report, err := c.PSG(context.Background(), s, x, g, o, make([]int8, s.WeightLen()))
			if err != nil {
				t.Fatal(err)
			}
			base := float64(plain.Counters[isa.Cycles])
			predict, masked := float64(report.Predict.Counters[isa.Cycles])/base, float64(report.Masked.Counters[isa.Cycles])/base
			t.Logf("%v, signed %v: predict %.3f, masked %.3f", s, signed, predict, masked)
			if predict > layer.predict || predict+masked > 1.7 {
				t.Errorf("%v, signed %v: predictor %.3f and masked %.3f of the full gradients' cycles, want at most %.2f and 1.70 together",
					s, signed, predict, masked, layer.predict)
			}
		}
	}
}
