// SPDX-License-Identifier: Apache-2.0

// Package kernelwire lets one process make system calls that another one answers: an emulated kernel behind a unix socket. Every
// call is a message and its answer; calls of several goroutines take turns, each on a connection of its own while it lasts, so
// that a wait for an interrupt holds up nobody. Memory is shared: the answer to a mapping names a file of the other process.
package kernelwire
