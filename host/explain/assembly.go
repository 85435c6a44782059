// SPDX-License-Identifier: Apache-2.0

package explain

import (
	"fmt"
	"strings"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
)

// programs returns the different programs of a plan, in order.
func programs(plan *conv.Explanation) (list []*isa.Program) {
	known := map[*isa.Program]bool{}
	for i := range plan.Launches {
		if code := plan.Launches[i].Program.Code; !known[code] {
			known[code] = true
			list = append(list, code)
		}
	}
	return list
}

// assembly returns the text of all programs of a plan, at most lines instructions for each engine; 0 is all.
func assembly(plan *conv.Explanation, lines int) (texts []string) {
	for _, code := range programs(plan) {
		part := code
		if lines > 0 {
			part = &isa.Program{Segments: code.Segments[:1]}
		}
		var b strings.Builder
		if err := part.WriteAssembly(&b); err != nil {
			panic(err) // a strings.Builder takes everything
		}
		text := shorten(b.String(), lines)
		if left := len(code.Segments) - len(part.Segments); left > 0 {
			text += fmt.Sprintf("%d more segments\n", left)
		}
		texts = append(texts, text)
	}
	return texts
}

// shorten keeps the first instructions below each heading and says how many it leaves out; 0 keeps all.
func shorten(text string, lines int) string {
	if lines == 0 {
		return text
	}
	var b strings.Builder
	shown, left := 0, 0
	end := func() {
		if left > 0 {
			fmt.Fprintf(&b, "       %d more\n", left)
		}
		shown, left = 0, 0
	}
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "segment "):
			end()
			b.WriteString(line)
		case shown < lines:
			shown++
			b.WriteString(line)
		default:
			left++
		}
	}
	end()
	return b.String()
}
