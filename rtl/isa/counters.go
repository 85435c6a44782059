// SPDX-License-Identifier: Apache-2.0

package isa

import "fmt"

// Counter names one 64-bit activity counter of the accelerator. The order is the register order: counter i
// is read at [RegCounters] + 8*i, low word first. Counters are cleared when a launch starts, frozen when it is done.
type Counter int

// The activity counters. "Issue slot" and the attribution of stalls are defined in the package documentation.
const (
	Cycles Counter = iota // from the accepted START write to DONE

	LoadBusy        // cycles from the first to the last issue slot of load instructions
	LoadWaitTensor  // load waits for a semaphore that the tensor engine signals
	LoadWaitStore   // load waits for a semaphore that the store engine signals
	TensorBusy      // issue slots of tensor instructions, short tiles padded to MinTile included
	TensorWaitLoad  // tensor waits for a semaphore of load
	TensorWaitStore // tensor waits for a semaphore of store
	TensorFence     // tensor waits for its own pipeline to empty
	StoreBusy       // cycles from the first to the last issue slot of store instructions
	StoreWaitLoad   // store waits for a semaphore of load
	StoreWaitTensor // store waits for a semaphore of tensor

	IssueForward    // vectors issued by GEMM reading X
	IssueBackData   // vectors issued by GEMM reading G
	IssueBackWeight // vectors issued by plain OUTER
	IssuePredict    // vectors issued by packed OUTER
	IssueMasked     // vectors issued by masked OUTER
	ZeroOperands    // issued vectors whose X (or GEMM source) operand was forced to zero by padding
	MaskedMACs      // multiplier cycles switched off by a decided mask bit

	WeightTiles  // weight tiles moved into the array by GEMM
	Drains       // result tiles drained from the array by OUTER, a packed pair once
	SkippedTiles // OUTER tiles not computed because of their skip bit

	XReads
	XWrites
	GReads
	GWrites
	WReads
	WWrites
	AccReads
	AccWrites
	MaskReads
	MaskWrites

	DramReadBytes
	DramReadBursts
	DramWriteBytes
	DramWriteBursts
	Instructions // instructions of all engines that were issued

	NumCounters // number of counters, not a counter
)

var counterNames = [NumCounters]string{
	"cycles",
	"load_busy", "load_wait_tensor", "load_wait_store",
	"tensor_busy", "tensor_wait_load", "tensor_wait_store", "tensor_fence",
	"store_busy", "store_wait_load", "store_wait_tensor",
	"issue_forward", "issue_backward_data", "issue_backward_weights", "issue_predict", "issue_masked",
	"zero_operands", "masked_macs",
	"weight_tiles", "drains", "skipped_tiles",
	"x_reads", "x_writes", "g_reads", "g_writes", "w_reads", "w_writes",
	"acc_reads", "acc_writes", "mask_reads", "mask_writes",
	"dram_read_bytes", "dram_read_bursts", "dram_write_bytes", "dram_write_bursts",
	"instructions",
}

// String returns the counter's name in logs, profiles and generated files.
func (c Counter) String() string {
	if c < 0 || c >= NumCounters {
		return fmt.Sprintf("counter(%d)", int(c))
	}
	return counterNames[c]
}

// Counters holds the value of every activity counter. The zero value is a launch in which nothing happened.
type Counters [NumCounters]uint64

// Add adds every counter of other to c.
func (c *Counters) Add(other *Counters) {
	for i := range c {
		c[i] += other[i]
	}
}

// FirstDifference returns the first counter in which c and other differ; ok is false when they are equal.
func (c *Counters) FirstDifference(other *Counters) (first Counter, ok bool) {
	for i := range c {
		if c[i] != other[i] {
			return Counter(i), true
		}
	}
	return 0, false
}
