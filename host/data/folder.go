// SPDX-License-Identifier: Apache-2.0

package data

import (
	"fmt"
	"path/filepath"
)

// openFolder reads dir/train/<class>/* and dir/test/<class>/*.
func openFolder(dir string) (Dataset, error) {
	classes, err := listFolders(filepath.Join(dir, "train"))
	if err != nil {
		return Dataset{}, err
	}
	train, err := listPictures(filepath.Join(dir, "train"), classes, classes)
	if err != nil {
		return Dataset{}, err
	}
	tested, err := listFolders(filepath.Join(dir, "test"))
	if err != nil {
		return Dataset{}, err
	}
	test, err := listPictures(filepath.Join(dir, "test"), tested, classes)
	if err != nil {
		return Dataset{}, err
	}
	shape, err := commonShape(append(train[:len(train):len(train)], test...))
	if err != nil {
		return Dataset{}, err
	}
	return decodeFolder(train, test, shape, classes)
}

// decodeFolder decodes both lists and measures the training pixels.
func decodeFolder(train, test []picture, shape shape, classes []string) (Dataset, error) {
	var d Dataset
	var err error
	if d.Train, err = decodeSet("folder train", train, shape); err != nil {
		return Dataset{}, err
	}
	if d.Test, err = decodeSet("folder test", test, shape); err != nil {
		return Dataset{}, err
	}
	norm := measureNorm(d.Train.Pixels, shape.c, shape.h*shape.w)
	for _, set := range []*Set{d.Train, d.Test} {
		set.Classes, set.Norm = classes, norm
	}
	return d, nil
}

// decodeSet decodes all pictures, in parallel, into a set without classes.
func decodeSet(name string, pictures []picture, shape shape) (*Set, error) {
	size := shape.c * shape.h * shape.w
	if len(pictures) > maxSetBytes/size {
		err := fmt.Errorf("%w: %d images of %d bytes, limit is %d bytes", ErrTooLarge, len(pictures), size, int64(maxSetBytes))
		return nil, folderError("load", name, err)
	}
	set := &Set{
		Name: name, C: shape.c, H: shape.h, W: shape.w,
		Pixels: make([]uint8, len(pictures)*size), Labels: make([]uint16, len(pictures)),
	}
	err := parallel(len(pictures), func(i int) error {
		set.Labels[i] = pictures[i].label
		return decodePicture(set.Image(i), pictures[i].path, shape)
	})
	if err != nil {
		return nil, err
	}
	return set, nil
}
