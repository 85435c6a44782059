// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
)

// BenchMemory holds the parameters of the deterministic memory that defines time in every simulation. See the section
// "Bench memory" of the package documentation for the rules that these numbers enter.
type BenchMemory struct {
	ReadLatency  int // cycles from an accepted read address to its first beat
	ReadIdle     int // cycles without a beat between two read bursts
	WriteLatency int // cycles from the last write beat of a burst to its response
	WriteIdle    int // cycles without a beat between two write bursts
}

// IdealMemory answers as fast as the port rules allow. It shows how much of a program's time is the memory's.
var IdealMemory = BenchMemory{ReadLatency: 1, WriteLatency: 1}

// Config is one build of the accelerator. Depths count entries: an X, G or ACC entry holds Lanes elements, a W entry is
// one row of Lanes weights (Lanes rows make a tile), a mask entry is one row of a tile.
type Config struct {
	Name        string
	Lanes       int // L: the array is L x L multipliers
	ClockHz     int // target clock; nothing here has been placed and routed
	XDepth      int // entries of Lanes x 9 bit
	GDepth      int // entries of Lanes x 16 bit
	WDepth      int // rows of Lanes x 8 bit
	MaskDepth   int // rows of Lanes x 3 bit
	AccBanks    int // banks of Lanes x AccBits
	AccDepth    int // rows per bank
	InstrDepth  int // instructions per engine and segment
	AXIBytes    int // width of the AXI data bus in bytes
	Chain       int // multipliers per cascade chain; a column is Lanes/Chain chains joined through the C port
	DSPColumns  int // columns built from DSP blocks, the others from LUTs
	PackShift   int // k of the packed predictor: D = a*2^k + b; 22 on DSP48E2, 20 on DSP48E1
	Memory      BenchMemory
	Description string
	FloatLanes  FloatLanes // float32 in the place of the integer multipliers, in a model of time only
}

// ErrConfig is the cause of errors about configurations.
var ErrConfig = errors.New("unknown accelerator configuration")

var configs = []Config{
	{
		Name: "ultra96", Lanes: 16, ClockHz: 200e6,
		XDepth: 8192, GDepth: 4096, WDepth: 4096, MaskDepth: 4096, AccBanks: 4, AccDepth: 1024, InstrDepth: 256,
		AXIBytes: 16, Chain: 8, DSPColumns: 16, PackShift: 22,
		Memory:      BenchMemory{ReadLatency: 64, ReadIdle: 1, WriteLatency: 32, WriteIdle: 1},
		Description: "Ultra96-V2 (XCZU3EG): 16x16 DSP48E2, 128-bit AXI",
	},
	{
		Name: "zedboard", Lanes: 16, ClockHz: 100e6,
		XDepth: 4096, GDepth: 4096, WDepth: 4096, MaskDepth: 4096, AccBanks: 4, AccDepth: 512, InstrDepth: 256,
		AXIBytes: 8, Chain: 8, DSPColumns: 13, PackShift: 20,
		Memory:      BenchMemory{ReadLatency: 40, ReadIdle: 1, WriteLatency: 24, WriteIdle: 1},
		Description: "ZedBoard (XC7Z020): 13 columns in DSP48E1, 3 in LUTs, 64-bit AXI",
	},
	{
		Name: "zed8", Lanes: 8, ClockHz: 100e6,
		XDepth: 4096, GDepth: 4096, WDepth: 4096, MaskDepth: 4096, AccBanks: 4, AccDepth: 512, InstrDepth: 256,
		AXIBytes: 8, Chain: 8, DSPColumns: 8, PackShift: 20,
		Memory:      BenchMemory{ReadLatency: 40, ReadIdle: 1, WriteLatency: 24, WriteIdle: 1},
		Description: "XC7Z020 fallback: 8x8 DSP48E1, 64-bit AXI",
	},
	{
		Name: "tiny", Lanes: 4, ClockHz: 100e6,
		XDepth: 256, GDepth: 256, WDepth: 128, MaskDepth: 128, AccBanks: 4, AccDepth: 64, InstrDepth: 64,
		AXIBytes: 4, Chain: 4, DSPColumns: 4, PackShift: 20,
		Memory:      BenchMemory{ReadLatency: 12, ReadIdle: 1, WriteLatency: 8, WriteIdle: 1},
		Description: "test build: 4x4, small buffers, 32-bit AXI",
	},
}

// Configs returns all named configurations.
func Configs() []Config { return append([]Config(nil), configs...) }

// ConfigByName returns the named configuration. The error wraps ErrConfig and lists the known names.
func ConfigByName(name string) (*Config, error) {
	var known []string
	for _, c := range configs {
		if c.Name == name {
			return &c, nil
		}
		known = append(known, c.Name)
	}
	return nil, fmt.Errorf("%q (known: %s): %w", name, strings.Join(known, ", "), ErrConfig)
}

// AccRows returns the rows of all ACC banks together; row r is in bank r / AccDepth.
func (c *Config) AccRows() int { return c.AccBanks * c.AccDepth }

// BurstBytes returns the size and natural alignment of the longest AXI burst.
func (c *Config) BurstBytes() int { return MaxBurstBeats * c.AXIBytes }

// PackLimit returns the most vectors that one packed tile may accumulate: beyond it the lower of the two sums of
// products (4-bit x 10-bit) no longer fits its PackShift bits.
func (c *Config) PackLimit(signed bool) int {
	largest := 15 * 512
	if signed {
		largest = 8 * 512
	}
	return (1<<(c.PackShift-1) - 1) / largest
}

// Hash identifies everything in the configuration that a program or its timing depends on. The driver compares it with
// register CONFIG_HASH and refuses other hardware.
func (c *Config) Hash() uint32 {
	h := fnv.New32a()
	for _, v := range []int{
		Version, c.Lanes, c.XDepth, c.GDepth, c.WDepth, c.MaskDepth, c.AccBanks, c.AccDepth, c.InstrDepth, c.AXIBytes, c.PackShift,
	} {
		var word [4]byte
		binary.LittleEndian.PutUint32(word[:], uint32(v))
		h.Write(word[:])
	}
	return h.Sum32()
}
