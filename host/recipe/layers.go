// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"fmt"
	"strings"
)

// Layers says which layers are trained. The zero value is all of them.
type Layers string

// The choices. Runs that train everything have nothing about it in their JSON form.
const (
	AllLayers Layers = ""   // called all in text
	HeadLayer Layers = "fc" // the last, fully connected one: the others run forward, as in an evaluation
)

const allName = "all"

// LayerChoices returns the names of the choices.
func LayerChoices() []string { return []string{allName, string(HeadLayer)} }

// String returns the name.
func (l Layers) String() string {
	if l == AllLayers {
		return allName
	}
	return string(l)
}

// Set sets l by its name, as package flag does. [Config.Validate] checks it.
func (l *Layers) Set(name string) error {
	*l = Layers(name)
	if name == allName {
		*l = AllLayers
	}
	return nil
}

// validLayers reports an unknown choice, or what needs all layers.
func (c *Config) validLayers() error {
	switch {
	case c.TrainLayers == AllLayers:
		return nil
	case c.TrainLayers != HeadLayer:
		return &Error{"train-layers", fmt.Sprintf("%q", string(c.TrainLayers)), strings.Join(LayerChoices(), ", ")}
	case c.Init == "":
		return &Error{"train-layers", string(HeadLayer), "--init RUN with it: the other layers stay as they are"}
	case c.SignUpdates() || c.SWA.On || c.SLU.On || c.Depth != StochasticDepth{}:
		return &Error{"train-layers", string(HeadLayer), "no signs, averages or skipped blocks with it: they concern the layers that stay as they are"}
	}
	return nil
}
