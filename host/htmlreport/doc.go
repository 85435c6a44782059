// SPDX-License-Identifier: Apache-2.0

// Package htmlreport sets runs side by side: figures and tables in one HTML file that needs nothing else, and the numbers
// behind them as JSON and CSV.
//
// # Figures
//
//	runs          energy of all that each run did, by part of the system, with its range
//	accuracy      test accuracy against joules of training
//	loss          training loss against joules of training
//	techniques    what each technique cost, and what was not computed because of it
//	layers-N      energy of run N by layer and pass
//	roofline-N    every layer and pass of run N under the roof of its configuration
//	observed-N    observed against modeled joules of run N by layer and pass, with a fit
//
// techniques is there where a run used one, observed-N where a run has an energy.jsonl with observations.
//
// Every caption says what is modeled, emulated or measured. Observations of two kinds are never in one figure.
//
// # Runs that differ
//
// Runs are shown beside each other, and no figure is a mean over runs: those that differ in data, seeds or profile would make a
// mean of nothing. [Report.Differences] lists all that differs in how runs were started and in the energy profile.
//
// # Input
//
// Run directories that ended: config.json, metrics.jsonl, eval.jsonl, ledger.json, summary.json, and energy.jsonl where a meter
// was read. Prices are those of the embedded profile; [Run.Repriced] is set where the profile that the run was under gave others.
//
// # Reproducible
//
// The same run directories give the same files, byte by byte, on one kind of CPU; how the last digits of coordinates are
// rounded may differ between kinds.
package htmlreport
