// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"embed"
	"errors"
	"fmt"
	"os"
)

//go:embed profiles/*.json
var embedded embed.FS

// Load reads a profile from a file. The error is a *ProfileError.
func Load(path string) (*Profile, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &ProfileError{Op: "load", Profile: path, Err: err}
	}
	p, err := Parse(data)
	if err != nil {
		return nil, withPath(err, path)
	}
	return p, nil
}

// withPath replaces the operation and name in an error of Parse by those of Load.
func withPath(err error, path string) error {
	var pe *ProfileError
	if errors.As(err, &pe) {
		return &ProfileError{Op: "load", Profile: path, Place: pe.Place, Err: pe.Err}
	}
	return err
}

// ForConfig returns the embedded profile for a configuration of the accelerator, such as "ultra96". The caller may
// change it. The error wraps ErrNoProfile if there is none.
func ForConfig(config string) (*Profile, error) {
	all, err := Embedded()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if _, err := p.Note(config); err == nil {
			return p, nil
		}
	}
	return nil, fmt.Errorf("energy: %q: %w", config, ErrNoProfile)
}

// Embedded returns all embedded profiles, ordered by file name.
func Embedded() ([]*Profile, error) {
	const dir = "profiles"
	files, err := embedded.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("energy: embedded profiles: %w", err)
	}
	var all []*Profile
	for _, f := range files {
		data, err := embedded.ReadFile(dir + "/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("energy: embedded profiles: %w", err)
		}
		p, err := Parse(data)
		if err != nil {
			return nil, withPath(err, "embedded "+f.Name())
		}
		all = append(all, p)
	}
	return all, nil
}
