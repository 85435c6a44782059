// SPDX-License-Identifier: Apache-2.0

package child

import (
	"strings"
	"sync"
)

// maxOutput bounds what is kept of a simulation's output.
const maxOutput = 1 << 12

// complaint keeps the beginning of what is written to it: the first complaint is the one that matters.
type complaint struct {
	mu   sync.Mutex
	text []byte
}

func (t *complaint) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p[:min(len(p), maxOutput-len(t.text))]...)
	return len(p), nil
}

// String returns the output without what Verilator adds to every failure.
func (t *complaint) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var lines []string
	for line := range strings.Lines(string(t.text)) {
		line = strings.TrimSpace(line)
		if line != "" && line != "Aborting..." && !strings.HasSuffix(line, "Verilog $stop") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
