// SPDX-License-Identifier: Apache-2.0

package fconv

import (
	"strings"
	"testing"

	"github.com/e2train/e2train/sim/kernel"
)

func TestNewChoosesKernels(t *testing.T) {
	isMatrix := func(name string) bool {
		t.Helper()
		t.Setenv(kernel.EnvName, name)
		c, err := New(layer(3, 4, 5))
		if err != nil {
			t.Fatal(err)
		}
		_, is := c.(*matrix)
		return is
	}
	if !isMatrix("portable") {
		t.Error("the portable kernels are not gonum's")
	}
	_, available := fused()
	for _, name := range append(kernel.Available()[1:], "") {
		if isMatrix(name) == available {
			t.Errorf("kernels %q: matrix %t, assembly available %t", name, isMatrix(name), available)
		}
	}
}

func TestNewNamesUnknownKernels(t *testing.T) {
	t.Setenv(kernel.EnvName, "avx9000")
	_, err := New(layer(3, 4, 5))
	if err == nil || !strings.Contains(err.Error(), kernel.EnvName) || !strings.Contains(err.Error(), "avx9000") {
		t.Errorf("error %v", err)
	}
}
