// SPDX-License-Identifier: Apache-2.0

package calibrate

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// errSteps is the cause of the error about a fit that does not end.
var errSteps = errors.New("the fit does not converge")

// nnls returns x >= 0 that minimises |a*x - b|, by the method of Lawson and Hanson. a has full column rank.
func nnls(a *mat.Dense, b *mat.VecDense) ([]float64, error) {
	_, n := a.Dims()
	s := &solver{a: a, b: b, x: make([]float64, n), free: make([]bool, n)}
	for steps := 0; ; steps++ {
		j := s.steepest()
		if j < 0 {
			return s.x, nil
		}
		if steps > 10*n {
			return nil, fmt.Errorf("%w after %d steps", errSteps, steps)
		}
		s.free[j] = true
		if err := s.descend(); err != nil {
			return nil, err
		}
	}
}

// solver is a fit on its way: variables that are not free are 0.
type solver struct {
	a    *mat.Dense
	b    *mat.VecDense
	x    []float64
	free []bool
}

// steepest returns the bound variable whose growth lowers the sum of squares most, -1 if none does.
func (s *solver) steepest() int {
	var residual, gradient mat.VecDense
	residual.MulVec(s.a, mat.NewVecDense(len(s.x), s.x))
	residual.SubVec(s.b, &residual)
	gradient.MulVec(s.a.T(), &residual)
	best, at := 1e-10*mat.Norm(s.b, 2)*mat.Norm(s.a, 2), -1
	for j, free := range s.free {
		if g := gradient.AtVec(j); !free && g > best {
			best, at = g, j
		}
	}
	return at
}

// descend solves for the free variables, and binds those that would get negative until none does.
func (s *solver) descend() error {
	for {
		z, err := s.solve()
		if err != nil {
			return err
		}
		step, bound := 1.0, -1
		for j, free := range s.free {
			if free && z[j] <= 0 {
				if t := s.x[j] / (s.x[j] - z[j]); bound < 0 || t < step {
					step, bound = t, j
				}
			}
		}
		for j := range s.x {
			s.x[j] += float64(step * (z[j] - s.x[j]))
		}
		if bound < 0 {
			return nil
		}
		s.x[bound], s.free[bound] = 0, false
	}
}

// solve returns the least squares solution of the free variables; the others are 0.
func (s *solver) solve() ([]float64, error) {
	var columns []int
	for j, free := range s.free {
		if free {
			columns = append(columns, j)
		}
	}
	z := make([]float64, len(s.x))
	if len(columns) == 0 {
		return z, nil
	}
	rows, _ := s.a.Dims()
	part := mat.NewDense(rows, len(columns), nil)
	for k, j := range columns {
		part.SetCol(k, mat.Col(nil, j, s.a))
	}
	var x mat.VecDense
	if err := x.SolveVec(part, s.b); err != nil {
		return nil, fmt.Errorf("solve for %d coefficients: %w", len(columns), err)
	}
	for k, j := range columns {
		z[j] = x.AtVec(k)
	}
	return z, nil
}
