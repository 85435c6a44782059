// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"reflect"
	"strings"
	"testing"

	"crypto/sha256"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/randprog"
)

func openSim(t testing.TB) driver.Device {
	t.Helper()
	d, err := driver.Open("sim:tiny")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// random returns a random launch with the outcome that the simulator gives it.
func random(t testing.TB, d driver.Device, seed uint64, i int) *Record {
	t.Helper()
	rng := randprog.Rand(seed, i)
	c := d.Info().Config
	p := randprog.New(&c, rng, randprog.Options{Deadlock: i%4 == 3})
	r := &Record{Launch: Launch{Config: c, Code: p.Code, Params: p.Params}, Source: "sim:tiny", Note: "a test"}
	for b, content := range p.Memory(rng) {
		r.Launch.Bases[b] = Base{Memory: NoMemory}
		if len(content) > 0 {
			offset := 64 * rng.IntN(4)
			r.Launch.Bases[b] = Base{Memory: len(r.Launch.Memories), Offset: int64(offset)}
			r.Launch.Memories = append(r.Launch.Memories, append(make([]byte, offset), content...))
		}
	}
	want, err := r.Launch.Run(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	r.Want = *want
	return r
}

func encode(t testing.TB, r *Record) []byte {
	t.Helper()
	data, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestRoundTrip(t *testing.T) {
	d := openSim(t)
	seed := randprog.Seed(t)
	for i := range 40 {
		want := random(t, d, seed, i)
		got, err := Decode(encode(t, want))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(encode(t, got), encode(t, want)) || !reflect.DeepEqual(got.Want.Activity, want.Want.Activity) {
			t.Fatalf("program %d comes back as another one", i)
		}
		again, err := got.Launch.Run(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		if err := Compare(again, &got.Want, true); err != nil {
			t.Fatalf("program %d, replayed: %v", i, err)
		}
	}
}

func TestCompareNoticesEverything(t *testing.T) {
	d := openSim(t)
	for _, c := range []struct {
		name  string
		timed bool
		spoil func(*Outcome)
		says  string
	}{
		{"a byte", false, func(o *Outcome) { o.Memories[1] = bytes.Clone(o.Memories[1]); o.Memories[1][3]++ }, "memory 1: byte 0x3 of "},
		{"a counter", true, func(o *Outcome) { o.Activity.Counters[isa.Drains]++ }, "drains is "},
		{"the maximum", false, func(o *Outcome) { o.Activity.MaxAbs++ }, "maximum is "},
		{"saturation", false, func(o *Outcome) { o.Activity.Saturated = !o.Activity.Saturated }, "saturated is "},
		{"a deadlock", false, func(o *Outcome) { o.Stall = &Stall{Segment: 1, Index: 2} }, "deadlock in cycle 0 in segment 1, load[2], want no deadlock"},
	} {
		want := random(t, d, 1, 0)
		got := want.Want
		got.Memories = append([][]byte(nil), got.Memories...)
		if err := Compare(&got, &want.Want, true); err != nil {
			t.Fatal(err)
		}
		c.spoil(&got)
		if err := Compare(&got, &want.Want, c.timed); !errors.Is(err, ErrDifference) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got error %v, want one that says %q", c.name, err, c.says)
		}
	}
}

// Cycles and counters of devices that are not timed mean nothing.
func TestCompareWithoutTime(t *testing.T) {
	d := openSim(t)
	want := random(t, d, 1, 3) // deadlocks
	if want.Want.Stall == nil {
		t.Fatal("no deadlock")
	}
	got := want.Want
	got.Stall = new(*got.Stall)
	got.Stall.Cycle++
	got.Activity.Counters[isa.Cycles]++
	if err := Compare(&got, &want.Want, false); err != nil {
		t.Error(err)
	}
	if err := Compare(&got, &want.Want, true); err == nil {
		t.Error("another cycle is not noticed")
	}
}

// seal replaces length and sum by those of the content, so that only the content is at fault.
func seal(data []byte) []byte {
	data = bytes.Clone(data)
	binary.LittleEndian.PutUint64(data[lengthAt:], uint64(len(data)))
	sum := sha256.Sum256(data[:len(data)-sumBytes])
	copy(data[len(data)-sumBytes:], sum[:])
	return data
}

// repack returns the file of changed content.
func repack(t *testing.T, good []byte, change func([]byte) []byte) []byte {
	t.Helper()
	content, err := inflate(good)
	if err != nil {
		t.Fatal(err)
	}
	content = change(bytes.Clone(content))
	packed, err := deflate(content)
	if err != nil {
		t.Fatal(err)
	}
	data := bytes.Clone(good[:contentAt])
	data = binary.LittleEndian.AppendUint64(data, uint64(len(content)))
	return seal(append(append(data, packed...), make([]byte, sumBytes)...))
}

func TestDecodeRejects(t *testing.T) {
	good := encode(t, random(t, openSim(t), 1, 0))
	set := func(at int, v ...byte) []byte {
		b := bytes.Clone(good)
		copy(b[at:], v)
		return b
	}
	header := func(old, new string) []byte {
		return repack(t, good, func(b []byte) []byte {
			n := binary.LittleEndian.Uint32(b)
			text := strings.Replace(string(b[4:4+n]), old, new, 1)
			if text == string(b[4:4+n]) {
				t.Fatalf("the header has no %q", old)
			}
			return append(append(binary.LittleEndian.AppendUint32(nil, uint32(len(text))), text...), b[4+n:]...)
		})
	}
	for _, c := range []struct {
		name  string
		data  []byte
		cause error
	}{
		{"empty", nil, ErrTruncated},
		{"foreign", []byte("PK\x03\x04 some archive that is long enough to hold a whole launch, perhaps, or nearly one"), ErrForeign},
		{"magic only", good[:8], ErrTruncated},
		{"other version", set(8, 9), ErrVersion},
		{"cut in the middle", good[:len(good)/2], ErrTruncated},
		{"last byte missing", good[:len(good)-1], ErrTruncated},
		{"one byte more", append(bytes.Clone(good), 0), ErrDamaged},
		{"bit of the content", set(packedAt+6, good[packedAt+6]^1), ErrDamaged},
		{"content of 2^60 bytes", seal(set(contentAt+7, 0x10)), ErrDamaged},
		{"content a byte too long", seal(set(contentAt, good[contentAt]+1)), ErrDamaged},
		{"content that is not packed", seal(set(packedAt, 0xff, 0xff, 0xff)), ErrDamaged},
		{"last memory cut", repack(t, good, func(b []byte) []byte { return b[:len(b)-1] }), ErrDamaged},
		{"byte behind the memories", repack(t, good, func(b []byte) []byte { return append(b, 0) }), ErrDamaged},
		{"header beyond the content", repack(t, good, func(b []byte) []byte { b[3] = 0x7f; return b }), ErrDamaged},
		{"header of negative length", repack(t, good, func(b []byte) []byte { b[3] = 0xff; return b }), ErrDamaged},
		{"no content", repack(t, good, func([]byte) []byte { return nil }), ErrDamaged},
		{"header with another field", header(`{"contract"`, `{"epoch":1,"contract"`), ErrDamaged},
		{"two headers", header(`,"stall":null}`, `,"stall":null}{}`), ErrDamaged},
		{"other contract", header(`{"contract":1`, `{"contract":7`), ErrVersion},
		{"unknown configuration", header(`"config":"tiny"`, `"config":"huge"`), ErrVersion},
		{"changed configuration", header(`"config":"tiny"`, `"config":"zed8"`), ErrVersion},
		{"missing counter", header(`"drains"`, `"drainz"`), ErrDamaged},
		{"memory that is not there", header(`{"memory":0`, `{"memory":99`), ErrDamaged},
		{"negative memory", header(`{"memory":0`, `{"memory":-2`), ErrDamaged},
		{"negative count", header(`"segments":[[`, `"segments":[[-`), ErrDamaged},
		{"bad instruction", repack(t, good, func(b []byte) []byte { b[4+binary.LittleEndian.Uint32(b)] = 0xee; return b }), ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode(c.data)
			var typed *FileError
			if !errors.Is(err, c.cause) || !errors.As(err, &typed) {
				t.Errorf("got error %v, want a *FileError about %q", err, c.cause)
			}
		})
	}
}

// FuzzDecode gives damaged content to Decode, behind a sum that is right.
func FuzzDecode(f *testing.F) {
	d := openSim(f)
	for i := range 4 {
		content, err := inflate(encode(f, random(f, d, 1, i)))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		packed, err := deflate(content)
		if err != nil {
			t.Fatal(err)
		}
		data := append(make([]byte, 0, minBytes+len(packed)), magic...)
		data = binary.LittleEndian.AppendUint32(data, version)
		data = binary.LittleEndian.AppendUint64(data, 0)
		data = binary.LittleEndian.AppendUint64(data, uint64(len(content)))
		data = seal(append(append(data, packed...), make([]byte, sumBytes)...))
		r, err := Decode(data)
		if err != nil {
			return
		}
		if _, err := Decode(encode(t, r)); err != nil {
			t.Errorf("what was read cannot be read again: %v", err)
		}
		if err := r.Launch.Config.Validate(r.Launch.Code); err != nil && !errors.Is(err, isa.ErrProgram) {
			t.Errorf("validate: %v", err)
		}
	})
}
