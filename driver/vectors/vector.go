// SPDX-License-Identifier: Apache-2.0

package vectors

import (
	"encoding/binary"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/image"
	"github.com/e2train/e2train/driver/replay"
	"github.com/e2train/e2train/rtl/isa"
)

const (
	magic       = "E2TRVECT"
	version     = 1
	headerBytes = 48
)

// The kernels, by the names of their files in folder hls.
const (
	Forward         = "forward"
	BackwardData    = "backward_data"
	BackwardWeights = "backward_weights"
	Predict         = "predict"
	Masked          = "masked"
)

// Kernels returns their names.
func Kernels() []string { return []string{Forward, BackwardData, BackwardWeights, Predict, Masked} }

// Vector is one launch, in memory from device address 0 on.
type Vector struct {
	Kernel     string // that runs it
	Config     isa.Config
	Descriptor uint64
	Status     isa.Status
	MaxAbs     int64
	Before     []byte
	After      []byte
}

// newVector lays out a launch that was run: a page that nothing uses, its code, its memories.
func newVector(l *replay.Launch, o *replay.Outcome) (*Vector, error) {
	at := uint64(driver.MemoryAlign)
	v := &Vector{Kernel: kernelOf(l.Code), Config: l.Config, Descriptor: at, Status: isa.StatusDone, MaxAbs: o.Activity.MaxAbs}
	if o.Activity.Saturated {
		v.Status |= isa.StatusSaturated
	}
	next := align(at + uint64(image.Size(l.Code)))
	places := make([]uint64, len(l.Memories))
	for i, m := range l.Memories {
		places[i] = next
		next = align(next + uint64(len(m)))
	}
	code := image.Launch{Code: l.Code, Params: l.Params}
	for b, base := range l.Bases {
		if base.Memory != replay.NoMemory {
			code.Bases[b] = places[base.Memory] + uint64(base.Offset)
		}
	}
	text, err := image.Encode(&code, at)
	if err != nil {
		return nil, err
	}
	v.Before = lay(next, at, text, places, l.Memories)
	v.After = lay(next, at, text, places, o.Memories)
	return v, nil
}

// lay returns memory with the code and the given contents at their places.
func lay(size, at uint64, code []byte, places []uint64, contents [][]byte) []byte {
	memory := make([]byte, size)
	copy(memory[at:], code)
	for i, content := range contents {
		copy(memory[places[i]:], content)
	}
	return memory
}

func align(n uint64) uint64 {
	return (n + driver.MemoryAlign - 1) / driver.MemoryAlign * driver.MemoryAlign
}

// kernelOf returns the kernel of a program of one pass.
func kernelOf(code *isa.Program) string {
	kernel := Forward
	for i := range code.Segments {
		for _, t := range code.Segments[i].Tensor {
			switch {
			case t.Masked:
				return Masked
			case t.Pack != isa.PackNone:
				return Predict
			case t.Op == isa.OpOuter:
				kernel = BackwardWeights
			case t.SourceG:
				kernel = BackwardData
			}
		}
	}
	return kernel
}

// Encode returns the vector as a file.
func (v *Vector) Encode() []byte {
	le := binary.LittleEndian
	b := append(make([]byte, 0, headerBytes+2*len(v.Before)), magic...)
	b = le.AppendUint32(b, version)
	b = le.AppendUint32(b, v.Config.Hash())
	b = le.AppendUint64(b, uint64(len(v.Before)))
	b = le.AppendUint64(b, v.Descriptor)
	b = le.AppendUint32(b, uint32(v.Status))
	b = le.AppendUint32(b, 0)
	b = le.AppendUint64(b, uint64(v.MaxAbs))
	b = append(b, v.Before...)
	return append(b, v.After...)
}
