// SPDX-License-Identifier: Apache-2.0

// Package boardpower measures launches with the power sensor of a board: one of the kernel's class hwmon, real or emulated. It repeats
// a launch until the sensor has updated often enough, in the time of the board; on an emulated board repeats are replayed (see
// decision 0035), because simulating them would take hours.
//
// [Sensor] reads the files, [Device] wraps a device and measures every launch of it. Figures have the kind of the board behind the
// files: those of an emulated board are emulated, never measured.
package boardpower
