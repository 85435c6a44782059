// SPDX-License-Identifier: Apache-2.0

// Package kernfile is all that drivers of boards use of the operating system: device nodes and attributes of the kernel, one
// method a system call. [OS] makes the calls; an emulated kernel answers them itself.
package kernfile
