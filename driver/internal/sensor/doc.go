// SPDX-License-Identifier: Apache-2.0

// Package sensor models power sensors on the supply of an emulated board: what they show at a device time, given the energy that went
// through them until then. A [Sensor] converts one window of time after the other into a current and a voltage, with noise, offset and
// the steps of its converter, averages so many of them and shows the result until the next one is ready, as the chips do. Readings are a
// function of energy over device time and of the seed of the noise: how fast the emulator runs, and when it is asked, does not matter.
//
// Nothing here was measured: a reading is emulated, and everything that reports one has to say so.
package sensor
