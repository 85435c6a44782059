// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// session is one run of the program.
type session struct {
	*bench
	out     io.Writer
	lock    *os.File
	state   *state
	digests map[string]string // of the sources of tests, by package folder
	anew    bool              // repeat what is known
	counts  map[verdict]int
}

// newSession copies the working tree root. It has to be closed.
func newSession(ctx context.Context, out io.Writer, root string) (_ *session, err error) {
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		return nil, fmt.Errorf("%w; run in the root of the module", err)
	}
	folder := filepath.Join(root, "build", "mutate")
	s := &session{out: out, digests: map[string]string{}, counts: map[verdict]int{}}
	if s.lock, err = lock(folder); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if s.state, err = loadState(filepath.Join(root, "build", "mutate.json")); err != nil {
		return nil, err
	}
	t, err := copyTree(ctx, root, filepath.Join(folder, "tree"))
	if err != nil {
		return nil, err
	}
	s.bench, err = newBench(ctx, t, filepath.Join(folder, "cache"))
	return s, err
}

// lock sees to it that no other session uses the folder, until the file is closed.
func lock(folder string) (*os.File, error) {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w; does another mutate run?", f.Name(), err)
	}
	return f, nil
}

// close lets another session begin.
func (s *session) close() { s.lock.Close() }

// settleAll finds out what becomes of mutants and says so. The error tells of those that did not end as they should.
func (s *session) settleAll(ctx context.Context, list []mutant) error {
	begun := time.Now()
	bad := 0
	for i := range list {
		r, err := s.settle(ctx, &list[i])
		if err != nil {
			return fmt.Errorf("mutant %s: %w", list[i].id, err)
		}
		if !r.Verdict.good() {
			bad++
		}
	}
	fmt.Fprintf(s.out, "%d mutants: %d caught, %d equivalent, %d neither; %.0fs\n", len(list), s.counts[caught], s.counts[equivalent], bad,
		time.Since(begun).Seconds())
	if bad > 0 {
		return fmt.Errorf("%d mutants did not end as they should", bad)
	}
	return nil
}

// settle finds out what becomes of a mutant, unless it is known, and says so.
func (s *session) settle(ctx context.Context, m *mutant) (record, error) {
	testKey, err := s.testKey(m.test)
	if err != nil {
		return record{}, err
	}
	key := m.key(testKey)
	r, known := s.state.known(m.id, key)
	if !known || !r.Verdict.good() || s.anew {
		if r, err = s.trialIfPasses(ctx, m, testKey); err != nil {
			return r, err
		}
		r.Key, known = key, false
		if err := s.state.keep(m.id, r); err != nil {
			return r, err
		}
	}
	s.counts[r.Verdict]++
	fmt.Fprintln(s.out, line(m, &r, known))
	return r, nil
}

// line is what is said of a mutant.
func line(m *mutant, r *record, known bool) string {
	when := fmt.Sprintf("%.0fs", r.Seconds)
	if known {
		when = "known"
	}
	return fmt.Sprintf("%-10s %-32s %-5s %v: %s", r.Verdict, m.id, when, m.test, r.Said)
}

// testKey returns the key of a test in the copied tree.
func (s *session) testKey(t *test) (string, error) {
	digest, ok := s.digests[t.folder]
	if !ok {
		var err error
		if digest, err = s.tree.digest(t.sources()); err != nil {
			return "", err
		}
		s.digests[t.folder] = digest
	}
	return t.key(digest), nil
}

// trialIfPasses makes the mistake of a mutant if its test passes without it.
func (s *session) trialIfPasses(ctx context.Context, m *mutant, testKey string) (record, error) {
	r, err := s.passes(ctx, m.test, testKey)
	switch {
	case err != nil:
		return r, err
	case r.Verdict != testPassed:
		return record{Verdict: failsAnyway, Said: r.Said}, nil
	}
	return s.trial(ctx, m)
}

// passes runs a test without any mistake, unless the result is known.
func (s *session) passes(ctx context.Context, t *test, key string) (record, error) {
	name := "without mistakes: " + t.String()
	if r, known := s.state.known(name, key); known {
		return r, nil
	}
	begun := time.Now()
	o, err := s.test(ctx, t)
	if err != nil {
		return record{}, err
	}
	r := record{Key: key, Verdict: o.verdict, Said: o.said, Seconds: time.Since(begun).Seconds()}
	fmt.Fprintf(s.out, "%-10s %-32s %-5s %v\n", r.Verdict, "(no mistake)", fmt.Sprintf("%.0fs", r.Seconds), t)
	if r.Verdict != testPassed {
		fmt.Fprint(s.out, o.output)
		return r, nil
	}
	return r, s.state.keep(name, r)
}
