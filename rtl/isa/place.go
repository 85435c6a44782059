// SPDX-License-Identifier: Apache-2.0

package isa

import "encoding/binary"

// EngineFetch is the place of errors that no engine made: those of descriptors and instruction lists.
const EngineFetch = NumEngines

// ErrorPlace is the content of RegErrorPlace: the instruction at fault. Index is 0 for EngineFetch.
type ErrorPlace struct {
	Engine  Engine
	Index   uint16
	Segment uint16 // number in the chain of the launch, modulo 2^16
}

func (p *ErrorPlace) fields() []field {
	return []field{unsigned("engine", 2, &p.Engine), unsigned("index", 14, &p.Index), unsigned("segment", 16, &p.Segment)}
}

// Encode returns the register's value. The error wraps ErrEncoding.
func (p ErrorPlace) Encode() (uint32, error) { return packRegister(p.fields()) }

// DecodeErrorPlace returns the place in the register's value v.
func DecodeErrorPlace(v uint32) (p ErrorPlace) {
	unpackRegister(v, p.fields())
	return p
}

// AxiAttributes is the content of RegAxi: the signals AxCACHE and AxPROT of every burst.
type AxiAttributes struct {
	Cache uint8
	Prot  uint8
}

func (a *AxiAttributes) fields() []field {
	return []field{unsigned("cache", 4, &a.Cache), unsigned("prot", 3, &a.Prot)}
}

// Encode returns the register's value. The error wraps ErrEncoding.
func (a AxiAttributes) Encode() (uint32, error) { return packRegister(a.fields()) }

// DecodeAxiAttributes returns the attributes in the register's value v. Hardware ignores the bits above them.
func DecodeAxiAttributes(v uint32) (a AxiAttributes) {
	unpackRegister(v&0x7f, a.fields())
	return a
}

func packRegister(fields []field) (uint32, error) {
	var word [4]byte
	err := pack(word[:], fields)
	return binary.LittleEndian.Uint32(word[:]), err
}

// unpackRegister cannot fail: no register has reserved fields, and the caller clears the bits above the last.
func unpackRegister(v uint32, fields []field) {
	var word [4]byte
	binary.LittleEndian.PutUint32(word[:], v)
	if err := unpack(word[:], fields); err != nil {
		panic(err)
	}
}
