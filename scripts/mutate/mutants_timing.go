// SPDX-License-Identifier: Apache-2.0

package main

// Tests of the simulator. Its times are compared with a model that steps through all cycles, its bits with an interpreter.
var (
	machine  = &test{folder: "sim", name: "TestMachineMatchesSimpleModels", part: "tiny"}
	byHand   = &test{folder: "sim/timing", name: "TestHandComputedTimes"}
	delays   = &test{folder: "sim/timing", name: "TestDelaysAddUpToTheWaitCounters"}
	keys     = &test{folder: "sim/timing", name: "TestKeyIsEnough"}
	observed = &test{folder: "sim/timing", name: "TestEventsExplainCounters"}
	lengths  = &test{folder: "rtl/isa", name: "TestTileTimes"}
	floats   = &test{folder: "sim/timing", name: "TestReductionsTakeTime"}
	reads    = &test{folder: "rtl/isa", name: "TestReadChannel"}
	writes   = &test{folder: "rtl/isa", name: "TestWriteChannel"}

	reduction = &test{folder: "rtl/isa", name: "TestReduction"}
	slowAdder = &test{folder: "rtl/isa", name: "TestSlowAdder"}
)

// timingMutants are mistakes in the recurrences of package timing.
var timingMutants = []mutant{
	{
		id: "timing/signal-early", file: "sim/timing/engines.go", test: machine,
		old: "gates.wait(sem, signal+isa.SignalToIssue)", new: "gates.wait(sem, signal+isa.SignalToIssue-1)",
		breaks: "a signal is seen a cycle early",
	},
	{
		id: "timing/first-signal", file: "sim/timing/engines.go", test: machine,
		old: "signal := e.signals[sem][e.taken[sem]]\n\t\te.taken[sem]++", new: "signal := e.signals[sem][0]\n\t\te.taken[sem]++",
		breaks: "every wait takes the first signal",
	},
	{
		id: "timing/fence-early", file: "sim/timing/engines.go", test: machine,
		old: "e.done[engine] + 1", new: "e.done[engine]",
		breaks: "a fence opens a cycle early",
	},
	{
		id: "timing/fence-charged-last", file: "sim/timing/gates.go", test: machine,
		old:    "until(isa.TensorFence, g.fence)\n\tuntil(waitCounters[e][0], g.peers[0])\n\tuntil(waitCounters[e][1], g.peers[1])",
		new:    "until(waitCounters[e][0], g.peers[0])\n\tuntil(waitCounters[e][1], g.peers[1])\n\tuntil(isa.TensorFence, g.fence)",
		breaks: "cycles that fence and semaphore hold back belong to the semaphore",
	},
	{
		id: "timing/peers-swapped", file: "sim/timing/gates.go", test: machine,
		old: "if sem.WaitBit() >= 1<<4 {", new: "if sem.WaitBit() < 1<<4 {",
		breaks: "waits are charged to the other peer",
	},
	{
		id: "timing/load-signals-early", file: "sim/timing/engines.go", test: machine,
		old: "ev.Done = ev.Release + isa.LoadWrite", new: "ev.Done = ev.Release + isa.LoadWrite - 1",
		breaks: "a load signals before its last entry is written",
	},
	{
		id: "timing/store-releases-late", file: "sim/timing/engines.go", test: machine,
		old: "ev.Last, ev.Release, ev.Done = e.writeRun(", new: "ev.Last, ev.Done, ev.Release = e.writeRun(",
		breaks: "a store releases ACC with its response and is done with its last beat",
	},
	{
		id: "timing/store-addresses-early", file: "sim/timing/engines.go", test: byHand,
		old: "ev.First+isa.StoreIssue", new: "ev.First+isa.StoreIssue-1",
		breaks: "a store offers its first address a cycle early",
	},
	{
		id: "timing/packed-drain", file: "sim/timing/engines.go", test: machine,
		old: "e.config.TensorDrain(t.code.Pack != isa.PackNone)", new: "e.config.TensorDrain(false)",
		breaks: "a packed OUTER is done before tile b is drained",
	},
	{
		id: "timing/short-tile", file: "sim/timing/tensor.go", test: machine,
		old: "return n.tiles*n.long + n.tail", new: "return max(n.tiles*n.vectors, n.minimum) + n.tail",
		breaks: "only the whole instruction has a shortest length, not each tile",
	},
	{
		id: "timing/skipped-tile-costs", file: "sim/timing/masked.go", test: machine,
		old: "default:\n\t\t\tslots++", new: "default:\n\t\t\tslots += n.minimum",
		breaks: "a skipped tile that accumulates takes as long as one that overwrites",
	},
	{
		id: "timing/skipped-tile-streams", file: "sim/timing/masked.go", test: machine,
		old: "n.countDrained(to, 1, rows)\n\t\t\tslots += n.minimum", new: "n.countDrained(to, 1, rows)\n\t\t\tslots += max(n.vectors, n.minimum)",
		breaks: "a skipped tile that overwrites takes the slots of its vectors",
	},
	{
		id: "timing/masked-macs", file: "sim/timing/masked.go", test: machine,
		old: "uint64(tile.Decided) * uint64(n.vectors)", new: "(rows*rows - uint64(tile.Decided)) * uint64(n.vectors)",
		breaks: "undecided weights count as masked",
	},
	{
		id: "timing/tile-order", file: "sim/timing/masked.go", test: machine,
		old: "kx, ky := k%int(t.KX), k/int(t.KX)%int(t.KY)", new: "ky, kx := k%int(t.KY), k/int(t.KY)%int(t.KX)",
		breaks: "of masked tiles the taps of y go round first",
	},
	{
		id: "timing/padding-read", file: "sim/timing/tensor.go", test: machine,
		old: "at >= 0 && at < limit", new: "at >= 0 && at <= limit",
		breaks: "the first padded position counts as a read",
	},
	{
		id: "timing/acc-reads", file: "sim/timing/tensor.go", test: machine,
		old: "if n.code.Zero {\n\t\tadded--\n\t}", new: "",
		breaks: "a GEMM that overwrites counts reads of ACC in its first tile",
	},
	{
		id: "timing/lists-apart", file: "sim/timing/run.go", test: machine,
		old: "_, last = r.readRun(ready, 0, n*isa.InstructionBytes)", new: "_, last = r.readRun(last+isa.DescriptorDecode, 0, n*isa.InstructionBytes)",
		breaks: "an instruction list is fetched when the one before it is there",
	},
	{
		id: "timing/next-segment", file: "sim/timing/run.go", test: machine,
		old: "fetch = end + isa.IdleToDone", new: "fetch = end + isa.IdleToDone + int64(i)",
		breaks: "segments but the first end late",
	},
	{
		id: "timing/stall-place", file: "sim/timing/stall.go", test: machine,
		old: "if stall == nil {", new: "{",
		breaks: "a deadlock is blamed on the highest engine that waits",
	},
	{
		id: "timing/stall-waits", file: "sim/timing/stall.go", test: machine,
		old: "if e.taken[sem] < len(e.signals[sem]) {", new: "if e.taken[sem] > len(e.signals[sem]) {",
		breaks: "in a deadlock, signals that did come are forgotten",
	},
	{
		id: "timing/key", file: "sim/timing/plan.go", test: keys,
		old: "uint64(p.config.BurstBytes())", new: "uint64(p.config.AXIBytes)",
		breaks: "times are shared by addresses whose bursts are cut differently",
	},
	{
		id: "timing/delay-cause", file: "sim/timing/delay.go", test: delays,
		old: "w.Signal > last.Signal", new: "w.Signal < last.Signal",
		breaks: "the trace blames the first of several semaphores, and ends the delay there",
	},
	{
		id: "timing/busy", file: "sim/timing/engines.go", test: observed,
		old: "uint64(ev.Last - ev.First + 1)", new: "uint64(ev.Last - ev.First)",
		breaks: "the last issue slot does not count as busy",
	},
	{
		id: "timing/reduction", file: "sim/timing/tensor.go", test: floats,
		old: "n.tail = c.Reduction(n.tiles)", new: "n.tail = c.Reduction(1)",
		breaks: "many interleaved sums of float lanes take as long to add up as one",
	},
	{
		id: "timing/quiet-slot", file: "sim/timing/engines.go", test: machine,
		old: "max(e.quiet, ev.Done, ev.Last+1)", new: "max(e.quiet, ev.Done)",
		breaks: "the end of the last slot is no longer in the sum of what makes a segment end",
		equivalent: "an instruction is done after its last slot: a load when its last beat is written, at least LoadWrite after its last address, " +
			"a tensor instruction TensorDrain later, a store with a response that follows data that follow the address",
	},
}

// ruleMutants are mistakes in the rules of package isa that simulator, drivers and benches share.
var ruleMutants = []mutant{
	{
		id: "rules/nine-in-flight", file: "rtl/isa/memory.go", test: reads,
		old: "if ch.count >= MaxOutstanding {", new: "if ch.count > MaxOutstanding {",
		breaks: "the ninth burst does not wait for the first",
	},
	{
		id: "rules/outstanding-early", file: "rtl/isa/memory.go", test: machine,
		old: "ch.retired[ch.count%MaxOutstanding]+1", new: "ch.retired[ch.count%MaxOutstanding]",
		breaks: "a burst leaves the count of those in flight a cycle early",
	},
	{
		id: "rules/idle", file: "rtl/isa/memory.go", test: machine,
		old: "ch.lastBeat+1+int64(idle)", new: "ch.lastBeat+1",
		breaks: "bursts follow each other without the memory's idle cycles",
	},
	{
		id: "rules/write-retires-early", file: "rtl/isa/memory.go", test: writes,
		old: "w.retire(response)", new: "w.retire(last)",
		breaks: "a write leaves the count of those in flight with its last beat",
	},
	{
		id: "rules/burst-crosses", file: "rtl/isa/memory.go", test: machine,
		old: "min(length, int(limit-addr%limit))", new: "min(length, int(limit))",
		breaks: "bursts are not cut at multiples of the longest",
	},
	{
		id: "rules/packed-minimum", file: "rtl/isa/timing.go", test: lengths,
		old: "max(c.drainedRows(packed), c.FloatLanes.Add)", new: "max(c.drainedRows(false), c.FloatLanes.Add)",
		breaks: "a packed tile is not long enough to drain two",
	},
	{
		id: "rules/float-partial-sums", file: "rtl/isa/float.go", test: reduction,
		old: "(add + tiles - 1) / tiles", new: "add / tiles",
		breaks: "partial sums are too few to hide the adder where tiles do not divide its latency",
	},
	{
		id: "rules/float-tree", file: "rtl/isa/float.go", test: slowAdder,
		old: "(bits.Len(uint(rows-1)) + 1)", new: "bits.Len(uint(rows-1))",
		breaks: "the float sum is signalled before it is added to ACC",
	},
}
