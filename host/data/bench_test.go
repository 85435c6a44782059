// SPDX-License-Identifier: Apache-2.0

package data

import (
	"fmt"
	"path/filepath"
	"testing"
)

func BenchmarkOpenSample(b *testing.B) {
	for b.Loop() {
		mustOpenSample(b)
	}
}

// BenchmarkLoader reports images per second of 3×32×32 in batches of 128.
func BenchmarkLoader(b *testing.B) {
	set := newDice(b).set(2048, 3, 32, 32)
	for _, augment := range []Augment{{}, StandardAugment()} {
		b.Run(fmt.Sprintf("pad=%d/flip=%v", augment.Pad, augment.Flip), func(b *testing.B) {
			config := Training(128, 1)
			config.Augment = augment
			stream := mustStream(b, set, config, 0, 0)
			for b.Loop() {
				mustNext(b, stream).Release()
			}
			b.ReportMetric(float64(128*b.N)/b.Elapsed().Seconds(), "images/s")
		})
	}
}

// BenchmarkShuffle orders the 50,000 images of an epoch of CIFAR.
func BenchmarkShuffle(b *testing.B) {
	order := make([]int32, 50_000)
	for b.Loop() {
		shuffle(order, 1, 2)
	}
}

// BenchmarkOpenFolder decodes 400 PNG images of 32×32.
func BenchmarkOpenFolder(b *testing.B) {
	dir := b.TempDir()
	picture := pngFile(b, flatRGB(32, 32, 1, 2, 3))
	for i := range 200 {
		name := fmt.Sprintf("%d.png", i)
		writeFile(b, dir, filepath.Join("train", "a", name), picture)
		writeFile(b, dir, filepath.Join("test", "a", name), picture)
	}
	for b.Loop() {
		if _, err := Open("folder:" + dir); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(400*b.N)/b.Elapsed().Seconds(), "images/s")
}
