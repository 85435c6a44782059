// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/data/internal/samplefile"
)

// committed is the sample as it is embedded.
const committed = "../../sample/fashion-sample.bin"

// headerSize is the part of a sample file that includes the SHA-256 of its
// content and does not depend on the compressor.
const headerSize = 64

// labelled returns a set of 1×1 images whose pixel is their index.
func labelled(labels ...uint16) *data.Set {
	s := &data.Set{Name: "tiny", Classes: []string{"a", "b"}, C: 1, H: 1, W: 1, Labels: labels}
	for i := range labels {
		s.Pixels = append(s.Pixels, uint8(i))
	}
	return s
}

func TestPickKeepsFileOrder(t *testing.T) {
	got, err := pick(labelled(1, 1, 0, 1, 0, 0), 2)
	if err != nil {
		t.Fatal(err)
	}
	want := samplefile.Split{Pixels: []uint8{0, 1, 2, 4}, Labels: []uint8{1, 1, 0, 0}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("picked %v, want %v", got, want)
	}
}

func TestPickNeedsEveryClass(t *testing.T) {
	_, err := pick(labelled(1, 1, 0), 2)
	if err == nil || !strings.Contains(err.Error(), `class "a" has 1 images, want 2`) {
		t.Errorf("error is %v, want one about class a", err)
	}
}

func TestPack(t *testing.T) {
	packed, err := pack(data.Dataset{Train: labelled(1, 1, 0, 0), Test: labelled(0, 0, 1)}, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := samplefile.Decode(packed)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Train.Pixels, []uint8{0, 1, 2, 3}) || !slices.Equal(got.Test.Labels, []uint8{0, 1}) || got.Classes != 2 {
		t.Errorf("packed %+v", got)
	}
}

func TestRunReportsMissingFiles(t *testing.T) {
	out := filepath.Join(t.TempDir(), "sample")
	if err := run([]string{"-in", t.TempDir(), "-out", out}, io.Discard); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error is %v, want that files do not exist", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a file was written in spite of the error")
	}
}

func TestRunRefusesUnknownFlag(t *testing.T) {
	out := filepath.Join(t.TempDir(), "sample")
	err := run([]string{"-in", t.TempDir(), "-out", out, "-unknown"}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "-unknown") {
		t.Errorf("error is %v, want one about the flag", err)
	}
}

// TestRegenerate makes the sample again and compares it with the embedded one.
func TestRegenerate(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("not tested in short mode or under the race detector: that the embedded sample can be made again")
	}
	if _, err := os.Stat(data.DebianFashionDir); err != nil {
		if os.Getenv("E2TRAIN_REQUIRE_TOOLS") != "" {
			t.Fatal("dataset-fashion-mnist is not installed")
		}
		t.Skip("not tested, as dataset-fashion-mnist is not installed: that the embedded sample can be made again")
	}
	out := filepath.Join(t.TempDir(), "sample")
	if err := run([]string{"-out", out}, io.Discard); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(committed)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got[:headerSize], want[:headerSize]) {
		t.Errorf("header is %x, embedded is %x", got[:headerSize], want[:headerSize])
	}
	if _, err := samplefile.Decode(got); err != nil {
		t.Error(err)
	}
}
