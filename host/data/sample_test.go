// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/data/internal/samplefile"
)

// sampleSum is the SHA-256 of the decoded sample: training pixels and labels,
// then test pixels and labels, one byte each.
const sampleSum = "10e2c73b83c53eb264a8d3eb182ae4a010c75d9782f0813c1625877fd728d637"

// mustOpenSample loads the embedded sample.
func mustOpenSample(t testing.TB) Dataset {
	t.Helper()
	d, err := Open("fashion-sample")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSampleContent(t *testing.T) {
	d := mustOpenSample(t)
	sum := sha256.New()
	for _, set := range []*Set{d.Train, d.Test} {
		sum.Write(set.Pixels)
		for _, label := range set.Labels {
			sum.Write([]byte{byte(label)})
		}
	}
	if got := fmt.Sprintf("%x", sum.Sum(nil)); got != sampleSum {
		t.Errorf("SHA-256 of the content is %s, want %s", got, sampleSum)
	}
}

func TestSampleIsBalanced(t *testing.T) {
	d := mustOpenSample(t)
	for set, perClass := range map[*Set]int{d.Train: 500, d.Test: 100} {
		counts := make([]int, len(set.Classes))
		for _, label := range set.Labels {
			counts[label]++
		}
		for class, n := range counts {
			if n != perClass {
				t.Errorf("%s: class %s has %d images, want %d", set.Name, set.Classes[class], n, perClass)
			}
		}
		if set.C != 1 || set.H != 28 || set.W != 28 {
			t.Errorf("%s: shape is %d×%d×%d", set.Name, set.C, set.H, set.W)
		}
	}
}

// TestSampleIsFromFullSet demands that the images are the first of each class
// in file order.
func TestSampleIsFromFullSet(t *testing.T) {
	full := openDebianFashion(t, "that the sample is part of the full Fashion-MNIST")
	sample := mustOpenSample(t)
	checkFirstOfClass(t, full.Train, sample.Train, 500)
	checkFirstOfClass(t, full.Test, sample.Test, 100)
}

// checkFirstOfClass walks through full and expects each image that is among
// the first perClass of its class at the next place of part.
func checkFirstOfClass(t *testing.T, full, part *Set, perClass int) {
	t.Helper()
	seen, next := map[uint16]int{}, 0
	for i, label := range full.Labels {
		if seen[label]++; seen[label] > perClass {
			continue
		}
		if next >= part.Len() || part.Labels[next] != label || !bytes.Equal(part.Image(next), full.Image(i)) {
			t.Fatalf("%s: image %d is not image %d of %s", part.Name, next, i, full.Name)
		}
		next++
	}
	if next != part.Len() {
		t.Errorf("%s has %d images, want %d", part.Name, part.Len(), next)
	}
}

func TestDecodeSampleBad(t *testing.T) {
	good, err := sampleFiles.ReadFile(samplePath)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name  string
		file  []byte
		cause error
	}{
		{"empty", nil, ErrFormat},
		{"magic", with(good, 0, 'X'), ErrFormat},
		{"checksum", with(good, 40, good[40]+1), ErrFormat},
		{"truncated", good[:len(good)/2], ErrFormat},
		{"another height", encodeSample(t, 1, 14, 28, 0), ErrMismatch},
		{"another width", encodeSample(t, 1, 28, 32, 0), ErrMismatch},
		{"colour", encodeSample(t, 3, 28, 28, 0), ErrMismatch},
		{"no images", encodeSample(t, 1, 28, 28, 0), ErrEmpty},
		{"label without a name", encodeSample(t, 1, 28, 28, 1), ErrLabel},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := decodeSample(c.file)
			wantError(t, err, c.cause, samplePath)
		})
	}
}

// encodeSample returns a sample file of n images of c×h×w with the label 10 in
// both halves.
func encodeSample(t *testing.T, c, h, w, n int) []byte {
	t.Helper()
	split := samplefile.Split{Pixels: make([]uint8, n*c*h*w), Labels: bytes.Repeat([]byte{10}, n)}
	var file bytes.Buffer
	err := samplefile.Encode(&file, samplefile.File{C: c, H: h, W: w, Classes: 11, Train: split, Test: split})
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestSampleLicense(t *testing.T) {
	for _, part := range []string{"2017 Zalando SE", "Permission is hereby granted", "WITHOUT WARRANTY OF ANY KIND"} {
		if !strings.Contains(SampleLicense(), part) {
			t.Errorf("the notice lacks %q", part)
		}
	}
}
