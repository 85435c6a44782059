// SPDX-License-Identifier: Apache-2.0

package emulate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/emulated"
	"github.com/e2train/e2train/driver/internal/sensor"
	"github.com/e2train/e2train/driver/verilator"
	"github.com/e2train/e2train/rtl/isa"
)

// ErrOptions is the cause of errors about options.
var ErrOptions = errors.New("bad option of an emulated board")

// The backends.
const (
	RTL = "rtl" // the RTL under Verilator
	Sim = "sim" // the Go simulator, which is faster
)

// DefaultMemory is the memory of a board whose user says nothing; it takes room as it is written.
const DefaultMemory = 256 << 20

// origin is the device address of the memory: where a Zynq with 2 GB has its contiguous memory.
const origin = 0x7000_0000

// smallMemory is what a board with the fault small-memory has.
const smallMemory = 64 << 10

// Options say what to emulate.
type Options struct {
	Config   string
	Backend  string // RTL if empty
	Memory   int64  // bytes, DefaultMemory if 0
	Socket   string // where to listen; a new folder's if empty
	Coherent bool   // the accelerator sees the processor's caches
	Fault    string // KIND[:AFTER], see Faults
	Seed     uint64 // of faults at random, and of the noise of the power sensor
	Power    string // chip that watches the power of the board's supply, see Chips; none if empty
	Log      io.Writer
}

// Faults lists the faults that can be injected.
func Faults() (kinds []string) {
	for _, k := range emulated.FaultKinds {
		kinds = append(kinds, string(k))
	}
	return kinds
}

// Chips lists the power sensors that a board can have.
func Chips() []string { return sensor.Names() }

// idle is what a board draws at rest in watts: what the profile of ultra96 adds up to, and the clock tree.
const idle = 4.6

// Emulator is a running emulated board.
type Emulator struct {
	options Options
	config  *isa.Config
	dram    *emulated.DRAM
	chip    *sensor.Chip // nil for none
	board   emulated.Board
	kernel  *emulated.Kernel
	ready   Ready
	closers []func() error // the newest is closed first
}

// Ready says how to reach an emulated board.
type Ready struct {
	Kind      driver.Kind       `json:"kind"` // always driver.KindEmulated
	Config    string            `json:"config"`
	Backend   string            `json:"backend"`
	ClockHz   int               `json:"clock_hz"`
	Memory    int64             `json:"memory_bytes"`
	Fault     string            `json:"fault,omitempty"`
	Addresses map[string]string `json:"addresses"`       // by scheme
	Meter     string            `json:"meter,omitempty"` // address of the power meter, whose readings are emulated
	Process   int               `json:"pid"`
}

// Time is how long the board has run by its own clock.
type Time struct {
	Kind    driver.Kind `json:"kind"`
	Cycles  uint64      `json:"cycles"`
	ClockHz int         `json:"clock_hz"`
	Seconds float64     `json:"device_seconds"`
}

// attachment makes a board reachable. It adds the addresses to e.ready and what ends it to e.closers.
type attachment func(e *Emulator) error

// attachments are all the ways to reach an emulated board.
var attachments = []attachment{attachKernel, attachSerial}

// Start powers a board up and returns when it can be reached. Building the RTL takes a minute the first time. Errors wrap
// ErrOptions, or exec.ErrNotFound if a tool is missing.
func Start(ctx context.Context, o Options) (*Emulator, error) {
	e := &Emulator{options: o}
	if err := e.start(ctx); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

func (e *Emulator) start(ctx context.Context) (err error) {
	fault, err := e.prepare()
	if err != nil {
		return err
	}
	memory := e.options.Memory
	if fault.Kind == emulated.SmallMemory {
		memory = smallMemory
	}
	if e.dram, err = emulated.NewDRAM(origin, memory); err != nil {
		return err
	}
	e.closers = append(e.closers, e.dram.File.Close)
	if err := e.powerUp(ctx); err != nil {
		return err
	}
	e.closers = append(e.closers, e.board.Close)
	options := emulated.Options{Coherent: e.options.Coherent, Fault: fault, Bits: loadBits}
	if e.chip != nil {
		options.Power = &emulated.Power{Sensor: sensor.New(e.chip, e.options.Seed), Idle: idle}
	}
	e.kernel, err = emulated.NewKernel(e.board, e.dram, options)
	if err != nil {
		return err
	}
	e.closers = append(e.closers, e.kernel.Close)
	for _, attach := range attachments {
		if err := attach(e); err != nil {
			return err
		}
	}
	return nil
}

// prepare completes the options and describes the board.
func (e *Emulator) prepare() (fault emulated.Fault, err error) {
	o := &e.options
	if e.config, err = isa.ConfigByName(o.Config); err != nil {
		return fault, fmt.Errorf("%w: %w", err, ErrOptions)
	}
	if o.Backend == "" {
		o.Backend = RTL
	}
	if o.Memory == 0 {
		o.Memory = DefaultMemory
	}
	if o.Memory < smallMemory || o.Memory%driver.MemoryAlign != 0 || origin+o.Memory > 1<<32 {
		return fault, fmt.Errorf("memory of %d bytes: it can be a multiple of %d from %d to %d: %w", o.Memory, driver.MemoryAlign, smallMemory, int64(1<<32-origin), ErrOptions)
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	if o.Fault != "" {
		if fault, err = emulated.ParseFault(o.Fault, o.Seed); err != nil {
			return fault, fmt.Errorf("%w: %w", err, ErrOptions)
		}
	}
	if err := e.prepareSensor(); err != nil {
		return fault, err
	}
	e.ready = Ready{
		Kind: driver.KindEmulated, Config: o.Config, Backend: o.Backend, ClockHz: e.config.ClockHz, Memory: o.Memory, Fault: o.Fault,
		Addresses: map[string]string{}, Process: os.Getpid(),
	}
	return fault, nil
}

// prepareSensor finds the sensor, if there is one. Only the RTL has signals whose toggles take power.
func (e *Emulator) prepareSensor() (err error) {
	o := &e.options
	if o.Power == "" {
		return nil
	}
	if o.Backend != RTL {
		return fmt.Errorf("power of backend %s: it comes from toggles of the RTL, so only backend %s has it: %w", o.Backend, RTL, ErrOptions)
	}
	if e.chip, err = sensor.ByName(o.Power); err != nil {
		return fmt.Errorf("%w: %w", err, ErrOptions)
	}
	return nil
}

func (e *Emulator) powerUp(ctx context.Context) (err error) {
	switch e.options.Backend {
	case RTL:
		e.board, err = verilator.NewBoard(ctx, e.config, e.dram.File, e.options.Power != "", e.options.Log)
	case Sim:
		e.board, err = emulated.NewSim(e.config, e.dram)
	default:
		err = fmt.Errorf("backend %q: it can be %s or %s: %w", e.options.Backend, RTL, Sim, ErrOptions)
	}
	return err
}

// loadBits is the FPGA manager's part: the logic is there already, as long as the file is meant for it.
func loadBits(name string) error {
	if filepath.Ext(name) != ".bin" {
		return fmt.Errorf("%s is no byte-swapped .bin file", name)
	}
	return nil
}

// Ready says how to reach the board.
func (e *Emulator) Ready() Ready { return e.ready }

// Time returns the device time.
func (e *Emulator) Time() Time {
	t := Time{Kind: driver.KindEmulated, Cycles: e.kernel.Cycles(), ClockHz: e.config.ClockHz}
	t.Seconds = float64(t.Cycles) / float64(t.ClockHz)
	return t
}

// Wait returns when ctx ends, or with the error that ended the simulation of the board.
func (e *Emulator) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-e.kernel.Failed():
		return fmt.Errorf("the emulated board broke down: %w", e.kernel.Failure())
	}
}

// Close ends the connections and the simulation.
func (e *Emulator) Close() error {
	var errs []error
	for i := len(e.closers) - 1; i >= 0; i-- {
		errs = append(errs, e.closers[i]())
	}
	e.closers = nil
	return errors.Join(errs...)
}
