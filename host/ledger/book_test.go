// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/e2train/e2train/driver/conv"
)

// Passes are added to those of their layer and pass, whatever the order, and others are appended.
func TestPassesAddUp(t *testing.T) {
	m := meter(t, info(t, "ultra96"))
	random := rand.New(rand.NewPCG(1, 2))
	layers, passes := []string{"a", "b", "c"}, []conv.Pass{conv.Forward, conv.BackwardData, conv.PSGMasked}
	times := map[[2]string]int64{}
	var whole Work
	for range 20 {
		for range random.IntN(5) {
			layer, pass := layers[random.IntN(3)], passes[random.IntN(3)]
			m.Observe(layer, pass, someWork())
			times[[2]string{layer, pass.String()}]++
		}
		part := m.Take()
		whole.Add(&part)
	}
	if err := whole.conserved(); err != nil || len(whole.Passes) != len(times) {
		t.Errorf("%v; %d passes of %d", err, len(whole.Passes), len(times))
	}
	for i := range whole.Passes {
		p := &whole.Passes[i]
		if want := 512000 * times[[2]string{p.Layer, p.Pass}]; p.MACs != want {
			t.Errorf("%s %s: %d multiply-accumulates, want %d", p.Layer, p.Pass, p.MACs, want)
		}
	}
}

func someBook(t *testing.T) *Book {
	t.Helper()
	m := meter(t, info(t, "ultra96"))
	m.Observe("a", conv.Forward, someWork())
	m.Host("pool", 5)
	return NewBook(Images{3, 8, 8, 10, 5}, Loop{Iterations: 3, PerEpoch: 2, LastBatch: 4, Executed: 2, Dropped: 1, Images: 8},
		[]Account{{Training, m.Take()}, {Dropping, Work{HostOps: map[string]int64{"load_image": 7}}}})
}

func TestBookSurvives(t *testing.T) {
	b := someBook(t)
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseBook(text)
	if err != nil || !reflect.DeepEqual(back, b) {
		t.Errorf("got %+v, error %v, from %s", back, err, text)
	}
	total := back.Total()
	if total.MACs != 512000 || total.HostOps["load_image"] != 7 || back.Account(Evaluation).MACs != 0 || back.Account(Training).MACs != 512000 {
		t.Errorf("total %+v", total)
	}
}

// A book whose passes are not its whole, or of a loop that cannot be, is not one.
func TestBadBooks(t *testing.T) {
	for name, change := range map[string]func(b *Book){
		"counter": func(b *Book) { b.Accounts[0].Work.Passes[0].Counters[0]++ },
		"MACs":    func(b *Book) { b.Accounts[0].Work.MACs++ },
		"bytes":   func(b *Book) { b.Accounts[0].Work.Passes[0].BytesToDevice-- },
		"kept":    func(b *Book) { b.Accounts[0].Work.Passes[0].BytesKept++ },
		"passes":  func(b *Book) { b.Accounts[0].Work.Passes = nil },
		"loop":    func(b *Book) { b.Loop.Dropped++ },
		"schema":  func(b *Book) { b.Schema = 2 },
	} {
		b := someBook(t)
		change(b)
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseBook(text); !errors.Is(err, ErrBook) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	for _, text := range []string{"", "{", `{"schema":1,"colour":2}`} {
		if _, err := ParseBook([]byte(text)); !errors.Is(err, ErrBook) {
			t.Errorf("%q: error %v", text, err)
		}
	}
}
