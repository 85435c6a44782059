// SPDX-License-Identifier: Apache-2.0

package trace

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/bits"
	"strings"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// ErrUntraceable is the cause of the error about a device that cannot tell when instructions run.
var ErrUntraceable = errors.New("the device cannot tell when instructions run")

// The threads of the trace.
const (
	process     = 1
	launches    = 1
	firstEngine = 2 // load; the others follow
)

// Writer writes the trace of the launches of one device. What it remembers does not grow with the trace: instructions are
// written as they are told; launches wait for the name of their pass.
type Writer struct {
	file   *file
	tracer driver.Tracer
	clock  uint64
	err    error // the first one
	any    bool  // an event was written

	code    *isa.Program // of the launch in progress
	origin  int64        // its cycle 0
	unnamed []launch     // launches that no report has counted yet
}

// launch is one launch without the name of its pass.
type launch struct {
	begin    int64 // cycle of the trace
	counters isa.Counters
	segments int
}

// Start has the device traced into the file at path, which appears when the trace is closed. The error wraps ErrUntraceable
// if the device cannot do that.
func Start(device driver.Device, path string) (*Writer, error) {
	info := device.Info()
	tracer, ok := device.(driver.Tracer)
	if !ok || info.ClockHz <= 0 {
		return nil, fmt.Errorf("trace %s: %w", info.Address, ErrUntraceable)
	}
	f, err := create(path)
	if err != nil {
		return nil, err
	}
	w := &Writer{file: f, tracer: tracer, clock: uint64(info.ClockHz)}
	w.header(&info)
	if err := tracer.Trace(&driver.Trace{Begin: w.begin, Instruction: w.instruction, End: w.end}); err != nil {
		f.discard()
		return nil, err
	}
	return w, nil
}

// Close ends the trace. The file is there if there is no error.
func (w *Writer) Close() error {
	if err := w.tracer.Trace(nil); err != nil {
		w.file.discard()
		return err
	}
	w.print("\n]}\n")
	if w.err != nil {
		w.file.discard()
		return fmt.Errorf("write %s: %w", w.file.path, w.err)
	}
	return w.file.commit()
}

// Abort ends the trace and removes what was written.
func (w *Writer) Abort() {
	w.tracer.Trace(nil) // a device that is closed traces no more
	w.file.discard()
}

// header writes what is not an event of a launch.
func (w *Writer) header(info *driver.Info) {
	w.print(`{"displayTimeUnit":"ns","otherData":{"device":%s,"kind":%s,"clock_hz":"%d"},"traceEvents":[`,
		quote(info.Address), quote(string(info.Kind)), info.ClockHz)
	w.name("process_name", 0, info.Address)
	w.name("thread_name", launches, "launches")
	for e := range isa.NumEngines {
		w.name("thread_name", firstEngine+int(e), e.String())
	}
}

// name writes the name of the process or of a thread.
func (w *Writer) name(what string, thread int, name string) {
	w.event(`{"ph":"M","pid":%d,"tid":%d,"name":"%s","args":{"name":%s}}`, process, thread, what, quote(name))
}

func (w *Writer) begin(code *isa.Program) { w.code = code }

// instruction writes an instruction and its waits.
func (w *Writer) instruction(e timing.Event) {
	thread := firstEngine + int(e.Engine)
	e.EachDelay(func(d timing.Delay) {
		name := "wait fence"
		if !d.Fence {
			name = "wait " + d.Semaphore.String()
		}
		w.complete(thread, name, "wait", d.From, d.To, fmt.Sprintf(`"segment":%d,"index":%d`, e.Segment, e.Index))
	})
	w.complete(thread, mnemonic(&w.code.Segments[e.Segment], e.Engine, e.Index), "instruction", e.First, e.Last+1,
		fmt.Sprintf(`"segment":%d,"index":%d,"release":%d,"done":%d`, e.Segment, e.Index, e.Release, e.Done))
}

// end takes note of a launch.
func (w *Writer) end(r timing.Result) {
	w.unnamed = append(w.unnamed, launch{w.origin, r.Counters, len(r.Segments)})
	w.origin += int64(r.Counters[isa.Cycles])
	w.code = nil
}

// Observe writes the launches that r counts, the first that have no name yet, under the name of their pass. It is an
// nn.Observer: every launch must be counted in a report, in the order in which they ran.
func (w *Writer) Observe(layer string, pass conv.Pass, r conv.Report) {
	origin, named := w.origin, min(r.Launches, len(w.unnamed))
	for i := range named {
		l := &w.unnamed[i]
		w.origin = l.begin
		w.complete(launches, layer+" "+pass.String(), "launch", 0, int64(l.counters[isa.Cycles]),
			fmt.Sprintf(`"layer":%s,"pass":"%v","launch":%d,"segments":%d,%s`, quote(layer), pass, i, l.segments, engineArgs(&l.counters)))
	}
	w.origin = origin
	w.unnamed = append(w.unnamed[:0], w.unnamed[named:]...)
}

// engineCounters are the counters of each engine: busy first, then its waits.
var engineCounters = [isa.NumEngines][]isa.Counter{
	{isa.LoadBusy, isa.LoadWaitTensor, isa.LoadWaitStore},
	{isa.TensorBusy, isa.TensorWaitLoad, isa.TensorWaitStore, isa.TensorFence},
	{isa.StoreBusy, isa.StoreWaitLoad, isa.StoreWaitTensor},
}

// engineArgs divides the cycles of each engine into busy, stalled and idle.
func engineArgs(k *isa.Counters) string {
	var parts []string
	for e, list := range engineCounters {
		busy, stalled := k[list[0]], uint64(0)
		for _, counter := range list[1:] {
			stalled += k[counter]
		}
		parts = append(parts, fmt.Sprintf(`"%v":{"busy":%d,"stalled":%d,"idle":%d}`, isa.Engine(e), busy, stalled, k[isa.Cycles]-busy-stalled))
	}
	return strings.Join(parts, ",")
}

// complete writes a complete event of the cycles [from, to) of the launch in progress.
func (w *Writer) complete(thread int, name, category string, from, to int64, args string) {
	begin, end := w.picoseconds(w.origin+from), w.picoseconds(w.origin+to)
	w.event(`{"ph":"X","pid":%d,"tid":%d,"name":%s,"cat":"%s","ts":%s,"dur":%s,"args":{"cycle":%d,"cycles":%d,%s}}`,
		process, thread, quote(name), category, microseconds(begin), microseconds(end-begin), from, to-from, args)
}

// event writes one event of the list.
func (w *Writer) event(format string, args ...any) {
	if w.any {
		w.print(",\n"+format, args...)
		return
	}
	w.any = true
	w.print("\n"+format, args...)
}

func (w *Writer) print(format string, args ...any) {
	if _, err := fmt.Fprintf(w.file, format, args...); err != nil && w.err == nil {
		w.err = err
	}
}

// picoseconds returns the time of a cycle of the trace, rounded down: events that follow each other do not overlap.
func (w *Writer) picoseconds(cycle int64) uint64 {
	high, low := bits.Mul64(uint64(cycle), 1e12)
	quotient, _ := bits.Div64(high, low, w.clock)
	return quotient
}

// microseconds prints picoseconds, exactly.
func microseconds(ps uint64) string {
	if ps%1e6 == 0 {
		return fmt.Sprint(ps / 1e6)
	}
	return strings.TrimRight(fmt.Sprintf("%d.%06d", ps/1e6, ps%1e6), "0")
}

// mnemonic returns the first word of an instruction's assembly.
func mnemonic(s *isa.Segment, e isa.Engine, i int) string {
	var line string
	switch e {
	case isa.EngineLoad:
		line = s.Load[i].String()
	case isa.EngineTensor:
		line = s.Tensor[i].String()
	default:
		line = s.Store[i].String()
	}
	word, _, _ := strings.Cut(line, " ")
	return word
}

// quote returns text as a JSON string. The > of semaphores stays readable.
func quote(text string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err) // strings can always be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}
