// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"errors"
	"math/bits"
	"strings"
	"testing"
)

// TestConfigsAreBuildable checks what the RTL relies on: address fields that are bit ranges, entries of whole beats, tiles
// that do not straddle a memory's end, cascade chains that fill a column.
func TestConfigsAreBuildable(t *testing.T) {
	for _, c := range Configs() {
		for name, v := range map[string]int{
			"Lanes": c.Lanes, "XDepth": c.XDepth, "GDepth": c.GDepth, "WDepth": c.WDepth, "MaskDepth": c.MaskDepth,
			"AccBanks": c.AccBanks, "AccDepth": c.AccDepth, "InstrDepth": c.InstrDepth, "AXIBytes": c.AXIBytes, "Chain": c.Chain,
		} {
			if v <= 0 || bits.OnesCount(uint(v)) != 1 {
				t.Errorf("%s: %s = %d is no power of two", c.Name, name, v)
			}
		}
		for _, op := range []Opcode{OpLoadX, OpLoadG, OpLoadW, OpLoadMask, OpStoreInt32, OpStoreInt16, OpStoreInt64, OpStoreSign} {
			if n := c.EntryBytes(op); n < c.AXIBytes || n%c.AXIBytes != 0 {
				t.Errorf("%s: entries of opcode %#02x, %d bytes, are no whole beats of %d", c.Name, uint8(op), n, c.AXIBytes)
			}
		}
		for _, align := range []int{DescriptorAlign % c.BurstBytes(), RegionAlign % c.AXIBytes, InstructionBytes % c.AXIBytes} {
			if align != 0 {
				t.Errorf("%s: an alignment is no multiple of bursts of %d or beats of %d bytes", c.Name, c.BurstBytes(), c.AXIBytes)
			}
		}
		if c.WDepth < c.Lanes || c.MaskDepth < c.Lanes || c.AccDepth < c.Lanes || c.Lanes%c.Chain != 0 || c.DSPColumns > c.Lanes {
			t.Errorf("%s: a tile does not fit, or chains and columns do not: %+v", c.Name, c)
		}
		if m := c.Memory; m.ReadLatency < 1 || m.WriteLatency < 1 || m.ReadIdle < 0 || m.WriteIdle < 0 {
			t.Errorf("%s: memory %+v", c.Name, m)
		}
		if c.ClockHz < 1e6 || c.Description == "" {
			t.Errorf("%s: clock %d, description %q", c.Name, c.ClockHz, c.Description)
		}
	}
}

// TestConfigsFitTheFields: every address and index of every configuration has a field that holds it.
func TestConfigsFitTheFields(t *testing.T) {
	for _, c := range Configs() {
		if max(c.GDepth, c.WDepth, c.MaskDepth, c.AccRows()) > 1<<16 {
			t.Errorf("%s: a memory has more entries than a 16-bit field addresses", c.Name)
		}
		if max(c.XDepth, c.GDepth) > 1<<15 {
			t.Errorf("%s: a source has more entries than the signed field src addresses", c.Name)
		}
		if _, err := (ErrorPlace{Index: uint16(c.InstrDepth - 1)}).Encode(); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
}

func TestConfigByName(t *testing.T) {
	for _, want := range Configs() {
		got, err := ConfigByName(want.Name)
		if err != nil || *got != want {
			t.Errorf("%s: %+v, %v", want.Name, got, err)
		}
	}
	_, err := ConfigByName("huge")
	if !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), "ultra96, zedboard, zed8, tiny") {
		t.Errorf("unknown name: %v", err)
	}
}

// TestConfigsAreCopies: a caller cannot change the table.
func TestConfigsAreCopies(t *testing.T) {
	Configs()[0].Lanes = 1
	config(t, "ultra96").Lanes = 2
	if got := config(t, "ultra96").Lanes; got != 16 {
		t.Errorf("ultra96 has %d lanes now", got)
	}
}

func TestPackLimit(t *testing.T) {
	want := map[int][2]int{22: {273, 511}, 20: {68, 127}}
	for _, c := range Configs() {
		if got := [2]int{c.PackLimit(false), c.PackLimit(true)}; got != want[c.PackShift] {
			t.Errorf("%s, k = %d: limits %v, want %v", c.Name, c.PackShift, got, want[c.PackShift])
		}
	}
}

// TestPackLimitIsTight accumulates the extreme packed products and takes both sums out again, as the drain does.
func TestPackLimitIsTight(t *testing.T) {
	for _, c := range Configs() {
		for _, test := range []struct {
			signed bool
			a, b   int64
		}{{false, 15, 15}, {false, 0, 15}, {true, 7, -8}, {true, -8, -8}, {true, -8, 7}} {
			limit := int64(c.PackLimit(test.signed))
			for _, g := range []int64{-512, 511} {
				if a, b := unpackSums(&c, limit, g, test.a, test.b); a != limit*g*test.a || b != limit*g*test.b {
					t.Errorf("%s: %d vectors of %d * (%d, %d) drain %d, %d", c.Name, limit, g, test.a, test.b, a, b)
				}
			}
		}
		if _, b := unpackSums(&c, int64(c.PackLimit(true))+1, -512, 0, -8); b == (int64(c.PackLimit(true))+1)*512*8 {
			t.Errorf("%s: one more signed vector still fits", c.Name)
		}
		if _, b := unpackSums(&c, int64(c.PackLimit(false))+1, -512, 0, 15); b == -(int64(c.PackLimit(false))+1)*512*15 {
			t.Errorf("%s: one more unsigned vector still fits", c.Name)
		}
	}
}

func unpackSums(c *Config, vectors, g, a, b int64) (sumA, sumB int64) {
	k := c.PackShift
	p := vectors * g * (a<<k + b)
	sumB = p << (64 - k) >> (64 - k)
	return (p - sumB) >> k, sumB
}

func TestHashesDiffer(t *testing.T) {
	seen := map[uint32]string{}
	note := func(c Config, name string) {
		if other, ok := seen[c.Hash()]; ok {
			t.Errorf("%s and %s have the same hash", name, other)
		}
		seen[c.Hash()] = name
	}
	for _, c := range Configs() {
		note(c, c.Name)
	}
	base := Configs()[0]
	for i, field := range []*int{
		&base.Lanes, &base.XDepth, &base.GDepth, &base.WDepth, &base.MaskDepth, &base.AccBanks, &base.AccDepth, &base.InstrDepth,
		&base.AXIBytes, &base.PackShift,
	} {
		*field *= 2
		note(base, "ultra96 with field "+string(rune('0'+i))+" doubled")
		*field /= 2
	}
	other := base
	other.Name, other.ClockHz, other.Memory, other.DSPColumns = "other", 1, IdealMemory, 0
	if other.Hash() != base.Hash() {
		t.Error("the hash depends on what no program depends on")
	}
}

// TestHashIsStable: hardware in the field reports this value. It changes with Version only.
func TestHashIsStable(t *testing.T) {
	if got := config(t, "tiny").Hash(); Version != 1 || got != 0xf6ebfc24 {
		t.Errorf("hash of tiny is %#x in version %d", got, Version)
	}
}

func TestTileTimes(t *testing.T) {
	for _, c := range Configs() {
		l := c.Lanes
		for _, test := range []struct{ got, want int }{
			{c.MinTile(false), l + 8}, {c.MinTile(true), 2*l + 8}, {c.TensorDrain(false), l + 12}, {c.TensorDrain(true), 2*l + 12},
			{c.AccRows(), c.AccBanks * c.AccDepth}, {c.BurstBytes(), 16 * c.AXIBytes},
		} {
			if test.got != test.want {
				t.Errorf("%s: %d, want %d", c.Name, test.got, test.want)
			}
		}
	}
}
