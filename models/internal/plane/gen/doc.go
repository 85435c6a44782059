// SPDX-License-Identifier: Apache-2.0

// Command gen writes the assembly of package plane.
//
// Run it through `go generate ./models/internal/plane` at the root of the repository. The output depends on nothing but
// this folder: no date and no path, so that two runs give the same bytes and a stale file shows in a diff.
//
// Every function walks over pixels of 16 lanes and does to each lane, in the same order, the operations of the plain Go
// beside it, none of them fused. A pixel of float32 is two registers, its halves; one of float64 is four, its quarters.
// Sums over pixels need no other order than that of Go, because each lane has its own.
package main
