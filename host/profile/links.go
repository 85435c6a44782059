// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"bytes"
	"fmt"
	"text/tabwriter"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/driver/serial/frame"
	"github.com/e2train/e2train/rtl/isa"
)

// link is how fast a real link to a board is. None was measured here: every figure is from memory, of what such links give in practice,
// and is to be replaced by a measurement.
type link struct {
	name      string
	bandwidth float64 // bytes a second, of large transfers
	transfer  float64 // seconds of a transfer beside that
	access    float64 // seconds of a register access
}

var links = []link{
	{"PCIe 3.0 x8, XDMA", 5.5e9, 30e-6, 1e-6},
	{"PCIe 2.0 x4, XDMA", 1.4e9, 35e-6, 1e-6},
	{"Zynq UltraScale+, cached u-dma-buf", 1.2e9, 5e-6, 0.2e-6},
	{"Zynq-7000, cached u-dma-buf", 0.35e9, 8e-6, 0.2e-6},
	{"serial line, 921600 baud", frame.Rate(921600), 1e-3, 0.25e-3}, // neighbours share a request: some six of 2 ms a launch
}

// launchAccesses is how many register accesses a launch takes: a descriptor's address and START, the status twice, what
// the launch did, and the end of the interrupt.
const launchAccesses = 3 + 2 + 6 + 2*int(isa.NumCounters) + 1

// Links is what a step moves between host and device, and how long it would take on real links, one thing after the other.
type Links struct {
	BytesToDevice   int64      `json:"bytes_to_device"`
	BytesKept       int64      `json:"bytes_kept_on_device"` // of operands that were there already, and were not moved again
	BytesFromDevice int64      `json:"bytes_from_device"`
	Transfers       int64      `json:"transfers"`
	Launches        int        `json:"launches"`
	BytesPerLaunch  float64    `json:"bytes_per_launch"`
	DeviceSeconds   float64    `json:"device_seconds"`
	Predicted       []LinkTime `json:"predicted"` // from memory, not measured
}

// LinkTime is the time of a step on one link, without the host's own work.
type LinkTime struct {
	Link    string  `json:"link"`
	Seconds float64 `json:"seconds_predicted"`
	Moving  float64 `json:"of_which_moving"` // of bytes
	Calls   float64 `json:"of_which_calls"`  // transfers and register accesses
}

// newLinks predicts the time of a step whose device runs at a clock.
func newLinks(passes []collected, clockHz int) *Links {
	var sum conv.Report
	for i := range passes {
		sum.Add(&passes[i].report)
	}
	l := &Links{
		BytesToDevice: sum.BytesToDevice, BytesKept: sum.BytesKept, BytesFromDevice: sum.BytesFromDevice, Transfers: sum.Transfers, Launches: sum.Launches,
		DeviceSeconds: float64(sum.Counters[isa.Cycles]) / float64(clockHz),
	}
	all := float64(l.BytesToDevice + l.BytesFromDevice)
	l.BytesPerLaunch = all / float64(max(l.Launches, 1))
	for _, k := range links {
		t := LinkTime{Link: k.name, Moving: all / k.bandwidth}
		t.Calls = float64(float64(l.Transfers)*k.transfer) + float64(float64(l.Launches*launchAccesses)*k.access)
		t.Seconds = l.DeviceSeconds + t.Moving + t.Calls
		l.Predicted = append(l.Predicted, t)
	}
	return l
}

// write prints the prediction.
func (l *Links) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "\nthe step moves %d KB to the device and %d KB from it in %d transfers, for %d launches of %.1f KB each on average\n",
		l.BytesToDevice/1024, l.BytesFromDevice/1024, l.Transfers, l.Launches, l.BytesPerLaunch/1024)
	fmt.Fprintf(b, "%d KB of operands stay on the device from one pass to the next and are not moved again\n", l.BytesKept/1024)
	b.WriteString("on real links it would take, without the host's own work (predicted with speeds from memory, not measured)\n\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "link\tms\tdevice\tmoving\tcalls\t\n")
	for _, p := range l.Predicted {
		fmt.Fprintf(t, "%s\t%.2f\t%.2f\t%.2f\t%.2f\t\n", p.Link, 1e3*p.Seconds, 1e3*l.DeviceSeconds, 1e3*p.Moving, 1e3*p.Calls)
	}
	t.Flush()
}
