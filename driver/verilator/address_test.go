// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"errors"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/verilator/internal/build"
)

func parseText(t *testing.T, text string) (options, error) {
	t.Helper()
	a, err := driver.ParseAddress("verilator:tiny?" + text)
	if err != nil {
		t.Fatal(err)
	}
	return parse(a)
}

func TestOptions(t *testing.T) {
	for text, want := range map[string]options{
		"":                       {seed: 1},
		"array=loops":            {seed: 1},
		"array=luts&log=a":       {seed: 1, array: build.LUTs, log: "a"},
		"array=dsp48e2&seed=7":   {seed: 7, array: build.DSP48E2},
		"latency=random":         {seed: 1, random: true},
		"array=dsp48e1&waveform": {seed: 1, array: build.DSP48E1},
	} {
		got, err := parseText(t, text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		want.Options = got.Options
		if got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}

func TestBadOptions(t *testing.T) {
	for text, want := range map[string]string{
		"array=dsp48":                  "dsp48e1",
		"array=":                       "luts",
		"latency=slow":                 "random",
		"latency=random&memory=ideal":  "exclude",
		"seed=-1":                      "number",
		"arrays=luts":                  "array",
		"seed=18446744073709551616":    "number",
		"memory=random&latency=random": "ideal",
	} {
		if _, err := parseText(t, text); !errors.Is(err, driver.ErrAddress) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error about the address that names %s", text, err, want)
		}
	}
}
