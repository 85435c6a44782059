// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Difference is something that is not the same for all runs.
type Difference struct {
	What   string   `json:"what"`             // name of a field of config.json, such as slu.target, or profile
	Values []string `json:"values"`           // of the runs, in their order, as JSON; "-" where a run has none
	Bars   bool     `json:"forbids_averages"` // runs that differ in it must not be averaged
}

// barring are the fields in which runs must agree before anybody may average them.
var barring = []string{"data", "data_sha256", "seed", "profile"}

// unremarkable fields are those that say nothing about what was trained.
var unremarkable = []string{"schema"}

// differences lists what is not the same for all runs, what forbids averages first.
func differences(runs []*Run) ([]Difference, error) {
	all := map[string][]string{}
	for i, r := range runs {
		fields := map[string]string{}
		if err := r.flatten(fields); err != nil {
			return nil, err
		}
		for name, value := range fields {
			if all[name] == nil {
				all[name] = slices.Repeat([]string{"-"}, len(runs))
			}
			all[name][i] = value
		}
	}
	list := []Difference{}
	for _, name := range slices.Concat(barring, slices.Sorted(maps.Keys(all))) {
		values, there := all[name]
		if delete(all, name); there && len(slices.Compact(slices.Clone(values))) > 1 {
			list = append(list, Difference{What: name, Values: values, Bars: slices.Contains(barring, name)})
		}
	}
	return list, nil
}

// flatten writes config.json and the profile into fields.
func (r *Run) flatten(fields map[string]string) error {
	text, err := r.Record.Encode()
	if err != nil {
		return fmt.Errorf("report on %s: %w", r.Dir, err)
	}
	var tree map[string]json.RawMessage
	if err := json.Unmarshal(text, &tree); err != nil {
		return fmt.Errorf("report on %s: %w", r.Dir, err)
	}
	flattenInto(fields, "", tree)
	for _, name := range unremarkable {
		delete(fields, name)
	}
	if fields["profile"] = r.Profile; r.Repriced {
		fields["profile"] += ", another one when it ran"
	}
	return nil
}

// flattenInto writes the leaves of an object into fields, named by their paths.
func flattenInto(fields map[string]string, place string, tree map[string]json.RawMessage) {
	for name, raw := range tree {
		path := strings.TrimPrefix(place+"."+name, ".")
		var inner map[string]json.RawMessage
		if json.Unmarshal(raw, &inner) == nil && inner != nil {
			flattenInto(fields, path, inner)
			continue
		}
		fields[path] = strings.Trim(string(raw), `"`)
	}
}
