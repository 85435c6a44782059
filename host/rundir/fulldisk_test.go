// SPDX-License-Identifier: Apache-2.0

package rundir

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// smallDisk mounts a file system of the given size, or ends the test where that is not allowed.
func smallDisk(t *testing.T, bytes string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "disk")
	must(t, os.Mkdir(path, 0o777))
	if err := unix.Mount("tmpfs", path, "tmpfs", 0, "size="+bytes); err != nil {
		t.Skipf("not tested here: a full disk, for mounting one failed: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(path, 0); err != nil {
			t.Error(err)
		}
	})
	return path
}

// fill takes what is left of a disk.
func fill(t *testing.T, path string) {
	t.Helper()
	name := filepath.Join(path, "filler")
	if err := os.WriteFile(name, make([]byte, 10<<20), 0o666); !errors.Is(err, unix.ENOSPC) {
		t.Fatalf("filling the disk: %v", err)
	}
}

func TestFullDisk(t *testing.T) {
	disk := smallDisk(t, "64k")
	d := newDir(t, filepath.Join(disk, "run"))
	l, err := d.OpenLog(MetricsName, 0)
	must(t, err)
	must(t, l.Append(strings.Repeat("x", 4000)))
	must(t, d.SaveCheckpoint(state(1)))
	must(t, d.SaveCheckpoint(state(2)))
	before := names(t, d.Path())
	fill(t, disk)

	for name, err := range map[string]error{
		"checkpoint": d.SaveCheckpoint(state(3)),
		"summary":    d.WriteFile(SummaryName, []byte("{}")),
		"log":        l.Append(strings.Repeat("y", 10000)),
	} {
		if !errors.Is(err, unix.ENOSPC) || !strings.Contains(err.Error(), "make room") {
			t.Errorf("%s: got error %v", name, err)
		}
	}
	if after := names(t, d.Path()); !slices.Equal(before, after) {
		t.Errorf("before the disk was full there were %v, after it %v", before, after)
	}
	if step, passed, err := load(d.Path()); step != 2 || passed || err != nil {
		t.Errorf("got step %d, passed over %v, error %v", step, passed, err)
	}

	must(t, os.Remove(filepath.Join(disk, "filler")))
	must(t, l.Append("z"))
	must(t, l.Close())
	if got := read(t, d.Path(), MetricsName); !strings.HasSuffix(got, "x\"\n\"z\"\n") {
		t.Errorf("the log ends in %q", got[max(0, len(got)-20):])
	}
	must(t, d.SaveCheckpoint(state(3)))
}

// Not even root may write to a disk that is mounted read-only.
func TestReadOnlyDisk(t *testing.T) {
	disk := smallDisk(t, "64k")
	d := newDir(t, filepath.Join(disk, "run"))
	must(t, d.SaveCheckpoint(state(1)))
	must(t, d.Close()) // files that are open for writing keep a disk writable
	must(t, unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""))
	_, created := Create(filepath.Join(disk, "other"))
	for name, err := range map[string]error{
		"create": created, "checkpoint": d.SaveCheckpoint(state(2)), "summary": d.WriteFile(SummaryName, nil),
	} {
		if !errors.Is(err, unix.EROFS) || !strings.Contains(err.Error(), "choose a folder that can be written") {
			t.Errorf("%s: got error %v", name, err)
		}
	}
	if step, _, err := load(d.Path()); step != 1 || err != nil {
		t.Errorf("got step %d, error %v", step, err)
	}
}
