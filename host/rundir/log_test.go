// SPDX-License-Identifier: Apache-2.0

package rundir

import (
	"errors"
	"math"
	"path/filepath"
	"testing"
)

func TestLogResumes(t *testing.T) {
	d := newDir(t, filepath.Join(t.TempDir(), "run"))
	l, err := d.OpenLog(MetricsName, 0)
	must(t, err)
	must(t, l.Append(map[string]int{"step": 1}))
	kept := l.Length()
	must(t, l.Append(map[string]int{"step": 2}))
	must(t, l.Append(map[string]int{"step": 3}))
	must(t, l.Sync())
	must(t, l.Close())

	l, err = d.OpenLog(MetricsName, kept)
	must(t, err)
	must(t, l.Append(map[string]int{"step": 7}))
	must(t, l.Close())
	if got, want := read(t, d.Path(), MetricsName), "{\"step\":1}\n{\"step\":7}\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLogShort(t *testing.T) {
	d := newDir(t, filepath.Join(t.TempDir(), "run"))
	write(t, d.Path(), MetricsName, "{}\n")
	if _, err := d.OpenLog(MetricsName, 4); !errors.Is(err, ErrLogShort) {
		t.Errorf("got error %v", err)
	}
	if got := read(t, d.Path(), MetricsName); got != "{}\n" {
		t.Errorf("the log was changed to %q", got)
	}
}

// A line that cannot be written does not count, and the next one takes its place.
func TestLogRefusedLine(t *testing.T) {
	d := newDir(t, filepath.Join(t.TempDir(), "run"))
	l, err := d.OpenLog(MetricsName, 0)
	must(t, err)
	defer l.Close()
	if err := l.Append(math.NaN()); err == nil {
		t.Error("NaN was written")
	}
	must(t, l.Append(1))
	if got := read(t, d.Path(), MetricsName); got != "1\n" || l.Length() != 2 {
		t.Errorf("got %q, length %d", got, l.Length())
	}
}
