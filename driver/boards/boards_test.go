// SPDX-License-Identifier: Apache-2.0

package boards

import (
	"errors"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
)

// TestBoards looks at what every board promises to those who read the table.
func TestBoards(t *testing.T) {
	for _, b := range All() {
		found, err := ByName(b.Name)
		if err != nil || found.Title != b.Title {
			t.Errorf("%s is not found by its name: %v", b.Name, err)
		}
		if b.Registers%RegisterBytes != 0 || b.BufferBytes > b.Memory/2 || len(b.Ports) == 0 {
			t.Errorf("%s: registers at %#x, %d of %d bytes of memory, ports %v", b.Name, b.Registers, b.BufferBytes, b.Memory, b.Ports)
		}
		for _, name := range b.Configs {
			if _, err := isa.ConfigByName(name); err != nil {
				t.Errorf("%s: %v", b.Name, err)
			}
		}
	}
	if end := int(isa.RegCounters) + 8*int(isa.NumCounters); end > RegisterBytes {
		t.Errorf("the registers end at %d of %d bytes", end, RegisterBytes)
	}
	if _, err := ByName("zcu1"); !errors.Is(err, ErrBoard) || !strings.Contains(err.Error(), "pynqz2") {
		t.Errorf("an unknown board gives %v", err)
	}
}
