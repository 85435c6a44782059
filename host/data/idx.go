// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"github.com/e2train/e2train/host/data/internal/bound"
)

// idxByte is the IDX code of the element type uint8.
const idxByte = 0x08

// idxArray is the content of an IDX file of bytes.
type idxArray struct {
	dims []uint32
	data []uint8 // as many as the product of dims
}

// readIDX reads the IDX file at path, plain or gzip, with the given number of
// dimensions.
func readIDX(path string, dims int) (idxArray, error) {
	size, err := regularSize(path)
	if err != nil {
		return idxArray{}, err
	}
	file, err := os.Open(path)
	if err != nil {
		return idxArray{}, err
	}
	defer file.Close()
	return parseIDX(file, size, dims)
}

// parseIDX reads an IDX stream of size bytes, plain or gzip, told apart by
// their first bytes. It allocates no more than size bytes can stand for.
func parseIDX(r io.Reader, size int64, dims int) (idxArray, error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	start, err := buffered.Peek(2)
	if err != nil {
		return idxArray{}, readCause(err)
	}
	if start[0] != 0x1f || start[1] != 0x8b {
		return parsePlainIDX(buffered, size, dims)
	}
	unpacked, err := gzip.NewReader(buffered)
	if err != nil {
		return idxArray{}, readCause(err)
	}
	return parsePlainIDX(unpacked, bound.Inflated(size), dims)
}

// parsePlainIDX reads an IDX stream that holds at most limit bytes.
func parsePlainIDX(r io.Reader, limit int64, dims int) (idxArray, error) {
	a, err := parseIDXHeader(r, dims)
	if err != nil {
		return idxArray{}, err
	}
	size, ok := bound.Product(maxSetBytes, a.dims...)
	if !ok {
		return idxArray{}, fmt.Errorf("%w: header claims dimensions %d, limit is %d bytes", ErrTooLarge, a.dims, int64(maxSetBytes))
	}
	if size > limit {
		return idxArray{}, fmt.Errorf("%w: header claims %d bytes, the file can hold %d", ErrTruncated, size, limit)
	}
	a.data = make([]uint8, size)
	if n, err := io.ReadFull(r, a.data); err != nil {
		return idxArray{}, fmt.Errorf("%w: after %d of %d bytes", readCause(err), n, size)
	}
	return a, expectEnd(r)
}

// parseIDXHeader reads the magic number and the dimensions.
func parseIDXHeader(r io.Reader, dims int) (idxArray, error) {
	header := make([]byte, 4+4*dims)
	if _, err := io.ReadFull(r, header[:4]); err != nil {
		return idxArray{}, fmt.Errorf("%w: in the magic number", readCause(err))
	}
	want := uint32(idxByte<<8 | dims)
	if got := binary.BigEndian.Uint32(header); got != want {
		return idxArray{}, fmt.Errorf("%w: magic number is %#08x, want %#08x", ErrFormat, got, want)
	}
	if _, err := io.ReadFull(r, header[4:]); err != nil {
		return idxArray{}, fmt.Errorf("%w: in the %d dimensions", readCause(err), dims)
	}
	a := idxArray{dims: make([]uint32, dims)}
	for i := range a.dims {
		a.dims[i] = binary.BigEndian.Uint32(header[4+4*i:])
	}
	return a, nil
}

// expectEnd reads on to the end of r, where gzip compares its checksum, and
// refuses further data.
func expectEnd(r io.Reader) error {
	var extra [1]byte
	switch _, err := io.ReadFull(r, extra[:]); err {
	case io.EOF:
		return nil
	case nil:
		return fmt.Errorf("%w: data follows the last element", ErrFormat)
	default:
		return fmt.Errorf("%w: at the end of the data", readCause(err))
	}
}
