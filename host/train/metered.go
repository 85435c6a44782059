// SPDX-License-Identifier: Apache-2.0

package train

import (
	"context"
	"sync"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/driver/power"
	"github.com/e2train/e2train/rtl/isa"
)

// metered is a device beside a power meter: it notes when launches ran by the meter's clock. A meter that is not read in the
// background is read after each of them, so that what it shows depends on nothing else.
type metered struct {
	driver.Device
	sampler *power.Sampler

	mu       sync.Mutex
	launches []launched // that no pass has taken yet
}

// launched is one launch.
type launched struct {
	from, to time.Duration
	cycles   uint64
}

// Launch implements driver.Device.
func (d *metered) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	from := d.sampler.Now()
	a, err := d.Device.Launch(ctx, p)
	d.sampler.Pass()
	l := launched{from, d.sampler.Now(), a.Counters[isa.Cycles]}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.launches = append(d.launches, l)
	return a, err
}

// clear forgets launches that belong to no pass of an iteration.
func (d *metered) clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.launches = d.launches[:0]
}

// take returns the launches of a pass: the first so many in a row that took its cycles. Others before them, such as those of full
// passes that signs are checked with, belong to no pass. It returns none if there are no such launches.
func (d *metered) take(r *conv.Report) []launched {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := r.Launches
	if n == 0 {
		return nil
	}
	for i := 0; i+n <= len(d.launches); i++ {
		if found := d.launches[i : i+n : i+n]; cyclesOf(found) == r.Counters[isa.Cycles] {
			d.launches = d.launches[i+n:]
			return found
		}
	}
	return nil
}

func cyclesOf(launches []launched) (cycles uint64) {
	for _, l := range launches {
		cycles += l.cycles
	}
	return cycles
}
