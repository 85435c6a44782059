// SPDX-License-Identifier: Apache-2.0

package link

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/randprog"
)

func TestRecordAndReplay(t *testing.T) {
	data := record(t, open(t, "sim:tiny"), convolve(t, 2))
	r, err := NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Replay(t.Context(), r, open(t, "sim:tiny"), false)
	if err != nil {
		t.Fatal(err)
	}
	r, err = NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Summarize(r)
	if err != nil {
		t.Fatal(err)
	}
	if got.Launches != 6 || s.Launches != 6 || got.Reads == 0 || got.ReadBytes != s.Read.Bytes || got.Cycles != s.Cycles || got.Cycles == 0 || got.NotReplayed != 0 || s.Damaged != 0 || s.Written.Bytes == 0 {
		t.Errorf("replayed %+v of %+v", got, s)
	}
	if s.Last.Cycles != s.Cycles {
		t.Errorf("device time ends at %d, launches took %d cycles", s.Last.Cycles, s.Cycles)
	}
	if last := s.Last.Body.(*End); int64(last.Records) != s.Records-1 || s.Kinds[KindProgram-1].Records != 3 || s.Kinds[KindPower-1].Records != 1 {
		t.Errorf("summary %+v", s)
	}
}

// flip returns data with a bit of it changed.
func flip(data []byte, at int64) []byte {
	data = bytes.Clone(data)
	data[at] ^= 0x10
	return data
}

// One bit of a payload, read or written, is found in the packet that it is in.
func TestFlippedBit(t *testing.T) {
	data := record(t, open(t, "sim:tiny"), convolve(t, 1))
	packets, err := load(data)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, p := range packets {
		transfer, ok := p.Body.(*Transfer)
		if !ok || len(transfer.Payload) == 0 {
			continue
		}
		tried++
		at := p.Offset + 28 + int64(p.Bytes-len(transfer.Payload)/2-1)
		r, err := NewReader(bytes.NewReader(flip(data, at)))
		if err != nil {
			t.Fatal(err)
		}
		_, err = Replay(t.Context(), r, open(t, "sim:tiny"), false)
		var d *Difference
		if !errors.As(err, &d) || d.Packet != p.Number || d.Kind != "transfer" || !errors.Is(err, ErrDamaged) {
			t.Errorf("packet %d: got error %v", p.Number, err)
		}
	}
	if tried < 5 {
		t.Errorf("only %d transfers", tried)
	}
}

// wrong is a device that is wrong about one read or launch.
type wrong struct {
	driver.Device
	read, launch int // that are spoilt, from 1
}

type wrongMemory struct {
	driver.Memory
	device *wrong
}

func (w *wrong) Alloc(n int) (driver.Memory, error) {
	m, err := w.Device.Alloc(n)
	return &wrongMemory{m, w}, err
}

func (m *wrongMemory) ReadAt(p []byte, offset int64) (int, error) {
	n, err := m.Memory.ReadAt(p, offset)
	if m.device.read--; m.device.read == 0 {
		p[len(p)/2]++
	}
	return n, err
}

func (w *wrong) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	for b := range p.Bases {
		if m, ok := p.Bases[b].Memory.(*wrongMemory); ok {
			p.Bases[b].Memory = m.Memory
		}
	}
	a, err := w.Device.Launch(ctx, p)
	if w.launch--; w.launch == 0 {
		a.Counters[0]++
	}
	return a, err
}

// untimed is a device whose counters mean nothing.
type untimed struct{ wrong }

func (u *untimed) Info() driver.Info {
	info := u.Device.Info()
	info.Timed = false
	return info
}

// Counters of a device without time are not compared.
func TestReplayWithoutTime(t *testing.T) {
	data := record(t, open(t, "sim:tiny"), convolve(t, 1))
	r, err := NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Replay(t.Context(), r, &untimed{wrong{open(t, "sim:tiny"), 0, 2}}, false); err != nil || !got.BitsOnly {
		t.Errorf("replayed %+v: %v", got, err)
	}
}

// Long accesses are recorded in pieces, which replay as a whole.
func TestPieces(t *testing.T) {
	content := make([]byte, 2*mostPiece+5)
	rng := randprog.Rand(1, 0)
	for i := range content {
		content[i] = byte(rng.Uint32())
	}
	back := make([]byte, len(content))
	data := record(t, open(t, "sim:tiny"), func(d driver.Device) {
		m, err := d.Alloc(len(content) + 9)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.WriteAt(content, 9); err != nil {
			t.Fatal(err)
		}
		if _, err := m.ReadAt(back, 9); err != nil {
			t.Fatal(err)
		}
	})
	packets, err := load(data)
	if err != nil {
		t.Fatal(err)
	}
	var seen []byte
	for i, p := range packets[2:8] {
		piece := p.Body.(*Transfer)
		if piece.Direction != uint8(i/3) || piece.Offset != 9+int64(len(seen)%len(content)) || piece.More != (i%3 < 2) || piece.Bytes != int64(len(piece.Payload)) {
			t.Errorf("piece %d: %s", i, p.Words())
		}
		seen = append(seen, piece.Payload...)
	}
	if !bytes.Equal(seen, append(bytes.Clone(content), back...)) || !bytes.Equal(back, content) {
		t.Error("the pieces have other bytes")
	}
	r, err := NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Replay(t.Context(), r, open(t, "sim:tiny"), false); err != nil || got.ReadBytes != int64(len(content)) {
		t.Errorf("replayed %+v: %v", got, err)
	}
}

// Code in pieces is put together; code that says more than it has is refused.
func TestProgram(t *testing.T) {
	c := open(t, "sim:tiny").Info().Config
	code := randprog.New(&c, randprog.Rand(randprog.Seed(t), 0), randprog.Options{}).Code
	words, err := encodeProgram(code)
	if err != nil {
		t.Fatal(err)
	}
	p := &player{code: map[uint32][]byte{}, programs: map[uint32]*isa.Program{}}
	if err := errors.Join(p.program(&Program{1, true, words[:9]}), p.program(&Program{1, false, words[9:]})); err != nil {
		t.Fatal(err)
	}
	if again, err := encodeProgram(p.programs[1]); err != nil || !bytes.Equal(again, words) {
		t.Errorf("the program comes back as another one (%v)", err)
	}
	for _, bad := range [][]byte{nil, words[:3], words[:4], words[:len(words)-1], append(bytes.Clone(words), 0), append([]byte{0xff, 0xff, 0xff, 0xff}, words[4:]...)} {
		if _, err := decodeProgram(bad); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d bytes of %d: got error %v", len(bad), len(words), err)
		}
	}
}

// A device that is wrong is found out at the very read or launch.
func TestDifference(t *testing.T) {
	data := record(t, open(t, "sim:tiny"), convolve(t, 1))
	packets, err := load(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		read, launch int
		bitsOnly     bool
		kind, says   string
	}{{2, 0, false, "read", "byte 0x"}, {0, 2, false, "completion", "cycles is"}, {0, 2, true, "", ""}} {
		r, err := NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		result, err := Replay(t.Context(), r, &wrong{open(t, "sim:tiny"), c.read, c.launch}, c.bitsOnly)
		if c.kind == "" {
			if err != nil {
				t.Errorf("bits only: %v", err)
			}
			continue
		}
		var d *Difference
		if !errors.As(err, &d) || d.Kind != c.kind || !strings.Contains(d.What, c.says) || result.Difference != d {
			t.Fatalf("%+v: got error %v", c, err)
		}
		read, launch := 0, 0
		for _, p := range packets[:d.Packet] {
			switch b := p.Body.(type) {
			case *Transfer:
				read += int(b.Direction)
			case *Completion:
				launch++
			}
		}
		if c.read > 0 && read != c.read || c.launch > 0 && launch != c.launch {
			t.Errorf("%+v: packet %d is of read %d, launch %d", c, d.Packet, read, launch)
		}
	}
}

// Launches that deadlock or are refused are recorded; the former are replayed.
func TestFailures(t *testing.T) {
	d := open(t, "sim:tiny")
	c := d.Info().Config
	rng := randprog.Rand(1, 3)
	p := randprog.New(&c, rng, randprog.Options{Deadlock: true})
	data := record(t, d, func(d driver.Device) {
		program := driver.Program{Code: p.Code, Params: p.Params}
		if _, err := d.Launch(t.Context(), program); err == nil {
			t.Error("a program without memory ran")
		}
		for b, content := range p.Memory(rng) {
			if len(content) == 0 {
				continue
			}
			m, err := d.Alloc(len(content))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := m.WriteAt(content, 0); err != nil {
				t.Fatal(err)
			}
			m.WriteAt(content, 1)
			program.Bases[b].Memory = m
		}
		if _, err := d.Launch(t.Context(), program); !errors.Is(err, driver.ErrDeadlock) {
			t.Errorf("got error %v", err)
		}
	})
	r, err := NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Replay(t.Context(), r, open(t, "sim:tiny"), false)
	if err != nil || got.Launches != 1 || got.NotReplayed < 2 {
		t.Errorf("replayed %+v, %v", got, err)
	}
}

func TestOtherDevices(t *testing.T) {
	data := record(t, open(t, "sim:tiny"), convolve(t, 1))
	for address, cause := range map[string]error{"sim:zed8": ErrOtherDevice, "sim:ultra96-fp32": driver.ErrBaseline} {
		r, err := NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Replay(t.Context(), r, open(t, address), false); !errors.Is(err, cause) {
			t.Errorf("%s: got error %v", address, err)
		}
	}
}
