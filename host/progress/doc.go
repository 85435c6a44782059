// SPDX-License-Identifier: Apache-2.0

// Package progress shows a run on its way: on a terminal one line that is drawn again and again, elsewhere a plain line
// now and then.
package progress
