// SPDX-License-Identifier: Apache-2.0

package driver_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/rtl/isa"
)

func TestParseAddress(t *testing.T) {
	a, err := driver.ParseAddress("sim:ultra96?memory=ideal&limit=4MB")
	if err != nil {
		t.Fatal(err)
	}
	if a.Scheme != "sim" || a.Target != "ultra96" || a.Options.Get("memory") != "ideal" || a.Options.Get("limit") != "4MB" {
		t.Errorf("parsed as %+v", a)
	}
	if a, err := driver.ParseAddress("cpu"); err != nil || a.Scheme != "cpu" || a.Target != "" || len(a.Options) != 0 {
		t.Errorf("cpu parsed as %+v, %v", a, err)
	}
	if err := a.Only("memory"); !errors.Is(err, driver.ErrAddress) || !strings.Contains(err.Error(), "limit") {
		t.Errorf("an option that is not known: %v", err)
	}
	if err := a.Only("memory", "limit"); err != nil {
		t.Error(err)
	}
}

func TestBadAddresses(t *testing.T) {
	for _, address := range []string{"", "nowhere", "nowhere:x", "sim?%zz", "sim:ultra96?colour=red"} {
		if d, err := driver.Open(address); err == nil {
			d.Close()
			t.Errorf("%q opened", address)
		} else if !errors.Is(err, driver.ErrAddress) {
			t.Errorf("%q: %v does not wrap ErrAddress", address, err)
		}
	}
	if _, err := driver.Open("sim:huge"); !errors.Is(err, isa.ErrConfig) {
		t.Errorf("an unknown configuration: %v", err)
	}
}

// Every address that a scheme lists can be opened and says so.
func TestListedAddressesOpen(t *testing.T) {
	var names []string
	for _, s := range driver.Schemes() {
		names = append(names, s.Name)
		for _, address := range s.List() {
			d, err := driver.Open(address)
			if err != nil {
				t.Errorf("%s: %v", address, err)
				continue
			}
			if d.Info().Address != address {
				t.Errorf("%s calls itself %s", address, d.Info().Address)
			}
			d.Close()
		}
	}
	if !slices.IsSorted(names) || !slices.Contains(names, "sim") || !slices.Contains(names, "cpu") {
		t.Errorf("schemes: %v", names)
	}
}

func TestRegisterRefusesATakenName(t *testing.T) {
	defer func() {
		if fmt.Sprint(recover()) != "driver: scheme sim registered twice" {
			t.Error("a second scheme of the same name was accepted")
		}
	}()
	driver.Register(driver.Scheme{Name: "sim"})
}
