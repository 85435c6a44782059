// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"encoding/binary"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver/internal/kernfile"
)

// The events nodes that the driver always makes, whatever the IP has (MAX_USER_IRQ).
const eventNodes = 16

// The ioctl that the emulated h2c and c2h know, XDMA_IOC ALIGN_GET on 64-bit kernels.
const ioctlAlignGet = 0x80047106

// transferTimeout is that of the module's parameters h2c_timeout and c2h_timeout.
const transferTimeout = 10 * time.Second

// mostBytes is what Linux caps a call at.
const mostBytes = 0x7ffff000

// addXDMA makes the nodes of card 0 known.
func (k *Kernel) addXDMA(align int) {
	add := func(name string, make func(none) kernfile.File) {
		path := "/dev/xdma0_" + name
		k.nodes[path] = func() (kernfile.File, error) { return make(none{path}), nil }
	}
	add("user", func(n none) kernfile.File { return &user{n, k} })
	add("h2c_0", func(n none) kernfile.File { return &channel{n, k, true, align} })
	add("c2h_0", func(n none) kernfile.File { return &channel{n, k, false, align} })
	for i := range eventNodes {
		add(fmt.Sprintf("events_%d", i), func(n none) kernfile.File { return &event{n, k, i == 0} })
	}
}

// user is the AXI4-Lite BAR.
type user struct {
	none
	kernel *Kernel
}

// Registers implements kernfile.File.
func (u *user) Registers(offset int64, length int) (kernfile.Registers, error) {
	return u.kernel.mapRegisters(u.path, offset, length)
}

// Pread implements kernfile.File: one register, whatever len(p) is.
func (u *user) Pread(p []byte, offset int64) (int, error) {
	u.kernel.mu.Lock()
	defer u.kernel.mu.Unlock()
	if offset%4 != 0 {
		return 0, fail("pread", u.path, unix.EPROTO)
	}
	var word [4]byte
	binary.LittleEndian.PutUint32(word[:], u.kernel.load(int(offset)))
	return max(copy(p, word[:]), 4), nil
}

// Pwrite implements kernfile.File: one register, whatever len(p) is.
func (u *user) Pwrite(p []byte, offset int64) (int, error) {
	u.kernel.mu.Lock()
	defer u.kernel.mu.Unlock()
	if offset%4 != 0 {
		return 0, fail("pwrite", u.path, unix.EPROTO)
	}
	var word [4]byte
	copy(word[:], p)
	u.kernel.store(int(offset), binary.LittleEndian.Uint32(word[:]))
	return 4, nil
}

// channel is h2c or c2h.
type channel struct {
	none
	kernel *Kernel
	toCard bool
	align  int
}

// Pread implements kernfile.File.
func (c *channel) Pread(p []byte, offset int64) (int, error) {
	if c.toCard {
		return 0, fail("pread", c.path, unix.EINVAL)
	}
	return c.transfer("pread", p, offset)
}

// Pwrite implements kernfile.File.
func (c *channel) Pwrite(p []byte, offset int64) (int, error) {
	if !c.toCard {
		return 0, fail("pwrite", c.path, unix.EINVAL)
	}
	return c.transfer("pwrite", p, offset)
}

// Read implements kernfile.File. The driver never moves the position, so it is always that of address 0.
func (c *channel) Read(p []byte) (int, error) { return c.Pread(p, 0) }

// Write implements kernfile.File, at address 0.
func (c *channel) Write(p []byte) (int, error) { return c.Pwrite(p, 0) }

// Ioctl implements kernfile.File.
func (c *channel) Ioctl(request uint, arg []byte) (int, error) {
	if request != ioctlAlignGet || len(arg) < 4 {
		return 0, fail("ioctl", c.path, unix.ENOTTY)
	}
	binary.NativeEndian.PutUint32(arg, uint32(c.align))
	return 0, nil
}

func (c *channel) transfer(op string, p []byte, offset int64) (int, error) {
	k := c.kernel
	k.mu.Lock()
	defer k.mu.Unlock()
	p = p[:min(len(p), mostBytes)]
	if len(p) == 0 || offset%int64(c.align) != 0 || len(p)%c.align != 0 {
		return 0, fail(op, c.path, unix.EINVAL)
	}
	n, errno := k.faults.transfer(k, len(p))
	if errno == 0 && (k.lost() || !k.dram.has(uint64(offset), len(p))) {
		errno = unix.EIO
	}
	if errno != 0 {
		return 0, fail(op, c.path, errno)
	}
	n = max(n/c.align, 1) * c.align
	if err := c.move(p[:n], offset-int64(k.dram.Origin)); err != nil {
		return 0, fail(op, c.path, err)
	}
	return n, nil
}

// move copies between p and memory.
func (c *channel) move(p []byte, at int64) error {
	file := c.kernel.dram.File.OS()
	if c.toCard {
		_, err := file.WriteAt(c.kernel.faults.beats(p), at)
		return err
	}
	_, err := file.ReadAt(p, at)
	return err
}

// event is one of the events nodes; only the first is wired.
type event struct {
	none
	kernel *Kernel
	wired  bool
}

// came reports whether the flag is set.
func (e *event) came() bool { return e.wired && e.kernel.event }

// Poll implements kernfile.File.
func (e *event) Poll(timeout time.Duration) (bool, error) {
	e.kernel.mu.Lock()
	defer e.kernel.mu.Unlock()
	if e.kernel.faults.signalled() {
		return false, nil
	}
	if !e.came() {
		e.kernel.wait(timeout, e.came)
	}
	return e.came(), nil
}

// Read implements kernfile.File. It waits for the flag, returns 1 and clears it. A wait that would never end is ended by a signal.
func (e *event) Read(p []byte) (int, error) {
	e.kernel.mu.Lock()
	defer e.kernel.mu.Unlock()
	if len(p) != 4 {
		return 0, fail("read", e.path, unix.EPROTO)
	}
	if !e.came() {
		e.kernel.wait(time.Second, e.came)
	}
	if !e.came() {
		return 0, fail("read", e.path, unix.Errno(512))
	}
	e.kernel.event = false
	binary.NativeEndian.PutUint32(p, 1)
	return 4, nil
}
