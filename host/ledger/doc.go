// SPDX-License-Identifier: Apache-2.0

// Package ledger keeps account of what a run does: events of the device, bytes that cross the link and elements that the
// host computes, and what all that costs by the device's energy model.
//
// A [Meter] belongs to one device. While work is done it is told of it; [Meter.Take] returns the [Work] since the last
// call, and [Meter.Cost] the price of any sum of Work. Counts are whole numbers, so sums do not depend on how a run is
// cut, and the cost of a run is computed from its sums, not from the costs of its parts.
//
// # The book
//
// A run's [Book], ledger.json, has all of its work in accounts, by what it was done for: every piece in exactly one. Within an account,
// the passes of the layers add up to the counters, multiply-accumulates, bytes and transfers of the whole, integer by
// integer; what the host does belongs to no layer. [Meter.Price] is linear, so prices of parts add up too, but for rounding.
// Checkpoints hold the same sums, so the book of a resumed run is that of one that was never interrupted.
//
// # What is unknown
//
// The float32 reference has no cycles, link or energy. A device without a clock, such as a native build of its
// kernels, has no cycles or energy either; and one for whose configuration there is no profile has cycles only. Unknown
// figures are nil, never zero.
package ledger
