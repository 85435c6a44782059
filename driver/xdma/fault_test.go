// SPDX-License-Identifier: Apache-2.0

package xdma

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/emulated"
	"github.com/e2train/e2train/driver/internal/emulatedtest"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// TestFaultsAtOpen opens cards that must be refused, with an error that says what is wrong and what to do.
func TestFaultsAtOpen(t *testing.T) {
	for kind, want := range map[emulated.FaultKind]struct {
		cause error
		text  string
	}{
		emulated.WrongID:      {driver.ErrBitstream, "register ID"},
		emulated.WrongVersion: {driver.ErrBitstream, "another version"},
		emulated.WrongHash:    {driver.ErrBitstream, "CONFIG_HASH"},
		emulated.PortWidth:    {driver.ErrDataPath, "accelerator and memory"},
		emulated.NoMemory:     {driver.ErrMemory, "smaller batches"},
		emulated.TransferTime: {driver.ErrTimeout, "timed out"},
		emulated.Lost:         {driver.ErrLost, "power-cycle"},
	} {
		d, err := openOn(emulatedtest.Sim(t, "tiny", memory, emulated.Options{Fault: emulated.Fault{Kind: kind}}))
		if err == nil {
			d.Close()
			t.Errorf("%s: opened", kind)
			continue
		}
		var fault *driver.FaultError
		if !errors.As(err, &fault) || !errors.Is(err, want.cause) || fault.Remedy == "" || fault.Device != "xdma:/dev/xdma0" ||
			!strings.Contains(err.Error(), want.text) {
			t.Errorf("%s: got error %v", kind, err)
		}
	}
}

// TestLessMemoryThanTold opens a card whose memory ends early.
func TestLessMemoryThanTold(t *testing.T) {
	if _, err := openOn(emulatedtest.Sim(t, "tiny", memory/2, emulated.Options{})); !errors.Is(err, driver.ErrMemory) {
		t.Errorf("got error %v", err)
	}
}

func TestMissingNodes(t *testing.T) {
	a, err := driver.ParseAddress("xdma:/dev/xdma0?root=" + t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	_, err = open(a)
	var fault *driver.FaultError
	if !errors.As(err, &fault) || !errors.Is(err, unix.ENOENT) || !strings.Contains(fault.Remedy, "driver") {
		t.Errorf("got error %v", err)
	}
}

func TestBadAddresses(t *testing.T) {
	for _, text := range []string{
		"xdma:", "xdma:xdma0", "xdma:/dev/xdma0?base=x", "xdma:/dev/xdma0?base=1", "xdma:/dev/xdma0?limit=5", "xdma:/dev/xdma0?limit=-1",
		"xdma:/dev/xdma0?speed=1", "xdma:/dev/xdma0?timeout=0", "xdma:/dev/xdma0?root=/tmp&emulator=/tmp/x", "xdma:/dev/xdma0?clock=x",
	} {
		if d, err := driver.Open(text); !errors.Is(err, driver.ErrAddress) {
			t.Errorf("%s: got %v, error %v", text, d, err)
		}
	}
}

// calls is a node whose calls return what a list says.
type calls struct {
	kernfile.File
	t       *testing.T
	answers []answer
	now     time.Time
	memory  []byte
}

type answer struct {
	n    int // bytes moved, -1 for all
	err  error
	took time.Duration
}

func (c *calls) Pwrite(p []byte, offset int64) (int, error) {
	if len(c.answers) == 0 {
		c.t.Fatal("one call too many")
	}
	a := c.answers[0]
	c.answers = c.answers[1:]
	c.now = c.now.Add(a.took)
	if a.err != nil {
		return 0, a.err
	}
	n := len(p)
	if a.n >= 0 {
		n = a.n
	}
	copy(c.memory[offset:], p[:n])
	return n, nil
}

// TestTransfersAreRepeated gives every way in which a transfer may end early, and wants all bytes moved or the right error.
func TestTransfersAreRepeated(t *testing.T) {
	all, eintr := answer{n: -1}, answer{err: unix.EINTR}
	for name, c := range map[string]struct {
		answers []answer
		want    error
	}{
		"at once":             {[]answer{all}, nil},
		"short":               {[]answer{{n: 1}, {n: 50}, all}, nil},
		"interrupted":         {[]answer{eintr, {n: 30}, {err: unix.ETIMEDOUT, took: 9 * time.Second}, {err: unix.Errno(512)}, all}, nil},
		"too late":            {[]answer{{n: 10}, {err: unix.ETIMEDOUT, took: transferTimeout}}, driver.ErrTimeout},
		"too late, old":       {[]answer{{err: unix.Errno(512), took: transferTimeout}}, driver.ErrTimeout},
		"offline":             {[]answer{{err: unix.EBUSY}}, unix.EBUSY},
		"memory not writable": {[]answer{{err: unix.EFAULT}}, driver.ErrMemory},
		"nothing moved":       {[]answer{{n: 0}}, nil},
	} {
		node := &calls{t: t, answers: c.answers, memory: make([]byte, 200)}
		d := &dram{now: func() time.Time { return node.now }}
		d.toCard.file, d.toCard.align = node, 1
		content := bytes.Repeat([]byte{1, 2, 3, 4, 5}, 20)
		err := d.Write(content, 7)
		if name == "nothing moved" {
			if err == nil {
				t.Errorf("%s: no error", name)
			}
			continue
		}
		if !errors.Is(err, c.want) || len(node.answers) != 0 {
			t.Errorf("%s: got error %v, %d answers left", name, err, len(node.answers))
		}
		if err == nil && !bytes.Equal(node.memory[7:107], content) {
			t.Errorf("%s: the memory is %v", name, node.memory)
		}
	}
}

// TestBuffersBeginOnPages: whatever the caller's slice is.
func TestBuffersBeginOnPages(t *testing.T) {
	e := &engine{}
	for _, n := range []int{1, 100, 5000, 4 << 20} {
		if b := e.room(n); len(b) != n || uintptrOf(b)%pageBytes != 0 {
			t.Errorf("%d bytes: %d at %#x", n, len(b), uintptrOf(b))
		}
	}
}

func uintptrOf(b []byte) uintptr { return uintptr(unsafe.Pointer(&b[0])) }
