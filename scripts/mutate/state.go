// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
)

// record is the result of one mutant, or of a test without any.
type record struct {
	Key     string // identifies all that the result depends on
	Verdict verdict
	Said    string // why
	Seconds float64
}

// state is what is known from earlier runs, by mutant or test.
type state struct {
	file    string
	records map[string]record
}

// loadState reads the state from a file, which need not exist.
func loadState(file string) (*state, error) {
	s := &state{file, map[string]record{}}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s.records)
	}
	if err != nil {
		return nil, fmt.Errorf("results of earlier runs: %w; remove %s to forget them", err, file)
	}
	return s, nil
}

// known returns the result of an earlier run that depended on the same.
func (s *state) known(name, key string) (record, bool) {
	r, ok := s.records[name]
	return r, ok && r.Key == key
}

// keep adds a result. The file is replaced at once, so that it is whole whenever the program ends.
func (s *state) keep(name string, r record) error {
	s.records[name] = r
	text, err := json.MarshalIndent(s.records, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.file+".new", append(text, '\n'), 0o666); err != nil {
		return err
	}
	return os.Rename(s.file+".new", s.file)
}

// key identifies what a test gives: what it is, the contents of its sources, and what compiles them.
func (t *test) key(sources string) string {
	return hash(t.String(), sources, runtime.Version())
}

// key identifies what becomes of a mutant.
func (m *mutant) key(test string) string {
	return hash(m.id, m.file, m.old, m.new, m.equivalent, test)
}

func hash(parts ...string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return hex.EncodeToString(sum[:8])
}
