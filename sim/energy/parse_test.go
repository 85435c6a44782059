// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// text returns the test profile as JSON.
func text(t testing.TB) string {
	t.Helper()
	data, err := json.Marshal(testProfile(dyadic))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestParseRoundTrip(t *testing.T) {
	got, err := Parse([]byte(text(t)))
	if err != nil {
		t.Fatal(err)
	}
	if want := testProfile(dyadic); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

// first is the JSON of coefficient mac_forward of the test profile.
const first = `"mac_forward":{"value":0.0625,"unit":"J/MAC","uncertainty":{"low":0.0625,"high":0.0625},"kind":"prior","source":"a test"}`

func TestParseErrors(t *testing.T) {
	coefficient := func(from, to string) func(string) string {
		return func(s string) string { return strings.Replace(s, first, strings.Replace(first, from, to, 1), 1) }
	}
	replace := func(from, to string) func(string) string {
		return func(s string) string { return strings.Replace(s, from, to, 1) }
	}
	const at = "device.mac_forward"
	tests := []struct {
		name   string
		change func(string) string
		want   error
		place  string
	}{
		{"empty", func(string) string { return "" }, ErrSyntax, ""},
		{"array", func(string) string { return "[]" }, ErrSyntax, ""},
		{"cut off", func(s string) string { return s[:len(s)-1] }, ErrSyntax, ""},
		{"cut off in a value", func(s string) string { return s[:len(s)/2] }, ErrSyntax, "device"},
		{"text after the end", func(s string) string { return s + "{}" }, ErrSyntax, ""},
		{"field of the profile", replace(`{"schema"`, `{"colour":1,"schema"`), ErrUnknown, "colour"},
		{"field in another case", replace(`"schema"`, `"Schema"`), ErrMissing, "schema"},
		{"another schema", replace(`"schema":1`, `"schema":2`), ErrSchema, "schema"},
		{"schema twice", replace(`"schema":1`, `"schema":1,"schema":1`), ErrDuplicate, "schema"},
		{"schema of text", replace(`"schema":1`, `"schema":"1"`), ErrSyntax, "schema"},
		{"no name", replace(`"name":"test","board"`, `"board"`), ErrMissing, "name"},
		{"empty name", replace(`"name":"test","board"`, `"name":"","board"`), ErrMissing, "name"},
		{"empty board", replace(`"board":"none"`, `"board":""`), ErrMissing, "board"},
		{"empty description", replace(`"for tests"`, `""`), ErrMissing, "description"},
		{"no configurations", replace(`[{"name":"test","note":""}]`, `[]`), ErrMissing, "configurations"},
		{"configuration without note", replace(`,"note":""`, ``), ErrMissing, "configurations[0].note"},
		{"configuration with more", replace(`"note":""`, `"note":"","x":1`), ErrUnknown, "configurations[0].x"},
		{"configuration without name", replace(`[{"name":"test"`, `[{"name":""`), ErrMissing, "configurations[0].name"},
		{"configuration twice", replace(`"note":""}`, `"note":""},{"name":"test","note":""}`), ErrDuplicate, "configurations[1].name"},
		{"no section", replace(`"static"`, `"statics"`), ErrMissing, "static"},
		{"section of numbers", replace(`"static":{`, `"static":3,"was":{`), ErrSyntax, "static"},
		{"no coefficient", replace(first+",", ""), ErrMissing, at},
		{"another coefficient", replace(first, first+","+strings.Replace(first, "mac_forward", "mac", 1)), ErrUnknown, "device.mac"},
		{"coefficient twice", replace(first, first+","+first), ErrDuplicate, at},
		{"coefficient null", replace(first, `"mac_forward":null`), ErrMissing, at},
		{"coefficient a number", replace(first, `"mac_forward":1`), ErrSyntax, at},
		{"no value", coefficient(`"value":0.0625,`, ``), ErrMissing, at + ".value"},
		{"value null", coefficient(`"value":0.0625`, `"value":null`), ErrMissing, at + ".value"},
		{"value of text", coefficient(`"value":0.0625`, `"value":"0.0625"`), ErrSyntax, at + ".value"},
		{"value NaN", coefficient(`"value":0.0625`, `"value":NaN`), ErrSyntax, "device"},
		{"value NaN as text", coefficient(`"value":0.0625`, `"value":"NaN"`), ErrSyntax, at + ".value"},
		{"value too large", coefficient(`"value":0.0625`, `"value":1e999`), ErrSyntax, at + ".value"},
		{"value negative", coefficient(`"value":0.0625`, `"value":-1`), ErrValue, at},
		{"value outside", coefficient(`"value":0.0625`, `"value":0.07`), ErrValue, at},
		{"no unit", coefficient(`"unit":"J/MAC",`, ``), ErrMissing, at + ".unit"},
		{"empty unit", coefficient(`J/MAC`, ``), ErrMissing, at},
		{"another unit", coefficient(`J/MAC`, `pJ/MAC`), ErrUnit, at},
		{"no source", coefficient(`,"source":"a test"`, ``), ErrMissing, at + ".source"},
		{"empty source", coefficient(`a test`, ``), ErrMissing, at},
		{"no kind", coefficient(`"kind":"prior",`, ``), ErrMissing, at + ".kind"},
		{"another kind", coefficient(`prior`, `guess`), ErrKind, at},
		{"no uncertainty", coefficient(`"uncertainty":{"low":0.0625,"high":0.0625},`, ``), ErrMissing, at + ".uncertainty"},
		{"no low", coefficient(`"low":0.0625,`, ``), ErrMissing, at + ".uncertainty.low"},
		{"no high", coefficient(`,"high":0.0625`, ``), ErrMissing, at + ".uncertainty.high"},
		{"low negative", coefficient(`"low":0.0625`, `"low":-1`), ErrValue, at},
		{"field of a range", coefficient(`"low"`, `"mid":1,"low"`), ErrUnknown, at + ".uncertainty.mid"},
		{"field of a coefficient", coefficient(`"kind"`, `"comment":"","kind"`), ErrUnknown, at + ".comment"},
		{"host in another unit", replace(`"active":{"value":1.875,"unit":"W"`, `"active":{"value":1.875,"unit":"mW"`), ErrUnit, "host.active"},
		{"host operation in another unit", replace(`s/element`, `s`), ErrUnit, "host.seconds.loss"},
		{"host with more", replace(`"host":{`, `"host":{"x":1,`), ErrUnknown, "host.x"},
		{"link without rate", replace(`"bytes_per_second":{"value":64`, `"bytes_per_second":{"value":0`), ErrValue, "link.bytes_per_second"},
		{"link that may never end", replace(`"low":64,`, `"low":0,`), ErrValue, "link.bytes_per_second"},
		{"more overlap than time", replace(`"value":0.25,"unit":"1","uncertainty":{"low":0.25,"high":0.25`, `"value":0.25,"unit":"1","uncertainty":{"low":0.25,"high":1.5`), ErrValue, "link.overlap"},
	}
	good := text(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			changed := test.change(good)
			if changed == good {
				t.Fatal("the test changes nothing")
			}
			_, err := Parse([]byte(changed))
			var pe *ProfileError
			if !errors.Is(err, test.want) || !errors.As(err, &pe) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if pe.Place != test.place {
				t.Errorf("place %q, want %q", pe.Place, test.place)
			}
			if !strings.Contains(err.Error(), test.place) || pe.Op != "parse" {
				t.Errorf("message %q", err)
			}
		})
	}
}

func TestParseErrorMessage(t *testing.T) {
	_, err := Parse([]byte(strings.Replace(text(t), first+",", "", 1)))
	if want := "energy: parse test: device.mac_forward: missing"; err == nil || err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestValidateNames(t *testing.T) {
	p := testProfile(dyadic)
	c := p.Static["dram_standby"]
	c.Value = -1
	p.Static["dram_standby"] = c
	err := p.Validate()
	var pe *ProfileError
	if !errors.As(err, &pe) || pe.Op != "validate" || pe.Profile != "test" || pe.Place != "static.dram_standby" {
		t.Errorf("got %+v", pe)
	}
	if want := "energy: validate test: static.dram_standby: impossible value: -1"; err == nil || err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "p.json")
	if _, err := Load(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: got %v", err)
	}
	if err := os.WriteFile(path, []byte(text(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := Load(path); err != nil || p.Name != "test" {
		t.Errorf("got %v, %v", p, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(text(t), `"W"`, `"V"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(path)
	var pe *ProfileError
	if !errors.As(err, &pe) || pe.Op != "load" || pe.Profile != path || !errors.Is(err, ErrUnit) {
		t.Errorf("bad file: got %v", err)
	}
}

// Whatever is accepted is valid and survives writing and reading.
func FuzzParse(f *testing.F) {
	f.Add([]byte(text(f)))
	for _, seed := range []string{"", "{}", "[", `{"device":{"cycle":{}}}`, `{"host":{"seconds":[1]}}`, `{"configurations":[1]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse(data)
		if err != nil {
			if p != nil {
				t.Error("a profile and an error")
			}
			return
		}
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		q, err := Parse(again)
		if err != nil || !reflect.DeepEqual(p, q) {
			t.Fatalf("%+v became %+v, %v", p, q, err)
		}
	})
}
