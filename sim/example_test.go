// SPDX-License-Identifier: Apache-2.0

package sim_test

import (
	"fmt"
	"log"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/timing"
)

// Example writes zeros to three rows of the accumulators, stores them and tells when.
func Example() {
	c, err := isa.ConfigByName("ultra96")
	if err != nil {
		log.Fatal(err)
	}
	kernels, err := kernel.Default()
	if err != nil {
		log.Fatal(err)
	}
	summed := isa.Sem(isa.EngineTensor, isa.EngineStore, 0)
	code := &isa.Program{Segments: []isa.Segment{{
		Tensor: []isa.Tensor{{
			Op: isa.OpGemm, Header: isa.Header{Done: summed.SignalBit()}, Zero: true, NoTaps: true,
			NX: 3, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, AX: 1,
		}},
		Store: []isa.Store{{Op: isa.OpStoreSign, Header: isa.Header{Wait: summed.WaitBit()}, Run: 3, Count: [3]uint16{1, 1, 1}}},
	}}}
	l := &sim.Launch{Code: code, Observe: func(e timing.Event) { fmt.Printf("%s issues in cycle %d, done in %d\n", e.Engine, e.First, e.Done) }}
	l.Bases[0].Bytes = []byte("these bytes are going to be overwritten with zeros")

	activity, err := sim.New(*c, c.Memory, kernels).Run(l)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q\n", l.Bases[0].Bytes[47:])
	fmt.Println(activity.Counters[isa.Cycles], "cycles")
	// Output:
	// tensor issues in cycle 151, done in 202
	// store issues in cycle 204, done in 247
	// "\x00os"
	// 250 cycles
}
