// SPDX-License-Identifier: Apache-2.0

// Command gen writes the assembly of package fconv.
//
// Run it through `go generate ./models/internal/fconv` at the root of the repository. The output depends on nothing but
// this folder: no date and no path, so that two runs give the same bytes and a stale file shows in a diff.
package main
