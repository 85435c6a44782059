// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/e2train/e2train/host/report"
)

// WriteFiles writes the HTML file and, with its name and other endings, the JSON and the CSV file beside it, and returns the paths of all
// three. Files that are there are replaced, each as a whole or not at all.
func (r *Report) WriteFiles(path string) ([]string, error) {
	stem := strings.TrimSuffix(path, filepath.Ext(path))
	paths := []string{path, stem + ".json", stem + ".csv"}
	beside := []string{filepath.Base(paths[1]), filepath.Base(paths[2])}
	for i, write := range []func(io.Writer) error{
		func(w io.Writer) error { return r.writePage(w, beside) }, r.writeJSON, r.WriteCSV,
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return nil, err
		}
		if err := replace(paths[i], b.Bytes()); err != nil {
			return nil, fmt.Errorf("write the report to %s: %w; choose another place with --out", paths[i], err)
		}
	}
	return paths, nil
}

// replace writes a file beside its place and moves it there.
func replace(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func (r *Report) writeJSON(w io.Writer) error {
	text, err := report.JSON(r)
	if err == nil {
		_, err = w.Write(text)
	}
	return err
}

// WriteCSV writes every point of every figure on a line of its own.
func (r *Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write([]string{"figure", "evidence", "run", "series", "label", "x", "x_unit", "y", "y_unit", "low", "high"})
	for _, f := range r.Figures {
		for _, s := range f.Series {
			for _, p := range s.Points {
				run := s.Run
				if run == "" && f.ID == "runs" {
					run = p.Label
				}
				out.Write([]string{
					f.ID, strings.Join(f.Evidence, " and "), run, s.Name, p.Label, digits(&p.X), f.X.Unit, digits(&p.Y), f.Y.Unit, digits(p.Low), digits(p.High),
				})
			}
		}
	}
	out.Flush()
	return out.Error()
}

// digits prints a number with all of its digits.
func digits(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}
