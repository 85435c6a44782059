// SPDX-License-Identifier: Apache-2.0

package train

import (
	"context"
	"errors"

	"github.com/e2train/e2train/models/nn"
)

// evaluateIfDue runs the test set at the end of the run and of every EvalEvery-th epoch, once. It returns the error of an
// interrupted run when ctx ends meanwhile; the evaluation is then repeated when the run goes on.
func (r *runner) evaluateIfDue(ctx context.Context) error {
	if !r.evaluationDue() {
		return nil
	}
	e, err := r.Evaluate(ctx, r.observer.Evaluating)
	if isInterruption(ctx, err) {
		return r.interrupted()
	}
	if errors.Is(err, nn.ErrNotFinite) {
		return r.diverged(&Step{Step: r.step, Rate: r.rate(r.step - 1)}, err)
	}
	if err != nil {
		return err
	}
	r.totals.Evaluation.add(r.step, &e)
	if err := r.spendOnEvaluation(&e.Work); err != nil {
		return err
	}
	line := evalLine{Step: r.step, Epoch: r.epochsDone(), Accuracy: e.Accuracy(), Loss: e.Loss, Images: e.Images}
	if err := r.logs.eval.Append(line); err != nil {
		return err
	}
	r.observer.Evaluated(Evaluated{line.Step, line.Epoch, line.Accuracy, line.Loss})
	return nil
}

func (r *runner) evaluationDue() bool {
	if r.step == 0 || r.totals.Evaluation.Step == r.step {
		return false
	}
	if r.step == r.steps {
		return true
	}
	every := int64(r.Config.EvalEvery) * r.perEpoch
	return every > 0 && r.step%every == 0
}

// epochsDone returns the number of the epoch that the last iteration belongs to, counted from 1.
func (r *runner) epochsDone() int { return int((r.step-1)/r.perEpoch) + 1 }
