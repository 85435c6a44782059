// SPDX-License-Identifier: Apache-2.0

package drivertest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/rtl/isa"
)

// fault is one thing that a device gets wrong. Functions that are nil change nothing.
type fault struct {
	name     string
	info     func(*driver.Info)
	program  func(*driver.Program)                 // before a launch that is valid
	activity func(*driver.Activity)                // after a launch that worked or got stuck
	stall    func(*driver.DeadlockError)           // of a deadlock
	failed   func(error) error                     // of a launch that failed
	after    func(driver.Program)                  // any launch
	ignores  func(context.Context) context.Context // before a launch
	alloc    func(driver.Memory, error) (driver.Memory, error)
	closed   func(error) error
}

// faulty is a device with a fault.
type faulty struct {
	driver.Device
	fault *fault
}

func (f *faulty) Info() driver.Info {
	i := f.Device.Info()
	if f.fault.info != nil {
		f.fault.info(&i)
	}
	return i
}

func (f *faulty) Alloc(n int) (driver.Memory, error) {
	m, err := f.Device.Alloc(n)
	if f.fault.alloc != nil {
		return f.fault.alloc(m, err)
	}
	return m, err
}

func (f *faulty) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	original := p
	if f.fault.ignores != nil {
		ctx = f.fault.ignores(ctx)
	}
	info := f.Device.Info()
	if f.fault.program != nil && p.Code != nil && info.Config.Validate(p.Code) == nil {
		f.fault.program(&p)
	}
	for i := range p.Bases {
		if w, ok := p.Bases[i].Memory.(*wrapped); ok {
			p.Bases[i].Memory = w.Memory
		}
	}
	a, err := f.Device.Launch(ctx, p)
	var stall *driver.DeadlockError
	if errors.As(err, &stall) && f.fault.stall != nil {
		f.fault.stall(stall)
	}
	if f.fault.activity != nil && err == nil {
		f.fault.activity(&a)
	}
	if f.fault.activity != nil && stall != nil {
		f.fault.activity(&stall.Activity)
	}
	if err != nil && f.fault.failed != nil {
		err = f.fault.failed(err)
	}
	if f.fault.after != nil {
		f.fault.after(original)
	}
	return a, err
}

func (f *faulty) Close() error {
	err := f.Device.Close()
	if f.fault.closed != nil {
		return f.fault.closed(err)
	}
	return err
}

// wrapped is memory with a fault.
type wrapped struct {
	driver.Memory
	read, write func(m driver.Memory, b []byte, offset int64) (int, error)
	free        func(error) error
	size        int
}

func (w *wrapped) Size() int { return w.Memory.Size() + w.size }

func (w *wrapped) ReadAt(b []byte, offset int64) (int, error) {
	if w.read != nil {
		return w.read(w.Memory, b, offset)
	}
	return w.Memory.ReadAt(b, offset)
}

func (w *wrapped) WriteAt(b []byte, offset int64) (int, error) {
	if w.write != nil {
		return w.write(w.Memory, b, offset)
	}
	return w.Memory.WriteAt(b, offset)
}

func (w *wrapped) Free() error {
	err := w.Memory.Free()
	if w.free != nil {
		return w.free(err)
	}
	return err
}

// memoryFault wraps all memory.
func memoryFault(name string, w wrapped) fault {
	return fault{name: name, alloc: func(m driver.Memory, err error) (driver.Memory, error) {
		if err != nil {
			return nil, err
		}
		own := w
		own.Memory = m
		return &own, nil
	}}
}

// codeFault runs a program that a device might have read.
func codeFault(name string, misread func(*isa.Segment)) fault {
	return fault{name: name, program: func(p *driver.Program) {
		code := &isa.Program{}
		for _, s := range p.Code.Segments {
			s.Load, s.Tensor, s.Store = append([]isa.Load(nil), s.Load...), append([]isa.Tensor(nil), s.Tensor...), append([]isa.Store(nil), s.Store...)
			misread(&s)
			code.Segments = append(code.Segments, s)
		}
		p.Code = code
	}}
}

func tensorFault(name string, misread func(*isa.Tensor)) fault {
	return codeFault(name, func(s *isa.Segment) {
		for i := range s.Tensor {
			misread(&s.Tensor[i])
		}
	})
}

func storeFault(name string, misread func(*isa.Store)) fault {
	return codeFault(name, func(s *isa.Segment) {
		for i := range s.Store {
			misread(&s.Store[i])
		}
	})
}

// flip inverts one bit of the last memory of a launch.
func flip(p driver.Program) {
	for i := len(p.Bases) - 1; i >= 0; i-- {
		var b [1]byte
		if m := p.Bases[i].Memory; m != nil && m.Size() > 0 {
			if _, err := m.ReadAt(b[:], int64(m.Size()-1)); err != nil {
				continue
			}
			b[0] ^= 4
			if _, err := m.WriteAt(b[:], int64(m.Size()-1)); err == nil {
				return
			}
		}
	}
}

var errOther = errors.New("something else")

// faults returns everything that the suite is shown.
func faults() []fault {
	list := slices.Concat(deviceFaults(), memoryFaults(), codeFaults())
	for i := range isa.NumCounters { // wrong only where it counts anything: the suite has to make it count
		list = append(list, fault{name: "counter " + i.String(), activity: func(a *driver.Activity) { a.Counters[i] += min(a.Counters[i], 1) }})
	}
	return list
}

func deviceFaults() []fault {
	infos := 0
	return []fault{
		{name: "info changes", info: func(i *driver.Info) { infos++; i.ClockHz += infos }},
		{name: "no version", info: func(i *driver.Info) { i.Version = "" }},
		{name: "wrong bit", after: flip},
		{name: "maximum", activity: func(a *driver.Activity) { a.MaxAbs += min(a.MaxAbs, 1) }},
		{name: "never saturates", activity: func(a *driver.Activity) { a.Saturated = false }},
		{name: "always saturates", activity: func(a *driver.Activity) { a.Saturated = true }},
		{name: "deadlock cycle", stall: func(d *driver.DeadlockError) { d.Cycle++ }},
		{name: "deadlock engine", stall: func(d *driver.DeadlockError) { d.Engine = (d.Engine + 1) % isa.NumEngines }},
		{name: "deadlock index", stall: func(d *driver.DeadlockError) { d.Index++ }},
		{name: "deadlock segment", stall: func(d *driver.DeadlockError) { d.Segment++ }},
		{name: "other errors", failed: func(err error) error { return fmt.Errorf("%v: %w", err, errOther) }},
		{name: "errors after the fact", failed: func(err error) error { return err }, after: flip},
		{name: "ignores contexts", ignores: context.WithoutCancel},
		{name: "ignores parameters", program: func(p *driver.Program) { p.Params.Shift = 0 }},
		{name: "ignores tau", program: func(p *driver.Program) { p.Params.Tau++ }},
		{name: "ignores the skip limit", program: func(p *driver.Program) { p.Params.SkipLimit = 0 }},
		{name: "ignores offsets", program: func(p *driver.Program) { p.Bases[0].Offset = 0 }},
		{name: "runs one segment", program: func(p *driver.Program) { p.Code = &isa.Program{Segments: p.Code.Segments[:1]} }},
		{name: "close again", closed: func(error) error { return nil }},
		{name: "close fails", closed: func(error) error { return driver.ErrClosed }},
	}
}

func memoryFaults() []fault {
	return []fault{
		{name: "other allocation errors", alloc: func(m driver.Memory, err error) (driver.Memory, error) {
			if err != nil {
				err = errOther
			}
			return m, err
		}},
		{name: "memory is not zeroed", alloc: func(m driver.Memory, err error) (driver.Memory, error) {
			if err == nil && m.Size() > 0 {
				_, err = m.WriteAt([]byte{1}, int64(m.Size()/2))
			}
			return m, err
		}},
		{name: "memory is too small", alloc: func(m driver.Memory, err error) (driver.Memory, error) {
			if err == nil {
				return &wrapped{Memory: m, size: -1}, nil
			}
			return nil, err
		}},
		memoryFault("reads short", wrapped{read: func(m driver.Memory, b []byte, offset int64) (int, error) {
			n, err := m.ReadAt(b, offset)
			return max(n-1, 0), err
		}}),
		memoryFault("reads elsewhere", wrapped{read: func(m driver.Memory, b []byte, offset int64) (int, error) {
			return m.ReadAt(b, max(0, offset/64*64))
		}}),
		memoryFault("ends with EOF", wrapped{read: func(m driver.Memory, b []byte, offset int64) (int, error) {
			n, err := m.ReadAt(b, offset)
			if errors.Is(err, io.ErrUnexpectedEOF) {
				err = io.EOF
			}
			return n, err
		}}),
		memoryFault("writes too much", wrapped{write: func(m driver.Memory, b []byte, offset int64) (int, error) {
			n, err := m.WriteAt(b, offset)
			if err == nil && offset+int64(n) < int64(m.Size()) {
				_, err = m.WriteAt([]byte{0}, offset+int64(n))
			}
			return n, err
		}}),
		memoryFault("writes beyond the end", wrapped{write: func(m driver.Memory, b []byte, offset int64) (int, error) {
			n, _ := m.WriteAt(b, offset)
			return n, nil
		}}),
		memoryFault("frees again", wrapped{free: func(error) error { return nil }}),
	}
}

func codeFaults() []fault {
	return []fault{
		codeFault("ignores sign extension", func(s *isa.Segment) {
			for i := range s.Load {
				s.Load[i].Signed = false
			}
		}),
		codeFault("ignores load strides", func(s *isa.Segment) {
			for i := range s.Load {
				s.Load[i].Stride[0] = 0
			}
		}),
		storeFault("ignores store strides", func(s *isa.Store) { s.Stride[2] = 0 }),
		storeFault("tracks nothing", func(s *isa.Store) { s.TrackMax = false }),
		storeFault("tracks everything", func(s *isa.Store) { s.TrackMax = true }),
		tensorFault("ignores padding", func(t *isa.Tensor) { t.X0 = max(t.X0, 0) }),
		tensorFault("always overwrites", func(t *isa.Tensor) { t.Zero = true }),
		tensorFault("unpacks unsigned", func(t *isa.Tensor) { t.Pack = min(t.Pack, isa.PackUnsigned) }),
		tensorFault("does not fill signs", func(t *isa.Tensor) { t.FillSign = false }),
		tensorFault("fills all signs", func(t *isa.Tensor) { t.FillSign = t.Masked }),
		tensorFault("always has a fence", func(t *isa.Tensor) { t.Fence = true }),
	}
}

// notice runs the suite on a device with a fault and returns the first part that fails, "" if none does.
func notice(t *testing.T, f *fault, seed uint64) string {
	t.Helper()
	for _, c := range cases {
		d, err := driver.Open("sim:tiny?limit=4MB")
		if err != nil {
			t.Fatal(err)
		}
		s := newSubject(&faulty{Device: d, fault: f}, seed)
		if err := c.check(s); err != nil && !errors.Is(err, errSkip) {
			return fmt.Sprintf("%s: %v", c.name, err)
		}
	}
	return ""
}

func TestSuiteNoticesFaults(t *testing.T) {
	const seed = 1 // what is noticed must not depend on luck
	if failed := notice(t, &fault{}, seed); failed != "" {
		t.Fatalf("without a fault, the suite fails: %s", failed)
	}
	for _, f := range faults() {
		t.Run(f.name, func(t *testing.T) {
			failed := notice(t, &f, seed)
			if failed == "" {
				t.Error("the suite does not notice")
			}
			t.Log(failed)
		})
	}
}
