// SPDX-License-Identifier: Apache-2.0

package models

import (
	"errors"
	"fmt"
	"strings"

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
	return names
}

// New builds the network of that name: resnet8, resnet14, ... resnet110. The error about an unknown name wraps
// [ErrUnknown] and lists the known ones.
func New(name string, cfg Config) (nn.Network, error) {
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
