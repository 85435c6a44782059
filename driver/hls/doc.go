// SPDX-License-Identifier: Apache-2.0

// Package hls is the device "hls:CONFIG[?limit=BYTES]": the kernels of folder hls, written for Vitis HLS, compiled by g++ and run as a
// child process that shares its DRAM with this one. It is made at the first launch and kept in the user's cache folder.
//
// It runs any program of package isa, so all that stands on [driver.Device] works on it. Its bits are those of the other devices. It has
// no time: it is not Timed, and its counters are zero and mean nothing.
package hls
