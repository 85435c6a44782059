// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"encoding/binary"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// interrupts is what uio_pdrv_genirq keeps: it disables the interrupt when one comes.
type interrupts struct {
	line    bool
	enabled bool
	count   uint32
}

func (u *interrupts) see(line bool) {
	u.line = line
	u.fire()
}

func (u *interrupts) fire() {
	if u.line && u.enabled {
		u.count++
		u.enabled = false
	}
}

// addUIO makes uio0 known.
func (k *Kernel) addUIO() {
	const path, class = "/dev/uio0", "/sys/class/uio/uio0/"
	k.uio.enabled = true // after probe
	k.nodes[path] = func() (kernfile.File, error) { return &uioFile{none{path}, k, k.uio.count}, nil }
	text := func(text string) func() string { return func() string { return text } }
	k.addAttribute(class+"name", text(boards.Node), nil)
	k.addAttribute(class+"event", func() string { return fmt.Sprint(k.uio.count) }, nil)
	k.addAttribute(class+"maps/map0/name", text("registers"), nil)
	k.addAttribute(class+"maps/map0/addr", text(fmt.Sprintf("%#x", boards.All()[0].Registers)), nil)
	k.addAttribute(class+"maps/map0/size", text(fmt.Sprintf("%#x", boards.RegisterBytes)), nil)
	k.addAttribute(class+"maps/map0/offset", text("0x0"), nil)
}

// uioFile is an open /dev/uio0, which has its own idea of what was seen.
type uioFile struct {
	none
	kernel *Kernel
	seen   uint32
}

// Registers implements kernfile.File.
func (u *uioFile) Registers(offset int64, length int) (kernfile.Registers, error) {
	return u.kernel.mapRegisters(u.path, offset, length)
}

// came reports whether there was an interrupt since the last read.
func (u *uioFile) came() bool { return u.seen != u.kernel.uio.count }

// Poll implements kernfile.File.
func (u *uioFile) Poll(timeout time.Duration) (bool, error) {
	k := u.kernel
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.faults.signalled() {
		return false, nil
	}
	if !u.came() {
		k.wait(timeout, u.came)
	}
	return u.came(), nil
}

// Read implements kernfile.File.
func (u *uioFile) Read(p []byte) (int, error) {
	k := u.kernel
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(p) != 4 {
		return 0, fail("read", u.path, unix.EINVAL)
	}
	if !u.came() {
		k.wait(time.Second, u.came)
	}
	if !u.came() {
		return 0, fail("read", u.path, unix.EINTR)
	}
	u.seen = k.uio.count
	binary.NativeEndian.PutUint32(p, u.seen)
	return 4, nil
}

// Write implements kernfile.File: 1 lets interrupts through, 0 does not.
func (u *uioFile) Write(p []byte) (int, error) {
	k := u.kernel
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(p) != 4 {
		return 0, fail("write", u.path, unix.EINVAL)
	}
	k.uio.enabled = binary.NativeEndian.Uint32(p) != 0
	k.uio.fire()
	return 4, nil
}
