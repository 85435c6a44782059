// SPDX-License-Identifier: Apache-2.0

package serial

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/kernfile"
	"github.com/e2train/e2train/driver/internal/pty"
	"github.com/e2train/e2train/driver/internal/regs"
	"github.com/e2train/e2train/driver/serial/client"
	"github.com/e2train/e2train/rtl/isa"
)

func TestBadAddresses(t *testing.T) {
	for _, text := range []string{
		"serial:", "serial:ttyUSB0?base=0", "serial:/dev/ttyUSB0", "serial:/dev/ttyUSB0?base=x", "serial:/dev/ttyUSB0?base=1",
		"serial:/dev/ttyUSB0?base=0&limit=-1", "serial:/dev/ttyUSB0?base=0&baud=0", "serial:/dev/ttyUSB0?base=0&baud=5000000",
		"serial:/dev/ttyUSB0?base=0&port=gp", "serial:/dev/ttyUSB0?base=0&patience=0", "serial:/dev/ttyUSB0?base=0&speed=1",
		"serial:/dev/ttyUSB0?base=0&baud=250000",
	} {
		if d, err := driver.Open(text); !errors.Is(err, driver.ErrAddress) {
			t.Errorf("%s: got %v, error %v", text, d, err)
		}
	}
}

// wantFault reports an error that does not say what it must.
func wantFault(t *testing.T, what string, err, cause error, remedy string) {
	t.Helper()
	var fault *driver.FaultError
	if !errors.As(err, &fault) || !errors.Is(err, cause) || !strings.HasPrefix(fault.Device, "serial:") || fault.Op == "" ||
		!strings.Contains(fault.Remedy, remedy) {
		t.Errorf("%s: got error %v", what, err)
	}
}

func TestMissingPort(t *testing.T) {
	_, err := driver.Open("serial:/dev/ttyNone?base=0")
	wantFault(t, "no such port", err, unix.ENOENT, "driver")
}

// A port whose other end says nothing.
func TestSilence(t *testing.T) {
	line, node, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	l, err := openLine(node, 921600)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = openBoard(link(), options{patience: 50 * time.Millisecond}, l)
	wantFault(t, "silence", err, driver.ErrTimeout, "cable")
}

func link() board.Link {
	return board.Link{Address: "serial:/dev/ttyTest", Kernel: kernfile.OS(""), Close: func() error { return nil }}
}

// A board that goes away while it is used.
func TestHangUp(t *testing.T) {
	text := address(t)
	d, err := driver.Open(text)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	m, err := d.Alloc(64)
	if err != nil {
		t.Fatal(err)
	}
	hangUp[text]()
	_, err = m.ReadAt(make([]byte, 64), 0)
	wantFault(t, "hung up", err, driver.ErrLost, "plug")
}

// reads is a port whose reads return at once what a list says.
type reads struct {
	answers []error
	writes  error
}

func (r *reads) Read([]byte) (int, error) {
	err := r.answers[0]
	r.answers = r.answers[1:]
	return 0, err
}
func (r *reads) Write(p []byte) (int, error) { return len(p) / 2, r.writes }
func (r *reads) Flush() error                { return nil }
func (r *reads) Close() error                { return nil }

// Reads that end at once without bytes, often enough, are a port that is gone; so are some errors.
func TestLostPorts(t *testing.T) {
	for name, answers := range map[string][]error{"end": make([]error, mostAtOnce), "error": {unix.EIO}} {
		for i := range answers {
			if answers[i] == nil {
				answers[i] = io.EOF
			}
		}
		l := &line{port: &reads{answers: answers}}
		var err error
		for err == nil {
			_, err = l.Read(make([]byte, 10))
		}
		if !errors.Is(err, driver.ErrLost) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
	l := &line{port: &reads{writes: unix.EIO}}
	if _, err := l.Write([]byte{1, 2}); !errors.Is(err, driver.ErrLost) {
		t.Errorf("write: got error %v", err)
	}
}

// Memory that ends before its limit is found out when the board is opened.
func TestLessMemoryThanTold(t *testing.T) {
	_, err := driver.Open(strings.Replace(address(t), "limit=1048576", "limit=2097152", 1))
	if !errors.Is(err, driver.ErrMemory) || !errors.Is(err, client.ErrBus) {
		t.Errorf("got error %v", err)
	}
}

// Neighbours travel together, and nothing changes its place.
func TestAccessesAreJoined(t *testing.T) {
	read := func(r isa.Register) regs.Access { return regs.Access{Register: r} }
	write := func(r isa.Register) regs.Access { return regs.Access{Register: r, Write: true, Value: 1} }
	all := registers([]regs.Access{read(0), read(4), read(12), write(16), write(20), read(24), read(20)})
	var lengths []int
	for _, x := range all {
		lengths = append(lengths, len(x.Data))
	}
	if want := []int{8, 4, 8, 4, 4}; len(lengths) != len(want) || lengths[0] != 8 || lengths[2] != 8 {
		t.Errorf("requests of %v bytes, want %v", lengths, want)
	}
	long := make([]regs.Access, 300)
	for i := range long {
		long[i] = read(isa.Register(4 * i))
	}
	if all := registers(long); len(all) != 3 || len(all[0].Data) != 512 || len(all[2].Data) != 4*300-1024 {
		t.Errorf("%d requests", len(all))
	}
}
