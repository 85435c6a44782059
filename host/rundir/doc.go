// SPDX-License-Identifier: Apache-2.0

// Package rundir keeps the files of one training run in a folder.
//
//	config.json      what the run was started with; written first
//	metrics.jsonl    one line per iteration
//	timing.jsonl     one line per iteration, what depends on the machine
//	eval.jsonl       one line per evaluation on the test set
//	psg.jsonl        one line per executed iteration and layer, with predictive sign gradients only
//	plan.jsonl       one line per change of the plan, with an energy budget only
//	checkpoint       the state that a run is resumed from
//	checkpoint.prev  the state before that
//	ledger.json      all work by purpose, layer and pass; written at the end
//	summary.json     the outcome; written last
//	lock             held by the process that writes to the folder
//
// # What survives
//
// config.json, ledger.json, summary.json and checkpoints are written to a temporary file, which is synced and then renamed, so they
// are there as a whole or not at all. A [Log] is appended to, one write per line. A checkpoint records how long each log
// was; whoever resumes opens the logs at these lengths, and what was written later is cut off. Logs are synced before the
// checkpoint that counts on them, so the process or the whole machine may stop at any moment.
//
// [Dir.SaveCheckpoint] keeps the checkpoint it replaces; [LoadCheckpoint] goes back to it when the newest one cannot be
// used. A full disk makes saving fail and leaves both as they were.
//
// # Who writes
//
// [Create] and [Open] take a lock (flock) for the writer. It ends with the process, however that ends; the file
// itself stays. Reading needs no lock.
package rundir
