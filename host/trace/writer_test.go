// SPDX-License-Identifier: Apache-2.0

package trace

import (
	"context"
	"encoding/json"
	"errors"
	"math/big"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
)

// testSeed returns E2TRAIN_TEST_SEED, or the time. It is printed with the failure.
func testSeed(t *testing.T) int64 {
	t.Helper()
	seed := time.Now().UnixNano()
	if text := os.Getenv("E2TRAIN_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseInt(text, 10, 64); err != nil {
			t.Fatalf("E2TRAIN_TEST_SEED=%q: %v", text, err)
		}
	}
	t.Logf("E2TRAIN_TEST_SEED=%d", seed)
	return seed
}

// event is an event of a trace. Times are kept as they are written.
type event struct {
	Ph, Name, Cat string
	Pid, Tid      int
	Ts, Dur       json.Number
	Args          struct {
		Name                string
		Layer, Pass         string
		Cycle, Cycles       int64
		Segment, Index      int
		Release, Done       int64
		Segments            int
		Load, Tensor, Store split
	}
}

type split struct{ Busy, Stalled, Idle int64 }

func readTrace(t *testing.T, path string) (events []event) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ TraceEvents []event }
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatalf("%v in\n%.2000s", err, text)
	}
	return all.TraceEvents
}

// randomShape returns a small convolution.
func randomShape(r *rand.Rand) conv.Shape {
	for {
		s := conv.Shape{
			Batch: 1 + r.Intn(3), InC: 1 + r.Intn(40), OutC: 1 + r.Intn(40), InH: 1 + r.Intn(20), InW: 1 + r.Intn(20),
			KH: 1 + r.Intn(3), KW: 1 + r.Intn(3), StrideY: 1 + r.Intn(2), StrideX: 1 + r.Intn(2),
		}
		s.PadTop, s.PadLeft = r.Intn(s.KH), r.Intn(s.KW)
		if s.Validate() == nil {
			return s
		}
	}
}

// passes runs the passes of a layer on zeros and tells the writer.
func passes(t *testing.T, w *Writer, c *conv.Convolver, s conv.Shape, each func(conv.Pass, conv.Report)) {
	t.Helper()
	ctx := context.Background()
	x, k, g := conv.Activations{Codes: make([]byte, s.InputLen())}, make([]int8, s.WeightLen()), make([]int16, s.OutputLen())
	for pass := conv.Forward; pass <= conv.BackwardWeights; pass++ {
		var r conv.Report
		var err error
		switch pass {
		case conv.Forward:
			r, err = c.Forward(ctx, s, x, k, 0, make([]int32, s.OutputLen()))
		case conv.BackwardData:
			r, err = c.BackwardData(ctx, s, g, k, 0, make([]int32, s.InputLen()))
		default:
			r, err = c.BackwardWeights(ctx, s, x, g, 0, make([]int32, s.WeightLen()))
		}
		if err != nil {
			t.Fatal(err)
		}
		w.Observe("layer", pass, r)
		each(pass, r)
	}
	signs, err := c.PSG(ctx, s, x, g, conv.PSGOptions{Threshold: func(int64) uint32 { return 1 }}, make([]int8, s.WeightLen()))
	if err != nil {
		t.Fatal(err)
	}
	for _, pass := range []conv.Pass{conv.PSGPredict, conv.PSGMasked} { // both are over before the first is reported
		r := map[conv.Pass]conv.Report{conv.PSGPredict: signs.Predict, conv.PSGMasked: signs.Masked}[pass]
		w.Observe("layer", pass, r)
		each(pass, r)
	}
}

func openDevice(t *testing.T, address string) (driver.Device, *conv.Convolver) {
	t.Helper()
	device, err := driver.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	c, err := conv.New(device)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		device.Close()
	})
	return device, c
}

// TestTraceAgreesWithCounters traces random layers on several devices, some of them in many launches.
func TestTraceAgreesWithCounters(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	for _, address := range []string{"sim:tiny", "sim:tiny?limit=64KB", "sim:ultra96", "sim:zedboard?memory=ideal"} {
		device, c := openDevice(t, address)
		path := filepath.Join(t.TempDir(), "trace.json")
		w, err := Start(device, path)
		if err != nil {
			t.Fatal(err)
		}
		var total isa.Counters
		n, names := 0, []string{}
		for range 5 {
			passes(t, w, c, randomShape(r), func(p conv.Pass, r conv.Report) {
				total.Add(&r.Counters)
				n += r.Launches
				for range r.Launches {
					names = append(names, "layer "+p.String())
				}
			})
		}
		if _, err := os.Stat(path); err == nil {
			t.Error("the file is there before it is complete")
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		events := readTrace(t, path)
		checkThreads(t, events)
		checkNoOverlap(t, events, device.Info().ClockHz)
		checkWaits(t, events)
		checkSums(t, events, &total)
		checkLaunches(t, events, names)
		if t.Failed() {
			t.Fatal(address)
		}
	}
}

// checkThreads wants one named thread for the launches and one for each engine, and no others.
func checkThreads(t *testing.T, events []event) {
	t.Helper()
	names := map[int]string{}
	for _, e := range events {
		switch {
		case e.Ph == "M" && e.Name == "thread_name":
			if names[e.Tid] != "" {
				t.Errorf("thread %d has two names", e.Tid)
			}
			names[e.Tid] = e.Args.Name
		case e.Ph == "X" && names[e.Tid] == "":
			t.Errorf("%+v is in a thread without a name", e)
		case e.Ph != "M" && e.Ph != "X", e.Pid != process:
			t.Errorf("event %+v", e)
		}
	}
	got := []string{}
	for i := range len(names) {
		got = append(got, names[launches+i])
	}
	if want := []string{"launches", "load", "tensor", "store"}; !slices.Equal(got, want) {
		t.Errorf("threads %v, want %v", got, want)
	}
}

func number(t *testing.T, text json.Number) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(string(text))
	if !ok {
		t.Fatalf("%q is no number", text)
	}
	return r
}

// checkNoOverlap wants the events of a thread one after the other, with durations that are their cycles.
func checkNoOverlap(t *testing.T, events []event, clock int) {
	t.Helper()
	ends := map[int]*big.Rat{}
	for _, e := range events {
		if e.Ph != "X" {
			continue
		}
		begin, duration := number(t, e.Ts), number(t, e.Dur)
		if last := ends[e.Tid]; last != nil && begin.Cmp(last) < 0 {
			t.Errorf("%+v begins before %s", e, last.FloatString(6))
		}
		ends[e.Tid] = new(big.Rat).Add(begin, duration)
		if want := big.NewRat(e.Args.Cycles*1e6, int64(clock)); duration.Cmp(want) != 0 || e.Args.Cycles < 1 {
			t.Errorf("%+v takes %s us, want %s", e, duration.FloatString(6), want.FloatString(6))
		}
	}
}

// checkWaits wants waits that are named by a fence or by a semaphore of their thread, and end where their instruction begins.
func checkWaits(t *testing.T, events []event) {
	t.Helper()
	known := map[string]int{"wait fence": firstEngine + int(isa.EngineTensor)}
	for s := range isa.Semaphore(isa.NumSemaphores) {
		known["wait "+s.String()] = firstEngine + int(s.To())
	}
	waits := 0
	pending := map[int]event{}
	for _, e := range events {
		if e.Ph != "X" || e.Tid == launches {
			continue
		}
		before, waiting := pending[e.Tid]
		delete(pending, e.Tid)
		if waiting && (before.Args.Index != e.Args.Index || before.Args.Segment != e.Args.Segment || before.Args.Cycle+before.Args.Cycles != e.Args.Cycle) {
			t.Errorf("%+v is followed by %+v", before, e)
		}
		if e.Cat == "instruction" {
			if e.Args.Done < e.Args.Release || e.Args.Release < e.Args.Cycle+e.Args.Cycles-1 || strings.HasPrefix(e.Name, "wait") {
				t.Errorf("instruction %+v", e)
			}
			continue
		}
		waits++
		pending[e.Tid] = e
		if e.Cat != "wait" || known[e.Name] != e.Tid {
			t.Errorf("wait %+v", e)
		}
	}
	if waits == 0 {
		t.Error("nobody waits")
	}
}

// checkSums wants busy, waiting and idle cycles of each thread to add up to those that the device counted.
func checkSums(t *testing.T, events []event, total *isa.Counters) {
	t.Helper()
	var busy, stalled [isa.NumEngines]uint64
	var parts [isa.NumEngines]split
	cycles := int64(0)
	for _, e := range events {
		switch {
		case e.Ph != "X":
		case e.Tid == launches:
			cycles += e.Args.Cycles
			for i, s := range []split{e.Args.Load, e.Args.Tensor, e.Args.Store} {
				parts[i].Busy += s.Busy
				parts[i].Stalled += s.Stalled
				parts[i].Idle += s.Idle
				if s.Busy+s.Stalled+s.Idle != e.Args.Cycles || s.Idle < 0 {
					t.Errorf("%+v does not add up to %d", s, e.Args.Cycles)
				}
			}
		case e.Cat == "instruction":
			busy[e.Tid-firstEngine] += uint64(e.Args.Cycles)
		default:
			stalled[e.Tid-firstEngine] += uint64(e.Args.Cycles)
		}
	}
	if uint64(cycles) != total[isa.Cycles] {
		t.Errorf("%d cycles, want %d", cycles, total[isa.Cycles])
	}
	for e, list := range engineCounters {
		waits := uint64(0)
		for _, k := range list[1:] {
			waits += total[k]
		}
		if busy[e] != total[list[0]] || stalled[e] != waits || parts[e].Busy != int64(busy[e]) || parts[e].Stalled != int64(waits) {
			t.Errorf("%v: busy %d, waits %d, %+v; the device counted %d and %d", isa.Engine(e), busy[e], stalled[e], parts[e], total[list[0]], waits)
		}
	}
}

// checkLaunches wants launches with the names of their passes, back to back.
func checkLaunches(t *testing.T, events []event, want []string) {
	t.Helper()
	got, at := []string{}, new(big.Rat)
	for _, e := range events {
		if e.Ph != "X" || e.Tid != launches {
			continue
		}
		got = append(got, e.Name)
		if begin := number(t, e.Ts); begin.Cmp(at) != 0 {
			t.Errorf("%s begins at %s, want %s", e.Name, e.Ts, at.FloatString(6))
		}
		at.Add(at, number(t, e.Dur))
	}
	if !slices.Equal(got, want) {
		t.Errorf("launches %v, want %v", got, want)
	}
}

// untraceable hides that a device can be traced.
type untraceable struct{ driver.Device }

func TestErrors(t *testing.T) {
	device, _ := openDevice(t, "sim:tiny")
	folder := t.TempDir()
	path := filepath.Join(folder, "trace.json")
	if _, err := Start(untraceable{device}, path); !errors.Is(err, ErrUntraceable) || !strings.Contains(err.Error(), "sim:tiny") {
		t.Errorf("untraceable device: %v", err)
	}
	if _, err := Start(device, filepath.Join(folder, "none", "trace.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	w, err := Start(device, path)
	if err != nil {
		t.Fatal(err)
	}
	w.Abort()
	w, err = Start(device, path)
	if err != nil {
		t.Fatal(err)
	}
	device.Close()
	if err := w.Close(); !errors.Is(err, driver.ErrClosed) {
		t.Errorf("closed device: %v", err)
	}
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("%v was left behind", left)
	}
}

// TestOddClock wants times that do not overlap when a cycle is no whole number of picoseconds.
func TestOddClock(t *testing.T) {
	w := Writer{clock: 150e6}
	for _, c := range []struct {
		cycle int64
		want  string
	}{{0, "0"}, {1, "0.006666"}, {3, "0.02"}, {150e6 + 2, "1000000.013333"}, {1e12, "6666666666.666666"}} {
		if got := microseconds(w.picoseconds(c.cycle)); got != c.want {
			t.Errorf("cycle %d is at %s, want %s", c.cycle, got, c.want)
		}
	}
}

// BenchmarkTrace traces a small layer.
func BenchmarkTrace(b *testing.B) {
	device, err := driver.Open("sim:tiny")
	if err != nil {
		b.Fatal(err)
	}
	defer device.Close()
	c, err := conv.New(device)
	if err != nil {
		b.Fatal(err)
	}
	w, err := Start(device, filepath.Join(b.TempDir(), "trace.json"))
	if err != nil {
		b.Fatal(err)
	}
	s := conv.Shape{Batch: 1, InC: 16, OutC: 16, InH: 16, InW: 16, KH: 3, KW: 3, StrideY: 1, StrideX: 1}
	x := conv.Activations{Codes: make([]byte, s.InputLen())}
	for b.Loop() {
		r, err := c.Forward(context.Background(), s, x, make([]int8, s.WeightLen()), 0, make([]int32, s.OutputLen()))
		if err != nil {
			b.Fatal(err)
		}
		w.Observe("layer", conv.Forward, r)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}

// The programs of convolutions need no fence; other programs do.
func TestStalledCountsEveryWait(t *testing.T) {
	k := isa.Counters{isa.Cycles: 100}
	for i := isa.LoadBusy; i <= isa.StoreWaitTensor; i++ {
		k[i] = uint64(i)
	}
	want := `"load":{"busy":1,"stalled":5,"idle":94},"tensor":{"busy":4,"stalled":18,"idle":78},"store":{"busy":8,"stalled":19,"idle":73}`
	if got := engineArgs(&k); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
