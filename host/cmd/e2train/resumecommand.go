// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/e2train/e2train/host/recipe"
)

// resumeCommand returns the command line that goes on with a run, with the flags that were given and are not part of
// its configuration, --record excepted, whose file is there by now.
func resumeCommand(program, out string, given *flag.FlagSet) string {
	words := append(callOf(program), "train", "--out", quote(out), "--resume")
	recipeFlags := flag.NewFlagSet("", flag.ContinueOnError)
	bindRecipe(recipeFlags, &recipe.Config{})
	given.Visit(func(f *flag.Flag) {
		if recipeFlags.Lookup(f.Name) == nil && !slices.Contains([]string{"out", "resume", "record"}, f.Name) {
			words = append(words, fmt.Sprintf("--%s=%s", f.Name, quote(f.Value.String())))
		}
	})
	return strings.Join(words, " ")
}

// callOf returns how to call the program again. What go run builds is gone by then.
func callOf(program string) []string {
	if strings.Contains(program, "/go-build") {
		return []string{"go", "run", "github.com/e2train/e2train/host/cmd/e2train"}
	}
	return []string{quote(program)}
}

// quote returns a word as a shell has to be given it.
func quote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=,+@%", r)
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
