// SPDX-License-Identifier: Apache-2.0

package models_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models"
	"github.com/e2train/e2train/models/nn"
)

// One training step of a network whose convolutions run on a device: here the reference, which is not fast.
func Example() {
	var macs int64
	engine := nn.NewDeviceEngine(conv.Reference{}, func(layer string, pass conv.Pass, r conv.Report) { macs += r.MACs })
	net, err := models.New("resnet8", models.Config{InChannels: 1, Height: 4, Width: 4, Classes: 2, Engine: engine, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	images, err := nn.NewTensor(2, 1, 4, 4)
	if err != nil {
		log.Fatal(err)
	}
	images.Set(0, 0, 1, 1, 1) // a dot in the first image, nothing in the second

	ctx, optimiser, dlogits := context.Background(), nn.SGD{Momentum: 0.9, WeightDecay: 1e-4}, new(nn.Tensor)
	for range 3 {
		logits, err := net.Forward(ctx, images, true)
		if err != nil {
			log.Fatal(err)
		}
		r, err := nn.SoftmaxCrossEntropy(logits, []int{0, 1}, dlogits, net.Ops())
		if err != nil {
			log.Fatal(err)
		}
		if err := net.Backward(ctx, dlogits); err != nil {
			log.Fatal(err)
		}
		optimiser.Step(net.Params(), 0.1, net.Ops())
		fmt.Printf("loss %.3f, %d right\n", r.Loss, r.Correct)
	}
	fmt.Println(macs, "multiply-accumulates")
	fmt.Println(net.Ops()[nn.OpOptimizer], "parameters updated")
	// Output:
	// loss 0.423, 2 right
	// loss 0.058, 2 right
	// loss 0.250, 2 right
	// 3419136 multiply-accumulates
	// 231702 parameters updated
}

func ExampleNew_unknown() {
	_, err := models.New("resnet9", models.Config{})
	fmt.Println(errors.Is(err, models.ErrUnknown), err)
	// Output:
	// true model "resnet9": unknown network (known: resnet8, resnet14, resnet20, resnet26, resnet32, resnet38, resnet44, resnet50, resnet56, resnet62, resnet68, resnet74, resnet80, resnet86, resnet92, resnet98, resnet104, resnet110, mobilenetv2, mobilenetv2-quantized)
}
