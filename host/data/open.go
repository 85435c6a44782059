// SPDX-License-Identifier: Apache-2.0

package data

import (
	"fmt"
	"strings"
)

// source is one kind of data set that Open knows.
type source struct {
	form string // how the specification is written
	open func(dir string) (Dataset, error)
}

// sources lists every kind by the word before the colon.
func sources() []source {
	return []source{
		{"fashion-sample", openSample},
		{"fashion:DIR", openFashion},
		{"cifar10:DIR", openCIFAR10},
		{"cifar100:DIR", openCIFAR100},
		{"folder:DIR", openFolder},
	}
}

// Specs returns the forms of specification that Open accepts, DIR standing for
// the path of a folder.
func Specs() []string {
	var forms []string
	for _, s := range sources() {
		forms = append(forms, s.form)
	}
	return forms
}

// Open loads the data set that spec names, one of the forms of Specs. In
// "fashion:" the folder may be left out; it is then DebianFashionDir. A
// specification that ends in "?half=1" or "?half=2" has one of two halves of the
// training set, which share no image and have as many of each class.
//
// The error is an *Error. It wraps ErrUnknown if spec has no known form, and
// else the cause found in the files.
func Open(spec string) (Dataset, error) {
	rest, half, err := cutHalf(spec)
	if err != nil {
		return Dataset{}, err
	}
	d, err := openWhole(spec, rest)
	if err != nil || half == 0 {
		return d, err
	}
	if d.Train, err = halve(d.Train, half); err != nil {
		return Dataset{}, err
	}
	return d, nil
}

// openWhole loads what rest names; spec is for messages.
func openWhole(spec, rest string) (Dataset, error) {
	kind, dir, colon := strings.Cut(rest, ":")
	for _, s := range sources() {
		name, _, wantsDir := strings.Cut(s.form, ":")
		if name != kind {
			continue
		}
		if colon != wantsDir || (dir == "" && kind != "fashion" && wantsDir) {
			return Dataset{}, specError(spec, fmt.Errorf("%w: expected %s", ErrUnknown, s.form))
		}
		return s.open(dir)
	}
	return Dataset{}, specError(spec, fmt.Errorf("%w: no kind of data set is called %q", ErrUnknown, kind))
}

// specError wraps a cause found in the specification itself.
func specError(spec string, cause error) error {
	return &Error{Op: "open", Path: spec, Err: cause, Fix: "use one of " + strings.Join(Specs(), ", ")}
}
