// SPDX-License-Identifier: Apache-2.0

package frame

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"testing"
	"time"
)

// testRand returns random numbers by E2TRAIN_TEST_SEED, or by the time.
func testRand(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("E2TRAIN_TEST_SEED"); text != "" {
		v, err := strconv.ParseUint(text, 0, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = v
	}
	t.Logf("E2TRAIN_TEST_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func randomBytes(rng *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rng.Uint32())
		if rng.IntN(4) == 0 {
			b[i] = []byte{flag, escape, flag ^ flip, escape ^ flip}[rng.IntN(4)]
		}
	}
	return b
}

func randomRequest(rng *rand.Rand) Request {
	r := Request{Kind: Kind(1 + rng.IntN(5)), Sequence: byte(rng.Uint32()), Length: rng.IntN(MaxData + 1), Address: rng.Uint64(), Data: []byte{}}
	if r.Kind.Writes() {
		r.Data = randomBytes(rng, r.Length)
	}
	return r
}

// split returns the frames in b, given in pieces of random length.
func split(rng *rand.Rand, b []byte) (frames [][]byte) {
	var s Splitter
	for len(b) > 0 {
		n := 1 + rng.IntN(min(len(b), 50))
		s.Split(b[:n], func(f []byte) { frames = append(frames, bytes.Clone(f)) })
		b = b[n:]
	}
	return frames
}

// The bytes of one request by hand: who changes them changes the protocol.
func TestBytesOfARequest(t *testing.T) {
	r := Request{Kind: WriteRegisters, Sequence: 0x7e, Length: 4, Address: 0x10, Data: []byte{1, 0x7d, 3, 4}}
	want := []byte{0x7e, 3, 0x7d, 0x5e, 4, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 1, 0x7d, 0x5d, 3, 4, 0x25, 0x54, 0x3d, 0xf3, 0x7e}
	if got := r.Append(nil); !bytes.Equal(got, want) {
		t.Errorf("got %#v, want %#v", got, want)
	}
}

func TestRoundTrips(t *testing.T) {
	rng := testRand(t)
	for range 300 {
		r := randomRequest(rng)
		a := Answer{Kind: Kind(rng.Uint32()), Sequence: byte(rng.Uint32()), Data: randomBytes(rng, rng.IntN(MaxData+1))}
		frames := split(rng, a.Append(r.Append(randomBytes(rng, 3))))
		if len(frames) < 2 {
			t.Fatalf("%d frames", len(frames))
		}
		frames = frames[len(frames)-2:]
		gotR, errR := ParseRequest(frames[0])
		gotA, errA := ParseAnswer(frames[1])
		if errR != nil || errA != nil || !reflect.DeepEqual(gotR, r) || !reflect.DeepEqual(gotA, a) {
			t.Fatalf("got %+v (%v) and %+v (%v), want %+v and %+v", gotR, errR, gotA, errA, r, a)
		}
	}
}

// A frame with bytes changed, dropped or added is found out, and the one behind it understood.
func TestDamage(t *testing.T) {
	rng := testRand(t)
	for range 2000 {
		first, second := randomRequest(rng), randomRequest(rng)
		line := first.Append(nil)
		at := rng.IntN(len(line))
		switch rng.IntN(3) {
		case 0:
			line[at] ^= 1 << rng.IntN(8)
		case 1:
			line = line[:at]
		case 2:
			line = append(line[:at:at], randomBytes(rng, 1+rng.IntN(40))...)
		}
		found := false
		for _, f := range split(rng, second.Append(line)) {
			r, err := ParseRequest(f)
			switch {
			case err != nil && !errors.Is(err, ErrFrame):
				t.Fatal(err)
			case err == nil && reflect.DeepEqual(r, second):
				found = true
			case err == nil && !reflect.DeepEqual(r, first):
				t.Fatalf("%+v was never sent", r)
			}
		}
		if !found {
			t.Fatalf("%+v was lost behind damage at %d of %+v", second, at, first)
		}
	}
}

func TestTooLongFramesAreDropped(t *testing.T) {
	long := appendFrame(nil, make([]byte, maxFrame-crcBytes+1))
	short := appendFrame(nil, make([]byte, maxFrame-crcBytes))
	if frames := split(testRand(t), append(long, short...)); len(frames) != 1 || len(frames[0]) != maxFrame {
		t.Errorf("%d frames", len(frames))
	}
}

func TestRate(t *testing.T) {
	if r := Rate(921600); r < 88_000 || r > 89_000 {
		t.Errorf("%v bytes a second, the documentation says 88 kB", r)
	}
}

// FuzzFrames lets any bytes be split and parsed; what is a frame is the same when it is sent again.
func FuzzFrames(f *testing.F) {
	r := Request{Kind: WriteMemory, Length: 3, Address: 5, Data: []byte{flag, escape, 7}}
	a := Answer{Kind: Done + ReadMemory, Data: []byte{1}}
	f.Add(a.Append(r.Append([]byte{1, 2, 3})))
	f.Add([]byte{flag, escape, flag, escape, escape})
	f.Fuzz(func(t *testing.T, b []byte) {
		var s Splitter
		s.Split(b, func(frame []byte) {
			if len(frame) == 0 || len(frame) > maxFrame {
				t.Fatalf("a frame of %d bytes", len(frame))
			}
			if r, err := ParseRequest(frame); err == nil {
				resent(t, r.Append(nil), frame)
			}
			if a, err := ParseAnswer(frame); err == nil {
				resent(t, a.Append(nil), frame)
			}
		})
	})
}

func resent(t *testing.T, line, frame []byte) {
	n := 0
	var s Splitter
	s.Split(line, func(got []byte) {
		n++
		if !bytes.Equal(got, frame) {
			t.Fatalf("%x became %x", frame, got)
		}
	})
	if n != 1 {
		t.Fatalf("%x became %d frames", frame, n)
	}
}
