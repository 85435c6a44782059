// SPDX-License-Identifier: Apache-2.0

package all

import (
	"testing"

	"github.com/e2train/e2train/driver"
)

// TestListedAddressesOpen opens every device that says it is there.
func TestListedAddressesOpen(t *testing.T) {
	opened := map[string]bool{}
	for _, s := range driver.Schemes() {
		if s.Usage == "" || s.Summary == "" {
			t.Errorf("scheme %s has no usage or summary", s.Name)
		}
		for _, address := range s.List() {
			d, err := driver.Open(address)
			if err != nil {
				t.Error(err)
				continue
			}
			if got := d.Info().Address; got != address {
				t.Errorf("%s calls itself %s", address, got)
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
			opened[address] = true
		}
	}
	for _, address := range []string{"cpu", "sim:ultra96", "sim:tiny"} {
		if !opened[address] {
			t.Errorf("%s is not listed", address)
		}
	}
}
