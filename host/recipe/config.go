// SPDX-License-Identifier: Apache-2.0

package recipe

// Config is everything that the result of a run depends on. Its JSON form is part of config.json.
type Config struct {
	Model        string   `json:"model"`        // a name that package models knows
	Data         string   `json:"data"`         // a specification that package data knows
	Device       string   `json:"device"`       // an address that package driver knows
	Batch        int      `json:"batch"`        // images per mini-batch
	Epochs       int      `json:"epochs"`       // passes over the training set
	Iterations   int      `json:"iterations"`   // length of the run in loop iterations; 0: that of the epochs
	LR           float64  `json:"lr"`           // initial learning rate
	Schedule     string   `json:"schedule"`     // how it falls, one of Schedules
	Momentum     float64  `json:"momentum"`     // of stochastic gradient descent
	WeightDecay  float64  `json:"weight_decay"` // on every parameter
	Seed         uint64   `json:"seed"`         // of initial weights, order of images, augmentation and dropping
	SMD          Schedule `json:"smd"`          // probability that a mini-batch is dropped
	Augment      bool     `json:"augment"`      // random crops and flips
	EvalEvery    int      `json:"eval_every"`   // epochs between evaluations; 0: only at the end
	PSG          PSG      `json:"psg,omitzero"` // predictive sign gradients; left out of plain runs, whose form stays as it was
	SWA          SWA      `json:"swa,omitzero"` // averages of the weights
	Update       Update   `json:"update,omitzero"`
	Warmup       int      `json:"warmup,omitzero"`        // first iterations, at a tenth of the rate
	SMDUpdate    bool     `json:"smd_update,omitzero"`    // dropped iterations update with gradients of zero
	EnergyBudget float64  `json:"energy_budget,omitzero"` // modeled joules of the whole run; 0: no limit
	Init         string   `json:"init,omitzero"`          // run directory whose weights the run starts from
	TrainLayers  Layers   `json:"train_layers,omitzero"`
	SLU          SLU      `json:"slu,omitzero"` // selective layer update

	Depth StochasticDepth `json:"stochastic_depth,omitzero"` // the baseline of it
}

// Default returns the configuration of which only what differs has to be given.
func Default() Config {
	return Config{
		Model: "resnet8", Data: "fashion-sample", Device: "sim:ultra96",
		Batch: 64, Epochs: 8, LR: 0.1, Schedule: "cosine", Momentum: 0.9, WeightDecay: 1e-4, Seed: 1,
	}
}

// Steps returns the number of loop iterations of a run whose epochs have the given number of mini-batches.
func (c *Config) Steps(batchesPerEpoch int) int64 {
	if c.Iterations > 0 {
		return int64(c.Iterations)
	}
	return int64(c.Epochs) * int64(batchesPerEpoch)
}

// Progress returns the fraction of a run with the given number of steps that lies behind in iteration i, counted from 0.
func Progress(i, steps int64) float64 { return float64(i) / float64(steps) }

// Rate returns the learning rate of iteration i, counted from 0, where the fraction f of the run lies behind.
func (c *Config) Rate(i int64, f float64) float32 {
	factor := 1.0
	for _, s := range schedules {
		if s.name == c.Schedule {
			factor = s.factor(c, f)
		}
	}
	if i < int64(c.Warmup) {
		factor *= warmupFactor
	}
	return float32(c.LR * factor)
}

// UpdatesDropped reports whether a dropped iteration moves the weights, after so many executed ones: before the first, nothing
// has a gradient to set to zero.
func (c *Config) UpdatesDropped(executed int64) bool { return c.SMDUpdate && executed > 0 }
