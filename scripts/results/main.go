// SPDX-License-Identifier: Apache-2.0

// Command results writes the tables of docs/results.md from the run directories beside it, docs/results/KIND-SEED: config.json,
// summary.json and ledger.json of each. Joules and savings are priced anew, from what ledger.json counts, with the energy profiles
// of this version. Text outside the tables stays as it is.
//
// Usage: results [-docs folder]
package main

//go:generate go run . -docs ../../docs

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/e2train/e2train/driver/all"
)

func main() {
	docs := flag.String("docs", "docs", "folder that holds results.md and results/")
	flag.Parse()
	if err := update(context.Background(), *docs); err != nil {
		fmt.Fprintln(os.Stderr, "results:", err)
		os.Exit(1)
	}
}

// update rewrites the tables of results.md where they differ.
func update(ctx context.Context, docs string) error {
	groups, err := readGroups(ctx, filepath.Join(docs, "results"))
	if err != nil {
		return err
	}
	path := filepath.Join(docs, "results.md")
	before, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	after := before
	for _, t := range tables {
		if after, err = replace(after, t.name, t.write(groups)); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	if bytes.Equal(before, after) {
		return nil
	}
	return os.WriteFile(path, after, 0o666)
}

// replace puts a table between the two marks of its name.
func replace(text []byte, name string, table []byte) ([]byte, error) {
	begin, end := []byte("<!-- table "+name+" -->\n"), []byte("<!-- end "+name+" -->")
	head, rest, found := bytes.Cut(text, begin)
	_, tail, closed := bytes.Cut(rest, end)
	if !found || !closed {
		return nil, fmt.Errorf("no %q with %q after it", bytes.TrimSpace(begin), end)
	}
	return bytes.Join([][]byte{head, begin, table, end, tail}, nil), nil
}
