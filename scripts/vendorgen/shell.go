// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"

	"github.com/e2train/e2train/driver/boards"
)

// shell returns boards.sh: a function that sets variables for the deploy script.
func shell() string {
	var b strings.Builder
	fmt.Fprintf(&b, "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n# %s\n# shellcheck disable=SC2034 # variables for who reads this file\n\n", generated)
	fmt.Fprintf(&b, "node=%s\nbuffer=%s\nclock=%s\nbitstream=%s\n\n", boards.Node, boards.Buffer, boards.Clock, boards.Bitstream)
	b.WriteString("# board_facts NAME sets what is particular to a board; it fails for an unknown one.\nboard_facts() {\n  case $1 in\n")
	var names []string
	for _, board := range boards.All() {
		names = append(names, board.Name)
		fmt.Fprintf(&b, "    %s)\n      title=%s configs=\"%s\" ports=\"%s\" rate=%d registers=%#x\n      %s\n      ;;\n", board.Name, board.Title,
			strings.Join(board.Configs, " "), strings.Join(board.Ports, " "), clockOf(board), board.Registers, architecture(board))
	}
	fmt.Fprintf(&b, "    *) return 1 ;;\n  esac\n}\nboards=\"%s\"\n", strings.Join(names, " "))
	return b.String()
}

// architecture sets what the Go compiler has to know.
func architecture(b boards.Board) string {
	if b.Family == boards.ZynqMP {
		return "goarch=arm64 goarm="
	}
	return "goarch=arm goarm=7"
}
