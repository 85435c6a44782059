// SPDX-License-Identifier: Apache-2.0

// Package xdma is the device "xdma:/dev/xdmaN": a PCIe card with the accelerator behind the XDMA IP, through the character devices of
// Xilinx's driver (github.com/Xilinx/dma_ip_drivers, XDMA/linux-kernel, version 2025.2). Options, after "?":
//
//	base=ADDRESS       where the card's DRAM begins in the address space of the DMA (default 0)
//	limit=BYTES        how much of it to use (default 256MB)
//	config=NAME        the configuration that the card must have; without it the card says what it is
//	clock=HZ           the accelerator's clock, if it is not that of its configuration
//	timeout=SECONDS    how long a launch may take (default 10)
//	root=DIR           puts DIR in front of the paths
//	emulator=SOCKET    an emulated card, as e2train emulate prints it
//
// Of the nodes it uses _user (mapped, accesses of 32 bits), _h2c_0 and _c2h_0 (pread and pwrite; the driver never moves the file
// position) and _events_0 (poll, then read: a flag that interrupts set and reading clears). A signal ends a transfer, which then
// looks like a time-out; transfers that ended before theirs are made again.
package xdma
