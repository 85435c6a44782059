// SPDX-License-Identifier: Apache-2.0

// Command mutate shows that the tests of RTL, simulator and driver notice mistakes: it makes one at a time in a copy of the
// working tree and runs the test that should see it.
//
//	go run ./scripts/mutate [-only ID]
//
// # Mutants
//
// A [mutant] replaces a piece of text that occurs once in a file, and names a test. It is caught if everything still builds
// and that test fails; the test has to pass before the mistake is made. A mutant of which no test can know has an argument
// for that instead; then the test has to pass, or the argument is wrong. Anything else is a failure of the run: a mutant that
// survives, that no longer applies, that does not build.
//
// A new one is an entry of a table in a file mutants_*.go. Its test may be in any folder of floors; the tests of this package
// want the text to be there once, the test to exist, and a mutant in every module of the RTL.
//
// # Runs
//
// Everything is in the folder build/mutate of the working tree: the copy, and a cache folder for simulations. Random
// tests have a fixed seed. Results are kept in build/mutate.json with what they depend on, so that a run goes on where the
// last one was stopped and repeats only what has changed.
package main
