// SPDX-License-Identifier: Apache-2.0

package energy

import "testing"

func BenchmarkForConfig(b *testing.B) {
	for b.Loop() {
		if _, err := ForConfig("zed8"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEstimate(b *testing.B) {
	p, err := ForConfig("ultra96")
	if err != nil {
		b.Fatal(err)
	}
	a := fullActivity(p.HostOperations())
	for b.Loop() {
		if _, err := p.Estimate(Geometry{Lanes: 16, ClockHz: 200e6}, a); err != nil {
			b.Fatal(err)
		}
	}
}
