// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"strings"

	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/recipe"
)

// bindRecipe adds the flags of what a run is. Their defaults are the values in c.
func bindRecipe(fs *flag.FlagSet, c *recipe.Config) {
	fs.StringVar(&c.Model, "model", c.Model, "network: resnet8, resnet14, ... resnet110 (`NAME`)")
	fs.StringVar(&c.Data, "data", c.Data, "images: "+strings.Join(data.Specs(), ", ")+"; "+data.HalfForm+" for half of those to train on (`SPEC`)")
	fs.StringVar(&c.Device, "device", c.Device, "what computes convolutions, see e2train devices (`ADDRESS`)")
	fs.IntVar(&c.Batch, "batch", c.Batch, "images per mini-batch (`N`)")
	fs.IntVar(&c.Epochs, "epochs", c.Epochs, "passes over the training images (`N`)")
	fs.IntVar(&c.Iterations, "iterations", c.Iterations, "length of the run in iterations, dropped ones included, instead of --epochs (`N`)")
	fs.Float64Var(&c.LR, "lr", c.LR, fmt.Sprintf("initial learning rate; with --psg or --update sign the default is %g (`RATE`)", recipe.SignRate))
	fs.StringVar(&c.Schedule, "schedule", c.Schedule, "how the rate falls: "+strings.Join(recipe.Schedules(), ", ")+" (`NAME`)")
	fs.IntVar(&c.Warmup, "warmup", c.Warmup, "first iterations with a tenth of the rate (`N`)")
	fs.Float64Var(&c.Momentum, "momentum", c.Momentum, "momentum of gradient descent (`M`)")
	fs.Float64Var(&c.WeightDecay, "weight-decay", c.WeightDecay, "weight decay on all parameters (`D`)")
	fs.Uint64Var(&c.Seed, "seed", c.Seed, "seed of everything random (`S`)")
	fs.Var(&c.SMD, "smd", "probability that a mini-batch is dropped: consumed, but not executed; schedules over the run are written linear:A:B, cosine:A:B or steps:A@0,B@0.5 (`P`)")
	fs.Float64Var(&c.EnergyBudget, "energy-budget", c.EnergyBudget, "modeled joules that the whole run may take: it drops mini-batches, then gets shorter, to end its schedule within them (`J`)")
	fs.BoolVar(&c.SMDUpdate, "smd-dropped-update", c.SMDUpdate, "with --smd: dropped iterations update with gradients of zero, as the code of the paper's authors, not its text")
	fs.BoolVar(&c.Augment, "augment", c.Augment, "crop and flip training images at random")
	fs.IntVar(&c.EvalEvery, "eval-every", c.EvalEvery, "epochs between evaluations on the test images; the last one is always made (`N`)")
	fs.StringVar(&c.Init, "init", c.Init, "start from the weights and statistics of a run of the same network (`DIR`)")
	fs.Var(&c.TrainLayers, "train-layers", "with --init: layers to train: "+strings.Join(recipe.LayerChoices(), ", ")+", the last one alone (`NAME`)")
	fs.Var(&c.Update, "update", "what of the gradients of convolution weights updates them: "+strings.Join(recipe.Updates(), ", ")+" (`NAME`)")
	bindSWA(fs, &c.SWA)
	bindSLU(fs, c)
	bindPSG(fs, &c.PSG)
	fs.BoolVar(&c.PSG.FillSign, "fill-sign", c.PSG.FillSign, "with --skip-limit: undecided weights of skipped tiles take the predicted sign, else 0")
	fs.IntVar(&c.PSG.CheckEvery, "psg-check-every", c.PSG.CheckEvery, "executed iterations between checks of the predicted signs, which cost time but no modeled energy; 0 for never (`N`)")
}

// bothLengths reports whether the command line gives the length of the run twice.
func bothLengths(given *flag.FlagSet) bool {
	lengths := 0
	given.Visit(func(f *flag.Flag) {
		if f.Name == "epochs" || f.Name == "iterations" {
			lengths++
		}
	})
	return lengths == 2
}

// conflict returns the first flag on the command line, given, whose value is another one than in stored.
func conflict(given *flag.FlagSet, stored recipe.Config) error {
	old := flag.NewFlagSet("", flag.ContinueOnError)
	bindRecipe(old, &stored)
	var err error
	given.Visit(func(f *flag.Flag) {
		was := old.Lookup(f.Name)
		if err == nil && was != nil && f.Name != "device" && was.Value.String() != f.Value.String() {
			err = usagef("--%s %s: the run began with --%s %s, which cannot change; leave the flag out, or start a new run in another folder",
				f.Name, f.Value, f.Name, was.Value)
		}
	})
	return err
}

// namesRecipe reports whether any flag on the command line says what the run is.
func namesRecipe(given *flag.FlagSet) bool {
	all := flag.NewFlagSet("", flag.ContinueOnError)
	bindRecipe(all, &recipe.Config{})
	found := false
	given.Visit(func(f *flag.Flag) { found = found || all.Lookup(f.Name) != nil })
	return found
}
