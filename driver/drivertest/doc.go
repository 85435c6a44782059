// SPDX-License-Identifier: Apache-2.0

// Package drivertest is the conformance suite of devices: [TestDevice] runs it on any [driver.Device], through its public
// methods only.
//
//	func TestDevice(t *testing.T) {
//		drivertest.TestDevice(t, func(t *testing.T) driver.Device { ... })
//	}
//
// Small programs written by hand have results that follow from a line of arithmetic; random programs are compared with the
// simulator, bit for bit. Devices whose time is that of the bench memory have to give exactly the counters that the rules in
// package isa define. Of boards, whose DRAM answers as it likes, only those counters are compared that do not depend on
// it, and of devices that are not Timed none.
package drivertest
