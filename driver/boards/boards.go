// SPDX-License-Identifier: Apache-2.0

package boards

import (
	"errors"
	"fmt"
	"strings"

	"github.com/e2train/e2train/rtl/isa"
)

// What is the same on all boards.
const (
	// Node is the name of the accelerator's node in the device tree, which UIO devices show in /sys/class/uio/uioN/name.
	Node = "e2train"
	// Buffer is the u-dma-buf that is the accelerator's memory: /dev/udmabuf0.
	Buffer = "udmabuf0"
	// Clock is the fclkcfg device of the accelerator's clock: /sys/class/fclkcfg/fclk0.
	Clock = "fclk0"
	// Bitstream is the name below /lib/firmware.
	Bitstream = "e2train.bin"
	// RegisterBytes is how much the registers take of an address space: a page, which the AXI4-Lite port decodes.
	RegisterBytes = 4096
)

// The memory of a PCIe card.
const (
	// CardBase is where the card's DRAM begins in the address spaces of the DMA and of the accelerator.
	CardBase = 0
	// CardLimit is how much of it is used unless an address says more: every card has that.
	CardLimit = 256 << 20
)

// Family is a family of chips with processors.
type Family string

// The families.
const (
	Zynq   Family = "zynq"   // Zynq-7000
	ZynqMP Family = "zynqmp" // Zynq UltraScale+
)

// Board is a board whose chip has processors beside the programmable logic.
type Board struct {
	Name    string
	Title   string
	Family  Family
	Configs []string // of the accelerator that it can take, the preferred one first
	// Registers is the bus address of the accelerator's registers: behind M_AXI_HPM0_FPD of a Zynq UltraScale+, M_AXI_GP0 of a
	// Zynq-7000.
	Registers uint64
	// Interrupt is the number, among the shared ones, of the first interrupt from the programmable logic, as device trees have it.
	Interrupt int
	// ClockIndex is that of the first clock of the programmable logic at the clock controller of the device tree.
	ClockIndex int
	// Ports are the ways to memory that a design can take, the preferred one first: hp, hpc.
	Ports []string
	// Memory is how many bytes the accelerator can address, from 0 on.
	Memory int64
	// BufferBytes is the size of Buffer. The kernel takes it from its contiguous memory (cma= on its command line).
	BufferBytes int64
}

var all = []Board{
	{
		Name: "ultra96", Title: "Ultra96-V2", Family: ZynqMP, Configs: []string{"ultra96"}, Registers: 0xa0000000, Interrupt: 89,
		ClockIndex: 71, Ports: []string{"hp", "hpc"}, Memory: 2 << 30, BufferBytes: 256 << 20,
	},
	{
		Name: "zedboard", Title: "ZedBoard", Family: Zynq, Configs: []string{"zedboard", "zed8"}, Registers: 0x43c00000, Interrupt: 29,
		ClockIndex: 15, Ports: []string{"hp"}, Memory: 512 << 20, BufferBytes: 64 << 20,
	},
	{
		Name: "pynqz2", Title: "PYNQ-Z2", Family: Zynq, Configs: []string{"zedboard", "zed8"}, Registers: 0x43c00000, Interrupt: 29,
		ClockIndex: 15, Ports: []string{"hp"}, Memory: 512 << 20, BufferBytes: 64 << 20,
	},
}

// All returns the boards.
func All() []Board { return append([]Board(nil), all...) }

// ErrBoard is the cause of errors about names of boards.
var ErrBoard = errors.New("unknown board")

// ByName returns the named board. The error wraps ErrBoard and lists the known names.
func ByName(name string) (*Board, error) {
	var known []string
	for _, b := range all {
		if b.Name == name {
			return &b, nil
		}
		known = append(known, b.Name)
	}
	return nil, fmt.Errorf("%q (known: %s): %w", name, strings.Join(known, ", "), ErrBoard)
}

// Attributes returns what the accelerator's master says of its accesses at a port: hp, hpc, or card, the memory controller of a PCIe
// card. The port hp is not coherent with the processors' caches, hpc is if its accesses say that they may be cached.
func Attributes(port string) isa.AxiAttributes {
	if port == "hp" {
		return isa.AxiAttributes{Cache: 0x3, Prot: 0x0}
	}
	return isa.AxiAttributes{Cache: 0xf, Prot: 0x2}
}
