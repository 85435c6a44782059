// SPDX-License-Identifier: Apache-2.0

package models

import (
	"errors"
	"fmt"
	"strings"

	"github.com/e2train/e2train/models/mobilenetv2"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/models/resnet"
	"github.com/e2train/e2train/models/skip"
)

// ErrUnknown is the cause of the error about a name that no network has.
var ErrUnknown = errors.New("unknown network")

// Config is what every network is built from.
type Config struct {
	InChannels, Height, Width int // of the images
	Classes                   int
	Engine                    nn.Engine // computes the convolutions; nil means float32 on the host
	Seed                      uint64    // of the initial parameters, and of decisions
	Skip                      skip.Config
}

// Names returns the names that New knows.
func Names() []string {
	var names []string
	for _, d := range resnet.Depths() {
		names = append(names, resnetName(d))
	}
	return append(names, mobileNet, mobileNetQuantized)
}

const (
	mobileNet          = "mobilenetv2"
	mobileNetQuantized = "mobilenetv2-quantized" // with every convolution on the device
)

// New builds the network of that name: resnet8, resnet14, ... resnet110, mobilenetv2 or mobilenetv2-quantized. The error about
// an unknown name wraps [ErrUnknown] and lists the known ones.
func New(name string, cfg Config) (nn.Network, error) {
	if name == mobileNet || name == mobileNetQuantized {
		return newMobileNet(name == mobileNetQuantized, cfg)
	}
	for _, depth := range resnet.Depths() {
		if name == resnetName(depth) {
			return newResNet(depth, cfg)
		}
	}
	return nil, fmt.Errorf("model %q: %w (known: %s)", name, ErrUnknown, strings.Join(Names(), ", "))
}

func resnetName(depth int) string { return fmt.Sprintf("resnet%d", depth) }

func newResNet(depth int, cfg Config) (nn.Network, error) {
	net, err := resnet.NewSkipping(depth, cfg.InChannels, cfg.Height, cfg.Width, cfg.Classes, cfg.Engine, cfg.Seed, cfg.Skip)
	if err != nil {
		return nil, err // not net: a nil *resnet.Net in the interface would not be nil
	}
	return net, nil
}

func newMobileNet(quantized bool, cfg Config) (nn.Network, error) {
	net, err := mobilenetv2.New(mobilenetv2.Config{
		InChannels: cfg.InChannels, Height: cfg.Height, Width: cfg.Width, Classes: cfg.Classes,
		Engine: cfg.Engine, Seed: cfg.Seed, Quantized: quantized, Skip: cfg.Skip,
	})
	if err != nil {
		return nil, err // not net, as above
	}
	return net, nil
}
