// SPDX-License-Identifier: Apache-2.0

package data

import (
	"fmt"
	"strings"
)

// halfOption ends a specification of which only one half of the training set is wanted.
const halfOption = "?half="

// HalfForm is how a specification asks for half of its training set.
const HalfForm = "SPEC" + halfOption + "1 or 2"

// cutHalf takes the option off a specification and returns which half it asks for, 0 for the whole set.
func cutHalf(spec string) (rest string, half int, err error) {
	at := strings.LastIndex(spec, halfOption)
	if at < 0 {
		return spec, 0, nil
	}
	switch spec[at+len(halfOption):] {
	case "1":
		return spec[:at], 1, nil
	case "2":
		return spec[:at], 2, nil
	}
	return "", 0, specError(spec, fmt.Errorf("%w: there are halves 1 and 2", ErrConfig))
}

// halve returns one half of a set, in its order: of each class every image belongs to one of them, drawn as the order of epochs is, by a
// seed of its own. They have as many of each class, or half 1 has one more. Classes of one image are an error.
func halve(set *Set, half int) (*Set, error) {
	chosen, err := halfOf(set, half)
	if err != nil {
		return nil, &Error{Op: "halve", Path: set.Name, Err: err, Fix: "add images to the class, or use the whole set"}
	}
	h := *set
	h.Name = fmt.Sprintf("%s, half %d", set.Name, half)
	h.Pixels, h.Labels = nil, nil
	for i, in := range chosen {
		if in {
			h.Pixels = append(h.Pixels, set.Image(i)...)
			h.Labels = append(h.Labels, set.Labels[i])
		}
	}
	return &h, nil
}

// halfOf returns for every image whether it belongs to the half.
func halfOf(set *Set, half int) ([]bool, error) {
	members := make([][]int, len(set.Classes))
	for i, label := range set.Labels {
		members[label] = append(members[label], i)
	}
	chosen := make([]bool, set.Len())
	for class, images := range members {
		if len(images) == 1 {
			return nil, fmt.Errorf("%w: class %q has one, both halves need some", ErrEmpty, set.Classes[class])
		}
		order := make([]int32, len(images))
		shuffle(order, seedHalves, class)
		first := (len(images) + 1) / 2
		for rank, i := range order {
			chosen[images[i]] = (rank < first) == (half == 1)
		}
	}
	return chosen, nil
}

// seedHalves is fixed: which image belongs to which half does not depend on the seed of a run.
const seedHalves = 0x68616c66 // "half"
