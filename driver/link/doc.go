// SPDX-License-Identifier: Apache-2.0

// Package link records what crosses the link between host and device, and replays it on another device.
//
// A recording is a pcapng file of link type USER0 (147), one packet a record. One description, [Kinds], says which kinds of
// records there are and what their fields mean. The encoding, the gopacket layer ([LayerType]), the table in format.md and the
// Wireshark dissector e2train.lua come from it:
//
//	wireshark -X lua_script:driver/link/e2train.lua run.pcapng
//
// [Record] wraps a device so that a [Writer] gets a record of every allocation, transfer and launch; devices that reach hardware
// through registers tell of their accesses too. [Replay] does the same on another device and compares every byte that was
// read back, every counter and every cycle.
//
// # Failures
//
// A recording is for looking at a run, and never its reason: when the disk is full, recording stops, the run goes on, and
// [Writer.Err] says what happened. The file keeps everything that was saved before. A file without its last record, "end",
// is reported as cut off after what could be read of it. Every record has a check sum, so that a bit that flips in a file
// is reported with the packet that it is in.
package link

//go:generate go run ./gen
