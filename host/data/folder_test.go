// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// pngFile returns m as PNG.
func pngFile(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// jpegFile returns m as JPEG of the best quality.
func jpegFile(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// flatGray returns a w×h gray image of one value.
func flatGray(w, h int, v uint8) image.Image {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = v
	}
	return m
}

// flatRGB returns a w×h opaque image of one colour.
func flatRGB(w, h int, r, g, b uint8) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := 0; i < len(m.Pix); i += 4 {
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = r, g, b, 255
	}
	return m
}

// writeFolder writes a valid gray data set of 4×2 images: five for training,
// two for test, with the classes ant, bee and Wasp.
func writeFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for path, value := range map[string]uint8{
		"train/bee/2.png": 20, "train/bee/10.png": 10, "train/ant/x.PNG": 30,
		"train/ant/w.png": 40, "train/Wasp/a.png": 50,
		"test/bee/a.png": 60, "test/Wasp/a.png": 70,
	} {
		writeFile(t, dir, path, pngFile(t, flatGray(4, 2, value)))
	}
	writeFile(t, dir, "train/.DS_Store", nil)
	writeFile(t, dir, "train/bee/.hidden", nil)
	return dir
}

func TestOpenFolder(t *testing.T) {
	d, err := Open("folder:" + writeFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"Wasp", "ant", "bee"}; !slices.Equal(d.Train.Classes, want) || !slices.Equal(d.Test.Classes, want) {
		t.Errorf("classes are %q and %q, want %q", d.Train.Classes, d.Test.Classes, want)
	}
	if !slices.Equal(d.Train.Labels, []uint16{0, 1, 1, 2, 2}) || !slices.Equal(d.Test.Labels, []uint16{0, 2}) {
		t.Errorf("labels are %d and %d", d.Train.Labels, d.Test.Labels)
	}
	if d.Train.C != 1 || d.Train.H != 2 || d.Train.W != 4 {
		t.Errorf("shape is %d×%d×%d, want 1×2×4", d.Train.C, d.Train.H, d.Train.W)
	}
	for i, want := range []uint8{50, 40, 30, 10, 20} {
		if got := d.Train.Image(i); !bytes.Equal(got, bytes.Repeat([]byte{want}, 8)) {
			t.Errorf("training image %d is %d, want all %d", i, got, want)
		}
	}
	// The values 10 to 50 have mean 30 and variance 200.
	if mean, std := d.Test.Norm.Mean[0]*255, d.Test.Norm.Std[0]*255; math.Abs(mean-30) > 1e-12 || math.Abs(std-math.Sqrt(200)) > 1e-12 {
		t.Errorf("mean %v, deviation %v; want 30 and √200", mean, std)
	}
	if err := errors.Join(d.Train.Check(), d.Test.Check()); err != nil {
		t.Error(err)
	}
}

// TestOpenFolderColour adds one colour image to the test set, which turns all
// images of both sets into three channels.
func TestOpenFolderColour(t *testing.T) {
	for _, where := range []string{"train/ant/z.png", "test/bee/0.png"} {
		dir := writeFolder(t)
		writeFile(t, dir, where, pngFile(t, flatRGB(4, 2, 1, 2, 3)))
		d, err := Open("folder:" + dir)
		if err != nil {
			t.Fatal(err)
		}
		if d.Train.C != 3 || d.Test.C != 3 {
			t.Errorf("%s: %d and %d channels, want 3", where, d.Train.C, d.Test.C)
		}
		if got := d.Train.Image(0); !bytes.Equal(got, bytes.Repeat([]byte{50}, 24)) {
			t.Errorf("%s: gray image became %d", where, got)
		}
		set, index := d.Test, 1
		if where == "train/ant/z.png" {
			set, index = d.Train, 3
		}
		if want := slices.Concat(bytes.Repeat([]byte{1}, 8), bytes.Repeat([]byte{2}, 8), bytes.Repeat([]byte{3}, 8)); !bytes.Equal(set.Image(index), want) {
			t.Errorf("%s: colour image became %d", where, set.Image(index))
		}
	}
}

// TestOpenFolderJPEG demands values near those that were encoded.
func TestOpenFolderJPEG(t *testing.T) {
	cases := []struct {
		name string
		m    image.Image
		want []uint8 // per channel
	}{
		{"gray", flatGray(8, 8, 77), []uint8{77}},
		{"colour", flatRGB(8, 8, 200, 100, 50), []uint8{200, 100, 50}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, path := range []string{"train/a/1.jpg", "train/b/1.JPEG", "test/a/1.jpeg"} {
				writeFile(t, dir, path, jpegFile(t, c.m))
			}
			d, err := Open("folder:" + dir)
			if err != nil {
				t.Fatal(err)
			}
			if d.Train.C != len(c.want) {
				t.Fatalf("%d channels, want %d", d.Train.C, len(c.want))
			}
			for i, p := range d.Train.Image(1) {
				if want := c.want[i/64]; math.Abs(float64(p)-float64(want)) > 2 {
					t.Fatalf("pixel %d is %d, want about %d", i, p, want)
				}
			}
		})
	}
}

// hugePNG returns a PNG whose header claims side×side pixels.
func hugePNG(side uint32) []byte {
	chunk := []byte("IHDR")
	chunk = binary.BigEndian.AppendUint32(chunk, side)
	chunk = binary.BigEndian.AppendUint32(chunk, side)
	chunk = append(chunk, 8, 2, 0, 0, 0)
	file := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	return binary.BigEndian.AppendUint32(append(file, chunk...), crc32.ChecksumIEEE(chunk))
}

func TestOpenFolderBad(t *testing.T) {
	good := pngFile(t, flatGray(4, 2, 9))
	photo := jpegFile(t, flatRGB(4, 2, 9, 9, 9))
	cases := []struct {
		name, path string
		content    []byte
		cause      error
	}{
		{"other width", "train/bee/z.png", pngFile(t, flatGray(5, 2, 9)), ErrMismatch},
		{"other height", "test/bee/z.png", pngFile(t, flatGray(4, 3, 9)), ErrMismatch},
		{"sides exchanged", "test/bee/z.png", pngFile(t, flatGray(2, 4, 9)), ErrMismatch},
		{"empty file", "train/ant/z.png", nil, ErrFormat},
		{"not an image", "train/ant/z.png", []byte("hello, world"), ErrFormat},
		{"PNG header cut", "train/ant/z.png", good[:20], ErrTruncated},
		{"PNG cut", "train/ant/z.png", good[:len(good)-20], ErrTruncated},
		{"PNG corrupt", "test/bee/z.png", with(good, -14, good[len(good)-14]+1), ErrFormat},
		{"JPEG cut", "train/bee/z.jpg", photo[:len(photo)-4], ErrTruncated},
		{"JPEG header cut", "train/bee/z.jpg", photo[:10], ErrTruncated},
		{"claims a gigabyte", "train/bee/z.png", hugePNG(16000), ErrTooLarge},
		{"other kind of file", "train/bee/notes.txt", good, ErrFormat},
		{"name without ending", "test/bee/image", good, ErrFormat},
		{"file between classes", "train/extra.png", good, ErrFormat},
		{"file between test classes", "test/extra.png", good, ErrFormat},
		{"folder in class", "train/bee/inner.png/a.png", good, ErrFormat},
		{"class only in test", "test/cat/a.png", good, ErrUnknown},
		{"empty class", "train/cat/.hidden", nil, ErrEmpty},
		{"empty test class", "test/ant/.hidden", nil, ErrEmpty},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := writeFolder(t)
			writeFile(t, dir, c.path, c.content)
			_, err := Open("folder:" + dir)
			want := filepath.Join(dir, c.path)
			if errors.Is(c.cause, ErrUnknown) || errors.Is(c.cause, ErrEmpty) || c.name == "folder in class" {
				want = filepath.Dir(want)
			}
			wantError(t, err, c.cause, want)
			if c.cause == ErrMismatch && !strings.Contains(err.Error(), "the first image is 2×4") {
				t.Errorf("error %q does not name the size of the first image", err)
			}
		})
	}
}

func TestPictureCause(t *testing.T) {
	broken := &fs.PathError{Op: "read", Path: "a.png", Err: syscall.EIO}
	cases := []struct {
		name  string
		err   error
		ended bool
		cause error
	}{
		{"disk", broken, false, syscall.EIO},
		{"wrong bytes", png.FormatError("bad"), false, ErrFormat},
		{"bytes missing", png.FormatError("bad"), true, ErrTruncated},
	}
	for _, c := range cases {
		got := pictureCause(c.err, c.ended)
		if !errors.Is(got, c.cause) || errors.Is(got, ErrFormat) != (c.cause == ErrFormat) {
			t.Errorf("%s: cause is %v, want %v", c.name, got, c.cause)
		}
	}
}

func TestOpenFolderMissingParts(t *testing.T) {
	cases := []struct {
		name, remove string
		cause        error
	}{
		{"no train", "train", fs.ErrNotExist},
		{"no test", "test", fs.ErrNotExist},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := writeFolder(t)
			if err := os.RemoveAll(filepath.Join(dir, c.remove)); err != nil {
				t.Fatal(err)
			}
			_, err := Open("folder:" + dir)
			wantError(t, err, c.cause, filepath.Join(dir, c.remove))
		})
	}
}

func TestOpenFolderNoClasses(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, dir, "train/.keep", nil)
	_, err := Open("folder:" + dir)
	wantError(t, err, ErrEmpty, filepath.Join(dir, "train"))
}

// TestOpenFolderFollowsLinks puts a class and an image behind symbolic links,
// and one link that leads nowhere.
func TestOpenFolderFollowsLinks(t *testing.T) {
	dir := writeFolder(t)
	link := func(target, name string) {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	link("bee", "train/zoo")
	link("2.png", "train/bee/3.png")
	d, err := Open("folder:" + dir)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(d.Train.Labels, []uint16{0, 1, 1, 2, 2, 2, 3, 3, 3}) {
		t.Errorf("labels are %d", d.Train.Labels)
	}
	link("nowhere", "test/bee/z.png")
	_, err = Open("folder:" + dir)
	wantError(t, err, fs.ErrNotExist, "test/bee/z.png")
}

// TestCopyPlanes compares every kind of image with the values it was made of.
func TestCopyPlanes(t *testing.T) {
	rect := image.Rect(3, 5, 5, 6) // 2×1, not at the origin
	put := func(m interface {
		image.Image
		Set(x, y int, c color.Color)
	}, a, b color.Color) image.Image {
		m.Set(3, 5, a)
		m.Set(4, 5, b)
		return m
	}
	clear, half := color.NRGBA{10, 20, 30, 0}, color.NRGBA{40, 50, 60, 128}
	colours := []uint8{10, 40, 20, 50, 30, 60}
	cases := []struct {
		name string
		m    image.Image
		want []uint8
	}{
		{"RGBA", put(image.NewRGBA(rect), color.RGBA{10, 20, 30, 255}, color.RGBA{40, 50, 60, 255}), colours},
		{"NRGBA ignores opacity", put(image.NewNRGBA(rect), clear, half), colours},
		{"NRGBA64 keeps the upper bits", put(image.NewNRGBA64(rect), color.NRGBA64{10<<8 | 99, 20<<8 | 255, 30 << 8, 0},
			color.NRGBA64{40 << 8, 50 << 8, 60<<8 | 1, 9}), colours},
		{"palette", put(image.NewPaletted(rect, color.Palette{half, clear}), clear, half), colours},
		{"gray", put(image.NewGray(rect), color.Gray{7}, color.Gray{8}), []uint8{7, 8, 7, 8, 7, 8}},
		{"CMYK", put(image.NewCMYK(rect), color.CMYK{255, 0, 0, 0}, color.CMYK{0, 0, 0, 255}), []uint8{0, 0, 255, 0, 255, 0}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := make([]uint8, 6)
			copyRGB(got, c.m)
			if !bytes.Equal(got, c.want) {
				t.Errorf("planes are %d, want %d", got, c.want)
			}
		})
	}
}

// TestCopyYCbCr fills images of each subsampling with noise.
func TestCopyYCbCr(t *testing.T) {
	d := newDice(t)
	for ratio := image.YCbCrSubsampleRatio444; ratio <= image.YCbCrSubsampleRatio410; ratio++ {
		m := image.NewYCbCr(image.Rect(3, 5, 14, 12), ratio)
		for _, plane := range [][]uint8{m.Y, m.Cb, m.Cr} {
			copy(plane, d.bytes(len(plane)))
		}
		got := make([]uint8, 3*11*7)
		copyRGB(got, m)
		for i := range 11 * 7 {
			c := m.YCbCrAt(3+i%11, 5+i/11)
			r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
			if got[i] != r || got[77+i] != g || got[154+i] != b {
				t.Fatalf("%v: pixel %d is %d %d %d, want %d %d %d", ratio, i, got[i], got[77+i], got[154+i], r, g, b)
			}
		}
	}
}

// TestCopyGray includes what the PNG decoder makes of gray with transparency.
func TestCopyGray(t *testing.T) {
	rect := image.Rect(0, 0, 3, 2)
	plain, deep := image.NewGray(rect), image.NewGray16(rect)
	clear, deepClear := image.NewNRGBA(rect), image.NewNRGBA64(rect)
	want := []uint8{0, 51, 102, 153, 204, 255}
	for i, v := range want {
		x, y, wide := i%3, i/3, uint16(v)<<8|uint16(v)/2
		plain.Set(x, y, color.Gray{v})
		deep.Set(x, y, color.Gray16{wide})
		clear.Set(x, y, color.NRGBA{v, v, v, uint8(i)})
		deepClear.Set(x, y, color.NRGBA64{wide, wide, wide, uint16(i)})
	}
	for _, m := range []image.Image{plain, deep, clear, deepClear} {
		got := make([]uint8, 6)
		copyGray(got, m)
		if !bytes.Equal(got, want) {
			t.Errorf("%T became %d, want %d", m, got, want)
		}
	}
}
