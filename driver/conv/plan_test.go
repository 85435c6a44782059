// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"math/rand"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/e2train/e2train/rtl/isa"
)

// testSeed returns the seed of a randomised test: E2TRAIN_TEST_SEED, or the time. It is printed with the failure.
func testSeed(t *testing.T) int64 {
	t.Helper()
	seed := time.Now().UnixNano()
	if text := os.Getenv("E2TRAIN_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseInt(text, 10, 64); err != nil {
			t.Fatalf("E2TRAIN_TEST_SEED=%q: %v", text, err)
		}
	}
	t.Logf("E2TRAIN_TEST_SEED=%d", seed)
	return seed
}

// randomShape returns a valid shape whose tensors are small.
func randomShape(r *rand.Rand) Shape {
	for {
		s := Shape{
			Batch: 1 + r.Intn(4), InC: 1 + r.Intn(70), OutC: 1 + r.Intn(70), InH: 1 + r.Intn(40), InW: 1 + r.Intn(40),
			KH: 1 + r.Intn(7), KW: 1 + r.Intn(7), StrideY: 1 + r.Intn(2), StrideX: 1 + r.Intn(2),
		}
		s.PadTop, s.PadBottom = r.Intn(s.KH), r.Intn(s.KH)
		s.PadLeft, s.PadRight = r.Intn(s.KW), r.Intn(s.KW)
		if s.Depthwise = r.Intn(3) == 0; s.Depthwise {
			s.OutC = s.InC
		}
		if s.Validate() == nil {
			return s
		}
	}
}

func TestEveryPlanIsAValidProgram(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	for range 15 {
		s := randomShape(r)
		for _, config := range isa.Configs() {
			for _, memory := range []int64{0, 160 << 10} {
				for pass := Forward; pass <= PSGMasked; pass++ {
					memory := memory
					if pass >= PSGPredict {
						// The smallest piece holds two tiles of every tap, or a tile's sums and its mask: of 7x7 taps that are
						// 49*256*(8+4) = 150,528 bytes before its operands.
						memory *= 2
					}
					plan, err := decompose(&config, memory, planKey{shape: s, pass: pass, signed: r.Intn(2) == 0})
					if err != nil {
						t.Fatalf("%v %v on %s with %d bytes: %v", pass, s, config.Name, memory, err)
					}
					for i := range plan.jobs {
						if err := config.Validate(plan.jobs[i].code); err != nil {
							t.Fatalf("%v %v on %s with %d bytes, job %d: %v", pass, s, config.Name, memory, i, err)
						}
					}
				}
			}
		}
	}
}
