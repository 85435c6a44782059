// SPDX-License-Identifier: Apache-2.0

package link

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/e2train/e2train/rtl/isa"
)

// Summary is what a recording holds.
type Summary struct {
	Device        string        `json:"device"`
	Stands        string        `json:"stands"` // what stands behind the device
	Config        string        `json:"config"`
	ConfigHash    string        `json:"config_hash"`
	Hardware      string        `json:"hardware"`
	Contract      uint32        `json:"contract"`
	ClockHz       uint64        `json:"clock_hz"`
	Started       time.Time     `json:"started"`
	Kinds         []KindSummary `json:"kinds"`
	Records       int64         `json:"records"`
	Damaged       int64         `json:"damaged"` // of them, with a wrong check sum
	Failed        int64         `json:"failed"`  // operations
	Launches      int64         `json:"launches"`
	Written       Traffic       `json:"written"`
	Read          Traffic       `json:"read"`
	Code          Traffic       `json:"code"` // of programs, each once
	Cycles        uint64        `json:"cycles"`
	CyclesEach    float64       `json:"cycles_per_launch"`
	DeviceSeconds *float64      `json:"device_seconds"` // nil if the device has no time
	LaunchSeconds float64       `json:"launch_seconds"` // on the host
	HostSeconds   float64       `json:"host_seconds"`   // until the last record
	First         *Packet       `json:"first"`
	Last          *Packet       `json:"last"`
}

// KindSummary counts the records of a kind.
type KindSummary struct {
	Kind    string `json:"kind"`
	Records int64  `json:"records"`
	Traffic
}

// Traffic is a number of bytes.
type Traffic struct {
	Bytes     int64   `json:"bytes"`
	PerLaunch float64 `json:"bytes_per_launch"`
	Seconds   float64 `json:"seconds"` // that it took on the host
}

func (t *Traffic) add(bytes int64, tookNS uint64) {
	t.Bytes += bytes
	t.Seconds += float64(tookNS) / 1e9
}

// Summarize reads a recording to its end. With an error of the Reader it returns what came before.
func Summarize(from *Reader) (*Summary, error) {
	s := &Summary{}
	for _, k := range kinds {
		s.Kinds = append(s.Kinds, KindSummary{Kind: k.Name})
	}
	timed := false
	for {
		p, err := from.Next()
		if err != nil {
			s.finish(timed)
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return s, err
		}
		if d, ok := p.Body.(*Device); ok {
			timed = d.Timed
			s.open(d)
		}
		s.add(p)
	}
}

// open notes what the recording is of.
func (s *Summary) open(d *Device) {
	s.Device, s.Stands, s.Config, s.ConfigHash = d.Address, d.Stands, d.Config, fmt.Sprintf("%#08x", d.ConfigHash)
	s.Hardware, s.Contract, s.ClockHz, s.Started = d.Version, d.Contract, d.ClockHz, time.Unix(0, d.Started).UTC()
}

func (s *Summary) add(p *Packet) {
	k := &s.Kinds[p.Body.Kind()-1]
	k.Records++
	// The pieces of one access have the same duration, which is that of the access.
	took := p.TookNS
	if t, ok := p.Body.(*Transfer); ok && t.More {
		took = 0
	}
	k.add(int64(p.Bytes), took)
	s.Records++
	if !p.Whole {
		s.Damaged++
	}
	switch b := p.Body.(type) {
	case *Alloc:
		s.fail(b.Failed)
	case *Free:
		s.fail(b.Failed)
	case *Transfer:
		s.fail(b.Failed)
		s.direction(b.Direction).add(int64(len(b.Payload)), took)
	case *Program:
		s.Code.add(int64(len(b.Code)), took)
	case *Completion:
		s.fail(b.Failed)
		s.Launches++
		s.Cycles += b.Activity.Counters[isa.Cycles]
		s.LaunchSeconds += float64(took) / 1e9
	}
	s.HostSeconds = float64(p.HostNS) / 1e9
	if s.Last = p; s.First == nil {
		s.First = p
	}
}

func (s *Summary) fail(text string) {
	if text != "" {
		s.Failed++
	}
}

func (s *Summary) direction(d uint8) *Traffic {
	if d == Write {
		return &s.Written
	}
	return &s.Read
}

// finish computes what depends on the whole.
func (s *Summary) finish(timed bool) {
	if timed && s.ClockHz > 0 {
		s.DeviceSeconds = new(float64(s.Cycles) / float64(s.ClockHz))
	}
	if s.Launches == 0 {
		return
	}
	n := float64(s.Launches)
	s.CyclesEach = float64(s.Cycles) / n
	for i := range s.Kinds {
		s.Kinds[i].PerLaunch = float64(s.Kinds[i].Bytes) / n
	}
	for _, t := range []*Traffic{&s.Written, &s.Read, &s.Code} {
		t.PerLaunch = float64(t.Bytes) / n
	}
}
