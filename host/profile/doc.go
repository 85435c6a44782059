// SPDX-License-Identifier: Apache-2.0

// Package profile runs one training step and shows, for every layer and pass, where the device's cycles and joules go.
package profile
