// SPDX-License-Identifier: Apache-2.0

package resnet

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/rtl/isa"
)

// BenchmarkSimulatedStep is a training step of resnet20 on the simulated accelerator: images of noise, forward, loss,
// backward and SGD, without loading data. Beside seconds it tells the work that was done in them, which no other load on
// the machine changes.
func BenchmarkSimulatedStep(b *testing.B) {
	benchmarkStep(b, func(r *conv.Convolver, o nn.Observer) nn.Engine { return nn.NewDeviceEngine(r, o) })
}

// BenchmarkSimulatedSignStep is the same step with predictive sign gradients.
func BenchmarkSimulatedSignStep(b *testing.B) {
	benchmarkStep(b, func(r *conv.Convolver, o nn.Observer) nn.Engine {
		return nn.NewSignEngine(r, nn.SignOptions{Beta: 0.05}, o, nil)
	})
}

func benchmarkStep(b *testing.B, engine func(*conv.Convolver, nn.Observer) nn.Engine) {
	const batch = 128
	device, err := driver.Open("sim:ultra96")
	if err != nil {
		b.Fatal(err)
	}
	defer device.Close()
	runner, err := conv.New(device)
	if err != nil {
		b.Fatal(err)
	}
	defer runner.Close()
	var cycles, macs int64
	observe := func(_ string, _ conv.Pass, r conv.Report) {
		cycles += int64(r.Counters[isa.Cycles])
		macs += r.MACs
	}
	random := rand.New(rand.NewPCG(1, 2))
	net := newNet(b, 20, 3, 32, 32, 10, engine(runner, observe), 1)
	x, _, labels := images(b, random, batch, 3, 32, 32, 10)
	train(b, net, x, labels, 0.01) // plans every pass, and makes every buffer
	cycles, macs = 0, 0
	before := processorTime(b)
	for b.Loop() {
		train(b, net, x, labels, 0.01)
	}
	steps, seconds := float64(b.N), b.Elapsed().Seconds()
	b.ReportMetric((processorTime(b)-before).Seconds()*1e3/steps, "CPU-ms/step")
	b.ReportMetric(batch*steps/seconds, "images/s")
	b.ReportMetric(float64(cycles)/seconds, "cycles/s")
	b.ReportMetric(float64(macs)/seconds, "MAC/s")
	b.ReportMetric(float64(cycles)/steps, "cycles/step")
	b.ReportMetric(float64(macs)/steps, "MAC/step")
}

// processorTime returns the time that the process has had on processors. A busy machine stretches it less than the clock.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
