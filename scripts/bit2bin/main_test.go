// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bit returns a .bit with some data, written out by hand.
func bit(data string) string {
	return "\x00\x09\x0f\xf0\x0f\xf0\x0f\xf0\x0f\xf0\x00\x00\x01" +
		"a\x00\x05top;\x00" + "b\x00\x08xczu3eg\x00" + "c\x00\x0b2026/11/25\x00" + "d\x00\x0908:00:00\x00" +
		"e\x00\x00\x00" + string(rune(len(data))) + data
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "a.bit"), filepath.Join(dir, "a.bin")
	if err := os.WriteFile(from, []byte(bit("\xff\xff\xff\xff\xaa\x99\x55\x66\x01\x02\x03\x04")), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := run(from, to); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(to)
	if want := []byte("\xff\xff\xff\xff\x66\x55\x99\xaa\x04\x03\x02\x01"); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%x, want %x: %v", got, want, err)
	}
}

func TestSplit(t *testing.T) {
	h, data, err := split([]byte(bit("\xaa\x99\x55\x66")))
	if err != nil || h != (header{"top;", "xczu3eg", "2026/11/25", "08:00:00"}) || len(data) != 4 {
		t.Errorf("%+v, %x, %v", h, data, err)
	}
}

// TestBadFiles: what is damaged, or a .bin already, is an error.
func TestBadFiles(t *testing.T) {
	good := bit("\xff\xff\xff\xff\xaa\x99\x55\x66")
	for name, text := range map[string]string{
		"empty": "", "short": good[:len(good)-1], "long": good + "x", "no tag": strings.Replace(good, "b\x00", "x\x00", 1),
		"swapped": bit("\xff\xff\xff\xff\x66\x55\x99\xaa"), "unaligned": bit("\xff\xff\xaa\x99\x55\x66\xff\xff"), "odd": bit("\xaa\x99\x55\x66\x00"),
		"plain": "\xff\xff\xff\xff\x66\x55\x99\xaa",
	} {
		from := filepath.Join(t.TempDir(), "a.bit")
		if err := os.WriteFile(from, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := run(from, from+".bin"); !errors.Is(err, errFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := swap(append(bytes.Repeat([]byte{1}, 128), 0xaa, 0x99, 0x55, 0x66)); !errors.Is(err, errFormat) {
		t.Errorf("a late synchronisation word: %v", err)
	}
}
