// SPDX-License-Identifier: Apache-2.0

// Package power reads power meters: sensors of boards, processors and bench instruments.
//
// # Meters
//
// A [Meter] is opened by its address, SCHEME:TARGET[?OPTION=VALUE&...]; [Schemes] lists what there is. Each reading has the time of the
// meter's clock: the monotonic clock of this machine, or that of an emulated board. Two things that share a clock, a device and a
// meter on one emulated board say, can be laid over each other however slowly the emulation runs.
//
// Every meter says in its [Info] whether it is measured or emulated. What stands below root=DIR or behind emulator=SOCKET is emulated:
// nothing but real sensors at their own places is called measured.
//
// # Samples and gaps
//
// A [Sampler] reads a meter again and again. Sensors are read more often than they convert, so what counts is how often a reading changes:
// that is the sensor's true rate, whatever its driver says. A reading that fails, that is zero, or that repeats for longer than
// [HoldUpdates] of the sensor's updates is a gap. Gaps are never taken for zero watts, and never counted as samples.
//
// A sensor shows the mean of the time before. So each sample stands for one update before it was first seen; repeats stand for
// what they repeat. See [Trace].
package power
