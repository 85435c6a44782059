// SPDX-License-Identifier: Apache-2.0

package nn

import "github.com/e2train/e2train/sim/workers"

// pieceLen is the number of values that is worth handing to another thread.
const pieceLen = 8192

// eachPlane calls f for every plane of t, on several threads. f must write only what belongs to its plane.
func eachPlane(t *Tensor, f func(p int)) { eachOf(t.Planes(), t.PlaneLen(), f) }

// eachOf calls f for every one of a number of planes of n values.
func eachOf(planes, n int, f func(p int)) {
	group := max(1, pieceLen/n)
	workers.Do((planes+group-1)/group, func(i int) {
		for p := i * group; p < min((i+1)*group, planes); p++ {
			f(p)
		}
	})
}
