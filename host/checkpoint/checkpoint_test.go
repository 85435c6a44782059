// SPDX-License-Identifier: Apache-2.0

package checkpoint

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// sample returns a small checkpoint whose tensors hold special values.
func sample() *Checkpoint {
	return &Checkpoint{
		Header: Header{
			Config: "c0ffee", Step: 42, Logs: map[string]int64{"metrics": 1234, "timing": 0},
			Totals: json.RawMessage(`{"loss":1.5}`),
		},
		Tensors: []Tensor{
			{"a.weight", []float32{1, float32(math.Copysign(0, -1)), math.MaxFloat32, math.SmallestNonzeroFloat32}},
			{"empty", []float32{}},
			{"", []float32{-1.5}},
		},
	}
}

func encode(t testing.TB, c *Checkpoint) []byte {
	t.Helper()
	data, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// seal replaces length and sum by those of the content, so that only the content is at fault.
func seal(data []byte) []byte {
	data = append([]byte(nil), data...)
	binary.LittleEndian.PutUint64(data[lengthAt:], uint64(len(data)))
	sum := sha256.Sum256(data[:len(data)-sumBytes])
	copy(data[len(data)-sumBytes:], sum[:])
	return data
}

func TestRoundTrip(t *testing.T) {
	want := sample()
	got, err := Decode(encode(t, want))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if !math.Signbit(float64(got.Tensors[0].Data[1])) {
		t.Error("the sign of zero is lost")
	}
}

// The layout is a promise to files that exist: the bytes of a small checkpoint, written out by hand.
func TestLayout(t *testing.T) {
	c := &Checkpoint{
		Header:  Header{Config: "x", Step: 1, Logs: map[string]int64{}, Totals: json.RawMessage("1")},
		Tensors: []Tensor{{"w", []float32{1}}},
	}
	header := `{"config_sha256":"x","step":1,"logs":{},"totals":1}`
	want := "E2TRCKPT" + "\x01\x00\x00\x00" + "\x7e\x00\x00\x00\x00\x00\x00\x00" + "\x33\x00\x00\x00" + header +
		"\x01\x00\x00\x00" + "\x01\x00w" + "\x01\x00\x00\x00\x00\x00\x00\x00" + "\x00\x00\x80\x3f"
	sum := sha256.Sum256([]byte(want))
	if got := string(encode(t, c)); got != want+string(sum[:]) {
		t.Errorf("got  %q\nwant %q", got, want+string(sum[:]))
	}
}

func TestDecodeRejects(t *testing.T) {
	good := encode(t, sample())
	headerEnd := prefixBytes + int(binary.LittleEndian.Uint32(good[headerAt:]))
	change := func(f func(b []byte) []byte) []byte { return f(append([]byte(nil), good...)) }
	set := func(at int, v ...byte) []byte {
		return change(func(b []byte) []byte { copy(b[at:], v); return b })
	}
	withHeader := func(text string) []byte {
		b := append([]byte(nil), good[:headerAt]...)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
		return seal(append(append(b, text...), good[headerEnd:]...))
	}
	cases := []struct {
		name  string
		data  []byte
		cause error
	}{
		{"empty", nil, ErrTruncated},
		{"foreign", []byte("PK\x03\x04 some archive that is long enough to hold a whole checkpoint, or nearly"), ErrForeign},
		{"foreign and short", []byte("{}"), ErrForeign},
		{"magic only", good[:8], ErrTruncated},
		{"other version", set(8, 2), ErrVersion},
		{"cut in the middle", good[:len(good)/2], ErrTruncated},
		{"last byte missing", good[:len(good)-1], ErrTruncated},
		{"one byte more", append(append([]byte(nil), good...), 0), ErrDamaged},
		{"bit of the header", set(headerAt+6, good[headerAt+6]^1), ErrDamaged},
		{"bit of the sum", set(len(good)-1, good[len(good)-1]^1), ErrDamaged},
		{"header not JSON", withHeader("nonsense"), ErrDamaged},
		{"header with another field", withHeader(`{"epoch":1}`), ErrDamaged},
		{"two headers", withHeader(`{"step":1}{}`), ErrDamaged},
		{"negative step", withHeader(`{"step":-1}`), ErrDamaged},
		{"negative length of a log", withHeader(`{"logs":{"metrics":-1}}`), ErrDamaged},
		{"header longer than the file", seal(set(headerAt, 0xff, 0xff, 0xff, 0xff)), ErrDamaged},
		{"more tensors than there are", seal(set(headerEnd, 4)), ErrDamaged},
		{"fewer tensors than there are", seal(set(headerEnd, 2)), ErrDamaged},
		{"tensor of 2^62 values", seal(set(headerEnd+4+2+8+7, 0x40)), ErrDamaged},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode(c.data)
			var typed *Error
			if !errors.Is(err, c.cause) || !errors.As(err, &typed) {
				t.Errorf("got error %v, want an *Error about %q", err, c.cause)
			}
		})
	}
}

// Every prefix and every flipped bit of a small file is refused.
func TestDecodeNoticesEveryBit(t *testing.T) {
	good := encode(t, &Checkpoint{Tensors: []Tensor{{"w", []float32{1, 2}}}})
	for n := range good {
		if _, err := Decode(good[:n]); err == nil {
			t.Errorf("the first %d of %d bytes are accepted", n, len(good))
		}
	}
	for bit := range 8 * len(good) {
		bad := append([]byte(nil), good...)
		bad[bit/8] ^= 1 << (bit % 8)
		if _, err := Decode(bad); err == nil {
			t.Errorf("accepted with bit %d of byte %d flipped", bit%8, bit/8)
		}
	}
}

func TestEncodeRejects(t *testing.T) {
	long := &Checkpoint{Tensors: []Tensor{{Name: strings.Repeat("n", math.MaxUint16+1)}}}
	if _, err := long.Encode(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("long name: got error %v", err)
	}
	bad := &Checkpoint{Header: Header{Totals: json.RawMessage("{")}}
	if _, err := bad.Encode(); err == nil {
		t.Error("totals that are not JSON are accepted")
	}
}

func TestRoundTripRandom(t *testing.T) {
	r := random(t)
	for range 100 {
		want := randomCheckpoint(r)
		got, err := Decode(encode(t, want))
		if err != nil {
			t.Fatal(err)
		}
		if again := encode(t, got); string(again) != string(encode(t, want)) {
			t.Fatalf("%+v comes back as %+v", want, got)
		}
	}
}

func randomCheckpoint(r *rand.Rand) *Checkpoint {
	c := &Checkpoint{Header: Header{Step: r.Int64(), Totals: json.RawMessage("{}")}}
	for i := range r.IntN(5) {
		data := make([]float32, r.IntN(20))
		for j := range data {
			data[j] = math.Float32frombits(r.Uint32())
		}
		c.Tensors = append(c.Tensors, Tensor{strings.Repeat("x", i), data})
	}
	return c
}
