// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
)

// countPrice returns what one more count of each counter adds to the dynamic energy, from a table of its own: the sum
// over counters instead of coefficients, in exact arithmetic.
func countPrice(p *Profile, lanes int64) map[isa.Counter]*big.Rat {
	l := big.NewRat(lanes, 1)
	price := func(scale *big.Rat, names ...string) *big.Rat {
		sum := new(big.Rat)
		for _, name := range names {
			sum.Add(sum, new(big.Rat).SetFloat64(p.Device[name].Value))
		}
		return sum.Mul(sum, scale)
	}
	one, all := big.NewRat(1, 1), new(big.Rat).Mul(l, l)
	entry := func(bits int64) *big.Rat { return new(big.Rat).Mul(l, big.NewRat(bits, 8)) }
	return map[isa.Counter]*big.Rat{
		isa.IssueForward:    price(all, "mac_forward", "mac_operand"),
		isa.IssueBackData:   price(all, "mac_backward_data", "mac_operand"),
		isa.IssueBackWeight: price(all, "mac_backward_weights", "mac_operand"),
		isa.IssuePredict:    price(all, "mac_predict", "mac_operand"),
		isa.IssueMasked:     price(all, "mac_masked", "mac_operand"),
		isa.ZeroOperands:    new(big.Rat).Neg(price(all, "mac_operand")),
		isa.MaskedMACs:      new(big.Rat).Neg(price(one, "mac_masked")),
		isa.TensorBusy:      price(one, "issue_slot"),
		isa.WeightTiles:     price(l, "weight_row"),
		isa.Drains:          price(l, "drain_row"),
		isa.XReads:          price(entry(9), "x_read"), isa.XWrites: price(entry(9), "x_write"),
		isa.GReads: price(entry(16), "g_read"), isa.GWrites: price(entry(16), "g_write"),
		isa.WReads: price(entry(8), "w_read"), isa.WWrites: price(entry(8), "w_write"),
		isa.AccReads: price(entry(40), "acc_read"), isa.AccWrites: price(entry(40), "acc_write"),
		isa.MaskReads: price(entry(3), "mask_read"), isa.MaskWrites: price(entry(3), "mask_write"),
		isa.DramReadBytes: price(one, "dram_read_byte"), isa.DramReadBursts: price(one, "dram_read_burst"),
		isa.DramWriteBytes: price(one, "dram_write_byte"), isa.DramWriteBursts: price(one, "dram_write_burst"),
		isa.Instructions: price(one, "instruction"), isa.Cycles: price(one, "cycle"),
	}
}

func TestDynamicByCounter(t *testing.T) {
	for _, config := range []string{"ultra96", "zedboard"} {
		p := mustProfile(t, config)
		a := fullActivity(p.HostOperations())
		want := new(big.Rat)
		for c, price := range countPrice(p, 16) {
			want.Add(want, price.Mul(price, new(big.Rat).SetInt(new(big.Int).SetUint64(a.Counters[c]))))
		}
		exact, _ := want.Float64()
		if got := *mustEstimate(t, p, Geometry{Lanes: 16, ClockHz: 200e6}, a).Dynamic; !near(got, exact) {
			t.Errorf("%s: got %g J, want %g J", config, got, exact)
		}
	}
}

// A small example by hand. Coefficient n of the test profile is n/16; the order is that of the profile.
func TestEstimateByHand(t *testing.T) {
	p := testProfile(dyadic)
	a := &Activity{
		HostOps:       map[string]int64{"pack": 32, "loss": 16},
		BytesToDevice: 96, BytesFromDevice: 32, Transfers: 2,
	}
	a.Counters[isa.Cycles] = 200         // coefficient 25
	a.Counters[isa.IssueMasked] = 10     // 5 and, for the operand, 6
	a.Counters[isa.MaskedMACs] = 30      //
	a.Counters[isa.ZeroOperands] = 4     //
	a.Counters[isa.DramWriteBytes] = 128 // 22
	got := mustEstimate(t, p, Geometry{Lanes: 2, ClockHz: 50}, a)

	device := 200.0 / 50
	host := 32*31.0/16 + 16*32.0/16    // pack 31, loss 32
	link := 128.0/64 + 2*33.0/16       // rate 64, per transfer 33
	total := device + 0.75*(host+link) // overlap 0.25
	dynamic := (10*4-30)*5.0/16 + (10-4)*4*6.0/16 + 128*22.0/16 + 200*25.0/16
	static := (26 + 27 + 28 + 29) / 16.0 * total
	hostJoules := 30 / 16.0 * host
	linkJoules := 128 * 34.0 / 16
	for _, check := range []struct {
		name      string
		got, want float64
	}{
		{"seconds.device", *got.Seconds.Device, device},
		{"seconds.host", *got.Seconds.Host, host},
		{"seconds.link", *got.Seconds.Link, link},
		{"seconds.total", *got.Seconds.Total, total},
		{"dynamic", *got.Dynamic, dynamic},
		{"static", *got.Static, static},
		{"host", *got.Host, hostJoules},
		{"link", *got.Link, linkJoules},
		{"total", *got.Total, dynamic + static + hostJoules + linkJoules},
		{"idle_subtracted", *got.IdleSubtracted, dynamic + hostJoules + linkJoules},
		{"accelerator", *got.Accelerator, dynamic + 26/16.0*device},
		{"low", *got.Low, dynamic + static + hostJoules + linkJoules},
		{"high", *got.High, dynamic + static + hostJoules + linkJoules},
	} {
		if check.got != check.want { // all numbers are exact
			t.Errorf("%s: got %v, want %v", check.name, check.got, check.want)
		}
	}
}

func TestTermsSumToTotal(t *testing.T) {
	p := mustProfile(t, "zedboard")
	e := mustEstimate(t, p, Geometry{Lanes: 16, ClockHz: 100e6}, fullActivity(p.HostOperations()))
	sum := 0.0
	groups := map[string]float64{}
	for _, term := range e.Terms {
		section, _, _ := strings.Cut(term.Name, ".")
		groups[section] += term.Joules
		sum += term.Joules
		if term.Joules <= 0 || term.Events <= 0 || term.Unit == "" {
			t.Errorf("term %+v", term)
		}
	}
	if sum != *e.Total {
		t.Errorf("terms add up to %v, total is %v", sum, *e.Total)
	}
	want := map[string]float64{"device": *e.Dynamic, "static": *e.Static, "host": *e.Host, "link": *e.Link}
	if !maps.Equal(groups, want) {
		t.Errorf("terms add up to %v, the parts are %v", groups, want)
	}
}

// Each term is its events times its coefficient, so that a fit can use the events.
func TestTermsAreEventsTimesCoefficient(t *testing.T) {
	p := mustProfile(t, "ultra96")
	e := mustEstimate(t, p, Geometry{Lanes: 16, ClockHz: 200e6}, fullActivity(p.HostOperations()))
	values := map[string]float64{}
	for _, c := range p.Coefficients() {
		values[c.Name] = c.Value
	}
	for _, term := range e.Terms {
		want := term.Events * values[term.Name]
		if strings.HasPrefix(term.Name, "host.") {
			want *= p.Host.Active.Value
		}
		if !near(term.Joules, want) {
			t.Errorf("%s: %g J, want %g J", term.Name, term.Joules, want)
		}
	}
}

// flat returns all figures of an estimate that add up.
func flat(e *Estimate) []float64 {
	return []float64{*e.Total, *e.Dynamic, *e.Static, *e.Host, *e.Link, *e.IdleSubtracted, *e.Accelerator,
		*e.Seconds.Device, *e.Seconds.Host, *e.Seconds.Link, *e.Seconds.Total}
}

func TestAdditive(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, test := range []struct {
		name  string
		p     *Profile
		g     Geometry
		equal func(got, want float64) bool
	}{
		{"exact", testProfile(dyadic), Geometry{Lanes: 4, ClockHz: 64}, func(got, want float64) bool { return got == want }},
		{"ultra96", mustProfile(t, "ultra96"), Geometry{Lanes: 16, ClockHz: 200e6}, near},
		{"zed8", mustProfile(t, "zed8"), Geometry{Lanes: 8, ClockHz: 100e6}, near},
	} {
		t.Run(test.name, func(t *testing.T) {
			for range 6 {
				a := randomActivity(r, test.g.Lanes, 1000, test.p.HostOperations())
				b := randomActivity(r, test.g.Lanes, 1000, test.p.HostOperations()[:1])
				ea, eb := flat(mustEstimate(t, test.p, test.g, a)), flat(mustEstimate(t, test.p, test.g, b))
				a.Add(b)
				for i, got := range flat(mustEstimate(t, test.p, test.g, a)) {
					if want := ea[i] + eb[i]; !test.equal(got, want) {
						t.Fatalf("figure %d: %v together, %v apart", i, got, want)
					}
				}
			}
		})
	}
}

// A coefficient that grows never lowers the energy, but for the link's rate and the overlap, which never raise it; and
// every coefficient changes it.
func TestMonotone(t *testing.T) {
	base := testProfile(dyadic)
	a, g := fullActivity(base.HostOperations()), Geometry{Lanes: 4, ClockHz: 64}
	before := *mustEstimate(t, base, g, a).Total
	for i, c := range base.Coefficients() {
		grown := testProfile(dyadic)
		if !grow(grown, c.Name) {
			t.Errorf("coefficient %d: no %s", i, c.Name)
			continue
		}
		after := *mustEstimate(t, grown, g, a).Total
		falling := c.Name == "link.bytes_per_second" || c.Name == "link.overlap"
		if after == before || (after < before) != falling {
			t.Errorf("%s grows: %g J become %g J", c.Name, before, after)
		}
	}
}

// grow raises one coefficient by half.
func grow(p *Profile, name string) bool {
	section, key, _ := strings.Cut(name, ".")
	if name == "host.active" {
		p.Host.Active = certain(p.Host.Active.Value*1.5, "W")
		return true
	}
	m := map[string]map[string]Coefficient{"device": p.Device, "static": p.Static, "host": p.Host.Seconds, "link": p.Link}[section]
	key = strings.TrimPrefix(key, "seconds.")
	c, ok := m[key]
	m[key] = certain(c.Value*1.5, c.Unit)
	return ok
}

func TestUnknownClock(t *testing.T) {
	p := mustProfile(t, "ultra96")
	a := fullActivity(p.HostOperations())
	timed, e := mustEstimate(t, p, Geometry{Lanes: 16, ClockHz: 200e6}, a), mustEstimate(t, p, Geometry{Lanes: 16}, a)
	for i, unknown := range []*float64{e.Total, e.Static, e.Low, e.High, e.Accelerator, e.Seconds.Device, e.Seconds.Total} {
		if unknown != nil {
			t.Errorf("figure %d is %g, want null", i, *unknown)
		}
	}
	if *e.Dynamic != *timed.Dynamic || *e.Host != *timed.Host || *e.Link != *timed.Link ||
		*e.Seconds.Host != *timed.Seconds.Host || *e.Seconds.Link != *timed.Seconds.Link {
		t.Error("figures without time differ from those with it")
	}
	if *e.IdleSubtracted != *timed.IdleSubtracted || sumOf(e.Terms) != *e.IdleSubtracted {
		t.Errorf("idle subtracted %g, want %g", *e.IdleSubtracted, *timed.IdleSubtracted)
	}
	if len(e.Terms) != len(timed.Terms)-4 {
		t.Errorf("%d terms, want four less than %d", len(e.Terms), len(timed.Terms))
	}
}

func TestEstimateJSON(t *testing.T) {
	e := mustEstimate(t, testProfile(dyadic), Geometry{Lanes: 4}, &Activity{})
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	want := []string{"accelerator", "dynamic", "high", "host", "idle_subtracted", "link", "low", "seconds", "static", "terms", "total"}
	if got := slices.Sorted(maps.Keys(fields)); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := string(fields["total"]); got != "null" {
		t.Errorf("unknown total is %s, want null", got)
	}
	if got, want := string(fields["seconds"]), `{"device":null,"host":0,"link":0,"total":null}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEstimateErrors(t *testing.T) {
	good := Geometry{Lanes: 4, ClockHz: 1e6}
	tests := []struct {
		name string
		g    Geometry
		a    func(*Activity)
		want error
	}{
		{"no lanes", Geometry{Lanes: 0, ClockHz: 1e6}, nil, ErrGeometry},
		{"negative clock", Geometry{Lanes: 4, ClockHz: -1}, nil, ErrGeometry},
		{"NaN clock", Geometry{Lanes: 4, ClockHz: math.NaN()}, nil, ErrGeometry},
		{"infinite clock", Geometry{Lanes: 4, ClockHz: math.Inf(1)}, nil, ErrGeometry},
		{"negative bytes to", good, func(a *Activity) { a.BytesToDevice = -1 }, ErrActivity},
		{"negative bytes from", good, func(a *Activity) { a.BytesFromDevice = -1 }, ErrActivity},
		{"negative transfers", good, func(a *Activity) { a.Transfers = -1 }, ErrActivity},
		{"negative elements", good, func(a *Activity) { a.HostOps = map[string]int64{"pack": -1} }, ErrActivity},
		{"unknown operation", good, func(a *Activity) { a.HostOps = map[string]int64{"pack": 1, "sing": 0} }, ErrHostOperation},
		{"more zeros than vectors", good, func(a *Activity) { a.Counters[isa.IssueForward], a.Counters[isa.ZeroOperands] = 2, 3 }, ErrActivity},
		{"more masked than multiplied", good, func(a *Activity) { a.Counters[isa.IssueMasked], a.Counters[isa.MaskedMACs] = 2, 33 }, ErrActivity},
		{"all masked", good, func(a *Activity) { a.Counters[isa.IssueMasked], a.Counters[isa.MaskedMACs] = 2, 32 }, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := &Activity{}
			if test.a != nil {
				test.a(a)
			}
			if _, err := testProfile(dyadic).Estimate(test.g, a); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
	p := testProfile(dyadic)
	delete(p.Device, "cycle")
	if _, err := p.Estimate(good, &Activity{}); !errors.Is(err, ErrMissing) {
		t.Errorf("incomplete profile: got %v, want %v", err, ErrMissing)
	}
}

func TestActivityAdd(t *testing.T) {
	var a Activity
	b := Activity{HostOps: map[string]int64{"pack": 2}, BytesToDevice: 3, BytesFromDevice: 4, Transfers: 5}
	b.Counters[isa.Drains] = 6
	a.Add(&b)
	a.Add(&b)
	if a.HostOps["pack"] != 4 || a.BytesToDevice != 6 || a.BytesFromDevice != 8 || a.Transfers != 10 || a.Counters[isa.Drains] != 12 {
		t.Errorf("twice %+v is %+v", b, a)
	}
	if b.HostOps["pack"] != 2 {
		t.Error("the summand changed")
	}
}

// The figures of one activity, bit for bit: they must be the same on every CPU.
func TestEstimateBits(t *testing.T) {
	p := mustProfile(t, "ultra96")
	e := mustEstimate(t, p, Geometry{Lanes: 16, ClockHz: 200e6}, fullActivity(p.HostOperations()))
	for _, check := range []struct {
		name      string
		got, want float64
	}{
		{"total", *e.Total, goldenTotal}, {"low", *e.Low, goldenLow}, {"high", *e.High, goldenHigh},
		{"accelerator", *e.Accelerator, goldenAccelerator},
	} {
		if check.got != check.want {
			t.Errorf("%s: got %x, want %x", check.name, check.got, check.want)
		}
	}
}

const (
	goldenTotal       = 0x1.2bc697b48fc25p-09
	goldenLow         = 0x1.82adb31660b8bp-10
	goldenHigh        = 0x1.4784d9b4f1b7bp-08
	goldenAccelerator = 0x1.c5b036658ada9p-15
)

// The modeled powers that the package documentation states.
func TestDocumentedPowers(t *testing.T) {
	for _, test := range []struct {
		config            string
		clock             float64
		logic, idle, dram float64
	}{
		{"ultra96", 200e6, 1.0, 4.45, 0.16},
		{"zedboard", 100e6, 0.9, 4.27, 0.33},
	} {
		p := mustProfile(t, test.config)
		second := uint64(test.clock)
		a := &Activity{}
		for _, c := range []isa.Counter{isa.Cycles, isa.TensorBusy, isa.IssueForward, isa.XReads, isa.AccReads, isa.AccWrites} {
			a.Counters[c] = second
		}
		e := mustEstimate(t, p, Geometry{Lanes: 16, ClockHz: test.clock}, a)
		if math.Abs(*e.Dynamic-test.logic) > 0.05 {
			t.Errorf("%s: %.3f W of logic, documented %.1f W", test.config, *e.Dynamic, test.logic)
		}
		if math.Abs(*e.Static-test.idle) > 0.005 {
			t.Errorf("%s: %.3f W idle, documented %.2f W", test.config, *e.Static, test.idle)
		}
		for _, name := range []string{"dram_read_byte", "dram_write_byte"} {
			if got := p.Device[name].Value * 1e9; math.Abs(got-test.dram) > 0.005 {
				t.Errorf("%s: %s %.3f W for each GB/s, documented %.2f W", test.config, name, got, test.dram)
			}
		}
	}
}
