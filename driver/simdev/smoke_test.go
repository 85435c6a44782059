package simdev

import (
	"context"
	"encoding/binary"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

func TestSmoke(t *testing.T) {
	dev, err := driver.Open("sim:tiny")
	if err != nil {
		t.Fatal(err)
	}
	lt, ts := isa.Sem(isa.EngineLoad, isa.EngineTensor, 0), isa.Sem(isa.EngineTensor, isa.EngineStore, 0)
	p := &isa.Program{Segments: []isa.Segment{{
		Load: []isa.Load{
			{Op: isa.OpLoadX, Run: 3, Count: [3]uint16{1, 1, 1}},
			{Op: isa.OpLoadW, Run: 4, Count: [3]uint16{1, 1, 1}, Offset: 64, Header: isa.Header{Done: lt.SignalBit()}},
		},
		Tensor: []isa.Tensor{{Op: isa.OpGemm, Zero: true, NX: 3, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, SX: 1, XLim: 3, YLim: 1, StepX: 1, AX: 1,
			Header: isa.Header{Wait: lt.WaitBit(), Done: ts.SignalBit()}}},
		Store: []isa.Store{{Op: isa.OpStoreInt32, Run: 3, Count: [3]uint16{1, 1, 1}, Base: 1, Header: isa.Header{Wait: ts.WaitBit()}}},
	}}}
	a, err := dev.Alloc(128)
	if err != nil {
		t.Fatal(err)
	}
	b := a.(driver.Mapped).Bytes()
	for i := range 12 {
		b[i] = byte(i + 1)
	}
	for i := range 4 {
		b[64+5*i] = byte(i + 1)
	}
	y, _ := dev.Alloc(100)
	act, err := dev.Launch(context.Background(), driver.Program{Code: p, Bases: [8]driver.Region{{Memory: a}, {Memory: y}}})
	if err != nil {
		t.Fatal(err)
	}
	var got []int32
	for i := range 12 {
		got = append(got, int32(binary.LittleEndian.Uint32(y.(driver.Mapped).Bytes()[4*i:])))
	}
	t.Log(got, act)
}
