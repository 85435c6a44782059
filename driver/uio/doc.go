// SPDX-License-Identifier: Apache-2.0

// Package uio is the device "uio:/dev/uioN": an accelerator in the programmable logic of a Zynq or Zynq UltraScale+, from a program that
// runs on its processors. Registers and interrupt are those of a UIO device (uio_pdrv_genirq), memory is a u-dma-buf
// (github.com/ikwzm/udmabuf, version 5.5.0). Options, after "?":
//
//	buffer=/dev/udmabufN   the memory (default /dev/udmabuf0); its size is a parameter of that driver
//	port=hp|hpc            the port that the accelerator reaches memory through (default hp, which is not coherent)
//	bitstream=NAME         loads /lib/firmware/NAME first, through the FPGA manager of linux-xlnx
//	manager=PATH           of the FPGA manager (default /sys/class/fpga_manager/fpga0)
//	clock=PATH             folder of the accelerator's clock, such as /sys/class/fclkcfg/fclk0, whose rate is read
//	rate=HZ                sets that clock; it is quantised, and what was set is read back
//	config=NAME            the configuration that the board must have; without it the board says what it is
//	timeout=SECONDS        how long a launch may take (default 10)
//	root=DIR               puts DIR in front of the paths
//	emulator=SOCKET        an emulated board, as e2train emulate prints it
//
// Memory is cached, which is many times faster than without caches, and synchronised by hand: written bytes are flushed before the
// accelerator may read them, and dropped from the caches before they are read. If the buffer is coherent nothing of that happens.
package uio
