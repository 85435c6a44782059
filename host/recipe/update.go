// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"fmt"
	"strings"
)

// Update says what of the gradients of convolution weights the optimiser gets. The zero value is the gradients themselves.
type Update string

// The updates. Plain runs have nothing about them in their JSON form.
const (
	UpdateSGD  Update = ""     // the gradients, called sgd in text
	UpdateSign Update = "sign" // their signs, -1, 0 and 1
)

const sgdName = "sgd"

// Updates returns the names of the updates.
func Updates() []string { return []string{sgdName, string(UpdateSign)} }

// String returns the name.
func (u Update) String() string {
	if u == UpdateSGD {
		return sgdName
	}
	return string(u)
}

// Set sets u by its name, as package flag does. [Config.Validate] checks it.
func (u *Update) Set(name string) error {
	*u = Update(name)
	if name == sgdName {
		*u = UpdateSGD
	}
	return nil
}

// validUpdate reports an unknown update, or signs that are taken twice.
func (c *Config) validUpdate() error {
	switch {
	case c.Update != UpdateSGD && c.Update != UpdateSign:
		return &Error{"update", fmt.Sprintf("%q", string(c.Update)), strings.Join(Updates(), ", ")}
	case c.Update == UpdateSign && c.PSG.On:
		return &Error{"update", "sign", sgdName + " together with --psg, whose updates are signs, predicted where that is safe"}
	}
	return nil
}

// SignUpdates reports whether convolution weights are updated from signs, of predicted or of full gradients.
func (c *Config) SignUpdates() bool { return c.PSG.On || c.Update == UpdateSign }
