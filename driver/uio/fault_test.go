// SPDX-License-Identifier: Apache-2.0

package uio

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/emulated"
	"github.com/e2train/e2train/driver/internal/emulatedtest"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// TestFaultsAtOpen opens boards that must be refused, with an error that says what is wrong and what to do.
func TestFaultsAtOpen(t *testing.T) {
	for kind, want := range map[emulated.FaultKind]struct {
		cause error
		text  string
	}{
		emulated.WrongID:      {driver.ErrBitstream, "register ID"},
		emulated.WrongVersion: {driver.ErrBitstream, "another version"},
		emulated.WrongHash:    {driver.ErrBitstream, "CONFIG_HASH"},
		emulated.PortWidth:    {driver.ErrDataPath, "AFIFM"},
		emulated.NoMemory:     {driver.ErrMemory, "u-dma-buf"},
		emulated.Lost:         {driver.ErrLost, "--resume"},
	} {
		d, err := openOn(t, emulatedtest.Sim(t, "tiny", memory, emulated.Options{Fault: emulated.Fault{Kind: kind}}), "")
		if err == nil {
			d.Close()
			t.Errorf("%s: opened", kind)
			continue
		}
		var fault *driver.FaultError
		if !errors.As(err, &fault) || !errors.Is(err, want.cause) || fault.Remedy == "" || !strings.Contains(err.Error(), want.text) {
			t.Errorf("%s: got error %v", kind, err)
		}
	}
	if _, err := openOn(t, emulatedtest.Sim(t, "tiny", 64<<10, emulated.Options{}), ""); !errors.Is(err, driver.ErrMemory) {
		t.Errorf("64 KB of memory: got error %v", err)
	}
}

// loader is an FPGA manager's part of the kernel.
func loader(loaded *string) func(string) error {
	return func(name string) error {
		if name != "e2train.bin" {
			return errors.New("no such file")
		}
		*loaded = name
		return nil
	}
}

func TestBitstreamAndClock(t *testing.T) {
	var loaded string
	k := emulatedtest.Sim(t, "tiny", memory, emulated.Options{Bits: loader(&loaded)})
	d, err := openOn(t, k, "?bitstream=e2train.bin&clock=/sys/class/fclkcfg/fclk0&rate=133333333")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if i := d.Info(); loaded != "e2train.bin" || i.ClockHz != 125000000 || !strings.Contains(i.Version, "clock 125000000 Hz") || !strings.Contains(i.Version, "133333333") {
		t.Errorf("loaded %q, %+v", loaded, i)
	}
	var fault *driver.FaultError
	if _, err := openOn(t, k, "?bitstream=other.bin"); !errors.Is(err, driver.ErrBitstream) || !errors.As(err, &fault) {
		t.Errorf("a file that is not there: got error %v", err)
	}
	mainline := emulatedtest.Sim(t, "tiny", memory, emulated.Options{})
	if _, err := openOn(t, mainline, "?bitstream=e2train.bin"); !errors.Is(err, driver.ErrBitstream) || !strings.Contains(err.Error(), "overlay") {
		t.Errorf("a kernel without the attribute: got error %v", err)
	}
	if _, err := openOn(t, k, "?clock=/sys/class/fclkcfg/fclk7"); !errors.Is(err, unix.ENOENT) {
		t.Errorf("a clock that is not there: got error %v", err)
	}
}

// oldKernel has the class name and the attributes of u-dma-buf before 4.7: no ioctl.
type oldKernel struct{ *emulated.Kernel }

func (k oldKernel) Open(path string, flags int) (kernfile.File, error) {
	if strings.HasPrefix(path, classes[0]) {
		return nil, unix.ENOENT
	}
	path = strings.Replace(path, classes[1], classes[0], 1)
	f, err := k.Kernel.Open(path, flags)
	return noIoctl{f}, err
}

type noIoctl struct{ kernfile.File }

func (noIoctl) Ioctl(uint, []byte) (int, error) { return 0, unix.ENOTTY }

// TestViews looks at what the processor and the accelerator see of a buffer, with every way to synchronise.
func TestViews(t *testing.T) {
	for name, wrap := range map[string]func(*emulated.Kernel) kernfile.Kernel{
		"ioctl":      func(k *emulated.Kernel) kernfile.Kernel { return k },
		"attributes": func(k *emulated.Kernel) kernfile.Kernel { return oldKernel{k} },
	} {
		k := wrap(emulatedtest.Sim(t, "tiny", 1<<20, emulated.Options{}))
		b, err := openBuffer(k, "/dev/udmabuf0")
		if err != nil {
			t.Fatal(name, err)
		}
		card, err := k.Open("/dev/xdma0_h2c_0", os.O_WRONLY) // what the accelerator sees
		if err != nil {
			t.Fatal(err)
		}
		if _, err := card.Pwrite(bytes.Repeat([]byte{7}, 256), emulatedtest.Origin); err != nil {
			t.Fatal(err)
		}
		if b.bytes[0] != 0 {
			t.Errorf("%s: the processor sees bytes without synchronising", name)
		}
		if err := b.Write([]byte{1, 2, 3}, emulatedtest.Origin+100); err != nil { // inside a line that the accelerator wrote
			t.Fatal(err)
		}
		got := make([]byte, 256)
		if err := b.Read(got, emulatedtest.Origin); err != nil {
			t.Fatal(err)
		}
		want := bytes.Repeat([]byte{7}, 256)
		copy(want[100:], []byte{1, 2, 3})
		if !bytes.Equal(got, want) {
			t.Errorf("%s: the buffer is %v", name, got)
		}
		if err := b.close(); err != nil {
			t.Error(err)
		}
	}
}

func TestBadAddresses(t *testing.T) {
	for _, text := range []string{
		"uio:", "uio:uio0", "uio:/dev/uio0?buffer=udmabuf0", "uio:/dev/uio0?port=acp", "uio:/dev/uio0?bitstream=/lib/firmware/a.bin",
		"uio:/dev/uio0?rate=5", "uio:/dev/uio0?rate=x&clock=/sys/a", "uio:/dev/uio0?speed=1",
	} {
		if d, err := driver.Open(text); !errors.Is(err, driver.ErrAddress) {
			t.Errorf("%s: got %v, error %v", text, d, err)
		}
	}
}

// TestFilesUnderARoot opens a folder with the files of a board, whose registers read zeros.
func TestFilesUnderARoot(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"/dev/uio0": strings.Repeat("\x00", 4096), "/sys/class/uio/uio0/maps/map0/size": "0x1000\n", "/sys/class/uio/uio0/maps/map0/offset": "0x0\n",
		"/dev/udmabuf0": strings.Repeat("\x00", 1<<20), "/sys/class/udmabuf/udmabuf0/phys_addr": "0x0000000070000000\n",
		"/sys/class/udmabuf/udmabuf0/size": "1048576\n",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	_, err := driver.Open("uio:/dev/uio0?root=" + root)
	if !errors.Is(err, driver.ErrBitstream) || !strings.Contains(err.Error(), "register ID is 0x0") {
		t.Errorf("got error %v", err)
	}
}
