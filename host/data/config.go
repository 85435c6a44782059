// SPDX-License-Identifier: Apache-2.0

package data

import "fmt"

const (
	defaultPrefetch = 2
	maxPrefetch     = 64
	maxBatchBytes   = 1 << 30 // of Batch.X
)

// Config says how a Loader forms mini-batches.
type Config struct {
	BatchSize int     // images per batch, at least 1; the last batch of an epoch may be smaller
	Seed      uint64  // of the order and of the augmentation
	Shuffle   bool    // new order in every epoch; otherwise the order of the set
	Augment   Augment // random changes to the images
	Epochs    int     // epochs after which a Stream ends; 0 for no end
	Prefetch  int     // batches prepared ahead of use, 1 to 64; 0 for the default of 2
}

// Training returns the Config for training: shuffled, with StandardAugment,
// without end.
func Training(batchSize int, seed uint64) Config {
	return Config{BatchSize: batchSize, Seed: seed, Shuffle: true, Augment: StandardAugment()}
}

// Evaluation returns the Config for one pass over a set in its own order,
// without augmentation.
func Evaluation(batchSize int) Config {
	return Config{BatchSize: batchSize, Epochs: 1}
}

// check compares c with the set it is meant for.
func (c Config) check(set *Set) error {
	if c.BatchSize < 1 {
		return fmt.Errorf("%w: batch size %d, at least 1", ErrConfig, c.BatchSize)
	}
	if c.Prefetch < 0 || c.Prefetch > maxPrefetch {
		return fmt.Errorf("%w: prefetch %d, 0 to %d", ErrConfig, c.Prefetch, maxPrefetch)
	}
	if c.Epochs < 0 {
		return fmt.Errorf("%w: %d epochs, at least 0", ErrConfig, c.Epochs)
	}
	if err := c.Augment.check(set.H, set.W); err != nil {
		return err
	}
	image := int64(blocks(set.C)) * Lanes * 4 * int64(set.H) * int64(set.W)
	if n := int64(min(c.BatchSize, set.Len())); n > maxBatchBytes/image {
		return fmt.Errorf("%w: batch of %d images of %d bytes, limit %d bytes", ErrTooLarge, n, image, maxBatchBytes)
	}
	return nil
}
