// SPDX-License-Identifier: Apache-2.0

package link

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/pcapgo"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/driver/drivertest"
	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/sim/randprog"
)

func open(t testing.TB, address string) driver.Device {
	t.Helper()
	d, err := driver.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// sink is a file in memory.
type sink struct{ bytes.Buffer }

func (*sink) Close() error { return nil }

// record returns the recording of what act does on a device.
func record(t testing.TB, d driver.Device, act func(driver.Device)) []byte {
	t.Helper()
	file := &sink{}
	w := NewWriter(file, "a test", nil)
	r, err := Record(d, w)
	if err != nil {
		t.Fatal(err)
	}
	act(r)
	w.Power(Power{Rail: "VCCINT", Volts: 0.85, Amperes: 0.5, Watts: 0.425})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// convolve runs the three passes of a small convolution.
func convolve(t testing.TB, rounds int) func(driver.Device) {
	return func(d driver.Device) {
		t.Helper()
		r, err := conv.New(d)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		s := conv.Shape{Batch: 2, InC: 5, OutC: 6, InH: 7, InW: 8, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadLeft: 1}
		x := conv.Activations{Codes: make([]byte, s.InputLen())}
		w, g := make([]int8, s.WeightLen()), make([]int16, s.OutputLen())
		for i := range x.Codes {
			x.Codes[i] = byte(i * 7)
		}
		for i := range w {
			w[i] = int8(i * 5)
		}
		for i := range g {
			g[i] = int16(i * 3)
		}
		ctx := context.Background()
		for range rounds {
			_, a := r.Forward(ctx, s, x, w, 0, make([]int32, s.OutputLen()))
			_, b := r.BackwardData(ctx, s, g, w, 0, make([]int32, s.InputLen()))
			_, c := r.BackwardWeights(ctx, s, x, g, 0, make([]int32, s.WeightLen()))
			if err := errors.Join(a, b, c); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// load reads all of a recording. Payloads are copied.
func load(data []byte) (packets []*Packet, err error) {
	r, err := NewReader(bytes.NewReader(data))
	for err == nil {
		var p *Packet
		if p, err = r.Next(); err == nil {
			switch b := p.Body.(type) {
			case *Transfer:
				b.Payload = bytes.Clone(b.Payload)
			case *Program:
				b.Code = bytes.Clone(b.Code)
			}
			packets = append(packets, p)
		}
	}
	if err == io.EOF {
		err = nil
	}
	return packets, err
}

func TestRecordedDeviceConforms(t *testing.T) {
	drivertest.TestDevice(t, func(t *testing.T) driver.Device {
		w := NewWriter(&sink{}, "a test", nil)
		d, err := Record(open(t, "sim:tiny?limit=64MB"), w)
		if err != nil {
			t.Fatal(err)
		}
		return d
	})
}

// fill gives random values to all fields of a body.
func fill(rng *rand.Rand, k *Kind, body Body) {
	for _, f := range k.Fields {
		switch v := f.at(body).(type) {
		case *uint8:
			*v = uint8(rng.IntN(max(len(f.Values), 1)))
			if f.Values == nil {
				*v = uint8(rng.Uint32())
			}
		case *uint16:
			*v = uint16(rng.Uint32())
		case *uint32:
			*v = rng.Uint32()
		case *uint64:
			*v = rng.Uint64()
		case *int64:
			*v = int64(rng.Uint64())
		case *float64:
			*v = rng.NormFloat64()
		case *bool:
			*v = rng.IntN(2) == 1
		case *string:
			*v = strings.Repeat("rail µ", rng.IntN(3))
		case *[]byte:
			*v = make([]byte, rng.IntN(40))
			for i := range *v {
				(*v)[i] = byte(rng.Uint32())
			}
		}
	}
}

// Every record comes back as it was, also through gopacket; another one does if any bit of it is another one, or its sum says so.
func TestRoundTrip(t *testing.T) {
	rng := randprog.Rand(randprog.Seed(t), 0)
	for i := range 20 * len(kinds) {
		k := &kinds[i%len(kinds)]
		want := &Layer{Stamp: Stamp{rng.Uint64(), rng.Uint64(), rng.Uint64()}, Body: k.make()}
		fill(rng, k, want.Body)
		buffer := gopacket.NewSerializeBuffer()
		if err := want.SerializeTo(buffer, gopacket.SerializeOptions{}); err != nil {
			t.Fatal(err)
		}
		packet := gopacket.NewPacket(buffer.Bytes(), LinkType, gopacket.Default)
		got, ok := packet.Layer(LayerType).(*Layer)
		if !ok {
			t.Fatalf("%s: %v", k.Name, packet.ErrorLayer())
		}
		if !got.Whole || got.Stamp != want.Stamp || !reflect.DeepEqual(got.Body, want.Body) {
			t.Fatalf("%+v comes back as %+v", want.Body, got.Body)
		}
		flipped := bytes.Clone(buffer.Bytes())
		bit := rng.IntN(8 * len(flipped))
		flipped[bit/8] ^= 1 << (bit % 8)
		if l := (&Layer{}); l.DecodeFromBytes(flipped, gopacket.NilDecodeFeedback) == nil && l.Whole {
			t.Errorf("%s: bit %d makes no difference", k.Name, bit)
		}
	}
}

// A recording that is cut anywhere says so and what could be read.
func TestTruncated(t *testing.T) {
	data := record(t, open(t, "sim:tiny"), convolve(t, 1))
	packets, err := load(data)
	if err != nil {
		t.Fatal(err)
	}
	whole := func(size int) (n int) {
		for n < len(packets)-1 && packets[n+1].Offset <= int64(size) {
			n++
		}
		return n
	}
	for size := 0; size < len(data); size += 1 + size/50 {
		got, err := load(data[:size])
		var e *FileError
		if !errors.As(err, &e) || !errors.Is(err, ErrTruncated) && (size >= 12 || !errors.Is(err, ErrForeign)) {
			t.Fatalf("%d of %d bytes: got error %v", size, len(data), err)
		}
		if len(got) != whole(size) || e.Records != len(got) || len(got) > 0 && e.Last != got[len(got)-1].Body.Kind() {
			t.Fatalf("%d of %d bytes: %d records, want %d; error %v", size, len(data), len(got), whole(size), err)
		}
	}
}

func TestOtherFiles(t *testing.T) {
	good := record(t, open(t, "sim:tiny"), func(driver.Device) {})
	packets, err := load(good)
	if err != nil {
		t.Fatal(err)
	}
	foreign := &bytes.Buffer{}
	w, err := pcapgo.NewNgWriter(foreign, 1)
	if err != nil {
		t.Fatal(err)
	}
	w.Flush()
	set := func(at int64, b byte) []byte {
		d := bytes.Clone(good)
		d[at] = b
		return d
	}
	first := packets[0].Offset + 28
	for _, c := range []struct {
		name  string
		data  []byte
		cause error
	}{
		{"text", []byte("a text that is long enough"), ErrForeign},
		{"Ethernet", foreign.Bytes(), ErrForeign},
		{"joined", append(bytes.Clone(good), good...), ErrForeign},
		{"other packets", set(first, 'x'), ErrForeign},
		{"version", set(first+summedAt, 9), ErrVersion},
		{"kind", set(first+kindAt, 99), ErrDamaged},
		{"no device", set(first+kindAt, byte(KindEnd)), ErrDamaged},
		{"other length of a block", set(packets[1].Offset-4, 8), ErrDamaged},
		{"a record that is missing", slices.Delete(bytes.Clone(good), int(packets[1].Offset), int(packets[2].Offset)), ErrDamaged},
		{"block length", set(packets[1].Offset+7, 0xff), ErrDamaged},
		{"packet length", set(packets[1].Offset+22, 1), ErrDamaged},
	} {
		if _, err := load(c.data); !errors.Is(err, c.cause) {
			t.Errorf("%s: got error %v, want one that wraps %q", c.name, err, c.cause)
		}
	}
}

// The longest packet that a file announces is not believed: what it takes to read a file depends on what is in it.
func TestAnnouncedLength(t *testing.T) {
	data := record(t, open(t, "sim:tiny"), func(driver.Device) {})
	binary.LittleEndian.PutUint32(data[binary.LittleEndian.Uint32(data[4:])+12:], 1<<30)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := load(data); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 64<<20 {
		t.Errorf("%d bytes of memory for a file of %d", n, len(data))
	}
}

// full is a disk with room for some bytes.
type full struct {
	sink
	room int
}

func (f *full) Write(p []byte) (int, error) {
	n := min(len(p), f.room)
	f.sink.Write(p[:n])
	if f.room -= n; n < len(p) {
		return n, errors.New("no space left on device")
	}
	return n, nil
}

// A full disk ends the recording and nothing else. What was written can be read.
func TestFullDisk(t *testing.T) {
	file := &full{room: 300 << 10}
	told := 0
	w := NewWriter(file, "a.pcapng", func(error) { told++ })
	d, err := Record(open(t, "sim:tiny"), w)
	if err != nil {
		t.Fatal(err)
	}
	m, err := d.Alloc(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	for range 4 {
		if _, err := m.WriteAt(make([]byte, 200<<10), 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Err(); !errors.Is(err, ErrWrite) || !strings.Contains(err.Error(), "no space left") || told != 1 {
		t.Errorf("told %d times of %v", told, err)
	}
	if err := w.Close(); !errors.Is(err, ErrWrite) {
		t.Errorf("close: %v", err)
	}
	if packets, err := load(file.Bytes()); !errors.Is(err, ErrTruncated) || len(packets) != 4 {
		t.Errorf("%d records and %v", len(packets), err)
	}
}

func TestCreateKeepsFiles(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.pcapng")
	w, err := Create(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(name, nil); !errors.Is(err, os.ErrExist) {
		t.Errorf("got error %v", err)
	}
}
