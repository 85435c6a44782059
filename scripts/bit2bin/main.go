// SPDX-License-Identifier: Apache-2.0

// Command bit2bin makes of a bitstream as Vivado writes it (.bit) what the FPGA manager of a Zynq or Zynq UltraScale+ loads (.bin): the
// header goes, and the bytes of every 32-bit word change their order.
//
// Usage: bit2bin FILE.bit FILE.bin
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: bit2bin FILE.bit FILE.bin")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "bit2bin:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	h, data, err := split(text)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	data, err = swap(data)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	if err := os.WriteFile(to, data, 0o666); err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes for %s, %s, of %s %s\n", to, len(data), h.part, h.design, h.date, h.time)
	return nil
}

// errFormat is the cause of errors about files that are no bitstreams.
var errFormat = errors.New("not a bitstream as Vivado writes it")

// header is what a .bit says about itself.
type header struct{ design, part, date, time string }

// split returns header and data of a .bit: a field of 16 bits of length and so many bytes, the number 1 in 16 bits, four texts behind
// letters a to d and 16 bits of length, and the data behind the letter e and 32 bits of length. Numbers have their high byte first.
func split(text []byte) (h header, data []byte, err error) {
	r := reader{text}
	_, ok := r.field(2)
	if one, got := r.number(2); !ok || !got || one != 1 {
		return h, nil, errFormat
	}
	for i, to := range []*string{&h.design, &h.part, &h.date, &h.time} {
		value, ok := r.tagged(byte('a'+i), 2)
		if !ok {
			return h, nil, fmt.Errorf("no field %c: %w", 'a'+i, errFormat)
		}
		*to = string(bytes.TrimRight(value, "\x00"))
	}
	data, ok = r.tagged('e', 4)
	if !ok || len(r.rest) > 0 {
		return h, nil, fmt.Errorf("its data do not end where the file does: %w", errFormat)
	}
	return h, data, nil
}

// reader takes bytes from the front of a file.
type reader struct{ rest []byte }

func (r *reader) number(size int) (v int, ok bool) {
	if len(r.rest) < size {
		return 0, false
	}
	for _, b := range r.rest[:size] {
		v = v<<8 | int(b)
	}
	r.rest = r.rest[size:]
	return v, true
}

// field returns bytes behind a length of so many bytes.
func (r *reader) field(size int) ([]byte, bool) {
	n, ok := r.number(size)
	if !ok || n > len(r.rest) {
		return nil, false
	}
	value := r.rest[:n]
	r.rest = r.rest[n:]
	return value, true
}

func (r *reader) tagged(tag byte, size int) ([]byte, bool) {
	if len(r.rest) == 0 || r.rest[0] != tag {
		return nil, false
	}
	r.rest = r.rest[1:]
	return r.field(size)
}

// syncBytes is how far into the data the kernel looks for the word with which configuration begins.
const syncBytes = 128

// sync is that word in a .bit.
var sync = []byte{0xaa, 0x99, 0x55, 0x66}

// swap returns data with the bytes of every word in the other order.
func swap(data []byte) ([]byte, error) {
	if at := bytes.Index(data[:min(len(data), syncBytes)], sync); at < 0 || at%4 != 0 || len(data)%4 != 0 {
		return nil, fmt.Errorf("%d bytes, synchronisation word at %d of the first %d: %w", len(data), at, syncBytes, errFormat)
	}
	swapped := make([]byte, 0, len(data))
	for ; len(data) > 0; data = data[4:] {
		swapped = binary.LittleEndian.AppendUint32(swapped, binary.BigEndian.Uint32(data))
	}
	return swapped, nil
}
