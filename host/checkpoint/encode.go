// SPDX-License-Identifier: Apache-2.0

package checkpoint

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
)

// Encode returns c in the format of this package. The error wraps [ErrTooLarge] or is that of encoding the header.
func (c *Checkpoint) Encode() ([]byte, error) {
	header, err := json.Marshal(c.Header)
	if err != nil {
		return nil, fmt.Errorf("encode checkpoint of step %d: header: %w", c.Header.Step, err)
	}
	size := minBytes + len(header)
	for _, t := range c.Tensors {
		if len(t.Name) > math.MaxUint16 {
			return nil, fmt.Errorf("encode checkpoint of step %d: name of %d bytes: %w", c.Header.Step, len(t.Name), ErrTooLarge)
		}
		size += 2 + len(t.Name) + 8 + 4*len(t.Data)
	}
	if int64(len(header)) > math.MaxUint32 || int64(len(c.Tensors)) > math.MaxUint32 {
		return nil, fmt.Errorf("encode checkpoint of step %d: %w", c.Header.Step, ErrTooLarge)
	}
	return c.appendAll(make([]byte, 0, size), size, header), nil
}

// appendAll writes every part to b, which has room for all of them.
func (c *Checkpoint) appendAll(b []byte, size int, header []byte) []byte {
	le := binary.LittleEndian
	b = append(b, magic...)
	b = le.AppendUint32(b, version)
	b = le.AppendUint64(b, uint64(size))
	b = le.AppendUint32(b, uint32(len(header)))
	b = append(b, header...)
	b = le.AppendUint32(b, uint32(len(c.Tensors)))
	for _, t := range c.Tensors {
		b = appendTensor(b, t)
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

func appendTensor(b []byte, t Tensor) []byte {
	b = binary.LittleEndian.AppendUint16(b, uint16(len(t.Name)))
	b = append(b, t.Name...)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(t.Data)))
	return AppendFloats(b, t.Data)
}

// AppendFloats appends values as little-endian float32, the form that tensors have in a checkpoint.
func AppendFloats(b []byte, values []float32) []byte {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}
