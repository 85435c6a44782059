// SPDX-License-Identifier: Apache-2.0

package power

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver/internal/pty"
)

// portWith returns a port with a program at its other end, which answers bytes that come.
func portWith(t *testing.T, program func(io.ReadWriter)) string {
	t.Helper()
	p, port, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		program(p)
	}()
	t.Cleanup(func() {
		p.Close()
		<-done
	})
	return port
}

// serve calls answer for every byte that comes.
func serve(answer func(w io.Writer, b byte)) func(io.ReadWriter) {
	return func(rw io.ReadWriter) {
		b := make([]byte, 1)
		for {
			if _, err := io.ReadFull(rw, b); err != nil {
				return
			}
			answer(rw, b[0])
		}
	}
}

// um25c is an answer at 5.123 V and 0.4567 A.
func um25c() []byte {
	b := make([]byte, rdtechBytes)
	binary.BigEndian.PutUint16(b, 0x09c9)
	binary.BigEndian.PutUint16(b[2:], 5123)
	binary.BigEndian.PutUint16(b[4:], 4567)
	binary.BigEndian.PutUint16(b[128:], 0xfff1)
	return b
}

func TestRDTechDecodes(t *testing.T) {
	model, r, err := decodeRDTech(um25c())
	volts, amperes := 5123*1e-3, 4567*0.1e-3
	if err != nil || model.name != "UM25C" || r.Volts != volts || r.Amperes != amperes || r.Watts != volts*amperes {
		t.Errorf("%+v, %v", r, err)
	}
	for offset, v := range map[int]byte{0: 1, 128: 0} {
		b := um25c()
		b[offset] = v
		if _, _, err := decodeRDTech(b); !errors.Is(err, ErrProtocol) {
			t.Errorf("byte %d changed: %v", offset, err)
		}
	}
}

// TestRDTechPort: an answer that breaks off is a missing reading, the one after it is whole.
func TestRDTechPort(t *testing.T) {
	asked := 0
	port := portWith(t, serve(func(w io.Writer, b byte) {
		if asked++; b != 0xf0 {
			return
		}
		answer := um25c()
		if asked == 3 {
			answer = answer[:50]
		}
		w.Write(answer)
	}))
	m := open(t, "rdtech:"+port)
	if i := m.Info(); i.Name != "UM25C" || i.Unit != "0.1 mA" {
		t.Errorf("%+v", i)
	}
	for n := range 3 {
		r, err := m.Read()
		if n == 1 {
			if !errors.Is(err, ErrNoReading) {
				t.Errorf("half an answer: %+v, %v", r, err)
			}
		} else if err != nil || r.Volts != 5123*1e-3 {
			t.Errorf("reading %d: %+v, %v", n, r, err)
		}
	}
}

// sensor3Records are 8 records: pair 0 is used, a 20 A sensor and a voltage divider.
func sensor3Records() [][]byte {
	var records [][]byte
	for i := range sensor3Sensors {
		b := make([]byte, sensor3Record)
		copy(b[16:], "12V")
		for at, v := range map[int]float32{32: []float32{1.65, 0}[i&1], 36: []float32{0.125, 0.25}[i&1]} {
			binary.LittleEndian.PutUint32(b[at:], math.Float32bits(v))
		}
		if i < 2 {
			b[40] = 1
		}
		records = append(records, b)
	}
	return records
}

// sensor3Frame is a frame at a time in microseconds, with sensors 0 and 1.
func sensor3Frame(us, current, voltage int) (b []byte) {
	word := func(sensor, mark, level int) {
		b = append(b, byte(0x80|sensor<<4|level>>6), byte(mark<<6|level&63))
	}
	word(7, 1, us%1024)
	for s, level := range [8]int{current, voltage} {
		word(s, 0, level)
	}
	return b
}

func calibrated(t *testing.T) *sensor3Decoder {
	t.Helper()
	d := &sensor3Decoder{}
	for i, b := range sensor3Records() {
		var err error
		if d.sensors[i], err = decodeCalibration(b); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestPowerSensor3Decodes(t *testing.T) {
	var got []Reading
	d := calibrated(t)
	stream := append([]byte{0x3f, 0x80}, sensor3Frame(1000, 800, 930)...) // begins in the middle of a word
	stream = append(stream, sensor3Frame(1050, 700, 930)...)
	for _, b := range stream { // as bytes come
		d.push([]byte{b}, func(r Reading) { got = append(got, r) })
	}
	if len(got) != 2 || got[1].Time-got[0].Time != 50*time.Microsecond {
		t.Fatalf("%+v", got)
	}
	volts, amperes := 3.3*930/1023/0.25, (3.3*800/1023-float64(float32(1.65)))/0.125
	if r := got[0]; r.Volts != volts || r.Amperes != amperes || r.Watts != volts*amperes {
		t.Errorf("%+v, want %g V, %g A", r, volts, amperes)
	}
}

// TestPowerSensor3Loses: a frame with a missing word is left out, and its time passes all the same.
func TestPowerSensor3Loses(t *testing.T) {
	var got []Reading
	d := calibrated(t)
	damaged := sensor3Frame(50, 1, 1)
	for _, b := range [][]byte{sensor3Frame(0, 600, 900), append(damaged[:2:2], damaged[5:]...), sensor3Frame(100, 600, 900)} {
		d.push(b, func(r Reading) { got = append(got, r) })
	}
	if len(got) != 2 || got[1].Time != 100*time.Microsecond {
		t.Errorf("%+v", got)
	}
}

// TestPowerSensor3Port reads a stream of 500 frames, from which the joules follow.
func TestPowerSensor3Port(t *testing.T) {
	const frames = 500
	records, next := sensor3Records(), 8
	port := portWith(t, serve(func(w io.Writer, b byte) {
		switch {
		case b == sensor3Configure:
			next = 0
			w.Write(records[0])
		case b == sensor3Start && next < 8:
			if next++; next < 8 {
				w.Write(records[next])
			} else {
				w.Write([]byte("D"))
			}
		case b == sensor3Start:
			for n := range frames {
				w.Write(sensor3Frame(50*n, 700+n%100, 930))
			}
		}
	}))
	m := open(t, "powersensor3:"+port)
	if i := m.Info(); i.Name != "12V" || !i.Streams {
		t.Errorf("%+v", i)
	}
	s := NewSampler(m, Options{})
	for range frames {
		s.Poll()
	}
	r, _ := s.Last()
	if c := s.Counts(); c.Samples != frames {
		t.Fatalf("%+v", c)
	}
	var want float64
	d := calibrated(t)
	for n := frames - 100; n < frames; n++ {
		d.levels = [8]int{700 + n%100, 930}
		want += d.reading().Watts * 50e-6
	}
	// Sums of 100 terms in another order.
	if joules, _, known := s.Window(r.Time-100*50*time.Microsecond, r.Time).Energy(); !known || math.Abs(joules-want) > 1e-12*want {
		t.Errorf("%g J, want %g", joules, want)
	}
}

func TestParseLine(t *testing.T) {
	for line, want := range map[string]Reading{
		"1000,5.0,0.25":         {Time: time.Millisecond, Volts: 5, Amperes: 0.25, Watts: 1.25},
		" 1000; 5 ;0.25;more\r": {Time: time.Millisecond, Volts: 5, Amperes: 0.25, Watts: 1.25},
		"2e6\t12 -1":            {Time: 2 * time.Second, Volts: 12, Amperes: -1, Watts: -12},
	} {
		r, said, err := parseLine(line, 1e-6)
		if r.Shown = 0; err != nil || !said || r != want {
			t.Errorf("%q: %+v, %v, %v", line, r, said, err)
		}
	}
	for _, line := range []string{"", "  ", "# t,V,I", "time,V,I", "\r"} {
		if _, said, err := parseLine(line, 1); said || err != nil {
			t.Errorf("%q: %v, %v", line, said, err)
		}
	}
	for _, line := range []string{"1,2", "1,2,x", "1,NaN,3", "1,2,Inf", "1e300,1,1", "1,1e300,1e300"} {
		if _, _, err := parseLine(line, 1); !errors.Is(err, ErrProtocol) {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// TestRecordedLines: a file has its own clock, and ends.
func TestRecordedLines(t *testing.T) {
	text := "t_us,V,I\n"
	for n := range 100 {
		text += fmt.Sprintf("%d,5,%g\n", 1000*n, 0.1*float64(1+n%2))
	}
	root := tree(t, map[string]string{"/log.csv": text + "100000,5"})
	s := NewSampler(open(t, "lines:/log.csv?root="+root), Options{})
	for range 101 {
		s.Poll()
	}
	if s.Now() != 99*time.Millisecond {
		t.Errorf("at %v", s.Now())
	}
	o := s.Window(19*time.Millisecond, 99*time.Millisecond)
	// 80 samples of 0.5 W and 1 W in turn.
	if joules, stderr, known := o.Energy(); !known || math.Abs(joules-0.06) > 1e-15 || o.Samples != 80 || !(stderr > 0) {
		t.Errorf("%g J +- %g of %+v", joules, stderr, o)
	}
	if c := s.Counts(); c.Samples != 100 || c.Missing != 1 {
		t.Errorf("%+v", c)
	}
}

// TestLinesOfPipe: lines that come now have the time of this machine.
func TestLinesOfPipe(t *testing.T) {
	root := t.TempDir()
	pipe := filepath.Join(root, "pipe")
	if err := unix.Mkfifo(pipe, 0o666); err != nil {
		t.Fatal(err)
	}
	m := open(t, "lines:/pipe?root="+root)
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(w, "17,5,1\nrubbish\n17,5")
	before := m.Now()
	if r, err := m.Read(); err != nil || r.Watts != 5 || r.Time < before {
		t.Errorf("%+v, %v", r, err)
	}
	fmt.Fprint(w, ",2\n")
	if r, err := m.Read(); err != nil || r.Watts != 10 {
		t.Errorf("%+v, %v", r, err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Read(); !errors.Is(err, ErrNoReading) {
		t.Errorf("nobody writes: %v", err)
	}
}

func TestLinesOfPort(t *testing.T) {
	port := portWith(t, func(w io.ReadWriter) { fmt.Fprint(w, "1,5,1\n2,5,2\n") })
	m := open(t, "lines:"+port)
	for _, want := range []float64{5, 10} {
		if r, err := m.Read(); err != nil || r.Watts != want {
			t.Errorf("%+v, %v", r, err)
		}
	}
}
