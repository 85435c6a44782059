// SPDX-License-Identifier: Apache-2.0

// Package buildcache keeps programs that compilers make of embedded sources in the user's cache folder, each under a name that depends
// on everything that went into it.
package buildcache

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// Folder returns the folder of all programs of one kind, which exists.
func Folder(kind string) (string, error) {
	user, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find a folder for programs that are made once: %w; set XDG_CACHE_HOME", err)
	}
	folder := filepath.Join(user, "e2train", kind)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return "", fmt.Errorf("make a folder for programs that are made once: %w; set XDG_CACHE_HOME to one that can be written", err)
	}
	return folder, nil
}

// Entry is a folder of the cache. It is there with all its content or not at all.
type Entry struct{ Folder string }

// ready reports whether the entry exists. Its time of change tells when it was used last.
func (e Entry) ready() bool {
	now := time.Now()
	return os.Chtimes(e.Folder, now, now) == nil
}

// Ensure makes the entry unless it exists. fill gets a folder for what is needed on the way and one for the content.
func (e Entry) Ensure(ctx context.Context, progress io.Writer, fill func(scratch, done string) error) error {
	if e.ready() {
		return nil
	}
	unlock, err := e.lock(ctx, progress)
	if err != nil {
		return err
	}
	defer unlock()
	if e.ready() { // another process was faster
		return nil
	}
	scratch := e.Folder + ".building"
	if err := os.RemoveAll(scratch); err != nil { // of a process that was killed
		return err
	}
	defer os.RemoveAll(scratch)
	done := filepath.Join(scratch, "done")
	if err := os.MkdirAll(done, 0o777); err != nil {
		return err
	}
	if err := fill(scratch, done); err != nil {
		return err
	}
	if err := os.Rename(done, e.Folder); err != nil {
		return err
	}
	return e.tidy()
}

// lockPause is how often a process looks whether another one has finished.
const lockPause = 100 * time.Millisecond

// lock waits until no other process makes the entry. The system drops the lock of a process that ends. Lock files are never
// removed: a process that waits at the old file would lock what no other one sees.
func (e Entry) lock(ctx context.Context, progress io.Writer) (unlock func(), err error) {
	f, err := os.OpenFile(e.Folder+".lock", os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	for told := false; ; told = true {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) && !errors.Is(err, unix.EINTR) {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", f.Name(), err)
		}
		if !told {
			fmt.Fprintln(progress, "another process makes this program; waiting for it")
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, ctx.Err()
		case <-time.After(lockPause):
		}
	}
}

// MaxAge is how long an entry is kept that nobody uses.
const MaxAge = 30 * 24 * time.Hour

// tidy removes what nobody has used for long from the cache: sources change, and what was made of the old ones stays behind.
func (e Entry) tidy() error {
	cache := filepath.Dir(e.Folder)
	list, err := os.ReadDir(cache)
	if err != nil {
		return err
	}
	for _, old := range list {
		info, err := old.Info()
		if err != nil || !info.IsDir() || time.Since(info.ModTime()) < MaxAge {
			continue
		}
		if err := os.RemoveAll(filepath.Join(cache, old.Name())); err != nil {
			return err
		}
	}
	return nil
}
