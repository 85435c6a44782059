// SPDX-License-Identifier: Apache-2.0

// Package emulated answers the system calls of drivers for a board that is not there, by the rules of the kernel's drivers: those of
// XDMA (github.com/Xilinx/dma_ip_drivers, XDMA/linux-kernel), of UIO (drivers/uio) and of u-dma-buf (github.com/ikwzm/udmabuf). What
// callers may get wrong goes wrong here too:
//
//   - transfers end early, or are ended by signals, which look like time-outs;
//   - an XDMA event is a flag: several interrupts are one, and an old one stays until it is read;
//   - a UIO interrupt is off after it came, until 1 is written;
//   - the processor's view of a u-dma-buf differs from the device's until it is synchronised, whole cache lines at a time;
//   - registers of a card that fell off its bus read ones, and every transfer fails.
//
// Behind the files is a [Board], simulated. The time of this kernel is that of the board: nothing happens while nobody asks.
package emulated
