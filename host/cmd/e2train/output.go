// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"

	"github.com/e2train/e2train/host/report"
)

// printJSON prints a result in machine-readable form.
func (c *console) printJSON(v any) error {
	text, err := report.JSON(v)
	if err != nil {
		return err
	}
	return written(c.stdout.Write(text))
}

// textWriter is a result that can be printed for people.
type textWriter interface{ WriteText(w io.Writer) error }

// print prints a result as the user asked for it.
func (c *console) print(result textWriter) error {
	if c.json {
		return c.printJSON(result)
	}
	if err := result.WriteText(c.stdout); err != nil {
		return written(0, err)
	}
	return nil
}

// note prints a line about what goes on.
func (c *console) note(text string) { fmt.Fprintln(c.stderr, text) }

// written returns the error of writing to standard output.
func written(_ int, err error) error {
	if err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	return nil
}
