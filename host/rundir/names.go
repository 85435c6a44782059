// SPDX-License-Identifier: Apache-2.0

package rundir

// Names of the files of a run directory.
const (
	ConfigName     = "config.json"
	MetricsName    = "metrics.jsonl"
	TimingName     = "timing.jsonl"
	EvalName       = "eval.jsonl"
	PSGName        = "psg.jsonl"
	PlanName       = "plan.jsonl"
	EnergyName     = "energy.jsonl"
	CheckpointName = "checkpoint"
	PreviousName   = "checkpoint.prev"
	CorruptName    = "checkpoint.corrupt" // a checkpoint that was given up, kept for inspection
	LedgerName     = "ledger.json"
	SummaryName    = "summary.json"
	DifferenceName = "difference.e2replay" // the launch on which an audit found a difference
	lockName       = "lock"
	tempPrefix     = ".tmp-"
)
