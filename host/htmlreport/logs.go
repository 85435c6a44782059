// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/rundir"
)

// stepLine is what this package reads of a line of metrics.jsonl.
type stepLine struct {
	Step    int64
	Dropped bool
	Loss    float64 // if not dropped
	Joules  float64 // modeled
}

// evalLine is what it reads of a line of eval.jsonl.
type evalLine struct {
	Step     int64
	Accuracy float64
}

// readLog hands every line of a log to one function. The error names file and line and wraps ErrLine or ErrMissing.
func (r *Run) readLog(name string, line func(text []byte) error) error {
	path := filepath.Join(r.Dir, name)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return broken(path, fmt.Errorf("%w: %w", ErrMissing, err), "put it back, or run the training again")
	}
	if err != nil {
		return broken(path, err, "make it readable")
	}
	scanner := bufio.NewScanner(bytes.NewReader(text))
	scanner.Buffer(nil, len(text)+1)
	for n := 1; scanner.Scan(); n++ {
		if err := line(scanner.Bytes()); err != nil {
			return broken(path, fmt.Errorf("line %d: %w: %w", n, ErrLine, err), "put the original file back")
		}
	}
	return nil
}

var (
	errNoJoules = errors.New("no modeled joules")
	errOrder    = errors.New("steps do not go up one by one")
	errField    = errors.New("a field is missing or impossible")
)

// readSteps reads metrics.jsonl.
func (r *Run) readSteps() error {
	err := r.readLog(rundir.MetricsName, func(text []byte) error {
		var l struct {
			Step    int64    `json:"step"`
			Dropped bool     `json:"dropped"`
			Loss    *float64 `json:"loss"`
			Joules  *float64 `json:"energy_modeled_j"`
		}
		switch err := json.Unmarshal(text, &l); {
		case err != nil:
			return err
		case l.Joules == nil:
			return fmt.Errorf("%w: %w; train on a device with a model of energy, such as sim:ultra96", errNoJoules, ledger.ErrNoPrice)
		case l.Step != int64(len(r.steps))+1:
			return errOrder
		case l.Dropped != (l.Loss == nil) || *l.Joules < 0:
			return errField
		}
		s := stepLine{Step: l.Step, Dropped: l.Dropped, Joules: *l.Joules}
		if l.Loss != nil {
			s.Loss = *l.Loss
		}
		r.steps = append(r.steps, s)
		return nil
	})
	if err == nil && int64(len(r.steps)) != r.book.Loop.Iterations {
		err = broken(filepath.Join(r.Dir, rundir.MetricsName), fmt.Errorf("%w: it has %d iterations, ledger.json %d", ErrMixed, len(r.steps), r.book.Loop.Iterations), "put the original files back")
	}
	return err
}

// readEvals reads eval.jsonl.
func (r *Run) readEvals() error {
	return r.readLog(rundir.EvalName, func(text []byte) error {
		var l struct {
			Step     int64    `json:"step"`
			Accuracy *float64 `json:"accuracy"`
		}
		if err := json.Unmarshal(text, &l); err != nil {
			return err
		}
		if l.Accuracy == nil || !(*l.Accuracy >= 0 && *l.Accuracy <= 1) || l.Step < 0 || l.Step > r.book.Loop.Iterations {
			return errField
		}
		r.evals = append(r.evals, evalLine{l.Step, *l.Accuracy})
		return nil
	})
}

// spent returns the modeled joules of training after each iteration, 0 before the first.
func (r *Run) spent() []float64 {
	sums := make([]float64, 1, len(r.steps)+1)
	for _, s := range r.steps {
		sums = append(sums, sums[len(sums)-1]+s.Joules)
	}
	return sums
}
