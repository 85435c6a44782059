// SPDX-License-Identifier: Apache-2.0

package client

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/serial/bridge"
	"github.com/e2train/e2train/driver/serial/frame"
)

// state is what is behind a bridge. Memory ends at its length; registers count how often they were written.
type state struct {
	registers [64]uint32
	written   [64]int
	memory    []byte
}

var errBus = errors.New("nothing there")

func (s *state) LoadRegister(a uint32) (uint32, error) {
	if a/4 >= 64 {
		return 0, errBus
	}
	return s.registers[a/4], nil
}

func (s *state) StoreRegister(a, v uint32) error {
	if a/4 >= 64 {
		return errBus
	}
	s.registers[a/4] = v
	s.written[a/4]++
	return nil
}

func (s *state) ReadMemory(p []byte, a uint64) error {
	if a+uint64(len(p)) > uint64(len(s.memory)) {
		return errBus
	}
	copy(p, s.memory[a:])
	return nil
}

func (s *state) WriteMemory(p []byte, a uint64) error {
	if a+uint64(len(p)) > uint64(len(s.memory)) {
		return errBus
	}
	copy(s.memory[a:], p)
	return nil
}

// line is a line to a bridge that spoils a frame in so many, in either direction.
type line struct {
	bridge *bridge.Bridge
	rng    *rand.Rand
	odds   int // 0 for a perfect line
	dead   bool
	back   []byte
	now    time.Time
}

func (l *line) Now() time.Time { return l.now }

func (l *line) Write(p []byte) (int, error) {
	if !l.dead {
		l.back = append(l.back, l.spoil(l.bridge.Take(l.spoil(p), nil))...)
	}
	return len(p), nil
}

func (l *line) Read(p []byte) (int, error) {
	if len(l.back) == 0 {
		l.now = l.now.Add(100 * time.Millisecond)
		return 0, nil
	}
	n := copy(p, l.back[:min(len(l.back), 1+l.rng.IntN(1000))])
	l.back = l.back[n:]
	return n, nil
}

// spoil drops, repeats, changes or cuts some of the frames in b.
func (l *line) spoil(b []byte) (out []byte) {
	if l.odds == 0 {
		return b
	}
	for _, f := range bytes.SplitAfter(b, []byte{0x7e, 0x7e}) {
		if len(f) == 0 || l.rng.IntN(l.odds) != 0 {
			out = append(out, f...)
			continue
		}
		f = bytes.Clone(f)
		switch l.rng.IntN(5) {
		case 0: // lost
		case 1:
			out = append(append(out, f...), f...)
		case 2:
			f[l.rng.IntN(len(f))] ^= 1 << l.rng.IntN(8)
			out = append(out, f...)
		case 3:
			out = append(out, f[:l.rng.IntN(len(f))]...)
		case 4:
			for range l.rng.IntN(50) {
				out = append(out, byte(l.rng.Uint32()))
			}
			out = append(out, f...)
		}
	}
	return out
}

func testRand(t *testing.T) *rand.Rand {
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

// randomTransfers returns transfers and does the writes to want; what reads must return is in the second result.
func randomTransfers(rng *rand.Rand, want *state) (all []Transfer, read [][]byte) {
	for range 1 + rng.IntN(30) {
		t := Transfer{Kind: frame.Kind(2 + rng.IntN(4)), Data: make([]byte, 4*rng.IntN(frame.MaxData/4+1))}
		if t.Kind <= frame.WriteRegisters {
			t.Data = t.Data[:min(len(t.Data), 4*20)]
			t.Address = uint64(4 * rng.IntN(64-len(t.Data)/4+1))
		} else {
			t.Address = uint64(rng.IntN(frame.Page - len(t.Data) + 1))
		}
		if t.Kind.Writes() {
			for i := range t.Data {
				t.Data[i] = byte(rng.Uint32())
			}
		}
		all = append(all, t)
		read = append(read, expect(want, &t))
	}
	return all, read
}

// expect carries out a transfer on want and returns its data.
func expect(want *state, t *Transfer) []byte {
	r := t.request(0)
	var s frame.Splitter
	var data []byte
	s.Split(bridge.New(want).Take(r.Append(nil), nil), func(f []byte) {
		if a, err := frame.ParseAnswer(f); err == nil && a.Kind == frame.Done|t.Kind {
			data = bytes.Clone(a.Data)
		}
	})
	if t.Kind.Writes() {
		return bytes.Clone(t.Data)
	}
	return data
}

// On lines of any quality every transfer happens once and in order, and reads return what they must.
func TestEveryTransferHappensOnce(t *testing.T) {
	for _, odds := range []int{0, 50, 10, 5} {
		rng := testRand(t)
		got, want := &state{memory: make([]byte, frame.Page)}, &state{memory: make([]byte, frame.Page)}
		l := &line{bridge: bridge.New(got), rng: rng, odds: odds}
		c, err := Open(l, Options{Patience: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		for range 200 {
			all, read := randomTransfers(rng, want)
			if err := c.Do(all); err != nil {
				t.Fatalf("1 in %d: %v", odds, err)
			}
			for i := range all {
				if !bytes.Equal(all[i].Data, read[i]) {
					t.Fatalf("1 in %d: transfer %d of kind %d at %#x: got %x, want %x", odds, i, all[i].Kind, all[i].Address, all[i].Data, read[i])
				}
			}
			if got.registers != want.registers || !bytes.Equal(got.memory, want.memory) {
				t.Fatalf("1 in %d: another state", odds)
			}
		}
		t.Logf("1 in %d: %+v", odds, c.Stats())
		if s := c.Stats(); (s.Repeats > 0) != (odds > 0) {
			t.Errorf("1 in %d: %+v", odds, s)
		}
	}
}

// A write whose request or answer was lost is made once.
func TestRepeatedWritesHaveNoSecondEffect(t *testing.T) {
	rng := testRand(t)
	s := &state{memory: make([]byte, frame.Page)}
	l := &line{bridge: bridge.New(s), rng: rng, odds: 4}
	c, err := Open(l, Options{Patience: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		if err := c.Do([]Transfer{{Kind: frame.WriteRegisters, Address: 4, Data: make([]byte, 4)}}); err != nil {
			t.Fatal(err)
		}
		if s.written[1] != i+1 {
			t.Fatalf("%d writes, want %d", s.written[1], i+1)
		}
	}
}

// After an error of the bus in the middle of a window the session goes on.
func TestBusErrors(t *testing.T) {
	s := &state{memory: make([]byte, frame.Page)}
	c, err := Open(&line{bridge: bridge.New(s), rng: testRand(t)}, Options{Patience: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	all := make([]Transfer, 20)
	for i := range all {
		all[i] = Transfer{Kind: frame.WriteMemory, Address: uint64(i), Data: []byte{1}}
	}
	all[2].Address = frame.Page
	if err := c.Do(all); !errors.Is(err, ErrBus) {
		t.Errorf("got error %v", err)
	}
	if err := c.Do([]Transfer{{Kind: frame.WriteMemory, Address: 100, Data: []byte{7}}}); err != nil || s.memory[100] != 7 {
		t.Errorf("memory holds %d, error %v", s.memory[100], err)
	}
	if err := c.Do([]Transfer{{Kind: frame.ReadRegisters, Address: 2, Data: make([]byte, 4)}}); !errors.Is(err, ErrProtocol) {
		t.Errorf("a request that is refused: error %v", err)
	}
}

// A dead line is given up, and a session begins again when it lives.
func TestTimeout(t *testing.T) {
	s := &state{memory: make([]byte, frame.Page)}
	l := &line{bridge: bridge.New(s), rng: testRand(t)}
	c, err := Open(l, Options{Patience: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	l.dead = true
	write := []Transfer{{Kind: frame.WriteMemory, Data: []byte{1}}}
	began := l.now
	if err := c.Do(write); !errors.Is(err, driver.ErrTimeout) {
		t.Errorf("got error %v", err)
	}
	if waited := l.now.Sub(began); waited < 8*time.Second || waited > 12*time.Second {
		t.Errorf("waited %v", waited)
	}
	l.dead = false
	if err := c.Do(write); err != nil || s.memory[0] != 1 {
		t.Errorf("memory holds %d, error %v", s.memory[0], err)
	}
}

func TestAwait(t *testing.T) {
	s := &state{memory: make([]byte, frame.Page)}
	l := &line{bridge: bridge.New(s), rng: testRand(t)}
	c, err := Open(l, Options{Patience: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if came, err := c.Await(time.Second); came || err != nil {
		t.Errorf("%v, %v without an interrupt", came, err)
	}
	l.back = l.bridge.Interrupt(l.back)
	if err := c.Do([]Transfer{{Kind: frame.WriteMemory, Data: []byte{1}}}); err != nil {
		t.Fatal(err)
	}
	if came, err := c.Await(0); !came || err != nil {
		t.Errorf("%v, %v after an interrupt", came, err)
	}
	if came, err := c.Await(time.Second); came || err != nil {
		t.Errorf("%v, %v after the interrupt was told of", came, err)
	}
}
