// SPDX-License-Identifier: Apache-2.0

package data

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
)

func TestOpenUnknown(t *testing.T) {
	for _, spec := range []string{"", ":", "mnist:x", "Fashion-sample", "fashion-sample:", "fashion-sample:x",
		"fashion", "cifar10", "cifar10:", "cifar100:", "folder:", "folder"} {
		t.Run(spec, func(t *testing.T) {
			_, err := Open(spec)
			wantError(t, err, ErrUnknown, spec)
			for _, form := range Specs() {
				if !strings.Contains(err.Error(), form) {
					t.Errorf("%q does not name %s", err, form)
				}
			}
		})
	}
}

func TestOpenMissingFolder(t *testing.T) {
	for _, kind := range []string{"fashion", "cifar10", "cifar100", "folder"} {
		t.Run(kind, func(t *testing.T) {
			d, err := Open(kind + ":" + t.TempDir())
			wantError(t, err, fs.ErrNotExist, "")
			if d != (Dataset{}) {
				t.Error("a data set came with the error")
			}
		})
	}
}

// TestOpenKeepsColons puts a colon into the path of the folder.
func TestOpenKeepsColons(t *testing.T) {
	_, err := Open("cifar10:no:such")
	var typed *Error
	if !errors.As(err, &typed) || !strings.Contains(typed.Path, "no:such") {
		t.Errorf("error is %v, want one about no:such", err)
	}
}
