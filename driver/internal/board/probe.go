// SPDX-License-Identifier: Apache-2.0

package board

import (
	"bytes"
	"fmt"

	"github.com/e2train/e2train/driver"
)

// probeBytes is how much is written at the ends of memory to see that it is there.
const probeBytes = 64

// Probe reports memory that is smaller than the driver was told, or is not where it was told. The error wraps driver.ErrMemory.
func Probe(d DRAM, base uint64, size int64) error {
	ends := []uint64{base, base + uint64(size) - probeBytes}
	for i, at := range ends {
		if err := d.Write(bytes.Repeat([]byte{byte(0x5a + i)}, probeBytes), at); err != nil {
			return fmt.Errorf("write %d bytes at %#x: %w: %w", probeBytes, at, err, driver.ErrMemory)
		}
	}
	for i, at := range ends {
		got := make([]byte, probeBytes)
		if err := d.Read(got, at); err != nil {
			return fmt.Errorf("read %d bytes at %#x: %w: %w", probeBytes, at, err, driver.ErrMemory)
		}
		if !bytes.Equal(got, bytes.Repeat([]byte{byte(0x5a + i)}, probeBytes)) {
			return fmt.Errorf("bytes at %#x are not what was written there: %w", at, driver.ErrMemory)
		}
	}
	return nil
}
