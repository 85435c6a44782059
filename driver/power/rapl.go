// SPDX-License-Identifier: Apache-2.0

package power

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/e2train/e2train/driver/internal/kernfile"
)

const powercap = "/sys/class/powercap/"

// rapl is an energy counter of a processor (Documentation/power/powercap). A reading is the mean since the one before.
type rapl struct {
	*host
	info    Info
	address address
	counter kernfile.File
	limit   uint64 // of the counter, in microjoules
	buffer  [64]byte
	last    uint64
	at      time.Duration
	any     bool
}

var _ Meter = (*rapl)(nil)

// openRAPL opens zone N or N:M, or intel-rapl:N:M.
func openRAPL(a address) (Meter, error) {
	if err := a.only("root", "emulator"); err != nil {
		return nil, err
	}
	if strings.Contains(a.target, "/") {
		return nil, a.bad(errors.New("a zone has no slash: 0, 0:1 or intel-rapl:0:1"))
	}
	h, err := hostOf(a)
	if err != nil {
		return nil, err
	}
	m := &rapl{host: h, address: a}
	if err := m.open(); err != nil {
		return nil, errors.Join(a.fail("open the energy counter", err), m.Close())
	}
	return m, nil
}

func (m *rapl) open() (err error) {
	zone := m.address.target
	if !strings.Contains(zone, "rapl") {
		zone = "intel-rapl:" + zone
	}
	name, err := kernfile.ReadText(m.kernel, powercap+zone+"/name")
	if err != nil {
		return err
	}
	if m.limit, err = kernfile.ReadNumber(m.kernel, powercap+zone+"/max_energy_range_uj"); err != nil {
		return err
	}
	m.info = Info{
		Address: m.address.text, Name: name, Kind: m.kind, Interval: raplPace, Channels: []string{"joules"}, Unit: "1 uJ", Streams: true,
	}
	m.counter, err = m.kernel.Open(powercap+zone+"/energy_uj", os.O_RDONLY)
	if errors.Is(err, os.ErrPermission) {
		err = fmt.Errorf("%w; since CVE-2020-8694 only root may read it", err)
	}
	return err
}

// Info implements Meter.
func (m *rapl) Info() Info { return m.info }

// Read implements Meter. It waits until there is something to divide.
func (m *rapl) Read() (Reading, error) {
	r := Reading{Volts: math.NaN(), Amperes: math.NaN(), Shown: math.NaN()}
	if rest := m.at + raplPace - m.Now(); rest > 0 {
		if err := m.Wait(rest); err != nil {
			return r, m.address.fail("wait", err)
		}
	}
	r.Time = m.Now()
	n, err := m.counter.Pread(m.buffer[:], 0)
	if err != nil {
		m.at, m.any = r.Time, false
		return r, m.address.fail("read", err)
	}
	v, err := parseAttribute(m.buffer[:n])
	if err != nil || v < 0 || uint64(v) > m.limit {
		m.at, m.any = r.Time, false
		return r, m.address.fail("read", fmt.Errorf("no energy: %w", errors.Join(err, ErrProtocol)))
	}
	return m.advance(r, uint64(v))
}

// advance makes a reading of a counter, which begins again after its limit.
func (m *rapl) advance(r Reading, v uint64) (Reading, error) {
	before, at, any := m.last, m.at, m.any
	m.last, m.at, m.any = v, r.Time, true
	if !any || r.Time <= at {
		return r, ErrNoReading
	}
	if v == before {
		return r, fmt.Errorf("the counter stands still: %w", ErrNoReading)
	}
	delta := v - before
	if v < before {
		delta += m.limit
	}
	r.Span = r.Time - at
	r.Watts = float64(delta) * 1e-6 / r.Span.Seconds()
	return r, nil
}

// Close implements Meter.
func (m *rapl) Close() error {
	var err error
	if m.counter != nil {
		err = m.counter.Close()
	}
	return errors.Join(err, m.host.Close())
}

func listRAPL() (addresses []string) {
	zones, _ := filepath.Glob(powercap + "intel-rapl:*")
	for _, zone := range zones {
		addresses = append(addresses, "rapl:"+strings.TrimPrefix(filepath.Base(zone), "intel-rapl:"))
	}
	return addresses
}
