// SPDX-License-Identifier: Apache-2.0

package data

import (
	"fmt"
	"image"
	"image/color"
	"io"
)

// maxPicturePixels is the most pixels that one picture may have, checked
// before its decoder allocates anything.
const maxPicturePixels = 1 << 24

// shape is channels, rows and columns.
type shape struct{ c, h, w int }

// commonShape reads the headers of all pictures, of which there is at least
// one. They must have one size. There is one channel if all of them are gray,
// else three.
func commonShape(pictures []picture) (shape, error) {
	shapes := make([]shape, len(pictures))
	err := parallel(len(pictures), func(i int) (err error) {
		shapes[i], err = readShape(pictures[i].path)
		return err
	})
	if err != nil {
		return shape{}, err
	}
	common := shapes[0]
	for i, s := range shapes {
		if s.h != common.h || s.w != common.w {
			err := fmt.Errorf("%w: size is %d×%d, the first image is %d×%d", ErrMismatch, s.h, s.w, common.h, common.w)
			return shape{}, folderError("load", pictures[i].path, err)
		}
		common.c = max(common.c, s.c)
	}
	return common, nil
}

// readShape reads the header of one picture.
func readShape(path string) (shape, error) {
	var config image.Config
	err := withPicture(path, func(format pictureFormat, r io.Reader) (err error) {
		config, err = format.config(r)
		return err
	})
	if err != nil {
		return shape{}, err
	}
	if config.Width < 1 || config.Height < 1 {
		return shape{}, folderError("load", path, ErrEmpty)
	}
	if config.Width > maxPicturePixels/config.Height {
		err := fmt.Errorf("%w: header claims %d×%d, limit is %d pixels", ErrTooLarge, config.Height, config.Width, maxPicturePixels)
		return shape{}, folderError("load", path, err)
	}
	return shape{channels(config.ColorModel), config.Height, config.Width}, nil
}

// channels returns 1 for the colour models of gray images, else 3.
func channels(model color.Model) int {
	if model == color.GrayModel || model == color.Gray16Model {
		return 1
	}
	return 3
}
