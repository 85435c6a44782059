// SPDX-License-Identifier: Apache-2.0

package isa

import "fmt"

const (
	// DescriptorBytes is the size of a descriptor.
	DescriptorBytes = 128
	// DescriptorAlign is the alignment of descriptors and instruction lists, a multiple of the longest burst of every
	// configuration: how they are cut into bursts does not depend on their addresses.
	DescriptorAlign = 256
	// DescriptorMagic is the first word of every descriptor.
	DescriptorMagic = 0x31534432 // "2DS1"
	// RegionAlign is the alignment of what a base register points to. It is below the longest burst, so a program's
	// cycles depend on its base addresses modulo Config.BurstBytes.
	RegionAlign = 64
)

// Descriptor starts one segment. Addresses are byte addresses in the device's memory.
type Descriptor struct {
	Count  [NumEngines]uint16 // instructions of load, tensor, store
	Params Params
	Lists  [NumEngines]uint64 // instruction lists, multiples of DescriptorAlign; ignored where Count is 0
	Next   uint64             // next descriptor, 0 for none
	Bases  [NumBases]uint64   // multiples of RegionAlign
}

func (d *Descriptor) fields(magic *uint32) []field {
	f := []field{
		unsigned("magic", 32, magic),
		unsigned("count_load", 16, &d.Count[0]), unsigned("count_tensor", 16, &d.Count[1]), unsigned("count_store", 16, &d.Count[2]),
		unsigned("shift", 8, &d.Params.Shift), reserved(8),
		unsigned("tau", 32, &d.Params.Tau),
		unsigned("skip_limit", 16, &d.Params.SkipLimit), reserved(48),
		unsigned("list_load", 64, &d.Lists[0]), unsigned("list_tensor", 64, &d.Lists[1]), unsigned("list_store", 64, &d.Lists[2]),
		unsigned("next", 64, &d.Next), reserved(64),
	}
	for i := range d.Bases {
		f = append(f, unsigned(fmt.Sprintf("base%d", i), 64, &d.Bases[i]))
	}
	return f
}

// Encode returns the descriptor as bytes. The error wraps ErrEncoding and names the field.
func (d Descriptor) Encode() (b [DescriptorBytes]byte, err error) {
	magic := uint32(DescriptorMagic)
	return b, pack(b[:], d.fields(&magic))
}

// DecodeDescriptor returns the descriptor in b. The error wraps ErrEncoding.
func DecodeDescriptor(b [DescriptorBytes]byte) (d Descriptor, err error) {
	var magic uint32
	if err := unpack(b[:], d.fields(&magic)); err != nil {
		return d, fmt.Errorf("decode descriptor: %w", err)
	}
	if magic != DescriptorMagic {
		return d, fmt.Errorf("decode descriptor: magic is %#x, want %#x: %w", magic, DescriptorMagic, ErrEncoding)
	}
	return d, nil
}
