// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bytes"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// writeFashion writes a valid data set of 3 training images, plain, and 2 test
// images in gzip form. The labels are 0, 1, 2 and 9, 8.
func writeFashion(t *testing.T, d *dice) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, dir, "train-images-idx3-ubyte", idxFile(d.bytes(3*784), 3, 28, 28))
	writeFile(t, dir, "train-labels-idx1-ubyte", idxFile([]byte{0, 1, 2}, 3))
	writeFile(t, dir, "t10k-images-idx3-ubyte.gz", zip(idxFile(d.bytes(2*784), 2, 28, 28)))
	writeFile(t, dir, "t10k-labels-idx1-ubyte.gz", zip(idxFile([]byte{9, 8}, 2)))
	return dir
}

func TestOpenFashion(t *testing.T) {
	dir := writeFashion(t, newDice(t))
	got, err := Open("fashion:" + dir)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "train-images-idx3-ubyte"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Train.Pixels, raw[16:]) || !slices.Equal(got.Train.Labels, []uint16{0, 1, 2}) {
		t.Error("training images or labels differ from the files")
	}
	if got.Test.Len() != 2 || !slices.Equal(got.Test.Labels, []uint16{9, 8}) {
		t.Errorf("test labels are %d", got.Test.Labels)
	}
	for _, set := range []*Set{got.Train, got.Test} {
		if err := set.Check(); err != nil {
			t.Error(err)
		}
	}
	if got.Train.Name != "fashion train" || got.Test.Name != "fashion test" || got.Train.Classes[9] != "Ankle boot" {
		t.Errorf("names are %q, %q, %q", got.Train.Name, got.Test.Name, got.Train.Classes)
	}
}

func TestOpenFashionBad(t *testing.T) {
	const images, labels = "train-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz"
	cases := []struct {
		name, file string
		content    []byte // nil removes the file
		cause      error
	}{
		{"images missing", images, nil, fs.ErrNotExist},
		{"labels missing", labels, nil, fs.ErrNotExist},
		{"images truncated", images, idxFile(make([]byte, 783), 1, 28, 28), ErrTruncated},
		{"images of another height", images, idxFile(make([]byte, 3*14*28), 3, 14, 28), ErrMismatch},
		{"images of another width", images, idxFile(make([]byte, 3*28*32), 3, 28, 32), ErrMismatch},
		{"no images", images, idxFile(nil, 0, 28, 28), ErrEmpty},
		{"a label too many", labels, zip(idxFile([]byte{9, 8, 7}, 3)), ErrMismatch},
		{"a label too few", labels, zip(idxFile([]byte{9}, 1)), ErrMismatch},
		{"label out of range", labels, zip(idxFile([]byte{9, 10}, 2)), ErrLabel},
		{"images in the place of labels", labels, zip(idxFile(make([]byte, 2*784), 2, 28, 28)), ErrFormat},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := writeFashion(t, newDice(t))
			if c.content == nil {
				if err := os.Remove(filepath.Join(dir, c.file)); err != nil {
					t.Fatal(err)
				}
			} else {
				writeFile(t, dir, c.file, c.content)
			}
			_, err := Open("fashion:" + dir)
			wantError(t, err, c.cause, filepath.Join(dir, c.file))
		})
	}
}

func TestOpenFashionFolderInPlaceOfFile(t *testing.T) {
	dir := writeFashion(t, newDice(t))
	path := filepath.Join(dir, "train-labels-idx1-ubyte")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := Open("fashion:" + dir)
	wantError(t, err, ErrFormat, path)
}

// openDebianFashion loads the full data set, or skips a test that says what
// stays untested.
func openDebianFashion(t *testing.T, untested string) Dataset {
	t.Helper()
	if testing.Short() || raceDetector {
		t.Skipf("not tested in short mode or under the race detector: %s", untested)
	}
	if _, err := os.Stat(DebianFashionDir); err != nil {
		if os.Getenv("E2TRAIN_REQUIRE_TOOLS") != "" {
			t.Fatal("dataset-fashion-mnist is not installed")
		}
		t.Skipf("not tested, as dataset-fashion-mnist is not installed: %s", untested)
	}
	d, err := Open("fashion:")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestFullFashion compares the full set with its published properties.
func TestFullFashion(t *testing.T) {
	d := openDebianFashion(t, "reading of the full Fashion-MNIST")
	for set, perClass := range map[*Set]int{d.Train: 6000, d.Test: 1000} {
		counts := make([]int, 10)
		for _, label := range set.Labels {
			counts[label]++
		}
		if want := slices.Repeat([]int{perClass}, 10); !slices.Equal(counts, want) {
			t.Errorf("%s: images per class are %d, want %d", set.Name, counts, want)
		}
	}
	measured := measureNorm(d.Train.Pixels, 1, 784)
	if math.Abs(measured.Mean[0]-d.Train.Norm.Mean[0]) > 5e-5 || math.Abs(measured.Std[0]-d.Train.Norm.Std[0]) > 5e-5 {
		t.Errorf("measured %v, constants %v", measured, d.Train.Norm)
	}
}
