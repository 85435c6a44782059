// SPDX-License-Identifier: Apache-2.0

package conv

import "context"

// PSG implements SignRunner for the tiles of a device of r.Lanes lanes.
func (r Reference) PSG(_ context.Context, s Shape, x Activations, g []int16, o PSGOptions, signs []int8) (PSGReport, error) {
	if err := checkPSG(s, x, g, o, signs); err != nil {
		return PSGReport{}, err
	}
	predicted, full := make([]int64, len(signs)), make([]int64, len(signs))
	s.eachTap(func(weight, in, out int) {
		predicted[weight] += topActivation(x.at(in), x.Signed) * topGradient(g[out])
		full[weight] += x.at(in) * int64(g[out])
	})
	report := PSGReport{Predict: s.report(false), Masked: s.report(false)}
	eachWeight := func(each func(from, to int)) {
		for i := range signs {
			each(i, i)
		}
	}
	tiled := s
	if f, worth := fold(s, r.lanes()); worth {
		tiled, eachWeight = f.to, f.eachWeight
	}
	ordered := make([]int64, len(signs)) // the weights are the same, in the order of the folded layer
	eachWeight(func(from, to int) { ordered[to] = predicted[from] })
	j := judge(tiled, r.lanes(), ordered, o, &report)
	report.skip(s)
	eachWeight(func(from, to int) { signs[from] = j.sign(to, full[from]) })
	return report, nil
}

func (r Reference) lanes() int {
	if r.Lanes == 0 {
		return HostBlock
	}
	return r.Lanes
}
