// SPDX-License-Identifier: Apache-2.0

package cycles

import (
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
)

// Layer is a convolution without batch size.
type Layer struct {
	Name  string
	Shape conv.Shape
}

// Layers are the distinct 3x3 convolutions of ResNet for CIFAR.
var Layers = []Layer{
	{"stem", square(3, 16, 32, 1)},
	{"s1", square(16, 16, 32, 1)},
	{"t12", square(16, 32, 32, 2)},
	{"s2", square(32, 32, 16, 1)},
	{"t23", square(32, 64, 16, 2)},
	{"s3", square(64, 64, 8, 1)},
}

// depthwise are some of the depthwise convolutions of MobileNetV2 for CIFAR.
var depthwise = []Layer{
	{"dw96", channelwise(96, 32, 1)},
	{"dw144", channelwise(144, 32, 2)},
	{"dw384", channelwise(384, 8, 1)},
	{"dw960", channelwise(960, 4, 1)},
}

func channelwise(channels, size, stride int) conv.Shape {
	s := square(channels, channels, size, stride)
	s.Depthwise = true
	return s
}

func square(in, out, size, stride int) conv.Shape {
	return conv.Shape{
		InC: in, OutC: out, InH: size, InW: size, KH: 3, KW: 3, StrideY: stride, StrideX: stride,
		PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1,
	}
}

// Row is one pass of one layer. Shares are of the multipliers: MACs (padding taps counted) / multipliers / cycles.
type Row struct {
	Layer       string  `json:"layer"`
	Pass        string  `json:"pass"`
	MACs        int64   `json:"macs"`
	Ideal       int64   `json:"ideal_cycles"`
	Busy        uint64  `json:"tensor_busy_cycles"`
	Cycles      uint64  `json:"cycles"`
	BusyShare   float64 `json:"busy_share"`
	Utilization float64 `json:"utilization"`
	ScaleSimWS  int     `json:"scale_sim_ws_cycles"`
	ScaleSimOS  int     `json:"scale_sim_os_cycles"`
	StonneOS    int     `json:"stonne_os_cycles"`
}

// Report is the comparison on one device.
type Report struct {
	Device string `json:"device"`
	Kind   string `json:"kind"`
	Batch  int    `json:"batch"`
	Lanes  int    `json:"lanes"`
	Rows   []Row  `json:"rows"`
	Signs  []Sign `json:"predictive_sign_gradients"`
}

// Run times every layer and pass on the device at address. Operands are zero: time does not depend on them.
func Run(ctx context.Context, address string, batch int) (*Report, error) {
	device, err := driver.Open(address)
	if err != nil {
		return nil, fmt.Errorf("bench cycles: %w", err)
	}
	defer device.Close()
	runner, err := conv.New(device)
	if err != nil {
		return nil, fmt.Errorf("bench cycles: %w", err)
	}
	defer runner.Close()
	info := device.Info()
	report := &Report{Device: address, Kind: string(info.Kind), Batch: batch, Lanes: info.Config.Lanes}
	for _, layer := range slices.Concat(Layers, depthwise) {
		shape := layer.Shape
		shape.Batch = batch
		for pass := conv.Forward; pass <= conv.BackwardWeights; pass++ {
			done, err := time(ctx, runner, shape, pass)
			if err != nil {
				return nil, fmt.Errorf("bench cycles: %s: %w", layer.Name, err)
			}
			report.Rows = append(report.Rows, newRow(layer.Name, shape, pass, &done, info.Config.Lanes))
		}
		sign, err := timeSigns(ctx, runner, shape, layer.Name, report.Rows[len(report.Rows)-1].Cycles)
		if err != nil {
			return nil, fmt.Errorf("bench cycles: %s: %w", layer.Name, err)
		}
		report.Signs = append(report.Signs, sign)
	}
	return report, nil
}

// time runs one pass and returns what it did.
func time(ctx context.Context, r conv.Runner, s conv.Shape, pass conv.Pass) (conv.Report, error) {
	x := conv.Activations{Codes: make([]byte, s.InputLen())}
	w, g := make([]int8, s.WeightLen()), make([]int16, s.OutputLen())
	switch pass {
	case conv.Forward:
		return r.Forward(ctx, s, x, w, 0, make([]int32, s.OutputLen()))
	case conv.BackwardData:
		return r.BackwardData(ctx, s, g, w, 0, make([]int32, s.InputLen()))
	default:
		return r.BackwardWeights(ctx, s, x, g, 0, make([]int32, s.WeightLen()))
	}
}

func newRow(layer string, s conv.Shape, pass conv.Pass, done *conv.Report, lanes int) Row {
	multipliers := int64(lanes * lanes)
	m := product(s, pass)
	row := Row{
		Layer: layer, Pass: pass.String(), MACs: done.MACs, Ideal: (done.MACs + multipliers - 1) / multipliers,
		Busy: done.Counters[isa.TensorBusy], Cycles: done.Counters[isa.Cycles],
		ScaleSimWS: m.scaleSimWS(), ScaleSimOS: m.scaleSimOS(), StonneOS: m.stonneOS(),
	}
	row.BusyShare = float64(done.MACs) / float64(multipliers) / float64(row.Busy)
	row.Utilization = float64(done.MACs) / float64(multipliers) / float64(row.Cycles)
	return row
}

// WriteText prints the report as a table.
func (r *Report) WriteText(w io.Writer) error {
	fmt.Fprintf(w, "%s (%s), batch %d, %dx%d multipliers. Cycles of this device include memory; the columns of the other models are\n"+
		"closed forms for a 16x16 array, compute only, and insert zeros where backward_data has a stride.\n\n", r.Device, r.Kind, r.Batch, r.Lanes, r.Lanes)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "layer\tpass\tMACs\tideal\tbusy\tof ideal\tcycles\tutilization\tSCALE-Sim ws\tSCALE-Sim os\tSTONNE os\t\n")
	for _, row := range r.Rows {
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%d\t%.1f %%\t%d\t%.1f %%\t%d\t%d\t%d\t\n", row.Layer, row.Pass, row.MACs, row.Ideal, row.Busy,
			100*row.BusyShare, row.Cycles, 100*row.Utilization, row.ScaleSimWS, row.ScaleSimOS, row.StonneOS)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return r.writeSigns(w)
}
