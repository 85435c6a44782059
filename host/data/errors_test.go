// SPDX-License-Identifier: Apache-2.0

package data

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"testing"
)

func TestErrorSaysWhatOnWhatWhyAndFix(t *testing.T) {
	err := &Error{Op: "read", Path: "a b", Err: fmt.Errorf("%w: 3 of 4", ErrTruncated), Fix: "fetch it again"}
	const want = `data: read "a b": file is truncated: 3 of 4; fetch it again`
	if got := err.Error(); got != want {
		t.Errorf("message is %s, want %s", got, want)
	}
	if !errors.Is(err, ErrTruncated) {
		t.Error("the cause cannot be tested")
	}
}

func TestReadCause(t *testing.T) {
	cases := []struct {
		err, want error
	}{
		{io.EOF, ErrTruncated},
		{io.ErrUnexpectedEOF, ErrTruncated},
		{gzip.ErrHeader, ErrFormat},
		{gzip.ErrChecksum, ErrFormat},
		{flate.CorruptInputError(3), ErrFormat},
		{fs.ErrPermission, fs.ErrPermission},
	}
	for _, c := range cases {
		if got := readCause(c.err); !errors.Is(got, c.want) {
			t.Errorf("readCause(%v) = %v, want %v", c.err, got, c.want)
		}
	}
}
