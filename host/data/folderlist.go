// SPDX-License-Identifier: Apache-2.0

package data

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxClasses is the number of labels that 16 bits can tell apart.
const maxClasses = math.MaxUint16 + 1

// picture is a file with its label.
type picture struct {
	path  string
	label uint16
}

// listFolders returns the names of the folders in dir in byte order. Files in
// dir whose name does not begin with a dot are an error.
func listFolders(dir string) ([]string, error) {
	names, err := listVisible(dir)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err == nil && !info.IsDir() {
			err = fmt.Errorf("%w: expected a folder named after a class", ErrFormat)
		}
		if err != nil {
			return nil, folderError("list class", path, err)
		}
	}
	if len(names) > maxClasses {
		return nil, folderError("list classes in", dir, fmt.Errorf("%w: %d classes, limit %d", ErrTooLarge, len(names), maxClasses))
	}
	return names, nil
}

// listPictures returns the files of dir/<folder> for each folder in order;
// the label is the index of the folder in classes, which is sorted.
func listPictures(dir string, folders, classes []string) ([]picture, error) {
	var all []picture
	for _, folder := range folders {
		path := filepath.Join(dir, folder)
		label, known := slices.BinarySearch(classes, folder)
		if !known {
			err := fmt.Errorf("%w: class %q has no training images", ErrUnknown, folder)
			return nil, folderError("list class", path, err)
		}
		names, err := listVisible(path)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if err := checkPictureName(name); err != nil {
				return nil, folderError("load", filepath.Join(path, name), err)
			}
			all = append(all, picture{filepath.Join(path, name), uint16(label)})
		}
	}
	return all, nil
}

// listVisible returns the names in dir that do not begin with a dot, in byte
// order. There must be at least one.
func listVisible(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, folderError("list", dir, err)
	}
	var names []string
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") {
			names = append(names, entry.Name())
		}
	}
	if len(names) == 0 {
		return nil, folderError("list", dir, ErrEmpty)
	}
	return names, nil
}

// checkPictureName refuses names that are not those of PNG or JPEG files.
func checkPictureName(name string) error {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".png", ".jpg", ".jpeg":
		return nil
	}
	return fmt.Errorf("%w: expected a name ending in .png, .jpg or .jpeg", ErrFormat)
}

// folderError wraps a cause found in a folder of images.
func folderError(op, path string, cause error) error {
	fix := "replace or remove it"
	switch {
	case errors.Is(cause, fs.ErrNotExist):
		fix = "give a folder that contains train/<class>/ and test/<class>/"
	case errors.Is(cause, ErrEmpty):
		fix = "put images there or remove the folder"
	case errors.Is(cause, ErrUnknown):
		fix = "add the class to train/ or remove it from test/"
	case errors.Is(cause, ErrMismatch):
		fix = "bring all images to one size"
	}
	return &Error{Op: op, Path: path, Err: cause, Fix: fix}
}
