// SPDX-License-Identifier: Apache-2.0

// Command gen writes the assembly of package kernel.
//
// Run it through `go generate ./sim/kernel` at the root of the repository. The
// output depends on nothing but this folder: no date and no path, so that two
// runs give the same bytes and a stale file shows in a diff.
//
// One function is one file here. The two functions that carry the arithmetic
// (gemm.go and outer.go) are written against the dialect interface, so that
// an instruction set with other registers is one more file which implements
// it and one more line in main.go.
package main
