// SPDX-License-Identifier: Apache-2.0

package rundir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/checkpoint"
)

// load returns the step of the checkpoint that is used, whether the newest was passed over, and the error.
func load(path string) (step int64, passed bool, err error) {
	c, reason, err := LoadCheckpoint(path, anything)
	if err != nil {
		return 0, false, err
	}
	return c.Header.Step, reason != nil, nil
}

// saved returns a run directory in which steps 1 and 2 were saved.
func saved(t *testing.T) *Dir {
	t.Helper()
	d := newDir(t, filepath.Join(t.TempDir(), "run"))
	must(t, d.SaveCheckpoint(state(1)))
	must(t, d.SaveCheckpoint(state(2)))
	return d
}

func TestLoadNewest(t *testing.T) {
	d := saved(t)
	if step, passed, err := load(d.Path()); step != 2 || passed || err != nil {
		t.Errorf("got step %d, passed over %v, error %v", step, passed, err)
	}
	want := []string{CheckpointName, PreviousName, ConfigName, lockName}
	if got := names(t, d.Path()); !slices.Equal(got, want) {
		t.Errorf("the folder holds %v, want %v", got, want)
	}
}

// Whatever happens to the newest checkpoint, the previous one is used and the reason is told.
func TestLoadFallsBack(t *testing.T) {
	damage := map[string]func(t *testing.T, name string){
		"truncated": func(t *testing.T, name string) { must(t, os.Truncate(name, 100)) },
		"empty":     func(t *testing.T, name string) { must(t, os.Truncate(name, 0)) },
		"missing":   func(t *testing.T, name string) { must(t, os.Remove(name)) },
		"foreign":   func(t *testing.T, name string) { must(t, os.WriteFile(name, []byte("not mine"), 0o666)) },
		"one bit": func(t *testing.T, name string) {
			data, err := os.ReadFile(name)
			must(t, err)
			data[len(data)/2] ^= 4
			must(t, os.WriteFile(name, data, 0o666))
		},
	}
	for name, f := range damage {
		t.Run(name, func(t *testing.T) {
			d := saved(t)
			f(t, filepath.Join(d.Path(), CheckpointName))
			if step, passed, err := load(d.Path()); step != 1 || !passed || err != nil {
				t.Errorf("got step %d, passed over %v, error %v", step, passed, err)
			}
			must(t, d.SetAside())
			must(t, d.SaveCheckpoint(state(3)))
			must(t, os.Remove(filepath.Join(d.Path(), CheckpointName)))
			if step, _, err := load(d.Path()); step != 1 || err != nil {
				t.Errorf("after the next save, the good previous one is step %d, error %v", step, err)
			}
		})
	}
}

func TestLoadRefusesOtherRun(t *testing.T) {
	d := saved(t)
	c, passed, err := LoadCheckpoint(d.Path(), func(c *checkpoint.Checkpoint) error {
		if c.Header.Step == 2 {
			return ErrOtherRun
		}
		return nil
	})
	if err != nil || c.Header.Step != 1 || !errors.Is(passed, ErrOtherRun) {
		t.Errorf("got %+v, passed over because of %v, error %v", c, passed, err)
	}
}

func TestLoadErrors(t *testing.T) {
	short := func(t *testing.T, d *Dir, name string) { must(t, os.Truncate(filepath.Join(d.Path(), name), 50)) }
	folder := func(t *testing.T, d *Dir, name string) {
		must(t, os.Remove(filepath.Join(d.Path(), name)))
		must(t, os.Mkdir(filepath.Join(d.Path(), name), 0o777))
	}
	cases := []struct {
		name   string
		change func(t *testing.T, d *Dir)
		causes []error
		text   string
	}{
		{"both truncated", func(t *testing.T, d *Dir) { short(t, d, CheckpointName); short(t, d, PreviousName) },
			[]error{ErrCheckpoint, checkpoint.ErrTruncated}, CheckpointName + ":"},
		{"only previous, truncated", func(t *testing.T, d *Dir) { must(t, d.SetAside()); short(t, d, PreviousName) },
			[]error{ErrCheckpoint, checkpoint.ErrTruncated}, PreviousName + ":"},
		{"none", func(t *testing.T, d *Dir) {
			must(t, os.Remove(filepath.Join(d.Path(), CheckpointName)))
			must(t, os.Remove(filepath.Join(d.Path(), PreviousName)))
		}, []error{ErrNoCheckpoint}, "--resume"},
		{"newest unreadable", func(t *testing.T, d *Dir) { folder(t, d, CheckpointName) }, nil, CheckpointName},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := saved(t)
			c.change(t, d)
			_, _, err := load(d.Path())
			var typed *Error
			if !errors.As(err, &typed) || typed.Fix == "" || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("got error %v, want an *Error with a remedy that says %q", err, c.text)
			}
			for _, cause := range c.causes {
				if !errors.Is(err, cause) {
					t.Errorf("got error %v, want one that wraps %v", err, cause)
				}
			}
		})
	}
}

// The process may end between any two steps of a save: one of the files is always good.
func TestSaveInterrupted(t *testing.T) {
	steps := []struct {
		name string
		undo func(t *testing.T, dir string) // goes back from a complete save of step 3 to the moment
		want int64
	}{
		{"temporary file half written", func(t *testing.T, dir string) {
			must(t, os.Remove(filepath.Join(dir, CheckpointName)))
			must(t, os.Rename(filepath.Join(dir, PreviousName), filepath.Join(dir, CheckpointName)))
			write(t, dir, tempPrefix+CheckpointName, "half")
		}, 2},
		{"old one renamed, new one not yet", func(t *testing.T, dir string) {
			must(t, os.Rename(filepath.Join(dir, CheckpointName), filepath.Join(dir, tempPrefix+CheckpointName)))
		}, 2},
		{"done", func(*testing.T, string) {}, 3},
	}
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			d := saved(t)
			must(t, d.SaveCheckpoint(state(3)))
			s.undo(t, d.Path())
			must(t, d.Close())
			if step, _, err := load(d.Path()); step != s.want || err != nil {
				t.Errorf("got step %d, error %v, want step %d", step, err, s.want)
			}
		})
	}
}

func TestSetAsideNothing(t *testing.T) {
	d := newDir(t, filepath.Join(t.TempDir(), "run"))
	if err := d.SetAside(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
