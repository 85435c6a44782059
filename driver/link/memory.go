// SPDX-License-Identifier: Apache-2.0

package link

import (
	"time"

	"github.com/e2train/e2train/driver"
)

// memory is an allocation of a device that is recorded.
type memory struct {
	driver.Memory
	device *device
	number uint32
}

// ReadAt implements driver.Memory.
func (m *memory) ReadAt(p []byte, offset int64) (int, error) {
	began := time.Now()
	n, err := m.Memory.ReadAt(p, offset)
	m.put(began, Read, p, offset, err)
	return n, err
}

// WriteAt implements driver.Memory.
func (m *memory) WriteAt(p []byte, offset int64) (int, error) {
	began := time.Now()
	n, err := m.Memory.WriteAt(p, offset)
	m.put(began, Write, p, offset, err)
	return n, err
}

// put records an access in as many pieces as it takes.
func (m *memory) put(began time.Time, direction uint8, p []byte, offset int64, err error) {
	whole := &Transfer{Direction: direction, Memory: m.number, Offset: offset, Bytes: int64(len(p)), Payload: p, Failed: text(err)}
	if err != nil {
		whole.Payload = nil
	}
	if len(whole.Payload) <= mostPiece {
		m.device.to.put(began, 0, whole)
		return
	}
	var pieces []Body
	for at := 0; at < len(p); at += mostPiece {
		n := min(len(p)-at, mostPiece)
		pieces = append(pieces, &Transfer{
			Direction: direction, Memory: m.number, Offset: offset + int64(at), Bytes: int64(n), More: at+n < len(p), Payload: p[at:][:n],
		})
	}
	m.device.to.put(began, 0, pieces...)
}

// Free implements driver.Memory.
func (m *memory) Free() error {
	began := time.Now()
	err := m.Memory.Free()
	m.device.to.put(began, 0, &Free{Memory: m.number, Failed: text(err)})
	return err
}
