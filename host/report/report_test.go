// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/e2train/e2train/sim/energy"
)

func TestQuantity(t *testing.T) {
	for _, c := range []struct {
		value float64
		unit  string
		want  string
	}{
		{0, "J", "0 J"}, {1, "J", "1.00 J"}, {9.994, "J", "9.99 J"}, {9.996, "J", "10.0 J"}, {99.94, "J", "99.9 J"},
		{99.96, "J", "100 J"}, {999.4, "J", "999 J"}, {999.6, "J", "1.00 kJ"}, {12345, "J", "12.3 kJ"}, {2e8, "Hz", "200 MHz"},
		{1.5e13, "MAC", "15.0 TMAC"}, {5e16, "MAC", "50000 TMAC"}, {0.0123, "s", "12.3 ms"}, {4.56e-6, "s", "4.56 µs"},
		{3e-11, "J", "0.03 nJ"}, {-250, "J", "-250 J"},
	} {
		if got := Quantity(c.value, c.unit); got != c.want {
			t.Errorf("Quantity(%g, %q) = %q, want %q", c.value, c.unit, got, c.want)
		}
	}
}

func TestDuration(t *testing.T) {
	for _, c := range []struct {
		seconds float64
		want    string
	}{
		{-1, "0.0s"}, {0, "0.0s"}, {9.94, "9.9s"}, {10, "10s"}, {59.4, "59s"}, {59.7, "1m00s"}, {65, "1m05s"}, {3599.7, "1h00m"},
		{7650, "2h08m"}, {360000, "100h00m"},
	} {
		if got := Duration(c.seconds); got != c.want {
			t.Errorf("Duration(%v) = %q, want %q", c.seconds, got, c.want)
		}
	}
}

func simulated() *Summary {
	return &Summary{
		Model: "resnet8", Data: "fashion-sample", Device: "sim:ultra96",
		IterationsExecuted: 600, IterationsDropped: 32, TestAccuracy: new(0.8712), TrainLoss: new(0.25), Seconds: 65, ImagesPerSecond: 600,
		Cycles: new(uint64(2e9)), MACs: 9e11, Utilization: new(0.8801), ClockHz: new(int(2e8)), DeviceSeconds: new(10.0),
		Energy: energy.Joules{
			Total: new(200.0), Dynamic: new(60.0), Static: new(100.0), Host: new(30.0), Link: new(10.0),
			Low: new(150.0), High: new(400.0), IdleSubtracted: new(100.0),
		},
		Evaluation: Evaluation{Images: 1000, Energy: energy.Joules{Total: new(7.0), Low: new(5.0), High: new(9.0)}},
	}
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	if err := simulated().WriteText(&b); err != nil {
		t.Fatal(err)
	}
	want := `  test accuracy  87.12 % on fashion-sample
  train loss     0.2500
  iterations     600 executed, 32 dropped, of resnet8
  wall time      1m05s, 600 images/s
  device         sim:ultra96
  cycles         2000000000, 10.0 s at 200 MHz
  utilization    88.01 % of the multipliers
  MACs           900 GMAC

  energy of training (modeled, not measured)
           device  60.0 J  arithmetic, memories and DRAM of the accelerator
           static   100 J  idle board, all the time
             host  30.0 J  computing processor
             link  10.0 J  transfers
            total   200 J  likely 150 J to 400 J
  idle subtracted   100 J  total without static
  evaluation of 1000 images, not included: 7.00 J
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestTableOfSigns(t *testing.T) {
	for want, p := range map[string]*PSG{
		"  signs          61.25 % of weights decided by the predictor, 0.00 % of tiles skipped, wrong signs 1.50 % (iterations checked: 7)\n": {
			Decided: new(0.6125), SkippedTiles: new(0.0), WrongSigns: new(0.015), Checked: 7,
		},
		"  signs          61.25 % of weights decided by the predictor, 0.00 % of tiles skipped, wrong signs unknown (iterations checked: 0)\n": {
			Decided: new(0.6125), SkippedTiles: new(0.0),
		},
	} {
		s := simulated()
		s.PSG = p
		var b bytes.Buffer
		if err := s.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

func TestTableOfReference(t *testing.T) {
	var b bytes.Buffer
	s := &Summary{Device: "cpu", TestAccuracy: new(0.5)}
	if err := s.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"50.00 %", "train loss     unknown", "energy: unknown on cpu"} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("%q is not in\n%s", part, b.String())
		}
	}
	if strings.Contains(b.String(), "cycles") || strings.Contains(b.String(), " 0 J") {
		t.Errorf("figures that are unknown are shown:\n%s", b.String())
	}
}

func TestEvaluatedText(t *testing.T) {
	var b bytes.Buffer
	e := &Evaluated{Accuracy: 0.5, Images: 10, Correct: 5, Device: "sim:tiny", Cycles: new(uint64(5)), DeviceSeconds: new(1e-6), Energy: simulated().Energy}
	if err := e.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"50.00 %, 5 of 10 images", "modeled, not measured", "200 J (150 J to 400 J)", "1.00 µs on sim:tiny"} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("%q is not in\n%s", part, b.String())
		}
	}
}

// refuser is a full disk behind standard output.
type refuser struct{}

var errRefused = errors.New("refused")

func (refuser) Write([]byte) (int, error) { return 0, errRefused }

func TestWriteErrors(t *testing.T) {
	if err := simulated().WriteText(refuser{}); !errors.Is(err, errRefused) {
		t.Errorf("summary: got error %v", err)
	}
	if err := new(Evaluated).WriteText(refuser{}); !errors.Is(err, errRefused) {
		t.Errorf("evaluation: got error %v", err)
	}
}

func TestJSON(t *testing.T) {
	text, err := JSON(map[string]any{"a": new(1.5), "b": (*float64)(nil)})
	if want := "{\n  \"a\": 1.5,\n  \"b\": null\n}\n"; err != nil || string(text) != want {
		t.Errorf("got %q, error %v, want %q", text, err, want)
	}
	if _, err := JSON(func() {}); err == nil {
		t.Error("a function became JSON")
	}
}
