// SPDX-License-Identifier: Apache-2.0

// Package testset makes a data set for tests: so small that a run takes a moment, and so easy that every network learns
// it.
package testset

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// Size of the set.
const (
	Train = 18 // images to train on
	Test  = 6
	Side  = 4 // height and width
)

// Folder writes images of two classes, bright at the top and bright at the left, to a new folder and returns the data
// specification for it.
func Folder(t testing.TB) string {
	t.Helper()
	return FolderOf(t, Side)
}

// FolderOf is Folder with images of another height and width, at most 100.
func FolderOf(t testing.TB, side int) string {
	t.Helper()
	dir := t.TempDir()
	for set, count := range map[string]int{"train": Train, "test": Test} {
		for i := range count {
			class := []string{"left", "top"}[i%2]
			name := filepath.Join(dir, set, class, fmt.Sprintf("%02d.png", i))
			if err := write(name, draw(i, side)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return "folder:" + dir
}

// draw returns image i: a ramp across or down, darker from image to image.
func draw(i, side int) image.Image {
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			along := x
			if i%2 == 1 {
				along = y
			}
			img.SetGray(x, y, color.Gray{Y: uint8(250 - 200/side*along - 3*i)})
		}
	}
	return img
}

func write(name string, img image.Image) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
