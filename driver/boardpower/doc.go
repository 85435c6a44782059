// SPDX-License-Identifier: Apache-2.0

// Package boardpower measures launches with a power meter (package power), of a real or an emulated board. It repeats
// a launch until the meter has updated often enough, in the time of the board; on an emulated board repeats are replayed (see
// decision 0035), because simulating them would take hours.
//
// [Sensor] is the meter, [Device] wraps a device and measures every launch of it. What the meter of an emulated board shows is emulated,
// never measured.
package boardpower
