// SPDX-License-Identifier: Apache-2.0

package data_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"

	"github.com/e2train/e2train/host/data"
)

// Load the embedded sample and take the first training batch.
func Example() {
	sets, err := data.Open("fashion-sample")
	if err != nil {
		log.Fatal(err)
	}
	loader, err := data.NewLoader(sets.Train, data.Training(64, 1))
	if err != nil {
		log.Fatal(err)
	}
	stream, err := loader.At(context.Background(), 0, 0)
	if err != nil {
		log.Fatal(err)
	}
	defer stream.Close()
	batch, err := stream.Next()
	if err != nil {
		log.Fatal(err)
	}
	defer batch.Release()
	fmt.Println(sets.Train.Len(), "images,", loader.BatchesPerEpoch(), "batches per epoch")
	fmt.Println(batch.N, "images of", batch.C, batch.H, batch.W, "in", len(batch.X), "floats")
	// Output:
	// 5000 images, 79 batches per epoch
	// 64 images of 1 28 28 in 802816 floats
}

// Go through a test set once.
func ExampleEvaluation() {
	sets, err := data.Open("fashion-sample")
	if err != nil {
		log.Fatal(err)
	}
	loader, err := data.NewLoader(sets.Test, data.Evaluation(300))
	if err != nil {
		log.Fatal(err)
	}
	stream, err := loader.At(context.Background(), 0, 0)
	if err != nil {
		log.Fatal(err)
	}
	defer stream.Close()
	for {
		batch, err := stream.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("batch", batch.Number, "has", batch.N, "images, the first is", sets.Test.Classes[batch.Labels[0]])
		batch.Release()
	}
	// Output:
	// batch 0 has 300 images, the first is Ankle boot
	// batch 1 has 300 images, the first is Dress
	// batch 2 has 300 images, the first is Pullover
	// batch 3 has 100 images, the first is T-shirt/top
}

// Resume a run at batch 40 of epoch 7.
func ExampleLoader_At() {
	sets, err := data.Open("fashion-sample")
	if err != nil {
		log.Fatal(err)
	}
	loader, err := data.NewLoader(sets.Train, data.Training(64, 1))
	if err != nil {
		log.Fatal(err)
	}
	stream, err := loader.At(context.Background(), 7, 40)
	if err != nil {
		log.Fatal(err)
	}
	defer stream.Close()
	batch, err := stream.Next()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("epoch", batch.Epoch, "batch", batch.Number)
	batch.Release()
	// Output: epoch 7 batch 40
}

// An unknown specification names the known ones.
func ExampleOpen_unknown() {
	_, err := data.Open("imagenet:photos")
	fmt.Println(errors.Is(err, data.ErrUnknown))
	fmt.Println(err)
	// Output:
	// true
	// data: open "imagenet:photos": unknown name: no kind of data set is called "imagenet"; use one of fashion-sample, fashion:DIR, cifar10:DIR, cifar100:DIR, folder:DIR
}
