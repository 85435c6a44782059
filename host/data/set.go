// SPDX-License-Identifier: Apache-2.0

package data

import (
	"fmt"
	"math"
)

// Set is a list of labelled images of one shape. A Set is read-only once it is
// in use; any number of goroutines may read it.
type Set struct {
	Name    string   // for messages, such as "cifar10 train"
	Classes []string // class names; a label is an index into it
	C, H, W int      // shape of every image: channels, rows, columns
	Pixels  []uint8  // [N][C][H][W], 0 is black and 255 is full intensity
	Labels  []uint16 // [N]
	Norm    Norm     // constants that Loader normalises with
}

// Dataset is a training set and the test set that belongs to it. Both have the
// same shape, classes and normalisation constants.
type Dataset struct {
	Train, Test *Set
}

// Len returns the number of images N.
func (s *Set) Len() int { return len(s.Labels) }

// Image returns the pixels of image i as [C][H][W]. The slice shares the
// memory of the set. It panics if i is not in 0 … Len()-1, as indexing does.
func (s *Set) Image(i int) []uint8 {
	size := s.imageSize()
	return s.Pixels[i*size : (i+1)*size : (i+1)*size]
}

// imageSize returns the bytes of one image.
func (s *Set) imageSize() int { return s.C * s.H * s.W }

// Check reports whether the fields of s agree with each other. The error is an
// *Error wrapping ErrEmpty, ErrMismatch, ErrLabel, ErrTooLarge or ErrConfig.
// Sets that come from Open pass.
func (s *Set) Check() error {
	for _, check := range []func() error{s.checkShape, s.checkLabels, s.checkNorm} {
		if err := check(); err != nil {
			return &Error{Op: "check set", Path: s.Name, Err: err, Fix: "correct the field of the set"}
		}
	}
	return nil
}

// checkShape compares the number of pixels with the shape.
func (s *Set) checkShape() error {
	if s.C < 1 || s.H < 1 || s.W < 1 {
		return fmt.Errorf("%w: shape %d×%d×%d", ErrConfig, s.C, s.H, s.W)
	}
	if s.Len() == 0 {
		return ErrEmpty
	}
	if int64(s.Len()) > math.MaxInt32 {
		return fmt.Errorf("%w: %d images exceed 31 bits", ErrTooLarge, s.Len())
	}
	rest := len(s.Pixels)
	for _, d := range []int{s.Len(), s.C, s.H} {
		if rest%d != 0 {
			rest = -1
			break
		}
		rest /= d
	}
	if rest != s.W {
		return fmt.Errorf("%w: %d pixels for %d images of %d×%d×%d", ErrMismatch, len(s.Pixels), s.Len(), s.C, s.H, s.W)
	}
	return nil
}

// checkLabels compares every label with the number of classes.
func (s *Set) checkLabels() error {
	for i, label := range s.Labels {
		if int(label) >= len(s.Classes) {
			return labelError(int(label), len(s.Classes), i)
		}
	}
	return nil
}

// checkNorm refuses constants that cannot normalise the channels of s.
func (s *Set) checkNorm() error {
	if len(s.Norm.Mean) != s.C || len(s.Norm.Std) != s.C {
		return fmt.Errorf("%w: %d means and %d deviations for %d channels",
			ErrMismatch, len(s.Norm.Mean), len(s.Norm.Std), s.C)
	}
	for c := range s.C {
		mean, std := s.Norm.Mean[c], s.Norm.Std[c]
		if !(math.Abs(mean) <= math.MaxFloat32) || !(std > 0) || !(std <= math.MaxFloat32) {
			return fmt.Errorf("%w: mean %v, deviation %v of channel %d", ErrConfig, mean, std, c)
		}
	}
	return nil
}

// labelError says that the label of the image at index is not below classes.
func labelError(label, classes, index int) error {
	return fmt.Errorf("%w: label %d of image %d, with %d classes", ErrLabel, label, index, classes)
}
