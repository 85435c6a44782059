// SPDX-License-Identifier: Apache-2.0

package isa

// HLSRegister is a byte offset on the AXI4-Lite port of a kernel of folder hls, which Vitis HLS makes: offsets below HLSDescriptor
// are its own, the others are demanded of it. All registers are 32 bit; 64-bit values take two, low word first.
type HLSRegister uint32

// The registers of HLS kernels. Status, ErrorPlace and MaxAbs mean what the RTL's mean.
const (
	HLSControl    HLSRegister = 0x00 // HLSControlStart and the other bits of block control
	HLSIrqGlobal  HLSRegister = 0x04 // bit 0: interrupts on
	HLSIrqEnable  HLSRegister = 0x08 // bit 0: interrupt when a launch is done
	HLSIrqStatus  HLSRegister = 0x0c // bit 0: a launch was done; write 1 to clear
	HLSDescriptor HLSRegister = 0x10 // 64 bit: byte address of the first descriptor
	HLSConfigHash HLSRegister = 0x1c // RO: Config.Hash, once a launch is done
	HLSStatus     HLSRegister = 0x2c // RO: Status of the last launch
	HLSErrorPlace HLSRegister = 0x3c // RO: ErrorPlace of the first error
	HLSMaxAbs     HLSRegister = 0x4c // RO, 64 bit: as RegMaxAbs
)

// Control bits of HLSControl.
const (
	HLSControlStart = 1 << 0 // run the program at HLSDescriptor
	HLSControlDone  = 1 << 1 // a launch has ended; reading clears it
	HLSControlIdle  = 1 << 2 // no launch runs
)

// HLSRegisterNames lists the registers that kernels of folder hls demand, by the names of their arguments.
var HLSRegisterNames = []struct {
	Register HLSRegister
	Name     string
	Wide     bool // 64 bit
}{
	{HLSDescriptor, "descriptor", true},
	{HLSConfigHash, "config_hash", false},
	{HLSStatus, "status", false},
	{HLSErrorPlace, "error_place", false},
	{HLSMaxAbs, "max_abs", true},
}
