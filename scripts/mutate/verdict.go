// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"io/fs"
	"time"
)

// verdict is what became of a mutant, or of a test that was run.
type verdict string

const (
	testPassed verdict = "passed"
	testFailed verdict = "failed"

	caught        verdict = "caught"
	equivalent    verdict = "equivalent"
	survived      verdict = "SURVIVED"
	notEquivalent verdict = "NOT EQUIVALENT" // though argued to be
	notApplied    verdict = "DID NOT APPLY"
	notBuilt      verdict = "DID NOT BUILD"
	timedOut      verdict = "TIMED OUT"
	failsAnyway   verdict = "FAILS ANYWAY" // the test fails without the mistake, too
)

// good reports whether a mutant ended as it should.
func (v verdict) good() bool { return v == caught || v == equivalent }

// trial makes the mistake of a mutant and finds out what becomes of it.
func (b *bench) trial(ctx context.Context, m *mutant) (r record, err error) {
	begun := time.Now()
	var o outcome
	err = b.tree.with(m, func() error {
		o, err = b.test(ctx, m.test)
		return err
	})
	r = record{Said: o.said, Seconds: time.Since(begun).Seconds()}
	if errors.Is(err, errText) || errors.Is(err, fs.ErrNotExist) {
		r.Verdict, r.Said = notApplied, err.Error()
		return r, nil
	}
	switch {
	case o.verdict == testFailed && m.equivalent != "":
		r.Verdict = notEquivalent
	case o.verdict == testFailed:
		r.Verdict = caught
	case o.verdict == testPassed && m.equivalent != "":
		r.Verdict, r.Said = equivalent, m.equivalent
	case o.verdict == testPassed:
		r.Verdict, r.Said = survived, m.breaks
	default:
		r.Verdict = o.verdict
	}
	return r, err
}
