// SPDX-License-Identifier: Apache-2.0

package train

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/audit"
	"github.com/e2train/e2train/driver/replay"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/rtl/isa"
)

// miscounting is a simulator whose third launch and later ones count a drain too many.
type miscounting struct {
	driver.Device
	launches int
}

func (m *miscounting) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	a, err := m.Device.Launch(ctx, p)
	if m.launches++; m.launches >= 3 {
		a.Counters[isa.Drains]++
	}
	return a, err
}

func init() {
	driver.Register(driver.Scheme{
		Name: "miscounting",
		Open: func(a driver.Address) (driver.Device, error) {
			d, err := driver.Open("sim:" + a.Target)
			return &miscounting{Device: d}, err
		},
		List: func() []string { return nil },
	})
}

// An audit changes nothing of a run but the summary's report on it.
func TestAuditedRun(t *testing.T) {
	o := options(small(t, "sim:tiny"), "")
	plain := complete(t, o)
	o.Audit = Audit{Share: 0.25, Device: "sim:tiny"}
	audited := complete(t, o)
	var s report.Summary
	if err := json.Unmarshal([]byte(audited.summary), &s); err != nil {
		t.Fatal(err)
	}
	c := s.Audit
	if c == nil || c.Device != "sim:tiny" || c.Launches.Audited == 0 || c.Launches.Audited >= c.Launches.All || c.Cycles.Audited == 0 {
		t.Fatalf("coverage %+v", c)
	}
	s.Audit = nil
	text, err := report.JSON(&s)
	if err != nil {
		t.Fatal(err)
	}
	audited.summary = string(text)
	compare(t, audited, plain)
}

// The first difference ends the run; its launch is kept.
func TestAuditFindsADifference(t *testing.T) {
	o := options(small(t, "sim:tiny"), filepath.Join(t.TempDir(), "run"))
	o.Audit = Audit{Share: 1, Device: "miscounting:tiny"}
	_, err := Run(t.Context(), o)
	file := filepath.Join(o.Dir, rundir.DifferenceName)
	if !errors.Is(err, replay.ErrDifference) || !strings.Contains(err.Error(), "drains is ") || !strings.Contains(err.Error(), file) {
		t.Fatalf("got error %v", err)
	}
	kept, err := replay.Decode(read(t, o.Dir, rundir.DifferenceName))
	if err != nil {
		t.Fatal(err)
	}
	device, err := driver.Open("sim:tiny")
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	got, err := kept.Launch.Run(t.Context(), device)
	if err != nil {
		t.Fatal(err)
	}
	if err := replay.Compare(got, &kept.Want, true); err != nil {
		t.Errorf("the device that is right does not agree with the file: %v", err)
	}
}

func TestBadAudits(t *testing.T) {
	for _, c := range []struct {
		audit Audit
		cause error
	}{
		{Audit{Share: 2, Device: "sim:tiny"}, audit.ErrOptions},
		{Audit{Share: 1, Device: "sim:zed8"}, audit.ErrOptions},
		{Audit{Share: 1, Device: "sim:none"}, driver.ErrAddress},
	} {
		o := options(small(t, "sim:tiny"), filepath.Join(t.TempDir(), "run"))
		o.Audit = c.audit
		if _, err := Run(t.Context(), o); !errors.Is(err, c.cause) {
			t.Errorf("%+v: got error %v, want one that wraps %v", c.audit, err, c.cause)
		}
	}
}
