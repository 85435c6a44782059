// SPDX-License-Identifier: Apache-2.0

package skip

// Method is what decides about skipping.
type Method string

// The methods.
const (
	Never Method = ""      // there is nothing to skip
	Gates Method = "gates" // learned, by image
	Depth Method = "depth" // at random, by mini-batch
)

// Config says how blocks are skipped. The zero value is a network without skipping.
type Config struct {
	Method Method

	// Of Gates.
	Skip       float64 // target of the share that skips, from 0 to 1
	Strength   float64 // of the regulariser
	ByMACs     bool    // the share counts multiply-accumulates, not blocks
	Dense      bool    // compute every block for every image and discard what skips: no work is saved
	Importance bool    // gradients of images that are computed stand for those of all
	Threshold  bool    // outside training, images with p > 1/2 are computed, without chance

	// Of Depth.
	Drop   float64 // mean probability that a block is skipped, from 0 on
	Linear bool    // it grows with depth, from nearly 0 to nearly twice the mean
}
