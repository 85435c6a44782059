// SPDX-License-Identifier: Apache-2.0

package data

// sequential writes 0, 1, 2, … to order.
func sequential(order []int32) {
	for i := range order {
		order[i] = int32(i)
	}
}

// shuffle writes to order the permutation of 0 … len(order)-1 that belongs to
// seed and epoch (Fisher-Yates; every image occurs once).
func shuffle(order []int32, seed uint64, epoch int) {
	sequential(order)
	for i := len(order) - 1; i > 0; i-- {
		j := below(random(seed, streamOrder, uint64(epoch), uint64(i)), i+1)
		order[i], order[j] = order[j], order[i]
	}
}
