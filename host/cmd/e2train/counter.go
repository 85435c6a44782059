// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"time"
)

// counter shows on a terminal how far something has come.
type counter struct {
	out   io.Writer // nil for nothing
	what  string
	shown time.Time
}

func (c *console) counter(quiet bool, what string) *counter {
	if quiet || c.width() == nil {
		return &counter{}
	}
	return &counter{out: c.stderr, what: what}
}

func (n *counter) show(done, total int) {
	if n.out == nil || time.Since(n.shown) < 100*time.Millisecond {
		return
	}
	n.shown = time.Now()
	fmt.Fprintf(n.out, "\r%d of %d %s\x1b[K", done, total, n.what)
}

func (n *counter) clear() {
	if n.out != nil {
		fmt.Fprint(n.out, "\r\x1b[K")
	}
}
