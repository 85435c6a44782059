// SPDX-License-Identifier: Apache-2.0

// Package audit checks a device against another one while work goes on: a [Device] launches everything on its own device and
// runs a random share of it a second time on the other, and compares every byte, cycle and counter. Which launches are drawn
// depends on a seed and on their number only.
package audit
