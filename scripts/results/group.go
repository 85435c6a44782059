// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/savings"
	"github.com/e2train/e2train/host/train"
)

// run is one run directory.
type run struct {
	record  *recipe.Record
	summary *report.Summary
	report  *savings.Report // nil on a device without a model of energy
}

// group is the runs of one recipe, which differ in their seeds alone.
type group struct {
	kind string // the name of the directories without the seed
	runs []*run // by seed
}

// readGroups reads all run directories of a folder, named KIND-SEED, in the order of their names.
func readGroups(ctx context.Context, folder string) ([]*group, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var groups []*group
	for _, e := range entries {
		at := strings.LastIndexByte(e.Name(), '-')
		if at < 1 {
			return nil, fmt.Errorf("%s: not the name of a run, KIND-SEED", filepath.Join(folder, e.Name()))
		}
		r, err := readRun(ctx, filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		kind := e.Name()[:at]
		if len(groups) == 0 || groups[len(groups)-1].kind != kind {
			groups = append(groups, &group{kind: kind})
		}
		g := groups[len(groups)-1]
		g.runs = append(g.runs, r)
		if err := sameButSeed(g.runs[0].record, r.record); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(folder, e.Name()), err)
		}
	}
	return groups, nil
}

// readRun reads a run directory and prices its ledger.
func readRun(ctx context.Context, dir string) (*run, error) {
	record, err := train.ReadRecord(dir)
	if err != nil {
		return nil, err
	}
	r := &run{record: record}
	if r.summary, err = train.ReadSummary(dir); err != nil {
		return nil, err
	}
	if r.summary.TestAccuracy == nil {
		return nil, fmt.Errorf("%s: its summary has no test accuracy", dir)
	}
	address, err := driver.ParseAddress(record.Config.Device)
	if err != nil || address.Scheme == "cpu" {
		return r, err
	}
	r.report, err = savings.Run(ctx, savings.Options{Dir: dir})
	return r, err
}

// sameButSeed reports a difference that makes two runs no repetitions of one another.
func sameButSeed(a, b *recipe.Record) error {
	x, y := *a, *b
	if x.Config.Seed == y.Config.Seed && a != b {
		return fmt.Errorf("the same seed, %d, twice", x.Config.Seed)
	}
	x.Config.Seed, y.Config.Seed = 0, 0
	first, err := json.Marshal(x)
	if err != nil {
		return err
	}
	second, err := json.Marshal(y)
	if err != nil {
		return err
	}
	if !slices.Equal(first, second) {
		return fmt.Errorf("more than the seed differs from the first run of its kind: %s and %s", first, second)
	}
	return nil
}
