// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/baseline"
)

func TestForConfig(t *testing.T) {
	for config, want := range map[string]string{"ultra96": "ultra96", "tiny": "ultra96", "zedboard": "zedboard", "zed8": "zedboard", "ultra96-fp32": "ultra96-fp32"} {
		p, err := ForConfig(config)
		if err != nil || p.Name != want {
			t.Errorf("%s: got %v, %v", config, p, err)
		}
	}
	if _, err := ForConfig("zx81"); !errors.Is(err, ErrNoProfile) {
		t.Errorf("unknown configuration: got %v", err)
	}
}

// What a caller does to a profile stays with the caller.
func TestForConfigIsACopy(t *testing.T) {
	mustProfile(t, "ultra96").Device["cycle"] = Coefficient{}
	if err := mustProfile(t, "ultra96").Validate(); err != nil {
		t.Error(err)
	}
}

// Every configuration of the hardware has exactly one embedded profile, and no profile names another configuration.
func TestEveryConfigurationHasOneProfile(t *testing.T) {
	count := map[string]int{}
	profiles, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range profiles {
		for _, c := range p.Configurations {
			count[c.Name]++
		}
	}
	want := map[string]int{baseline.Name: 1}
	for _, c := range isa.Configs() {
		want[c.Name] = 1
	}
	if !reflect.DeepEqual(count, want) {
		t.Errorf("got %v, want %v", count, want)
	}
}

func TestNotes(t *testing.T) {
	for config, want := range map[string]string{"ultra96": "", "tiny": "joules mean nothing", "zed8": "too high", "ultra96-fp32": "model"} {
		note, err := mustProfile(t, config).Note(config)
		if err != nil || !strings.Contains(note, want) || (want == "") != (note == "") {
			t.Errorf("%s: got %q, %v", config, note, err)
		}
	}
	if _, err := mustProfile(t, "ultra96").Note("zedboard"); !errors.Is(err, ErrNoProfile) {
		t.Errorf("another board's configuration: got %v", err)
	}
}

// Every coefficient of the embedded profiles has room for error, but for what is stated.
func TestPriorsAreUncertain(t *testing.T) {
	profiles, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range profiles {
		for _, c := range p.Coefficients() {
			exact := c.Uncertainty.Low == c.Value || c.Uncertainty.High == c.Value
			if stated := c.Name == "link.overlap" || strings.HasPrefix(c.Source, "Stated: "); exact != stated {
				t.Errorf("%s: %s is %g within %g to %g", p.Name, c.Name, c.Value, c.Uncertainty.Low, c.Uncertainty.High)
			}
			if c.Kind == Prior && len(c.Source) < 40 {
				t.Errorf("%s: %s has the source %q", p.Name, c.Name, c.Source)
			}
		}
	}
}

func TestDescribe(t *testing.T) {
	p := testProfile(dyadic)
	p.Configurations = append(p.Configurations, Configuration{"other", "with care"})
	c := p.Device["x_read"]
	c.Uncertainty, c.Kind, c.Source = Range{0.5, 2.25}, Fitted, "run 7"
	p.Device["x_read"] = c
	var out bytes.Buffer
	if err := p.Describe(&out); err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for _, line := range strings.Split(out.String(), "\n") {
		if f := strings.Fields(line); len(f) > 0 {
			rows[f[0]] = f[1:]
		}
	}
	for _, c := range p.Coefficients() {
		if _, ok := rows[c.Name]; !ok {
			t.Errorf("no row for %s", c.Name)
		}
	}
	if got, want := fmt.Sprint(rows["device.x_read"]), "[0.625 J/B 0.5 .. 2.25 fitted run 7]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, want := range []string{"profile test: none\n", "for tests\n", "applies to test\n", "applies to other: with care\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestDescribeWriteError(t *testing.T) {
	if err := testProfile(dyadic).Describe(brokenWriter{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}
