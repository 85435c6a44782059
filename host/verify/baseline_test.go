// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"errors"
	"testing"

	"github.com/e2train/e2train/driver"
)

func TestBaselineHasNothingToCompare(t *testing.T) {
	for _, o := range []Options{
		{Device: "sim:ultra96-fp32", Against: Reference, Count: 1},
		{Device: "sim:tiny", Against: "sim:ultra96-fp32", Count: 1},
	} {
		if _, err := Run(t.Context(), o); !errors.Is(err, driver.ErrBaseline) {
			t.Errorf("%s against %s: error %v", o.Device, o.Against, err)
		}
	}
}
