// SPDX-License-Identifier: Apache-2.0

package isa

// Encode returns the word of instruction i of engine e. The error wraps ErrEncoding and names the field.
func (s *Segment) Encode(e Engine, i int) (Word, error) {
	switch e {
	case EngineLoad:
		return s.Load[i].Encode()
	case EngineTensor:
		return s.Tensor[i].Encode()
	default:
		return s.Store[i].Encode()
	}
}

// Append adds the instruction in w to the list of engine e. The error wraps ErrEncoding.
func (s *Segment) Append(e Engine, w Word) error {
	switch e {
	case EngineLoad:
		l, err := DecodeLoad(w)
		s.Load = append(s.Load, l)
		return err
	case EngineTensor:
		t, err := DecodeTensor(w)
		s.Tensor = append(s.Tensor, t)
		return err
	default:
		t, err := DecodeStore(w)
		s.Store = append(s.Store, t)
		return err
	}
}
