// SPDX-License-Identifier: Apache-2.0

// Package driver reaches accelerators: boards, simulations of their RTL, and the Go simulator, all behind one [Device].
//
// A device holds memory, into which the host writes operands, and runs programs ([isa.Program]) that read and write
// that memory. Each way to reach a device is a package of its own below this one; it registers the scheme of its addresses
// and is linked in by importing it, as package driver/all does for all of them:
//
//	dev, err := driver.Open("sim:ultra96")
//
// Package drivertest is the conformance suite that every device passes.
package driver
