// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
)

// energyName is the log of what a meter saw beside what the model says, layer by layer.
const energyName = "energy.jsonl"

// kinds of observations.
const (
	measured = "measured"
	emulated = "emulated"
)

// observation is one pass of a layer over a run: the sums of the lines of energy.jsonl that have an observation.
type observation struct {
	Layer, Pass, Kind string
	Modeled, Observed float64 // joules
	StandardError     float64 // joules, of Observed
	Lines             int
}

// readObservations reads energy.jsonl, if there is one. Lines without an observation, of phases shorter than the meter can tell, count
// nowhere but in how many they are.
func (r *Run) readObservations() error {
	if _, err := os.Stat(filepath.Join(r.Dir, energyName)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return r.readLog(energyName, func(text []byte) error {
		var l struct {
			Layer    *string  `json:"layer"`
			Pass     *string  `json:"pass"`
			Modeled  *float64 `json:"modeled_j"`
			Observed *float64 `json:"observed_j"`
			Kind     string   `json:"observed_kind"`
			Error    *float64 `json:"observed_stderr_j"`
		}
		switch err := json.Unmarshal(text, &l); {
		case err != nil:
			return err
		case l.Layer == nil || l.Pass == nil || l.Modeled == nil || !(*l.Modeled >= 0):
			return errField
		case l.Observed == nil:
			r.unseen++
			return nil
		case l.Kind != measured && l.Kind != emulated:
			return fmt.Errorf("%w: observed_kind is %q; it can be measured or emulated", errField, l.Kind)
		}
		o := r.observation(*l.Layer, *l.Pass, l.Kind)
		o.Modeled, o.Observed, o.Lines = o.Modeled+*l.Modeled, o.Observed+*l.Observed, o.Lines+1
		if l.Error != nil {
			o.StandardError = math.Hypot(o.StandardError, *l.Error)
		}
		return nil
	})
}

// observation returns the sums for a layer, a pass and a kind.
func (r *Run) observation(layer, pass, kind string) *observation {
	i := slices.IndexFunc(r.observed, func(o observation) bool { return o.Layer == layer && o.Pass == pass && o.Kind == kind })
	if i < 0 {
		i = len(r.observed)
		r.observed = append(r.observed, observation{Layer: layer, Pass: pass, Kind: kind})
	}
	return &r.observed[i]
}

// unobserved says why a run has no figure of observations.
func (r *Run) unobserved() string {
	if r.unseen > 0 {
		return fmt.Sprintf("none of the %d phases in its energy.jsonl was long enough for its meter", r.unseen)
	}
	return "no meter was read (train --meter)"
}
