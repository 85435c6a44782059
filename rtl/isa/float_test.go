// SPDX-License-Identifier: Apache-2.0

package isa

import "testing"

func floatConfig(lanes int) *Config {
	return &Config{Name: "float", Lanes: 8, FloatLanes: FloatLanes{Count: lanes, Add: 8}}
}

// Integer arrays have the slots that the contract gives them, and no reductions.
func TestIntegerSlots(t *testing.T) {
	for _, c := range Configs() {
		if c.Float() || c.Multipliers() != c.Lanes*c.Lanes || c.Reduction(1) != 0 {
			t.Errorf("%s: float %t, %d multipliers, reduction %d", c.Name, c.Float(), c.Multipliers(), c.Reduction(1))
		}
		for _, vectors := range []int64{1, int64(c.Lanes + TileMargin), 1000} {
			if got, want := c.Slots(vectors, false), max(vectors, int64(c.Lanes+8)); got != want {
				t.Errorf("%s: %d slots for %d vectors, want %d", c.Name, got, vectors, want)
			}
		}
		if c.TensorDrain(false) != c.Lanes+12 || c.TensorDrain(true) != 2*c.Lanes+12 {
			t.Errorf("%s: drains in %d and %d", c.Name, c.TensorDrain(false), c.TensorDrain(true))
		}
	}
}

// A vector of 64 products takes so many lanes 64/lanes slots, rounded up for the whole tile, and a tile at least MinTile.
func TestFloatSlots(t *testing.T) {
	for _, test := range []struct {
		lanes          int
		vectors, slots int64
	}{{64, 1000, 1000}, {64, 3, 16}, {44, 11, 16}, {44, 44, 64}, {44, 45, 66}, {102, 102, 64}, {102, 103, 65}} {
		if got := floatConfig(test.lanes).Slots(test.vectors, false); got != test.slots {
			t.Errorf("%d lanes: %d slots for %d vectors, want %d", test.lanes, got, test.vectors, test.slots)
		}
	}
}

// Eight sums hide an adder of eight cycles. One tile is kept in eight partial sums, three levels of additions; two tiles in four
// each, two levels; three in three, which takes two levels as well; four to seven in two.
func TestReduction(t *testing.T) {
	c := floatConfig(64)
	for i, want := range []int64{24, 16, 16, 8, 8, 8, 8, 0, 0} {
		if got := c.Reduction(int64(i + 1)); got != want {
			t.Errorf("%d tiles: %d slots, want %d", i+1, got, want)
		}
	}
}

// A slow adder keeps tiles that add to the same rows apart, and the tree of adders delays the last sum: three levels over eight
// rows and the one that adds to ACC.
func TestSlowAdder(t *testing.T) {
	c := floatConfig(64)
	if got := c.TensorDrain(false); got != 8+12+4*8 {
		t.Errorf("drains in %d cycles", got)
	}
	if c.MinTile(false) != 16 {
		t.Errorf("shortest tile of %d slots", c.MinTile(false))
	}
	c.FloatLanes.Add = 11
	if c.MinTile(false) != 19 {
		t.Errorf("shortest tile of %d slots with an adder of 11 cycles", c.MinTile(false))
	}
}

func TestFloatEntries(t *testing.T) {
	for _, op := range []Opcode{OpLoadX, OpLoadG, OpLoadW, OpStoreInt32, OpStoreInt64} {
		if got := floatConfig(64).EntryBytes(op); got != 32 {
			t.Errorf("%v: %d bytes", op, got)
		}
	}
}
