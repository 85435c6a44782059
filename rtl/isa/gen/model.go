// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math/bits"
	"reflect"

	"github.com/e2train/e2train/rtl/isa"
)

// model is what the templates print.
type model struct {
	Groups     []group
	Layouts    []isa.Layout
	Semaphores []semaphores
	Counters   []string
	Configs    []config
}

// semaphores are the four semaphores of one ordered pair of engines.
type semaphores struct {
	From, To  string
	First     int // number of the first
	SignalLSB int // bit of the first in the done and release masks of From
	WaitLSB   int // bit of the first in the wait mask of To
}

// config is one configuration with everything that is computed from it.
type config struct {
	Name        string
	Description string
	Values      []value
}

type value struct {
	Name  string
	Value int64
}

func newModel(dir string) (*model, error) {
	groups, err := constantsIn(dir)
	if err != nil {
		return nil, err
	}
	m := &model{Groups: groups, Layouts: isa.Layouts(), Semaphores: allSemaphores()}
	for c := range isa.NumCounters {
		m.Counters = append(m.Counters, c.String())
	}
	for _, c := range isa.Configs() {
		m.Configs = append(m.Configs, config{c.Name, c.Description, configValues(&c)})
	}
	return m, nil
}

func allSemaphores() (list []semaphores) {
	for i := isa.Semaphore(0); i < isa.NumSemaphores; i += 4 {
		list = append(list, semaphores{
			From: i.From().String(), To: i.To().String(), First: int(i),
			SignalLSB: bits.TrailingZeros8(i.SignalBit()), WaitLSB: bits.TrailingZeros8(i.WaitBit()),
		})
	}
	return list
}

// configValues returns the numbers of a configuration: its integer fields and the results of its methods.
func configValues(c *isa.Config) []value {
	values := intFields(reflect.ValueOf(*c))
	values = append(values, intFields(reflect.ValueOf(c.Memory))...)
	return append(values,
		value{"AccRows", int64(c.AccRows())},
		value{"BurstBytes", int64(c.BurstBytes())},
		value{"MinTile", int64(c.MinTile(false))},
		value{"MinTilePacked", int64(c.MinTile(true))},
		value{"TensorDrain", int64(c.TensorDrain(false))},
		value{"TensorDrainPacked", int64(c.TensorDrain(true))},
		value{"PackLimitUnsigned", int64(c.PackLimit(false))},
		value{"PackLimitSigned", int64(c.PackLimit(true))},
		value{"ConfigHash", int64(c.Hash())},
	)
}

func intFields(v reflect.Value) (values []value) {
	for i := range v.NumField() {
		if v.Field(i).CanInt() {
			values = append(values, value{v.Type().Field(i).Name, v.Field(i).Int()})
		}
	}
	return values
}
