// SPDX-License-Identifier: Apache-2.0

package uio

import (
	"encoding/binary"
	"time"

	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// events waits for the interrupt of a UIO device, which its driver turns off when it comes.
type events struct{ file kernfile.File }

var _ board.Events = (*events)(nil)

// Arm implements board.Events.
func (e *events) Arm() error {
	_, err := e.file.Write(binary.NativeEndian.AppendUint32(nil, 1))
	return err
}

// Await implements board.Events. What is read is how many interrupts there were in all; the status tells more.
func (e *events) Await(timeout time.Duration) (bool, error) {
	ready, err := e.file.Poll(timeout)
	if !ready || err != nil {
		return false, err
	}
	_, err = e.file.Read(make([]byte, 4))
	return err == nil, err
}
