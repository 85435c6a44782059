// SPDX-License-Identifier: Apache-2.0

// Package board is what all boards have in common, whatever link reaches them: who they are, a test of the way between memory and
// accelerator when they are opened, memory, launches, and what is tried again when something goes wrong.
//
// Transfers are repeated by the links. A launch is repeated, at most [maxAttempts] times, when it did not end or the machine was reset
// during it, if the program writes nothing that it reads: then it finds what it found the first time.
package board
