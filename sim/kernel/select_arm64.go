// SPDX-License-Identifier: Apache-2.0

package kernel

// platformCandidates lists the sets written in assembly for this GOARCH.
func platformCandidates() []candidate { return []candidate{{&neon, true}} }
