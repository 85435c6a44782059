// SPDX-License-Identifier: Apache-2.0

package session

import (
	"fmt"
	"strings"

	"github.com/e2train/e2train/host/checkpoint"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/models/nn"
)

// Inherits reports whether a saved tensor is part of what a later run can start from: weights and state, but neither momenta
// nor averages.
func Inherits(name string) bool {
	return strings.HasSuffix(name, "/value") || strings.HasSuffix(name, "/state")
}

// Inherit gives the network the weights and the state of a saved one of the same name. A last layer for another number of classes
// keeps its initial weights, and parts that only one of the two has, such as gates, are left as they are; notes say so. Other
// differences are errors that wrap [ErrMismatch].
func (s *Session) Inherit(saved []checkpoint.Tensor) (notes []string, err error) {
	given := map[string][]float32{}
	for _, t := range saved {
		if Inherits(t.Name) {
			given[t.Name] = t.Data
		}
	}
	head, anew := false, 0
	for _, t := range s.Tensors() {
		data, ok := given[t.Name]
		delete(given, t.Name)
		switch {
		case !Inherits(t.Name):
		case !ok:
			anew++
		case len(data) == len(t.Data):
			copy(t.Data, data)
		case s.ofHead(t.Name):
			head = true
		default:
			return nil, fmt.Errorf("%w: %q with %d values, the network has %d", ErrMismatch, t.Name, len(data), len(t.Data))
		}
	}
	return inheritNotes(s.Net.Head(), head, anew, len(given)), nil
}

func inheritNotes(fc *nn.Linear, head bool, anew, left int) (notes []string) {
	if head {
		notes = append(notes, fmt.Sprintf("the last layer begins anew: %d classes now", len(fc.Bias.Value)))
	}
	if anew > 0 {
		notes = append(notes, fmt.Sprintf("%d tensors that it does not have, of gates for example, begin anew", anew))
	}
	if left > 0 {
		notes = append(notes, fmt.Sprintf("%d tensors that it has, of gates for example, have no place in this network", left))
	}
	return notes
}

// ofHead reports whether a tensor is a parameter of the last layer.
func (s *Session) ofHead(name string) bool {
	fc := s.Net.Head()
	return name == fc.Weight.Name+"/value" || name == fc.Bias.Name+"/value"
}

// headOnly reports whether the last layer alone is trained.
func (s *Session) headOnly() bool { return s.Config.TrainLayers == recipe.HeadLayer }

// trained returns the parameters that are trained.
func (s *Session) trained() []*nn.Param {
	if s.headOnly() {
		return []*nn.Param{s.Net.Head().Weight, s.Net.Head().Bias}
	}
	return s.Net.Params()
}
