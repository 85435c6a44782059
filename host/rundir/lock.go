// SPDX-License-Identifier: Apache-2.0

package rundir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// takeLock locks the folder for this process. The lock is held until the file is closed, which the end of the process
// does too. The file is never removed: a process that waits at the old file would lock what no other one sees.
func takeLock(dir string) (*os.File, error) {
	name := filepath.Join(dir, lockName)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, fileError("lock", name, err)
	}
	if err := flock(f); err != nil {
		defer f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, &Error{
				Op: "lock", Path: dir, Err: fmt.Errorf("%w%s", ErrLocked, holder(f)),
				Fix: "wait for it to end, or choose another folder",
			}
		}
		return nil, fileError("lock", name, err)
	}
	return f, sign(f)
}

func flock(f *os.File) error {
	for {
		if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// sign writes the number of this process into the lock file, for the message that others print.
func sign(f *os.File) error {
	err := f.Truncate(0)
	if err == nil {
		_, err = fmt.Fprintf(f, "%d\n", os.Getpid())
	}
	if err != nil {
		defer f.Close()
		return fileError("lock", f.Name(), err)
	}
	return nil
}

// holder returns " (process N)" if the lock file says so.
func holder(f *os.File) string {
	text := make([]byte, 20)
	n, _ := f.ReadAt(text, 0)
	if pid := strings.TrimSpace(string(text[:n])); pid != "" {
		return " (process " + pid + ")"
	}
	return ""
}
