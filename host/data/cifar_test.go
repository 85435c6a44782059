// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// cifarRecords returns n records with random pixels; label i of record r is
// (r+i) modulo its classes. It also returns the pixels alone.
func cifarRecords(d *dice, kind cifarKind, n int) (records, pixels []byte) {
	for r := range n {
		for i, classes := range kind.labelClass {
			records = append(records, byte((r+i)%classes))
		}
		image := d.bytes(cifarImage)
		records, pixels = append(records, image...), append(pixels, image...)
	}
	return records, pixels
}

// writeCIFAR writes a valid data set, two records per file, and returns the
// training pixels.
func writeCIFAR(t *testing.T, d *dice, dir string, kind cifarKind) []byte {
	t.Helper()
	trainFiles, testFile := []string{"train.bin"}, "test.bin"
	if kind.name == "cifar10" {
		trainFiles = []string{"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"}
		testFile = "test_batch.bin"
	}
	var all []byte
	for _, name := range trainFiles {
		records, pixels := cifarRecords(d, kind, 2)
		writeFile(t, dir, name, records)
		all = append(all, pixels...)
	}
	records, _ := cifarRecords(d, kind, 3)
	writeFile(t, dir, testFile, records)
	return all
}

func TestOpenCIFAR(t *testing.T) {
	cases := []struct {
		name, subfolder, names string
		kind                   cifarKind
		trainLabels            []uint16
		wantClass1             string
	}{
		{"10", "", "", cifar10(), []uint16{0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, "1"},
		{"10 in official folder", "cifar-10-batches-bin",
			"airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n",
			cifar10(), []uint16{0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, "automobile"},
		{"100", "", strings.Repeat("an apple\r\n", 100), cifar100(), []uint16{1, 2}, "an apple"},
		{"100 in official folder", "cifar-100-binary", "", cifar100(), []uint16{1, 2}, "1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			inner := filepath.Join(dir, c.subfolder)
			pixels := writeCIFAR(t, newDice(t), inner, c.kind)
			if c.names != "" {
				writeFile(t, inner, c.kind.namesFile, []byte(c.names))
			}
			d, err := Open(c.kind.name + ":" + dir)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(d.Train.Labels, c.trainLabels) || !bytes.Equal(d.Train.Pixels, pixels) {
				t.Errorf("training labels are %d, or pixels differ", d.Train.Labels)
			}
			if d.Test.Len() != 3 || len(d.Test.Classes) != c.kind.classes() || d.Test.Classes[1] != c.wantClass1 {
				t.Errorf("test set has %d images, classes %q", d.Test.Len(), d.Test.Classes)
			}
			if err := errors.Join(d.Train.Check(), d.Test.Check()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOpenCIFARBad(t *testing.T) {
	one := make([]byte, 3073)
	fine := make([]byte, 3074)
	cases := []struct {
		name, file string
		content    []byte // nil removes the file
		kind       cifarKind
		cause      error
	}{
		{"training batch missing", "data_batch_3.bin", nil, cifar10(), fs.ErrNotExist},
		{"test batch missing", "test_batch.bin", nil, cifar10(), fs.ErrNotExist},
		{"100 test missing", "test.bin", nil, cifar100(), fs.ErrNotExist},
		{"empty", "data_batch_5.bin", []byte{}, cifar10(), ErrEmpty},
		{"byte missing", "data_batch_5.bin", one[1:], cifar10(), ErrTruncated},
		{"byte too many", "test_batch.bin", append(bytes.Clone(one), 0), cifar10(), ErrTruncated},
		{"label", "data_batch_2.bin", with(one, 0, 10), cifar10(), ErrLabel},
		{"coarse label", "train.bin", with(fine, 0, 20), cifar100(), ErrLabel},
		{"fine label", "train.bin", with(fine, 1, 100), cifar100(), ErrLabel},
		{"names missing", "batches.meta.txt", []byte("cat\ndog\n"), cifar10(), ErrMismatch},
		{"names too long", "batches.meta.txt", make([]byte, maxNamesBytes+1), cifar10(), ErrTooLarge},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			writeCIFAR(t, newDice(t), dir, c.kind)
			if c.content == nil {
				if err := os.Remove(filepath.Join(dir, c.file)); err != nil {
					t.Fatal(err)
				}
			} else {
				writeFile(t, dir, c.file, c.content)
			}
			_, err := Open(c.kind.name + ":" + dir)
			wantError(t, err, c.cause, filepath.Join(dir, c.file))
		})
	}
}

func FuzzCIFAR(f *testing.F) {
	f.Add(make([]byte, 3073), false)
	f.Add(make([]byte, 3074), true)
	f.Add(make([]byte, 2*3073), false)
	f.Add(with(make([]byte, 3073), 0, 10), false)
	f.Add(with(make([]byte, 3074), 1, 100), true)
	f.Add([]byte{}, true)
	f.Fuzz(func(t *testing.T, records []byte, fine bool) {
		kind := cifar10()
		if fine {
			kind = cifar100()
		}
		set := &Set{Name: "fuzz", C: 3, H: 32, W: 32, Norm: cifarNorm(), Classes: numberNames(kind.classes())}
		if parseCIFAR(set, records, kind, len(kind.train)) != nil {
			return
		}
		if err := set.Check(); err != nil {
			t.Fatal(err)
		}
		if set.Len()*kind.recordSize() != len(records) {
			t.Fatalf("%d images from %d bytes", set.Len(), len(records))
		}
	})
}
