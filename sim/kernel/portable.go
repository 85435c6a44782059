// SPDX-License-Identifier: Apache-2.0

package kernel

// portable is the set in plain Go, for every CPU and every number of lanes.
//
// It makes two multiply-accumulates with one multiplication of int64: two
// columns a and b are kept as a + b*2^32, and the sum of x*(a + b*2^32) is
// the sum of x*a plus 2^32 times the sum of x*b. As long as both fit an int32
// they can be told apart again.
var portable = Set{
	name:         "portable",
	gemm:         portableGemm,
	outer:        portableOuter,
	packPairs:    portablePackPairs,
	expandBytes:  portableExpandBytes,
	expandRows:   portableExpandRows,
	storeInt32:   portableStoreInt32,
	storeInt16:   portableStoreInt16,
	storeInt64:   portableStoreInt64,
	storeSign:    portableStoreSign,
	splitNibbles: portableSplitNibbles,
	roundNibbles: portableRoundNibbles,
	roundWords:   portableRoundWords,
	peak:         portablePeak,
	peakMACs:     portablePeakMACs,
}
