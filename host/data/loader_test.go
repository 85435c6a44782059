// SPDX-License-Identifier: Apache-2.0

package data

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"
	"testing"
)

// mustStream returns a stream of set that starts at a position.
func mustStream(t testing.TB, set *Set, config Config, epoch, batch int) *Stream {
	t.Helper()
	l, err := NewLoader(set, config)
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.At(context.Background(), epoch, batch)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// mustNext returns the next batch.
func mustNext(t testing.TB, s *Stream) *Batch {
	t.Helper()
	b, err := s.Next()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sameBatch compares everything a batch holds, floats by their bits.
func sameBatch(a, b *Batch) bool {
	same := func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) }
	return a.Epoch == b.Epoch && a.Number == b.Number && a.N == b.N &&
		a.C == b.C && a.H == b.H && a.W == b.W && slices.EqualFunc(a.X, b.X, same) &&
		slices.Equal(a.Labels, b.Labels) && slices.Equal(a.Indices, b.Indices)
}

// TestEvaluationKeepsOrder reads a set of 10 in batches of 4.
func TestEvaluationKeepsOrder(t *testing.T) {
	set := newDice(t).set(10, 3, 5, 6)
	s := mustStream(t, set, Evaluation(4), 0, 0)
	next := 0
	for number, n := range []int{4, 4, 2} {
		b := mustNext(t, s)
		if b.N != n || b.Number != number || b.Epoch != 0 || b.C != 3 || b.H != 5 || b.W != 6 {
			t.Fatalf("batch %d: N %d, shape %d×%d×%d at %d of epoch %d", number, b.N, b.C, b.H, b.W, b.Number, b.Epoch)
		}
		checkBatch(t, set, b, Augment{}, 0)
		for i, index := range b.Indices {
			if int(index) != next+i {
				t.Fatalf("batch %d holds images %d", number, b.Indices)
			}
		}
		next += n
		b.Release()
	}
	for range 2 {
		if b, err := s.Next(); b != nil || err != io.EOF {
			t.Errorf("after the last batch: %v, %v; want io.EOF", b, err)
		}
	}
}

// checkBatch compares labels and pixels with the set and the slow reference.
func checkBatch(t *testing.T, set *Set, b *Batch, augment Augment, seed uint64) {
	t.Helper()
	size := (set.C + 15) / 16 * 16 * set.H * set.W
	if len(b.X) != b.N*size || len(b.Labels) != b.N || len(b.Indices) != b.N {
		t.Fatalf("lengths %d, %d, %d for N %d", len(b.X), len(b.Labels), len(b.Indices), b.N)
	}
	for i, index := range b.Indices {
		if b.Labels[i] != int32(set.Labels[index]) {
			t.Errorf("label of image %d is %d, want %d", index, b.Labels[i], set.Labels[index])
		}
		want := wantImage(set, int(index), augment.Pad, augment.draw(seed, b.Epoch, index))
		if !slices.Equal(b.X[i*size:(i+1)*size], want) {
			t.Errorf("pixels of image %d in batch %d of epoch %d are wrong", index, b.Number, b.Epoch)
		}
	}
}

// TestTrainingCoversEveryEpoch checks contents, positions and that each image
// occurs once per epoch, in the order of shuffle.
func TestTrainingCoversEveryEpoch(t *testing.T) {
	d := newDice(t)
	set, seed := d.set(23, 3, 6, 6), d.bits()
	s := mustStream(t, set, Training(5, seed), 0, 0)
	for epoch := range 3 {
		var seen []int32
		for number := range 5 {
			b := mustNext(t, s)
			if b.Epoch != epoch || b.Number != number {
				t.Fatalf("batch is %d of epoch %d, want %d of %d", b.Number, b.Epoch, number, epoch)
			}
			checkBatch(t, set, b, StandardAugment(), seed)
			seen = append(seen, b.Indices...)
			b.Release()
		}
		if !slices.Equal(seen, shuffled(23, seed, epoch)) {
			t.Errorf("epoch %d: order is %d", epoch, seen)
		}
	}
}

// TestResume compares the first four batches of a stream from each position of
// two epochs with an uninterrupted one.
func TestResume(t *testing.T) {
	d := newDice(t)
	set, config := d.set(11, 1, 5, 5), Training(4, d.bits())
	whole := mustStream(t, set, config, 0, 0)
	var want []*Batch
	for range 11 {
		want = append(want, mustNext(t, whole))
	}
	for i := range 7 {
		starts := []position{{i / 3, i % 3}}
		if i%3 == 0 && i > 0 {
			starts = append(starts, position{i/3 - 1, 3}) // the end of the epoch before
		}
		for _, p := range starts {
			resumed := mustStream(t, set, config, p.epoch, p.batch)
			for k := range 4 {
				if got := mustNext(t, resumed); !sameBatch(got, want[i+k]) {
					t.Errorf("resumed at %+v: batch %d differs", p, k)
				}
			}
		}
	}
}

// TestPrefetchDoesNotMatter runs streams of different depth side by side.
func TestPrefetchDoesNotMatter(t *testing.T) {
	d := newDice(t)
	set, config := d.set(50, 3, 6, 6), Training(8, d.bits())
	var streams []*Stream
	for _, depth := range []int{0, 1, 2, 7, 64} {
		config.Prefetch = depth
		streams = append(streams, mustStream(t, set, config, 2, 3))
	}
	for range 20 {
		want := mustNext(t, streams[0])
		for i, s := range streams[1:] {
			got := mustNext(t, s)
			if !sameBatch(got, want) {
				t.Fatalf("stream %d differs in batch %d of epoch %d", i+1, want.Number, want.Epoch)
			}
			got.Release()
		}
		want.Release()
	}
}

// TestAugmentationDoesNotDependOnBatchSize compares each image of an epoch
// under two batch sizes.
func TestAugmentationDoesNotDependOnBatchSize(t *testing.T) {
	d := newDice(t)
	set, seed := d.set(20, 1, 6, 6), d.bits()
	byImage := func(batchSize int) map[int32][]float32 {
		s := mustStream(t, set, Training(batchSize, seed), 5, 0)
		images := map[int32][]float32{}
		for len(images) < 20 {
			b := mustNext(t, s)
			for i, index := range b.Indices {
				images[index] = b.X[i*576 : (i+1)*576]
			}
		}
		return images
	}
	small, large := byImage(3), byImage(7)
	for index, pixels := range small {
		if !slices.Equal(pixels, large[index]) {
			t.Errorf("image %d depends on the batch size", index)
		}
	}
}

// batchSum is the SHA-256 over the bits of one training batch of the sample.
// It has to be the same on every platform.
const batchSum = "e6543a1710c61b680e028e78f19d88f1e85f401f4a6679e2e5fae82372f43ae9"

func TestBatchIsPinned(t *testing.T) {
	s := mustStream(t, mustOpenSample(t).Train, Training(64, 7), 3, 5)
	b := mustNext(t, s)
	var bits []byte
	for _, v := range b.X {
		bits = binary.LittleEndian.AppendUint32(bits, math.Float32bits(v))
	}
	for i := range b.N {
		bits = binary.LittleEndian.AppendUint32(bits, uint32(b.Labels[i]))
		bits = binary.LittleEndian.AppendUint32(bits, uint32(b.Indices[i]))
	}
	if got := fmt.Sprintf("%x", sha256.Sum256(bits)); got != batchSum {
		t.Errorf("SHA-256 of the batch is %s, want %s", got, batchSum)
	}
}

func TestBatchesPerEpoch(t *testing.T) {
	set := newDice(t).set(12, 1, 4, 4)
	for size, want := range map[int]int{1: 12, 4: 3, 5: 3, 11: 2, 12: 1, 13: 1, math.MaxInt: 1} {
		l, err := NewLoader(set, Training(size, 0))
		if err != nil {
			t.Fatal(err)
		}
		if got := l.BatchesPerEpoch(); got != want {
			t.Errorf("batch size %d: %d batches, want %d", size, got, want)
		}
		s := at(t, t.Context(), l)
		if b := mustNext(t, s); b.N != min(size, 12) {
			t.Errorf("batch size %d: batch has %d images", size, b.N)
		}
		s.Close()
	}
}

// TestEpochsEnd starts in, at the end of, and after a run of two epochs.
func TestEpochsEnd(t *testing.T) {
	set := newDice(t).set(6, 1, 4, 4)
	for start, want := range map[position]int{{0, 0}: 4, {1, 1}: 1, {1, 2}: 0, {2, 0}: 0, {9, 1}: 0} {
		s := mustStream(t, set, Config{BatchSize: 3, Epochs: 2}, start.epoch, start.batch)
		n := 0
		for ; ; n++ {
			if _, err := s.Next(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if n != want {
			t.Errorf("from %+v: %d batches, want %d", start, n, want)
		}
	}
}

func TestNewLoaderBad(t *testing.T) {
	good := Training(4, 1)
	cases := []struct {
		name  string
		spoil func(*Set, *Config)
		cause error
	}{
		{"batch size", func(_ *Set, c *Config) { c.BatchSize = 0 }, ErrConfig},
		{"negative prefetch", func(_ *Set, c *Config) { c.Prefetch = -1 }, ErrConfig},
		{"large prefetch", func(_ *Set, c *Config) { c.Prefetch = 65 }, ErrConfig},
		{"epochs", func(_ *Set, c *Config) { c.Epochs = -1 }, ErrConfig},
		{"padding", func(_ *Set, c *Config) { c.Augment.Pad = 9 }, ErrConfig},
		{"set", func(s *Set, _ *Config) { s.Labels[0] = 10 }, ErrLabel},
		{"batch of gigabytes", func(s *Set, c *Config) {
			*s = *newDice(t).set(1, 1, 1, 1)
			s.Labels, s.Pixels, c.BatchSize = make([]uint16, 1<<24+1), make([]uint8, 1<<24+1), 1<<30
			c.Augment = Augment{}
		}, ErrTooLarge},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			set, config := newDice(t).set(8, 3, 8, 8), good
			c.spoil(set, &config)
			_, err := NewLoader(set, config)
			wantError(t, err, c.cause, "random")
		})
	}
}

func TestAtBad(t *testing.T) {
	l, err := NewLoader(newDice(t).set(8, 1, 8, 8), Training(4, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []position{{-1, 0}, {0, -1}, {0, 3}} {
		_, err := l.At(context.Background(), p.epoch, p.batch)
		wantError(t, err, ErrConfig, "random")
	}
}

// TestLoaderIsShared reads one loader through several streams at once; the
// race detector watches the pool they share.
func TestLoaderIsShared(t *testing.T) {
	d := newDice(t)
	set, config := d.set(30, 3, 6, 6), Training(8, d.bits())
	l, err := NewLoader(set, config)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 4 {
		stream, err := l.At(context.Background(), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		group.Go(func() {
			defer stream.Close()
			for range 20 {
				b, err := stream.Next()
				if err != nil {
					t.Error(err)
					return
				}
				checkBatch(t, set, b, config.Augment, config.Seed)
				b.Release()
			}
		})
	}
	group.Wait()
}
