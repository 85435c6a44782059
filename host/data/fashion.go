// SPDX-License-Identifier: Apache-2.0

package data

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// DebianFashionDir is where the package dataset-fashion-mnist of Debian and
// Ubuntu puts its files.
const DebianFashionDir = "/usr/share/datasets/fashion-mnist"

// fashionSide is the height and width of an image of Fashion-MNIST.
const fashionSide = 28

// fashionClasses returns the official class names in label order.
func fashionClasses() []string {
	return []string{
		"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
		"Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
	}
}

// openFashion reads the four official files in dir.
func openFashion(dir string) (Dataset, error) {
	if dir == "" {
		dir = DebianFashionDir
	}
	train, err := readFashion(dir, "train")
	if err != nil {
		return Dataset{}, err
	}
	train.Name = "fashion train"
	test, err := readFashion(dir, "t10k")
	if err != nil {
		return Dataset{}, err
	}
	test.Name = "fashion test"
	return Dataset{Train: train, Test: test}, nil
}

// readFashion reads one pair of files: the images and their labels.
func readFashion(dir, prefix string) (*Set, error) {
	images, imagesPath, err := readFashionFile(dir, prefix+"-images-idx3-ubyte", 3)
	if err != nil {
		return nil, err
	}
	labels, labelsPath, err := readFashionFile(dir, prefix+"-labels-idx1-ubyte", 1)
	if err != nil {
		return nil, err
	}
	if err := checkFashionImages(images.dims); err != nil {
		return nil, fashionError("check images", imagesPath, err)
	}
	if labels.dims[0] != images.dims[0] {
		err := fmt.Errorf("%w: %d labels for %d images", ErrMismatch, labels.dims[0], images.dims[0])
		return nil, fashionError("check labels", labelsPath, err)
	}
	set := fashionSet(images.data, labels.data)
	if err := set.checkLabels(); err != nil {
		return nil, fashionError("check labels", labelsPath, err)
	}
	return set, nil
}

// readFashionFile reads dir/name or, if there is none, dir/name.gz. It also
// returns the path it chose.
func readFashionFile(dir, name string, dims int) (idxArray, string, error) {
	path := filepath.Join(dir, name)
	a, err := readIDX(path, dims)
	if errors.Is(err, fs.ErrNotExist) {
		path += ".gz"
		a, err = readIDX(path, dims)
	}
	if err != nil {
		return idxArray{}, path, fashionError("read", path, err)
	}
	return a, path, nil
}

// checkFashionImages refuses images that are not those of Fashion-MNIST.
func checkFashionImages(dims []uint32) error {
	if dims[1] != fashionSide || dims[2] != fashionSide {
		return fmt.Errorf("%w: images are %d×%d, not %d×%d", ErrMismatch, dims[1], dims[2], fashionSide, fashionSide)
	}
	if dims[0] == 0 {
		return ErrEmpty
	}
	return nil
}

// fashionSet makes a set of 28×28 images out of pixels and labels.
func fashionSet(pixels, labels []uint8) *Set {
	return &Set{
		Classes: fashionClasses(), C: 1, H: fashionSide, W: fashionSide,
		Pixels: pixels, Labels: widen(labels), Norm: fashionNorm(),
	}
}

// widen returns labels as 16-bit numbers.
func widen(labels []uint8) []uint16 {
	wide := make([]uint16, len(labels))
	for i, label := range labels {
		wide[i] = uint16(label)
	}
	return wide
}

// fashionError wraps a cause found in a Fashion-MNIST file.
func fashionError(op, path string, cause error) error {
	fix := "fetch the four official Fashion-MNIST files again"
	if errors.Is(cause, fs.ErrNotExist) {
		fix = "give the folder of the four official files, with or without .gz, or install the Debian package dataset-fashion-mnist"
	}
	return &Error{Op: op, Path: path, Err: cause, Fix: fix}
}
