// SPDX-License-Identifier: Apache-2.0

package regs

import (
	"context"

	"github.com/e2train/e2train/driver"
)

// traced is a port that tells of what crosses it.
type traced struct {
	Port
	told func(driver.RegisterAccess)
}

// Traced returns p with told called after every access that succeeded, or p itself if told is nil.
func Traced(p Port, told func(driver.RegisterAccess)) Port {
	if told == nil {
		return p
	}
	return &traced{p, told}
}

// Do implements Port.
func (t *traced) Do(ctx context.Context, accesses []Access) error {
	if err := t.Port.Do(ctx, accesses); err != nil {
		return err
	}
	for _, a := range accesses {
		t.told(driver.RegisterAccess(a))
	}
	return nil
}
