// SPDX-License-Identifier: Apache-2.0

package link

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/replay"
	"github.com/e2train/e2train/rtl/isa"
)

// ErrOtherDevice is the cause of errors about devices that cannot replay a recording.
var ErrOtherDevice = errors.New("the recording is for another device")

// Replayed says what a replay has compared.
type Replayed struct {
	Recorded    string      `json:"recorded"` // address of the device of the recording
	Kind        string      `json:"kind"`     // what stood behind it
	Device      string      `json:"device"`   // that it was replayed on
	BitsOnly    bool        `json:"bits_only"`
	Records     int         `json:"records"` // that were replayed or passed over
	Launches    int64       `json:"launches"`
	Reads       int64       `json:"reads"` // compared, as their bytes
	ReadBytes   int64       `json:"read_bytes"`
	Cycles      uint64      `json:"cycles"`       // of the launches, on the device of the recording
	NotReplayed int64       `json:"not_replayed"` // operations that had failed when they were recorded
	Difference  *Difference `json:"difference"`
}

// Difference is the first one that a replay has found. It is an error that wraps replay.ErrDifference.
type Difference struct {
	Packet  int    `json:"packet"`
	Kind    string `json:"kind"`
	Address string `json:"address"` // allocation and offset, or launch
	What    string `json:"what"`

	damage error
}

func (d *Difference) Error() string {
	return fmt.Sprintf("%v: packet %d, %s of %s: %s", replay.ErrDifference, d.Packet, d.Kind, d.Address, d.What)
}

// Unwrap returns replay.ErrDifference, and ErrDamaged if it is the file that has changed.
func (d *Difference) Unwrap() []error {
	if d.damage != nil {
		return []error{replay.ErrDifference, d.damage}
	}
	return []error{replay.ErrDifference}
}

// Replay does on a device what a recording says, until something is other than it was. It returns what it has compared, also
// together with an error: a *[Difference], one of the Reader, of the device, or one that wraps ErrOtherDevice. Cycles and
// counters are not compared if bitsOnly is set or if they mean nothing on one of the devices.
func Replay(ctx context.Context, from *Reader, on driver.Device, bitsOnly bool) (*Replayed, error) {
	p := &player{
		device: on, memories: map[uint32]driver.Memory{}, code: map[uint32][]byte{}, programs: map[uint32]*isa.Program{},
		result: &Replayed{Device: on.Info().Address, BitsOnly: bitsOnly},
	}
	defer p.close()
	for {
		if err := ctx.Err(); err != nil {
			return p.result, err
		}
		packet, err := from.Next()
		if errors.Is(err, io.EOF) {
			return p.result, nil
		}
		if err != nil {
			return p.result, err
		}
		if err := p.play(ctx, packet); err != nil {
			var d *Difference
			if errors.As(err, &d) {
				p.result.Difference = d
				return p.result, err
			}
			return p.result, fmt.Errorf("replay packet %d, %s: %w", packet.Number, packet.Body.Kind(), err)
		}
		p.result.Records++
	}
}

// player replays one recording.
type player struct {
	device   driver.Device
	result   *Replayed
	memories map[uint32]driver.Memory
	code     map[uint32][]byte // of programs in pieces, so far
	programs map[uint32]*isa.Program
	launch   *Launch // that has not ended
	room     []byte
}

func (p *player) close() {
	for _, m := range p.memories {
		m.Free()
	}
}

func (p *player) play(ctx context.Context, packet *Packet) error {
	if damage := packet.Damaged(); damage != nil {
		return &Difference{packet.Number, packet.Body.Kind().String(), place(packet.Body), damage.Error(), damage}
	}
	switch b := packet.Body.(type) {
	case *Device:
		return p.check(b)
	case *Alloc:
		return p.alloc(b)
	case *Free:
		return p.free(b)
	case *Transfer:
		return p.transfer(packet.Number, b)
	case *Program:
		return p.program(b)
	case *Launch:
		p.launch = b
	case *Completion:
		return p.complete(ctx, packet.Number, b)
	}
	return nil // registers and power are those of the device that was recorded
}

// place says what a record is about.
func place(body Body) string {
	switch b := body.(type) {
	case *Transfer:
		return fmt.Sprintf("allocation %d, bytes %#x to %#x", b.Memory, b.Offset, b.Offset+b.Bytes)
	case *Alloc:
		return fmt.Sprintf("allocation %d", b.Memory)
	case *Free:
		return fmt.Sprintf("allocation %d", b.Memory)
	case *Program:
		return fmt.Sprintf("program %d", b.Program)
	case *Launch:
		return fmt.Sprintf("launch %d", b.Launch)
	case *Completion:
		return fmt.Sprintf("launch %d", b.Launch)
	case *Register:
		return fmt.Sprintf("register %#x", b.Offset)
	}
	return "the recording"
}

// check compares the device of the recording with that of the replay.
func (p *player) check(d *Device) error {
	info := p.device.Info()
	p.result.Recorded, p.result.Kind = d.Address, d.Stands
	p.result.BitsOnly = p.result.BitsOnly || !d.Timed || !info.Timed
	switch {
	case info.Kind.RunsPrograms() != nil:
		return info.Kind.RunsPrograms()
	case d.Contract != isa.Version:
		return fmt.Errorf("%w: one of contract %d, this program has %d", ErrOtherDevice, d.Contract, isa.Version)
	case d.Config != info.Config.Name || d.ConfigHash != info.Config.Hash():
		return fmt.Errorf("%w: configuration %s (%#x), %s is %s (%#x)", ErrOtherDevice, d.Config, d.ConfigHash, info.Address, info.Config.Name, info.Config.Hash())
	}
	return nil
}

func (p *player) alloc(a *Alloc) error {
	if a.Failed != "" {
		p.result.NotReplayed++
		return nil
	}
	if p.memories[a.Memory] != nil || a.Bytes < 0 || a.Bytes > math.MaxInt {
		return fail(ErrDamaged, "allocation %d of %d bytes", a.Memory, a.Bytes)
	}
	m, err := p.device.Alloc(int(a.Bytes))
	if err != nil {
		return err
	}
	p.memories[a.Memory] = m
	return nil
}

// memory returns an allocation.
func (p *player) memory(number uint32) (driver.Memory, error) {
	m := p.memories[number]
	if m == nil {
		return nil, fail(ErrDamaged, "there is no allocation %d", number)
	}
	return m, nil
}

func (p *player) free(f *Free) error {
	if f.Failed != "" {
		p.result.NotReplayed++
		return nil
	}
	m, err := p.memory(f.Memory)
	if err != nil {
		return err
	}
	delete(p.memories, f.Memory)
	return m.Free()
}

func (p *player) transfer(packet int, t *Transfer) error {
	if t.Failed != "" {
		p.result.NotReplayed++
		return nil
	}
	m, err := p.memory(t.Memory)
	if err != nil {
		return err
	}
	if t.Direction == Write {
		_, err := m.WriteAt(t.Payload, t.Offset)
		return err
	}
	p.room = append(p.room[:0], t.Payload...)
	if _, err := m.ReadAt(p.room, t.Offset); err != nil {
		return err
	}
	p.result.Reads++
	p.result.ReadBytes += int64(len(p.room))
	if bytes.Equal(p.room, t.Payload) {
		return nil
	}
	return &Difference{packet, "read", place(t), differentBytes(p.room, t.Payload, t.Offset), nil}
}

// differentBytes describes the first of several differences between bytes from an offset on.
func differentBytes(got, want []byte, offset int64) string {
	first, count := -1, 0
	for i := range want {
		if got[i] == want[i] {
			continue
		}
		if count++; first < 0 {
			first = i
		}
	}
	return fmt.Sprintf("byte %#x is %#02x, want %#02x (%d of %d bytes differ)", offset+int64(first), got[first], want[first], count, len(want))
}

func (p *player) program(r *Program) error {
	p.code[r.Program] = append(p.code[r.Program], r.Code...)
	if r.More {
		return nil
	}
	code, err := decodeProgram(p.code[r.Program])
	delete(p.code, r.Program)
	p.programs[r.Program] = code
	return err
}

// complete runs a launch that has ended, and compares how.
func (p *player) complete(ctx context.Context, packet int, c *Completion) error {
	l := p.launch
	if p.launch = nil; l == nil || l.Launch != c.Launch {
		return fail(ErrDamaged, "launch %d ends and did not start", c.Launch)
	}
	if c.Status != Done && c.Status != Deadlock {
		p.result.NotReplayed++
		return nil
	}
	want := &replay.Outcome{Activity: c.Activity}
	if c.Status == Deadlock {
		want.Stall = &replay.Stall{Segment: int(c.Segment), Engine: isa.Engine(c.Engine), Index: int(c.Index), Cycle: c.Cycle}
	}
	got, err := p.run(ctx, l)
	if err != nil {
		return err
	}
	p.result.Launches++
	p.result.Cycles += c.Activity.Counters[isa.Cycles]
	if err := replay.Compare(got, want, !p.result.BitsOnly); err != nil {
		return &Difference{packet, "completion", place(c), err.Error(), nil}
	}
	return nil
}

// run runs a launch. A deadlock is an outcome.
func (p *player) run(ctx context.Context, l *Launch) (*replay.Outcome, error) {
	program := driver.Program{Code: p.programs[l.Program], Params: isa.Params{Shift: l.Shift, Tau: l.Tau, SkipLimit: l.SkipLimit}}
	if program.Code == nil {
		return nil, fail(ErrDamaged, "there is no program %d", l.Program)
	}
	for b, base := range l.Bases {
		if base.Memory == 0 {
			continue
		}
		m, err := p.memory(base.Memory)
		if err != nil {
			return nil, fmt.Errorf("base %d: %w", b, err)
		}
		program.Bases[b] = driver.Region{Memory: m, Offset: base.Offset}
	}
	a, err := p.device.Launch(ctx, program)
	return replay.NewOutcome(nil, a, err)
}
