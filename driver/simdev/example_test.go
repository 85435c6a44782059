// SPDX-License-Identifier: Apache-2.0

package simdev_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"log"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/rtl/isa"
)

// Example multiplies one vector with twice the unit matrix.
func Example() {
	dev, err := driver.Open("sim:tiny")
	if err != nil {
		log.Fatal(err)
	}
	defer dev.Close()

	loaded, summed := isa.Sem(isa.EngineLoad, isa.EngineTensor, 0), isa.Sem(isa.EngineTensor, isa.EngineStore, 0)
	once := [3]uint16{1, 1, 1}
	code := &isa.Program{Segments: []isa.Segment{{
		Load: []isa.Load{
			{Op: isa.OpLoadX, Run: 1, Count: once},
			{Op: isa.OpLoadW, Run: 4, Count: once, Offset: 4, Header: isa.Header{Done: loaded.SignalBit()}},
		},
		Tensor: []isa.Tensor{{
			Op: isa.OpGemm, Header: isa.Header{Wait: loaded.WaitBit(), Done: summed.SignalBit()}, Zero: true,
			NX: 1, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, XLim: 1, YLim: 1,
		}},
		Store: []isa.Store{{Op: isa.OpStoreInt32, Header: isa.Header{Wait: summed.WaitBit()}, Run: 1, Count: once, Base: 1}},
	}}}

	in, err := dev.Alloc(20)
	if err != nil {
		log.Fatal(err)
	}
	out, err := dev.Alloc(16)
	if err != nil {
		log.Fatal(err)
	}
	operands := []byte{1, 2, 3, 250 /* weights */, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2}
	if _, err := in.WriteAt(operands, 0); err != nil {
		log.Fatal(err)
	}
	activity, err := dev.Launch(context.Background(), driver.Program{Code: code, Bases: [isa.NumBases]driver.Region{{Memory: in}, {Memory: out}}})
	if err != nil {
		log.Fatal(err)
	}
	b := make([]byte, 16)
	if _, err := out.ReadAt(b, 0); err != nil {
		log.Fatal(err)
	}
	for i := range 4 {
		fmt.Println(int32(binary.LittleEndian.Uint32(b[4*i:])))
	}
	fmt.Println(activity.Counters[isa.Cycles], "cycles")
	// Output:
	// 2
	// 4
	// 6
	// 500
	// 207 cycles
}
