// SPDX-License-Identifier: Apache-2.0

// Command gen writes the assembly of package kernel.
//
// Run it through `go generate ./sim/kernel` at the root of the repository. The
// output depends on nothing but this folder: no date and no path, so that two
// runs give the same bytes and a stale file shows in a diff.
//
// One function is one file here. All but the stores are written against the
// dialect interface, so that an instruction set with other registers is one
// more file which implements it and one more line in main.go. The stores have
// too little in common: AVX2 lacks what AVX-512 makes them of.
package main
