// SPDX-License-Identifier: Apache-2.0

// Package client is the host's end of the protocol of package frame: requests in windows, answers in order, repeats within bounds. It
// needs a line that brings bytes, whatever it is made of.
package client
