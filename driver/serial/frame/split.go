// SPDX-License-Identifier: Apache-2.0

package frame

// maxFrame is the longest frame without escapes.
const maxFrame = requestHead + MaxData + crcBytes

// Splitter finds frames in a stream of bytes. The zero value is ready: what comes before the first flag is dropped.
type Splitter struct {
	frame   []byte
	within  bool // a flag came, and nothing since that no frame has
	escaped bool
}

// Split takes bytes and calls found with every frame that ends in them, without flags and escapes; found must not keep it. Frames that
// are too long are dropped, as are those that end in an escape.
func (s *Splitter) Split(b []byte, found func(frame []byte)) {
	for _, c := range b {
		if c != flag {
			s.take(c)
			continue
		}
		if s.within && !s.escaped && len(s.frame) > 0 {
			found(s.frame)
		}
		s.frame, s.within, s.escaped = s.frame[:0], true, false
	}
}

// take adds a byte to the frame that it belongs to.
func (s *Splitter) take(c byte) {
	switch {
	case !s.within:
		return
	case c == escape && !s.escaped:
		s.escaped = true
		return
	case s.escaped:
		c ^= flip
	}
	s.escaped = false
	if s.frame = append(s.frame, c); len(s.frame) > maxFrame {
		s.frame, s.within = s.frame[:0], false
	}
}
