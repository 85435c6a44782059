// SPDX-License-Identifier: Apache-2.0

package session

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"

	"github.com/e2train/e2train/host/data"
)

// DataSHA256 identifies the session's images: shapes, classes, constants, labels and pixels of both sets.
func (s *Session) DataSHA256() string {
	h := sha256.New()
	addSet(h, s.Data.Train)
	addSet(h, s.Data.Test)
	return hex.EncodeToString(h.Sum(nil))
}

func addSet(h hash.Hash, set *data.Set) {
	fmt.Fprintf(h, "%d %d %d %d %q %v %v\n", set.Len(), set.C, set.H, set.W, set.Classes, set.Norm.Mean, set.Norm.Std)
	labels := make([]byte, 0, 2*len(set.Labels))
	for _, label := range set.Labels {
		labels = binary.LittleEndian.AppendUint16(labels, label)
	}
	h.Write(labels)
	h.Write(set.Pixels)
}
