// SPDX-License-Identifier: Apache-2.0

package paper

// Mark says how far a published figure can be trusted.
type Mark string

// The marks.
const (
	Abstract   Mark = "A"  // in the abstract
	Remembered Mark = "M"  // quoted from memory of the paper, not verified
	Consistent Mark = "M+" // quoted from memory; agrees with an independent source or an identity between figures
	Weak       Mark = "M?" // quoted from memory with little confidence
)

// marks explains them, in the order that they are printed.
var marks = []struct {
	mark Mark
	text string
}{
	{Abstract, "stated in the paper's abstract"},
	{Consistent, "from memory of the paper; agrees with an independent source, or with an identity between figures"},
	{Remembered, "from memory of the paper, unverified"},
	{Weak, "from memory of the paper, with little confidence"},
}

// Figure is a published number in percent.
type Figure struct {
	Percent float64 `json:"percent"`
	Mark    Mark    `json:"mark"`
	Sign    string  `json:"sign,omitempty"` // ">" or "~" before it
}

// Published is a row of the paper's results. Figures that it does not give are nil.
type Published struct {
	Data     string  `json:"data"`
	Network  string  `json:"network"`
	Method   string  `json:"method"`
	Skip     float64 `json:"skip,omitempty"` // average share of blocks that are skipped, E2-Train on ResNet-74 only
	Accuracy *Figure `json:"top1"`
	Compute  *Figure `json:"computational_saving"`
	Energy   *Figure `json:"energy_saving"` // measured on the authors' board, whole board, against 32-bit SGD
}

func figure(percent float64, mark Mark) *Figure { return &Figure{Percent: percent, Mark: mark} }

// table returns the published figures.
func table() []Published {
	const c10, c100, r74, r110, v2 = "CIFAR-10", "CIFAR-100", "ResNet-74", "ResNet-110", "MobileNetV2"
	return []Published{
		{Data: c10, Network: r74, Method: "SGD, 32 bit", Accuracy: figure(93.52, Remembered)},
		{Data: c10, Network: r74, Method: "8 bit (Banner et al.)", Accuracy: figure(93.24, Remembered), Energy: figure(38.62, Remembered)},
		{Data: c10, Network: r74, Method: "SignSGD", Accuracy: figure(92.54, Remembered)},
		{Data: c10, Network: r74, Method: "PSG", Accuracy: figure(92.59, Remembered), Energy: figure(63.28, Remembered)},
		{Data: c10, Network: r74, Method: "SMD+SLU+PSG, 20 % skip", Skip: 0.2, Accuracy: figure(92.12, Remembered), Compute: figure(80.27, Consistent), Energy: figure(84.64, Consistent)},
		{Data: c10, Network: r74, Method: "SMD+SLU+PSG, 40 % skip", Skip: 0.4, Accuracy: figure(91.84, Remembered), Compute: figure(85.20, Consistent), Energy: figure(88.72, Consistent)},
		{Data: c10, Network: r74, Method: "SMD+SLU+PSG, 60 % skip", Skip: 0.6, Accuracy: figure(91.36, Remembered), Compute: figure(90.13, Consistent), Energy: figure(92.81, Consistent)},
		{Data: c10, Network: r110, Method: "SGD, 32 bit", Accuracy: figure(93.57, Consistent)},
		{Data: c10, Network: r110, Method: "stochastic depth 50 %", Accuracy: figure(91.51, Consistent), Energy: figure(46.03, Consistent)},
		{Data: c10, Network: r110, Method: "SMD+SLU+PSG", Accuracy: figure(93.01, Consistent), Energy: figure(83.40, Remembered)},
		{Data: c10, Network: v2, Method: "SGD, 32 bit", Accuracy: figure(92.47, Remembered)},
		{Data: c10, Network: v2, Method: "E2-Train", Accuracy: figure(92.06, Remembered), Energy: &Figure{88, Weak, "~"}},
		{Data: c100, Network: r110, Method: "SGD, 32 bit", Accuracy: figure(71.60, Remembered)},
		{Data: c100, Network: r110, Method: "stochastic depth 50 %", Accuracy: figure(70.40, Remembered), Energy: figure(48.34, Remembered)},
		{Data: c100, Network: r110, Method: "SMD+SLU+PSG", Accuracy: figure(71.63, Remembered), Energy: &Figure{84, Abstract, ">"}},
		{Data: c100, Network: v2, Method: "SGD, 32 bit", Accuracy: figure(71.91, Weak)},
		{Data: c100, Network: v2, Method: "E2-Train", Accuracy: figure(71.61, Weak), Energy: &Figure{88, Weak, "~"}},
	}
}

// Figures of the formula: the share of iterations that the paper's longer runs with dropped mini-batches execute (4/3 x 1/2), and the
// energy of PSG against 32 bit that it publishes, 1 - 0.6328, rounded.
const (
	executedShare = 2.0 / 3
	signsShare    = 0.37
)

// formulaText is the formula behind the paper's computational savings.
const formulaText = "computational saving = 1 - 2/3 x (1 - skip) x 0.37"

// Formula returns the computational saving that the paper has for a share of skipped blocks. It is an identity of its three published figures,
// found by this project, and multiplies shares that were measured apart; it counts nothing.
func Formula(skip float64) float64 { return 1 - float64(float64(executedShare*(1-skip))*signsShare) }
