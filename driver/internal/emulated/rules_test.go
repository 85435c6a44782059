// SPDX-License-Identifier: Apache-2.0

package emulated_test

import (
	"encoding/binary"
	"errors"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver/internal/emulated"
	"github.com/e2train/e2train/driver/internal/emulatedtest"
	"github.com/e2train/e2train/driver/internal/kernfile"
	"github.com/e2train/e2train/rtl/isa"
)

func open(t *testing.T, k kernfile.Kernel, path string) kernfile.File {
	t.Helper()
	f, err := k.Open(path, os.O_RDWR)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// rig is a board with an empty program in its memory.
type rig struct {
	*emulated.Kernel
	t *testing.T
	r kernfile.Registers
}

func newRig(t *testing.T, f emulated.Fault) *rig {
	t.Helper()
	k := emulatedtest.Sim(t, "tiny", 1<<20, emulated.Options{Fault: f})
	d, err := isa.Descriptor{}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if n, err := open(t, k, "/dev/xdma0_h2c_0").Pwrite(d[:], emulatedtest.Origin); n != len(d) || err != nil {
		t.Fatal(n, err)
	}
	r, err := open(t, k, "/dev/xdma0_user").Registers(0, 4096)
	if err != nil {
		t.Fatal(err)
	}
	r.Store(int(isa.RegIrqEnable), 1)
	r.Store(int(isa.RegDescriptor), emulatedtest.Origin)
	return &rig{k, t, r}
}

// launch runs the program to its end, and acknowledges the interrupt.
func (r *rig) launch() {
	r.t.Helper()
	r.r.Store(int(isa.RegControl), isa.ControlStart)
	for range 1000 {
		if isa.Status(r.r.Load(int(isa.RegStatus)))&isa.StatusDone != 0 {
			r.r.Store(int(isa.RegIrqClear), 1)
			return
		}
	}
	r.t.Fatal("the launch never ends")
}

func (r *rig) poll(f kernfile.File, timeout time.Duration, want bool) {
	r.t.Helper()
	if ready, err := f.Poll(timeout); ready != want || err != nil {
		r.t.Errorf("poll: %v, %v, want %v", ready, err, want)
	}
}

// TestEventIsAFlag: two interrupts before a read are one, and an old one stays.
func TestEventIsAFlag(t *testing.T) {
	r := newRig(t, emulated.Fault{})
	e := open(t, r, "/dev/xdma0_events_0")
	began := r.Now()
	r.poll(e, time.Second, false)
	if waited := r.Now().Sub(began); waited < time.Second || waited > 2*time.Second {
		t.Errorf("a time-out of a second took %v", waited)
	}
	r.launch()
	r.launch()
	r.poll(e, 0, true)
	r.poll(e, 0, true) // which does not clear it
	if _, err := e.Read(make([]byte, 8)); !errors.Is(err, unix.EPROTO) {
		t.Errorf("a read of 8 bytes: %v", err)
	}
	word := make([]byte, 4)
	if n, err := e.Read(word); n != 4 || err != nil || binary.NativeEndian.Uint32(word) != 1 {
		t.Errorf("read %v, %v", word, err)
	}
	r.poll(e, 0, false)
	if _, err := e.Read(word); !errors.Is(err, unix.Errno(512)) {
		t.Errorf("a read that nothing ends but a signal: %v", err)
	}
	r.poll(open(t, r, "/dev/xdma0_events_3"), 0, false)
}

// TestUIOIsOffAfterAnInterrupt: until 1 is written.
func TestUIOIsOffAfterAnInterrupt(t *testing.T) {
	r := newRig(t, emulated.Fault{})
	u := open(t, r, "/dev/uio0")
	word := make([]byte, 4)
	read := func(want uint32) {
		t.Helper()
		if _, err := u.Read(word); err != nil || binary.NativeEndian.Uint32(word) != want {
			t.Errorf("count %v, %v, want %d", word, err, want)
		}
	}
	r.launch()
	r.poll(u, 0, true)
	read(1)
	r.launch()
	r.poll(u, 0, false)
	if n, err := u.Write(binary.NativeEndian.AppendUint32(nil, 1)); n != 4 || err != nil {
		t.Fatal(n, err)
	}
	r.poll(u, 0, false) // the source was cleared: nothing is pending
	r.launch()
	r.poll(u, 0, true)
	read(2)
	if _, err := u.Write([]byte{1}); !errors.Is(err, unix.EINVAL) {
		t.Errorf("a write of one byte: %v", err)
	}
}

// TestRulesOfFiles makes calls that the drivers refuse.
func TestRulesOfFiles(t *testing.T) {
	r := newRig(t, emulated.Fault{})
	word := make([]byte, 4)
	user, h2c, c2h, buffer := open(t, r, "/dev/xdma0_user"), open(t, r, "/dev/xdma0_h2c_0"), open(t, r, "/dev/xdma0_c2h_0"), open(t, r, "/dev/udmabuf0")
	for name, c := range map[string]struct {
		call func() error
		want error
	}{
		"register between two":     {func() error { _, err := user.Pread(word, 2); return err }, unix.EPROTO},
		"write between two":        {func() error { _, err := user.Pwrite(word, 2); return err }, unix.EPROTO},
		"read of h2c":              {func() error { _, err := h2c.Pread(word, emulatedtest.Origin); return err }, unix.EINVAL},
		"write of c2h":             {func() error { _, err := c2h.Pwrite(word, emulatedtest.Origin); return err }, unix.EINVAL},
		"nothing":                  {func() error { _, err := h2c.Pwrite(nil, emulatedtest.Origin); return err }, unix.EINVAL},
		"where no memory is":       {func() error { _, err := c2h.Pread(word, 0); return err }, unix.EIO},
		"without a position":       {func() error { _, err := c2h.Read(word); return err }, unix.EIO}, // always address 0
		"mmap of h2c":              {func() error { _, err := h2c.Registers(0, 4096); return err }, unix.ENODEV},
		"mmap beyond the BAR":      {func() error { _, err := user.Registers(0, 8192); return err }, unix.EINVAL},
		"mmap beyond the buffer":   {func() error { _, err := buffer.Map(2 << 20); return err }, unix.EINVAL},
		"sync beyond the buffer":   {func() error { return kernfile.WriteText(r, sync, "0x0010000000000041") }, unix.EINVAL},
		"attribute that is no use": {func() error { _, err := kernfile.ReadText(r, sync); return err }, unix.EACCES},
		"no such file":             {func() error { _, err := r.Open("/dev/xdma1_user", 0); return err }, unix.ENOENT},
	} {
		if err := c.call(); !errors.Is(err, c.want) {
			t.Errorf("%s: got error %v, want %v", name, err, c.want)
		}
	}
	if n, err := user.Pread(word[:1], 0); n != 4 || err != nil || word[0] != 'E' {
		t.Errorf("a read of one byte moves %d, %v", n, err)
	}
}

const sync = "/sys/class/u-dma-buf/udmabuf0/sync_for_cpu"

// TestLostCardReadsOnes: and every transfer fails.
func TestLostCardReadsOnes(t *testing.T) {
	r := newRig(t, emulated.Fault{Kind: emulated.Lost})
	r.r.Store(int(isa.RegControl), isa.ControlStart)
	if v := r.r.Load(int(isa.RegID)); v != 0xffffffff {
		t.Errorf("register ID is %#x", v)
	}
	if _, err := open(t, r, "/dev/xdma0_c2h_0").Pread(make([]byte, 4), emulatedtest.Origin); !errors.Is(err, unix.EIO) {
		t.Errorf("got error %v", err)
	}
}

func TestParseFault(t *testing.T) {
	for _, k := range emulated.FaultKinds {
		if f, err := emulated.ParseFault(string(k)+":7", 3); err != nil || f != (emulated.Fault{Kind: k, After: 7, Seed: 3}) {
			t.Errorf("%s: %+v, %v", k, f, err)
		}
	}
	for _, text := range []string{"", "fire", "hang:", "hang:-1", "hang:x"} {
		if f, err := emulated.ParseFault(text, 1); err == nil {
			t.Errorf("%q is %+v", text, f)
		}
	}
}
