// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
)

// Encode returns the record in the format of this package. Errors are those of encoding instructions.
func (r *Record) Encode() ([]byte, error) {
	content, err := r.content()
	if err != nil {
		return nil, fmt.Errorf("encode a launch: %w", err)
	}
	packed, err := deflate(content)
	if err != nil {
		return nil, fmt.Errorf("encode a launch: %w", err)
	}
	le := binary.LittleEndian
	b := append(make([]byte, 0, minBytes+len(packed)), magic...)
	b = le.AppendUint32(b, version)
	b = le.AppendUint64(b, uint64(minBytes+len(packed)))
	b = le.AppendUint64(b, uint64(len(content)))
	b = append(b, packed...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

func (r *Record) content() ([]byte, error) {
	text, err := json.Marshal(r.header())
	if err != nil {
		return nil, err
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(text)))
	b = append(b, text...)
	for i := range r.Launch.Code.Segments {
		s := &r.Launch.Code.Segments[i]
		for e := range isa.NumEngines {
			for k := range s.Len(e) {
				word, err := s.Encode(e, k)
				if err != nil {
					return nil, fmt.Errorf("segment %d, %s[%d]: %w", i, e, k, err)
				}
				b = append(b, word[:]...)
			}
		}
	}
	for _, memories := range [][][]byte{r.Launch.Memories, r.Want.Memories} {
		for _, m := range memories {
			b = append(b, m...)
		}
	}
	return b, nil
}

func deflate(content []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
