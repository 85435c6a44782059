// SPDX-License-Identifier: Apache-2.0

package train

// Observer is told how a run goes on. Its methods are called on the goroutine of [Run], and none of them changes results.
type Observer interface {
	// Begin is called once, before the first iteration.
	Begin(Begin)
	// Planned is called at the beginning of a run with an energy budget, and whenever its plan changes.
	Planned(Planned)
	// Step is called after every iteration.
	Step(Step)
	// Refreshing is called during the pass over training images that follows averaging.
	Refreshing(done, total int)
	// Evaluating is called during a pass over the test set.
	Evaluating(done, total int)
	// Evaluated is called after it.
	Evaluated(Evaluated)
	// Note is called with what a person should know.
	Note(text string)
}

// Begin is what is known before the first iteration.
type Begin struct {
	Done          int64 // iterations that were done before, in a run that is resumed
	Steps         int64 // of the whole run
	StepsPerEpoch int64
	EnergyNote    string // what to keep in mind about the modeled energy, or nothing
	Simulated     bool   // the integer kernels do the work
}

// Planned is how a run with an energy budget goes on.
type Planned struct {
	Step     int64   // iterations done
	Steps    int64   // of the whole run
	Executed int64   // of them, those that are not dropped
	Drop     float64 // share of the iterations left that is dropped
}

// Step is one iteration.
type Step struct {
	Step    int64 // counted from 1
	Epoch   int   // counted from 1
	Dropped bool
	Loss    float64 // if not dropped
	Rate    float32
	Images  int // trained on
	Seconds float64
}

// Evaluated is the outcome of a pass over the test set.
type Evaluated struct {
	Step     int64
	Epoch    int
	Accuracy float64
	Loss     float64
}

// silence is the Observer that nobody listens to.
type silence struct{}

var _ Observer = silence{}

func (silence) Begin(Begin)         {}
func (silence) Planned(Planned)     {}
func (silence) Step(Step)           {}
func (silence) Refreshing(_, _ int) {}
func (silence) Evaluating(_, _ int) {}
func (silence) Evaluated(Evaluated) {}
func (silence) Note(string)         {}
