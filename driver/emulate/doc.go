// SPDX-License-Identifier: Apache-2.0

// Package emulate runs an emulated board: the simulated RTL, or the Go simulator, behind the device nodes of real drivers, for other
// processes. It is what "e2train emulate" runs. Devices reach it by the addresses that it gives, with the code that they have for
// real boards; their system calls travel over a unix socket (package kernelwire) to an emulated kernel (package emulated).
package emulate
