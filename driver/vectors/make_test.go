// SPDX-License-Identifier: Apache-2.0

package vectors

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
)

func make2(t *testing.T, seed uint64) []*Vector {
	t.Helper()
	c, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	all, err := Make(context.Background(), c, 3, seed)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestMake wants vectors of every kernel, the same for the same seed, and each with something to do.
func TestMake(t *testing.T) {
	first, again, other := make2(t, 1), make2(t, 1), make2(t, 2)
	kernels := map[string]int{}
	for i, v := range first {
		kernels[v.Kernel]++
		if !bytes.Equal(v.Encode(), again[i].Encode()) {
			t.Errorf("vector %d is another one the second time", i)
		}
		if bytes.Equal(v.Before, v.After) {
			t.Errorf("vector %d stores nothing", i)
		}
	}
	for _, k := range Kernels() {
		if kernels[k] < 3 {
			t.Errorf("%d vectors of %s", kernels[k], k)
		}
	}
	if bytes.Equal(first[0].Encode(), other[0].Encode()) {
		t.Error("the seed changes nothing")
	}
}

// TestFormat reads a file by the table of the package's documentation.
func TestFormat(t *testing.T) {
	v := make2(t, 1)[0]
	b, le := v.Encode(), binary.LittleEndian
	n := len(v.Before)
	if string(b[:8]) != "E2TRVECT" || le.Uint32(b[8:]) != 1 || le.Uint32(b[12:]) != v.Config.Hash() || le.Uint64(b[16:]) != uint64(n) ||
		le.Uint64(b[24:]) != v.Descriptor || isa.Status(le.Uint32(b[32:])) != v.Status || le.Uint32(b[36:]) != 0 ||
		int64(le.Uint64(b[40:])) != v.MaxAbs || !bytes.Equal(b[48:48+n], v.Before) || !bytes.Equal(b[48+n:], v.After) {
		t.Errorf("header %x", b[:48])
	}
	if n%4096 != 0 || le.Uint32(v.Before[v.Descriptor:]) != isa.DescriptorMagic {
		t.Errorf("%d bytes of memory, descriptor at %#x", n, v.Descriptor)
	}
}
