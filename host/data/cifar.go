// SPDX-License-Identifier: Apache-2.0

package data

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	cifarSide  = 32
	cifarImage = 3 * cifarSide * cifarSide
)

// cifarKind describes one of the two CIFAR sets in its binary form.
type cifarKind struct {
	name        string
	subfolder   string   // official folder, which dir may or may not name
	train, test []string // files
	labelClass  []int    // classes of each label byte of a record; the last one is used
	namesFile   string   // class names, one per line
}

// cifar10 returns the layout of CIFAR-10: one label byte per record.
func cifar10() cifarKind {
	return cifarKind{
		name: "cifar10", subfolder: "cifar-10-batches-bin",
		train: []string{
			"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
			"data_batch_4.bin", "data_batch_5.bin",
		},
		test: []string{"test_batch.bin"}, labelClass: []int{10}, namesFile: "batches.meta.txt",
	}
}

// cifar100 returns the layout of CIFAR-100: a coarse and a fine label byte.
func cifar100() cifarKind {
	return cifarKind{
		name: "cifar100", subfolder: "cifar-100-binary",
		train: []string{"train.bin"}, test: []string{"test.bin"},
		labelClass: []int{20, 100}, namesFile: "fine_label_names.txt",
	}
}

func openCIFAR10(dir string) (Dataset, error)  { return openCIFAR(dir, cifar10()) }
func openCIFAR100(dir string) (Dataset, error) { return openCIFAR(dir, cifar100()) }

// classes returns the number of classes of the label that is used.
func (k cifarKind) classes() int { return k.labelClass[len(k.labelClass)-1] }

// recordSize returns the bytes of one record: its labels and its pixels.
func (k cifarKind) recordSize() int { return len(k.labelClass) + cifarImage }

// openCIFAR reads both sets from dir or from the official folder inside it.
func openCIFAR(dir string, kind cifarKind) (Dataset, error) {
	if info, err := os.Stat(filepath.Join(dir, kind.subfolder)); err == nil && info.IsDir() {
		dir = filepath.Join(dir, kind.subfolder)
	}
	names, err := readCIFARNames(filepath.Join(dir, kind.namesFile), kind)
	if err != nil {
		return Dataset{}, err
	}
	train, err := readCIFARSet(dir, kind.train, kind)
	if err != nil {
		return Dataset{}, err
	}
	test, err := readCIFARSet(dir, kind.test, kind)
	if err != nil {
		return Dataset{}, err
	}
	train.Name, train.Classes = kind.name+" train", names
	test.Name, test.Classes = kind.name+" test", names
	return Dataset{Train: train, Test: test}, nil
}

// readCIFARSet joins the records of all files.
func readCIFARSet(dir string, files []string, kind cifarKind) (*Set, error) {
	set := &Set{C: 3, H: cifarSide, W: cifarSide, Norm: cifarNorm()}
	for _, name := range files {
		path := filepath.Join(dir, name)
		records, err := readRegular(path, int64(maxSetBytes-len(set.Pixels)))
		if err != nil {
			return nil, cifarError("read", path, kind, err)
		}
		if err := parseCIFAR(set, records, kind, len(files)); err != nil {
			return nil, cifarError("read", path, kind, err)
		}
	}
	return set, nil
}

// parseCIFAR appends the records of one file to set. The first of several
// files makes room for all of them, as they have one size.
func parseCIFAR(set *Set, records []byte, kind cifarKind, files int) error {
	size, labels := kind.recordSize(), len(kind.labelClass)
	if len(records) == 0 {
		return ErrEmpty
	}
	if len(records)%size != 0 {
		return fmt.Errorf("%w: %d bytes are not a multiple of the record of %d", ErrTruncated, len(records), size)
	}
	n := len(records) / size
	if set.Pixels == nil && n*cifarImage <= maxSetBytes/files {
		set.Pixels = make([]uint8, 0, n*cifarImage*files)
	}
	for i := range n {
		record := records[i*size : (i+1)*size]
		for j, classes := range kind.labelClass {
			if int(record[j]) >= classes {
				return labelError(int(record[j]), classes, i)
			}
		}
		set.Labels = append(set.Labels, uint16(record[labels-1]))
		set.Pixels = append(set.Pixels, record[labels:]...)
	}
	return nil
}

// cifarError wraps a cause found in a CIFAR file.
func cifarError(op, path string, kind cifarKind, cause error) error {
	fix := "fetch the official binary version of the data set again"
	if errors.Is(cause, fs.ErrNotExist) {
		fix = fmt.Sprintf("give the folder %s of the official binary version, or the one that contains it", kind.subfolder)
	}
	return &Error{Op: op, Path: path, Err: cause, Fix: fix}
}
