// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"slices"

	"github.com/e2train/e2train/rtl/isa"
)

// DeviceCoefficient describes one coefficient of the device: its name in a profile's section "device", its unit and the
// activity counters that its events are computed from.
type DeviceCoefficient struct {
	Name     string
	Unit     string // "J/" and what is counted
	Counters []isa.Counter

	group  group
	events func(c *isa.Counters, g Geometry) float64
}

// Bits of one entry of each on-chip memory, for one lane.
const (
	xBits    = 9 // a byte, extended by sign or by zero
	gBits    = 16
	wBits    = 8
	accBits  = isa.AccBits
	maskBits = 3 // decided, nonzero, negative

	floatBits = 32 // of every entry of float lanes
)

// issues are the counters of issued vectors, one for each kind.
var issues = []isa.Counter{
	isa.IssueForward, isa.IssueBackData, isa.IssueBackWeight, isa.IssuePredict, isa.IssueMasked,
}

// deviceTerms is every priced event of the device, in the order of summation.
var deviceTerms = []DeviceCoefficient{
	multiplies("mac_forward", isa.IssueForward),             // 9 x 8 bit
	multiplies("mac_backward_data", isa.IssueBackData),      // 16 x 8 bit
	multiplies("mac_backward_weights", isa.IssueBackWeight), // 16 x 8 bit
	multiplies("mac_predict", isa.IssuePredict),             // two 10 x 4 bit products
	maskedMultiplies("mac_masked"),                          // 16 x 8 bit
	operands("mac_operand"),
	each("issue_slot", "slot", groupArray, isa.TensorBusy),
	rows("weight_row", isa.WeightTiles),
	rows("drain_row", isa.Drains),
	entries("x_read", isa.XReads, xBits),
	entries("x_write", isa.XWrites, xBits),
	entries("g_read", isa.GReads, gBits),
	entries("g_write", isa.GWrites, gBits),
	entries("w_read", isa.WReads, wBits),
	entries("w_write", isa.WWrites, wBits),
	entries("acc_read", isa.AccReads, accBits),
	entries("acc_write", isa.AccWrites, accBits),
	entries("mask_read", isa.MaskReads, maskBits),
	entries("mask_write", isa.MaskWrites, maskBits),
	each("dram_read_byte", "B", groupDram, isa.DramReadBytes),
	each("dram_read_burst", "burst", groupDram, isa.DramReadBursts),
	each("dram_write_byte", "B", groupDram, isa.DramWriteBytes),
	each("dram_write_burst", "burst", groupDram, isa.DramWriteBursts),
	each("instruction", "instruction", groupArray, isa.Instructions),
	each("cycle", "cycle", groupArray, isa.Cycles),
}

// unpriced gives the reason for every counter that no coefficient is multiplied with.
var unpriced = map[isa.Counter]string{
	isa.LoadBusy:        "what load moves is priced by byte, burst and memory write",
	isa.LoadWaitTensor:  "a waiting engine costs clock cycles, which are priced",
	isa.LoadWaitStore:   "a waiting engine costs clock cycles, which are priced",
	isa.TensorWaitLoad:  "a waiting engine costs clock cycles, which are priced",
	isa.TensorWaitStore: "a waiting engine costs clock cycles, which are priced",
	isa.TensorFence:     "an emptying pipeline costs clock cycles, which are priced",
	isa.StoreBusy:       "what store moves is priced by byte, burst and memory read",
	isa.StoreWaitLoad:   "a waiting engine costs clock cycles, which are priced",
	isa.StoreWaitTensor: "a waiting engine costs clock cycles, which are priced",
	isa.SkippedTiles:    "a skipped tile does nothing",
}

// DeviceCoefficients returns the coefficients of a profile's section "device", in the order of summation.
func DeviceCoefficients() []DeviceCoefficient { return slices.Clone(deviceTerms) }

// Unpriced returns why a counter has no coefficient; ok is false if it has one.
func Unpriced(c isa.Counter) (reason string, ok bool) {
	reason, ok = unpriced[c]
	return reason, ok
}

// each prices a counter as it is.
func each(name, unit string, g group, counter isa.Counter) DeviceCoefficient {
	return DeviceCoefficient{name, "J/" + unit, []isa.Counter{counter}, g,
		func(c *isa.Counters, _ Geometry) float64 { return float64(c[counter]) }}
}

// multiplies prices the multipliers that a vector of one kind occupies.
func multiplies(name string, issue isa.Counter) DeviceCoefficient {
	return DeviceCoefficient{name, "J/MAC", []isa.Counter{issue}, groupArray,
		func(c *isa.Counters, g Geometry) float64 { return float64(float64(c[issue]) * g.tile()) }}
}

// maskedMultiplies prices the multipliers of masked vectors that no mask bit switches off.
func maskedMultiplies(name string) DeviceCoefficient {
	return DeviceCoefficient{name, "J/MAC", []isa.Counter{isa.IssueMasked, isa.MaskedMACs}, groupArray,
		func(c *isa.Counters, g Geometry) float64 {
			return float64(float64(c[isa.IssueMasked])*g.tile()) - float64(c[isa.MaskedMACs])
		}}
}

// operands prices the multipliers of all vectors whose operand is not a zero of the padding.
func operands(name string) DeviceCoefficient {
	return DeviceCoefficient{name, "J/MAC", append(slices.Clone(issues), isa.ZeroOperands), groupArray,
		func(c *isa.Counters, g Geometry) float64 {
			return float64(float64(issuedVectors(c)-c[isa.ZeroOperands]) * g.tile())
		}}
}

// issuedVectors returns the number of vectors that entered the array.
func issuedVectors(c *isa.Counters) uint64 {
	var n uint64
	for _, issue := range issues {
		n += c[issue]
	}
	return n
}

// rows prices the rows of a tile, as many as there are lanes.
func rows(name string, tiles isa.Counter) DeviceCoefficient {
	return DeviceCoefficient{name, "J/row", []isa.Counter{tiles}, groupArray,
		func(c *isa.Counters, g Geometry) float64 { return float64(float64(c[tiles]) * float64(g.Lanes)) }}
}

// entries prices the bytes of the memory entries that were read or written.
func entries(name string, accesses isa.Counter, bitsPerLane float64) DeviceCoefficient {
	return DeviceCoefficient{name, "J/B", []isa.Counter{accesses}, groupMemory,
		func(c *isa.Counters, g Geometry) float64 {
			bits := bitsPerLane
			if g.Float {
				bits = floatBits
			}
			return float64(float64(c[accesses]) * float64(g.Lanes) * (bits / 8))
		}}
}
