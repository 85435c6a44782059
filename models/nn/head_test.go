// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"errors"
	"math"
	"testing"

	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/testseed"
)

// Pooling, the linear layer and the loss add in float64 and round once: one unit of the result, and 1e-12 for sums of at
// most a few hundred terms below 10.
func once(want []float64) []float64 {
	return total(scaled(absAll(want), 1.01*unit), constant(len(want), 1e-12))
}

func TestGlobalPool(t *testing.T) {
	random := testseed.New(t)
	ws := NewWorkspace(nil, 1)
	l := NewGlobalPool(ws)
	for _, size := range [][4]int{{3, 20, 4, 5}, {1, 64, 8, 8}, {2, 3, 1, 1}} {
		x := randomTensor(random, size[0], size[1], size[2], size[3])
		g := randomTensor(random, size[0], size[1], 1, 1)
		want := exact.Pool(x)
		within(t, "means", plain(t, l.Forward(blocked(t, x))).Data, want.Data, once(want.Data))
		dx := new(Gradient)
		if err := l.Backward(blocked(t, g), dx, Sink{}); err != nil {
			t.Fatal(err)
		}
		want = exact.PoolGradient(g, size[2], size[3])
		within(t, "gradient", plain(t, &dx.Tensor).Data, want.Data, once(want.Data))
		if n := 2 * int64(len(dx.Data)); ws.Ops != (Ops{OpPool: n}) {
			t.Errorf("operations %d, %d values went through", ws.Ops, n)
		}
		ws.Ops = Ops{}
	}
	failsIn(t, "wrong gradient", l.Backward(blocked(t, exact.New(2, 4, 1, 1)), new(Gradient), Sink{}), "pool", ErrShape)
	small := Sink{Add: gradient(t, exact.New(1, 3, 1, 1))}
	failsIn(t, "wrong sink", l.Backward(blocked(t, exact.New(2, 3, 1, 1)), new(Gradient), small), "pool", ErrShape)
}

func TestLinear(t *testing.T) {
	random := testseed.New(t)
	for _, size := range [][3]int{{3, 64, 10}, {1, 20, 100}, {5, 3, 17}} {
		n, in, out := size[0], size[1], size[2]
		ws := NewWorkspace(nil, 1)
		l, err := NewLinear(ws, "fc", in, out)
		if err != nil {
			t.Fatal(err)
		}
		x, g := randomTensor(random, n, in, 1, 1), randomTensor(random, n, out, 1, 1)
		weight, bias := floats64(l.Weight.Value), floats64(l.Bias.Value)
		y, err := l.Forward(blocked(t, x))
		if err != nil {
			t.Fatal(err)
		}
		want := exact.Linear(x, weight, bias)
		within(t, "output", plain(t, y).Data, want.Data, once(want.Data))
		dx, err := l.Backward(blocked(t, g))
		if err != nil {
			t.Fatal(err)
		}
		wantX, wantWeight, wantBias := exact.LinearGradient(g, x, weight)
		within(t, "input gradient", plain(t, dx).Data, wantX.Data, once(wantX.Data))
		within(t, "weight gradient", floats64(l.Weight.Grad), wantWeight, once(wantWeight))
		within(t, "bias gradient", floats64(l.Bias.Grad), wantBias, once(wantBias))
		if ws.Ops != (Ops{OpLinearMACs: 3 * int64(n*in*out)}) {
			t.Errorf("operations %d", ws.Ops)
		}
	}
}

// Without the gradient of the input, those of the parameters are the same, for half of the work.
func TestLinearParametersAlone(t *testing.T) {
	random := testseed.New(t)
	ws := NewWorkspace(nil, 1)
	l, err := NewLinear(ws, "fc", 20, 7)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.BackwardParameters(blocked(t, exact.New(3, 7, 1, 1))); !errors.Is(err, ErrOrder) {
		t.Errorf("before a forward pass: got error %v", err)
	}
	if _, err := l.Forward(blocked(t, randomTensor(random, 3, 20, 1, 1))); err != nil {
		t.Fatal(err)
	}
	g := blocked(t, randomTensor(random, 3, 7, 1, 1))
	if _, err := l.Backward(g); err != nil {
		t.Fatal(err)
	}
	weight, bias := append([]float32(nil), l.Weight.Grad...), append([]float32(nil), l.Bias.Grad...)
	clear(l.Weight.Grad)
	clear(l.Bias.Grad)
	ws.Ops = Ops{}
	if err := l.BackwardParameters(g); err != nil {
		t.Fatal(err)
	}
	equal(t, "weight", l.Weight.Grad, weight)
	equal(t, "bias", l.Bias.Grad, bias)
	if ws.Ops != (Ops{OpLinearMACs: 3 * 20 * 7}) {
		t.Errorf("operations %d", ws.Ops)
	}
}

func TestLinearRejects(t *testing.T) {
	if _, err := NewLinear(NewWorkspace(nil, 1), "fc", 0, 10); !errors.Is(err, ErrShape) {
		t.Errorf("no inputs: error %v", err)
	}
	if _, err := NewLinear(NewWorkspace(nil, 1), "fc", 10, -1); !errors.Is(err, ErrShape) {
		t.Errorf("negative outputs: error %v", err)
	}
	l, err := NewLinear(NewWorkspace(nil, 1), "fc", 4, 3)
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.Backward(blocked(t, exact.New(2, 3, 1, 1)))
	failsIn(t, "backward first", err, "fc", ErrOrder)
	for _, size := range [][4]int{{2, 5, 1, 1}, {2, 4, 2, 1}} {
		_, err = l.Forward(blocked(t, exact.New(size[0], size[1], size[2], size[3])))
		failsIn(t, "wrong input", err, "fc", ErrShape)
	}
	if _, err = l.Forward(blocked(t, exact.New(2, 4, 1, 1))); err != nil {
		t.Fatal(err)
	}
	_, err = l.Backward(blocked(t, exact.New(1, 3, 1, 1)))
	failsIn(t, "wrong gradient", err, "fc", ErrShape)
}

func TestSoftmaxCrossEntropy(t *testing.T) {
	random := testseed.New(t)
	logits := randomTensor(random, 37, 20, 1, 1)
	labels := make([]int, logits.N)
	for n := range labels {
		labels[n] = random.IntN(logits.C)
	}
	labels[0], logits.Data[7] = 7, 10 // one at least is right
	var ops Ops
	d := &Tensor{Data: make([]float32, 5000)}
	spoil(d.Data)
	got, err := SoftmaxCrossEntropy(blocked(t, logits), labels, d, &ops)
	if err != nil {
		t.Fatal(err)
	}
	loss, dlogits := exact.CrossEntropy(logits, labels)
	if math.Abs(got.Loss-loss) > 1e-13 {
		t.Errorf("loss %.17g, not %.17g", got.Loss, loss)
	}
	within(t, "gradient", plain(t, d).Data, dlogits.Data, total(scaled(absAll(dlogits.Data), 1.01*unit), constant(len(dlogits.Data), 1e-17)))
	if want := countCorrect(logits, labels); got.Correct != want {
		t.Errorf("%d correct, not %d", got.Correct, want)
	}
	if ops[OpLoss] != 37*20 {
		t.Errorf("%d logits counted", ops[OpLoss])
	}
	again, err := SoftmaxCrossEntropy(blocked(t, logits), labels, nil, &ops)
	if err != nil || again != got {
		t.Errorf("without gradient: %+v, %v, not %+v", again, err, got)
	}
}

func countCorrect(logits exact.Tensor, labels []int) (correct int) {
	for n, label := range labels {
		row := logits.Data[n*logits.C : (n+1)*logits.C]
		best := true
		for i, v := range row {
			best = best && (v < row[label] || v == row[label] && i >= label)
		}
		if best {
			correct++
		}
	}
	return correct
}

func TestSoftmaxCrossEntropyExtremes(t *testing.T) {
	logits := blocked(t, exact.Tensor{N: 3, C: 3, H: 1, W: 1, Data: []float64{
		3e38, -3e38, 0, // exp of either would overflow or vanish
		5, 5, 5, // equal: the first counts as the largest
		-90, -90, -89,
	}})
	var ops Ops
	d := new(Tensor)
	r, err := SoftmaxCrossEntropy(logits, []int{0, 0, 2}, d, &ops)
	if err != nil {
		t.Fatal(err)
	}
	want := (0 + math.Log(3) + math.Log(1+2*math.Exp(-1))) / 3
	if math.Abs(r.Loss-want) > 1e-14 || r.Correct != 3 {
		t.Errorf("result %+v, not %g and 3", r, want)
	}
	if g := plain(t, d).Data; g[0] != 0 || g[1] != 0 || math.Abs(g[3]+2.0/9) > 1e-7 {
		t.Errorf("gradient %g", g)
	}
	if r, err := SoftmaxCrossEntropy(logits, []int{1, 1, 2}, nil, &ops); err != nil || r.Correct != 1 || !(r.Loss > 1e38) {
		t.Errorf("wrong labels: %+v, %v", r, err)
	}
}

func TestSoftmaxCrossEntropyRejects(t *testing.T) {
	good := exact.New(2, 3, 1, 1)
	bad := exact.New(2, 3, 1, 1)
	bad.Data[4] = math.NaN()
	tests := []struct {
		name   string
		logits *Tensor
		labels []int
		want   error
	}{
		{"too few labels", blocked(t, good), []int{1}, ErrShape},
		{"empty", new(Tensor), nil, ErrShape},
		{"an image", blocked(t, exact.New(2, 3, 2, 1)), []int{0, 0}, ErrShape},
		{"label too large", blocked(t, good), []int{0, 3}, ErrLabel},
		{"negative label", blocked(t, good), []int{-1, 0}, ErrLabel},
		{"not a number", blocked(t, bad), []int{0, 0}, ErrNotFinite},
	}
	for _, tt := range tests {
		if _, err := SoftmaxCrossEntropy(tt.logits, tt.labels, nil, new(Ops)); !errors.Is(err, tt.want) {
			t.Errorf("%s: error %v", tt.name, err)
		}
	}
}
