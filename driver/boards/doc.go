// SPDX-License-Identifier: Apache-2.0

// Package boards says where the accelerator is on each board and what its parts are called there: what drivers, block designs and
// device trees have to agree on. The drivers read this table; the scripts for the vendor's tools and the device tree overlays are
// made from it and from package isa (scripts/vendorgen).
//
// No board was there to try. From memory, and for a first run to confirm, are the interrupt numbers, that memory behind a card's own
// controller takes any attributes, and that the ports hpc need their set-up at boot; the sizes of Buffer are a choice.
package boards
