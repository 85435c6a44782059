// SPDX-License-Identifier: Apache-2.0

// Gen writes what comes from the description of package link: format.md, its documentation, and e2train.lua, a dissector
// for Wireshark. Run it with "go generate ./driver/link".
package main

import (
	"fmt"
	"os"
)

func main() {
	for name, text := range files() {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}

// files returns the text of the generated files by their names.
func files() map[string]string {
	return map[string]string{"format.md": document(), "e2train.lua": dissector()}
}
