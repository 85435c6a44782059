// SPDX-License-Identifier: Apache-2.0

package explain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models"
	"github.com/e2train/e2train/rtl/isa"
)

func options() Options {
	return Options{
		Model: "resnet8", Layer: "g2.b0.conv1", Pass: "backward_data", Device: "sim:ultra96", Batch: 2, Channels: 3, Height: 16, Width: 16, Lines: 3,
	}
}

func explained(t *testing.T, o Options) (*Report, string) {
	t.Helper()
	r, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return r, b.String()
}

// TestTextHasTheNumbersOfThePlan looks for every number of the plan of several layers on two devices.
func TestTextHasTheNumbersOfThePlan(t *testing.T) {
	for _, device := range []string{"sim:ultra96", "sim:tiny?limit=64KB"} {
		for _, layer := range []string{"stem", "g2.b0.conv1", "g3.b0.conv2"} {
			for pass := conv.Forward; pass <= conv.BackwardWeights; pass++ {
				o := options()
				o.Device, o.Layer, o.Pass = device, layer, pass.String()
				if layer == "stem" && pass == conv.BackwardData {
					continue
				}
				r, text := explained(t, o)
				checkText(t, r, text)
				checkTime(t, r)
			}
		}
	}
}

func checkText(t *testing.T, r *Report, text string) {
	t.Helper()
	p := &r.Plan.Launches[0].Program
	want := []string{
		"shape      " + r.Plan.Shape.String() + "\n",
		fmt.Sprintf("launches   %d", len(r.Plan.Launches)),
		fmt.Sprintf("segments   %d; %d load, %d tensor, %d store instructions", p.Segments,
			p.Instructions[0], p.Instructions[1], p.Instructions[2]),
		fmt.Sprintf("tiles      %d of %d to %d vectors; %d vectors in %d issue slots", p.Tiles, p.Vectors[0], p.Vectors[1], p.Issued, p.Slots),
		fmt.Sprintf("chunks     %d boxes", len(p.Chunks)),
		fmt.Sprintf("stores     %d, each of one of %d ACC banks", len(p.Stores), r.config.AccBanks),
		fmt.Sprintf("time       %d cycles", r.Cycles),
		fmt.Sprintf("array      %d cycles busy", r.Busy),
		fmt.Sprintf("segment 0, load: %d instructions", len(p.Code.Segments[0].Load)),
		p.Code.Segments[0].Tensor[0].String(),
	}
	for _, b := range p.Buffers {
		want = append(want, fmt.Sprintf("in %s: %d loads, %d entries", strings.ToUpper(b.Name), b.Loads, b.Entries))
	}
	for _, e := range r.Engines {
		for _, w := range append(e.Waits[:len(e.Waits):len(e.Waits)], e.Causes...) {
			want = append(want, fmt.Sprintf("%s %d", w.For, w.Cycles))
		}
	}
	for _, cut := range r.Plan.Cuts {
		want = append(want, "for "+cut.Reason+", by "+cut.Axis)
	}
	if r.Plan.Folded != nil {
		want = append(want, r.Plan.Folded.String())
	}
	for _, part := range want {
		if !strings.Contains(text, part) {
			t.Errorf("%s %s on %s: %q is not in\n%s", r.Layer, r.Pass, r.Device, part, text)
		}
	}
}

// checkTime compares the plan with what the device counted.
func checkTime(t *testing.T, r *Report) {
	t.Helper()
	slots := int64(0)
	for i := range r.Plan.Launches {
		slots += r.Plan.Launches[i].Program.Slots
	}
	if uint64(slots) != r.Busy {
		t.Errorf("%s %s on %s: %d slots planned, %d counted", r.Layer, r.Pass, r.Device, slots, r.Busy)
	}
	for _, e := range r.Engines {
		waits, causes := uint64(0), uint64(0)
		for _, w := range e.Waits {
			waits += w.Cycles
		}
		for _, w := range e.Causes {
			causes += w.Cycles
		}
		if waits != causes || e.Busy+waits > r.Cycles {
			t.Errorf("%s: waits %d, by cause %d, of %d cycles", e.Name, waits, causes, r.Cycles)
		}
	}
}

func TestLaunchesHaveReasons(t *testing.T) {
	o := options()
	o.Device = "sim:tiny?limit=24KB"
	r, text := explained(t, o)
	if len(r.Plan.Launches) < 2 || !strings.Contains(text, "for "+conv.CutMemory+", by") {
		t.Errorf("%d launches", len(r.Plan.Launches))
	}
}

func TestAssembly(t *testing.T) {
	o := options()
	short, _ := explained(t, o)
	o.Lines = 0
	whole, _ := explained(t, o)
	var b strings.Builder
	code := whole.Plan.Launches[0].Program.Code
	if err := code.WriteAssembly(&b); err != nil {
		t.Fatal(err)
	}
	if whole.Assembly[0] != b.String() {
		t.Error("the whole assembly is another")
	}
	n := code.Segments[0].Len(isa.EngineTensor)
	if parts := strings.Split(short.Assembly[0], fmt.Sprintf("%d more\n", n-3)); n < 5 || len(parts) != 2 || !strings.HasPrefix(parts[1], "segment 0, store") {
		t.Errorf("three of %d instructions:\n%s", n, short.Assembly[0])
	}
}

func TestJSON(t *testing.T) {
	r, _ := explained(t, options())
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Cycles uint64
		Plan   struct {
			Launches []struct {
				Program struct{ Tiles int }
			}
		}
	}
	if err := json.Unmarshal(text, &back); err != nil || back.Cycles != r.Cycles || back.Plan.Launches[0].Program.Tiles != r.Plan.Launches[0].Program.Tiles {
		t.Errorf("%v, %s", err, text)
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		change func(*Options)
		want   error
		text   string
	}{
		{func(o *Options) { o.Model = "resnet9" }, models.ErrUnknown, "resnet8"},
		{func(o *Options) { o.Layer = "g9" }, ErrLayer, "stem, g1.b0.conv1, "},
		{func(o *Options) { o.Layer = "" }, ErrLayer, "g3.b0.conv2"},
		{func(o *Options) { o.Model, o.Layer = "mobilenetv2", "stem" }, ErrLayer, "stays in float32"},
		{func(o *Options) { o.Pass = "sideways" }, ErrPass, "forward, backward_data, backward_weights"},
		{func(o *Options) { o.Layer = "stem" }, ErrPass, "forward, backward_weights"},
		{func(o *Options) { o.Device = "cpu" }, driver.ErrReference, "cpu"},
		{func(o *Options) { o.Device = "nowhere" }, driver.ErrAddress, "nowhere"},
		{func(o *Options) { o.Device = "sim:tiny?limit=4KB" }, driver.ErrMemory, "g2.b0.conv1"},
	} {
		o := options()
		c.change(&o)
		if _, err := Run(context.Background(), o); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%+v: %v, want %v with %q", o, err, c.want, c.text)
		}
	}
}

// TestResidentWeights wants weights that fit W to be loaded once, and others to be streamed.
func TestResidentWeights(t *testing.T) {
	for device, want := range map[string]bool{"sim:ultra96": true, "sim:tiny": false} {
		o := options()
		o.Device = device
		r, text := explained(t, o)
		for _, b := range r.Plan.Launches[0].Program.Buffers {
			if b.Name == "w" && b.Resident != want {
				t.Errorf("%s: resident is %t, want %t:\n%s", device, b.Resident, want, text)
			}
		}
	}
}
