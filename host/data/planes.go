// SPDX-License-Identifier: Apache-2.0

package data

import (
	"image"
	"image/color"
)

// copyGray writes the intensity of each pixel of m, a gray image, to dst,
// [H][W].
func copyGray(dst []uint8, m image.Image) {
	b := m.Bounds()
	if gray, ok := m.(*image.Gray); ok {
		for y := range b.Dy() {
			copy(dst[y*b.Dx():(y+1)*b.Dx()], gray.Pix[y*gray.Stride:])
		}
		return
	}
	eachPixel(b, func(i, x, y int) {
		dst[i], _, _ = opaque(m.At(x, y)) // red, green and blue are equal
	})
}

// copyRGB writes the red, green and blue of each pixel of m to the planes of
// dst, [3][H][W]. Opacity is ignored: a transparent pixel keeps its colour.
func copyRGB(dst []uint8, m image.Image) {
	switch m := m.(type) {
	case *image.RGBA: // the PNG decoder makes it for opaque images only
		copyQuads(dst, m.Pix, m.Stride, m.Rect)
	case *image.NRGBA:
		copyQuads(dst, m.Pix, m.Stride, m.Rect)
	case *image.YCbCr:
		copyYCbCr(dst, m)
	default:
		copyColors(dst, m)
	}
}

// copyQuads writes rows of four bytes per pixel, the fourth being ignored.
func copyQuads(dst, pix []uint8, stride int, b image.Rectangle) {
	w, plane := b.Dx(), b.Dx()*b.Dy()
	for y := range b.Dy() {
		row := pix[y*stride : y*stride+4*w]
		for x := range w {
			i := y*w + x
			dst[i], dst[plane+i], dst[2*plane+i] = row[4*x], row[4*x+1], row[4*x+2]
		}
	}
}

// copyYCbCr converts the pixels of a colour JPEG with the integer formula of
// the standard library.
func copyYCbCr(dst []uint8, m *image.YCbCr) {
	plane := m.Rect.Dx() * m.Rect.Dy()
	eachPixel(m.Rect, func(i, x, y int) {
		luma, chroma := m.YOffset(x, y), m.COffset(x, y)
		dst[i], dst[plane+i], dst[2*plane+i] = color.YCbCrToRGB(m.Y[luma], m.Cb[chroma], m.Cr[chroma])
	})
}

// copyColors serves every other kind of image.
func copyColors(dst []uint8, m image.Image) {
	plane := m.Bounds().Dx() * m.Bounds().Dy()
	eachPixel(m.Bounds(), func(i, x, y int) {
		dst[i], dst[plane+i], dst[2*plane+i] = opaque(m.At(x, y))
	})
}

// opaque returns the components of c without regard to its opacity. A depth of
// 16 bits keeps the upper 8.
func opaque(c color.Color) (r, g, b uint8) {
	if deep, ok := c.(color.NRGBA64); ok {
		return uint8(deep.R >> 8), uint8(deep.G >> 8), uint8(deep.B >> 8)
	}
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return n.R, n.G, n.B
}

// eachPixel calls f for the pixels of b row by row; i counts them.
func eachPixel(b image.Rectangle, f func(i, x, y int)) {
	i := 0
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			f(i, x, y)
			i++
		}
	}
}
