// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// tree is a copy of the working tree.
type tree struct {
	root  string
	files []string // that git tracks or would track, from the root, sorted
}

// copyTree copies the files of the working tree source to the folder root, which it replaces.
func copyTree(ctx context.Context, source, root string) (*tree, error) {
	list, err := exec.CommandContext(ctx, "git", "-C", source, "ls-files", "-z", "-co", "--exclude-standard").Output()
	if err != nil {
		return nil, fmt.Errorf("list the files of %s: %w; mutate runs in a git checkout only", source, err)
	}
	if err := os.RemoveAll(root); err != nil {
		return nil, err
	}
	t := &tree{root: root}
	for name := range strings.SplitSeq(strings.TrimRight(string(list), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(source, name))
		if os.IsNotExist(err) { // removed, but not from the index
			continue
		}
		if err != nil {
			return nil, err
		}
		t.files = append(t.files, name)
		if err := t.write(name, text); err != nil {
			return nil, err
		}
	}
	slices.Sort(t.files)
	return t, nil
}

func (t *tree) read(name string) ([]byte, error) { return os.ReadFile(filepath.Join(t.root, name)) }

func (t *tree) write(name string, text []byte) error {
	path := filepath.Join(t.root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o666)
}

// digest identifies the contents of all files in some folders, and of the module's own.
func (t *tree) digest(folders []string) (string, error) {
	h := sha256.New()
	for _, name := range t.files {
		top, _, inside := strings.Cut(name, "/")
		if inside && !slices.Contains(folders, top) || !inside && top != "go.mod" && top != "go.sum" {
			continue
		}
		text, err := t.read(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%q %d\n", name, len(text))
		h.Write(text)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// with makes the mistake of m, calls f, and takes it back.
func (t *tree) with(m *mutant, f func() error) error {
	text, err := t.read(m.file)
	if err != nil {
		return err
	}
	mutated, err := m.apply(string(text))
	if err != nil {
		return err
	}
	if err := t.write(m.file, []byte(mutated)); err != nil {
		return err
	}
	failed := f()
	if err := t.write(m.file, text); err != nil {
		return err
	}
	return failed
}
