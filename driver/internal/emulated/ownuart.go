// SPDX-License-Identifier: Apache-2.0

package emulated

// LineBoard is a board that may have a UART of its own.
type LineBoard interface {
	Board
	HasLine() bool
	// Line sends bytes to the UART, one after the other, and runs for as long as idle bytes more take. It returns what came back meanwhile,
	// and whether more may come without being asked for.
	Line(send []byte, idle int) (received []byte, busy bool, err error)
}

// ownUART is the UART of a board that has one.
type ownUART struct {
	kernel *Kernel
	board  LineBoard
}

// How many bytes may pass on the line at once: few enough to hear of others soon.
const (
	lineBytes = 512
	waitBytes = 64
)

func (o *ownUART) take(b []byte) (out []byte, busy bool) {
	o.kernel.mu.Lock()
	defer o.kernel.mu.Unlock()
	for len(b) > lineBytes {
		back, _ := o.line(b[:lineBytes], 0)
		out, b = append(out, back...), b[lineBytes:]
	}
	back, busy := o.line(b, waitBytes)
	return append(out, back...), busy || o.kernel.computes()
}

func (o *ownUART) line(b []byte, idle int) (out []byte, busy bool) {
	if o.kernel.lost() {
		return nil, false
	}
	out, busy, err := o.board.Line(b, idle)
	if err != nil {
		o.kernel.see(false, err)
	}
	return out, busy
}
