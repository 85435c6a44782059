// SPDX-License-Identifier: Apache-2.0

package isa_test

import (
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/e2train/e2train/rtl/isa"
)

// smallProgram multiplies 16 vectors with one weight tile and stores the sums, on the tiny configuration.
func smallProgram() *isa.Program {
	loaded := isa.Sem(isa.EngineLoad, isa.EngineTensor, 0)
	summed := isa.Sem(isa.EngineTensor, isa.EngineStore, 0)
	one := [3]uint16{1, 1, 1}
	return &isa.Program{Segments: []isa.Segment{{
		Load: []isa.Load{
			{Op: isa.OpLoadW, Run: 4, Count: one, Base: 1},
			{Op: isa.OpLoadX, Run: 16, Count: one, Base: 0, Header: isa.Header{Done: loaded.SignalBit()}},
		},
		Tensor: []isa.Tensor{{
			Op: isa.OpGemm, Zero: true, NX: 16, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, SX: 1, XLim: 16, YLim: 1, StepX: 1, AX: 1,
			Header: isa.Header{Wait: loaded.WaitBit(), Done: summed.SignalBit()},
		}},
		Store: []isa.Store{{
			Op: isa.OpStoreInt32, Run: 16, Count: one, Base: 2, Header: isa.Header{Wait: summed.WaitBit()},
		}},
	}}}
}

// A program is built from instruction structs, validated for a configuration, and encoded word by word.
func Example() {
	config, err := isa.ConfigByName("tiny")
	if err != nil {
		log.Fatal(err)
	}
	program := smallProgram()
	if err := config.Validate(program); err != nil {
		log.Fatal(err)
	}
	if err := program.WriteAssembly(os.Stdout); err != nil {
		log.Fatal(err)
	}
	word, err := program.Segments[0].Load[1].Encode()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%x\n", word[:20])
	// Output:
	// segment 0, load: 2 instructions
	//     0  load.w w[0:4] <- b1+0x0, run 4, 1x1x1 by 0,0,0
	//     1  load.x x[0:16] <- b0+0x0, run 16, 1x1x1 by 0,0,0 ; done load>tensor.0
	// segment 0, tensor: 1 instructions
	//     0  gemm.zero acc[0 by 1,0,0], x[0 by 1,0,0 taps 0,0 ci 0] at (0,0) step 1,0 tap 0,0 in 16x1, w[0], vectors 16x1x1, tiles 1x1x1 ; wait load>tensor.0 done tensor>store.0
	// segment 0, store: 1 instructions
	//     0  store.int32 b2+0x0, run 16, 1x1x1 by 0,0,0 <- acc[0:16] ; wait tensor>store.0
	// 0100010000000010000110000100000000000000
}

// Validate says which instruction is wrong, and why.
func ExampleConfig_Validate() {
	config, err := isa.ConfigByName("tiny")
	if err != nil {
		log.Fatal(err)
	}
	program := smallProgram()
	program.Segments[0].Store[0].Wait = 0
	err = config.Validate(program)
	fmt.Println(err)

	var where *isa.ProgramError
	if errors.As(err, &where) {
		fmt.Println(where.Engine, where.Index)
	}
	// Output:
	// invalid program: segment 0, tensor[0]: uses an ACC bank that store[0] reads, and no semaphore orders the two
	// tensor 0
}

// A transfer is cut into bursts that depend on its address and length only.
func ExampleConfig_NextBurst() {
	config, err := isa.ConfigByName("ultra96")
	if err != nil {
		log.Fatal(err)
	}
	channel := isa.ReadChannel{Memory: config.Memory}
	for addr, left := uint64(0x1fc0), 512; left > 0; {
		burst, bytes := config.NextBurst(addr, left)
		address, last := channel.Burst(0, burst.Beats)
		fmt.Printf("%2d beats from %#x: address in cycle %d, last beat in %d\n", burst.Beats, burst.Addr, address, last)
		addr, left = addr+uint64(bytes), left-bytes
	}
	// Output:
	//  4 beats from 0x1fc0: address in cycle 0, last beat in 67
	// 16 beats from 0x2000: address in cycle 1, last beat in 84
	// 12 beats from 0x2100: address in cycle 2, last beat in 97
}
