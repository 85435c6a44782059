// SPDX-License-Identifier: Apache-2.0

package rundir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestCreateMakesParents(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "run")
	d := newDir(t, path)
	if d.Path() != path || read(t, path, ConfigName) != "{}" {
		t.Errorf("got path %q with %v", d.Path(), names(t, path))
	}
}

func TestCreateRefuses(t *testing.T) {
	base := t.TempDir()
	file := filepath.Join(base, "file")
	write(t, base, "file", "x")
	full := filepath.Join(base, "full")
	must(t, os.Mkdir(full, 0o777))
	write(t, full, "notes.txt", "mine")
	cases := []struct {
		name, path string
		cause      error
	}{
		{"folder with a file", full, ErrNotEmpty},
		{"a file", file, syscall.ENOTDIR},
		{"below a file", filepath.Join(file, "run"), syscall.ENOTDIR},
		{"a name that is too long", filepath.Join(base, strings.Repeat("x", 300)), syscall.ENAMETOOLONG},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Create(c.path)
			var typed *Error
			if !errors.Is(err, c.cause) || !errors.As(err, &typed) || !strings.Contains(err.Error(), c.path) || typed.Fix == "" {
				t.Errorf("got error %v, want an *Error with the path, about %v", err, c.cause)
			}
		})
	}
	if got := names(t, full); !slices.Equal(got, []string{"notes.txt"}) {
		t.Errorf("a refused folder now holds %v", got)
	}
}

// A run that was killed before it wrote its configuration does not block its folder.
func TestCreateAfterEarlyKill(t *testing.T) {
	path := t.TempDir()
	write(t, path, lockName, "123\n")
	write(t, path, tempPrefix+ConfigName, "{")
	if !IsVacant(path) {
		t.Error("the folder counts as taken")
	}
	newDir(t, path)
	if got := names(t, path); !slices.Equal(got, []string{ConfigName, lockName}) {
		t.Errorf("the folder holds %v", got)
	}
}

func TestOneWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	d := newDir(t, path)
	_, err := Open(path)
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "(process ") {
		t.Errorf("a second writer got %v", err)
	}
	must(t, d.Close())
	again, err := Open(path)
	must(t, err)
	must(t, again.Close())
}

// Of processes that create the same folder at the same time one wins, even if it is gone before the others look.
func TestCreateRace(t *testing.T) {
	for range 100 {
		path := filepath.Join(t.TempDir(), "run")
		const n = 8
		results := make(chan error, n)
		for range n {
			go func() { results <- createAndLeave(path) }()
		}
		won := 0
		for range n {
			err := <-results
			switch {
			case err == nil:
				won++
			case !errors.Is(err, ErrLocked) && !errors.Is(err, ErrNotEmpty):
				t.Error(err)
			}
		}
		if won != 1 {
			t.Fatalf("%d of %d created the folder", won, n)
		}
	}
}

func createAndLeave(path string) error {
	d, err := Create(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return os.WriteFile(filepath.Join(path, ConfigName), nil, 0o666)
}

func TestOpenNeedsRun(t *testing.T) {
	for _, path := range []string{t.TempDir(), filepath.Join(t.TempDir(), "missing")} {
		if _, err := Open(path); !errors.Is(err, ErrNoRun) {
			t.Errorf("got error %v", err)
		}
	}
}

func TestOpenRemovesTemporaryFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	must(t, newDir(t, path).Close())
	write(t, path, tempPrefix+CheckpointName, "half a checkpoint")
	d, err := Open(path)
	must(t, err)
	defer d.Close()
	if got := names(t, path); !slices.Equal(got, []string{ConfigName, lockName}) {
		t.Errorf("the folder holds %v", got)
	}
}

func TestUnwritable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Log("not tested: root may write anywhere; TestReadOnlyDisk stands in")
		return
	}
	base := t.TempDir()
	must(t, os.Chmod(base, 0o555))
	if _, err := Create(filepath.Join(base, "run")); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got error %v", err)
	}
}

// A folder in the place of a file cannot be written, by anybody.
func TestReadOnlyFile(t *testing.T) {
	d := newDir(t, filepath.Join(t.TempDir(), "run"))
	must(t, os.MkdirAll(filepath.Join(d.Path(), SummaryName, "x"), 0o777))
	err := d.WriteFile(SummaryName, []byte("{}"))
	if err == nil || !strings.Contains(err.Error(), SummaryName) {
		t.Errorf("got error %v", err)
	}
	if _, err := d.OpenLog(SummaryName, 0); err == nil {
		t.Error("a folder was opened as a log")
	}
}
