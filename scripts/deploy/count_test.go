// SPDX-License-Identifier: Apache-2.0

package deploy

import (
	"os"
	"regexp"
	"strconv"
	"testing"

	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/host/verify"
)

// TestFirstRunIsComplete: with too few convolutions e2train verify fails, because some strata have no case; those of the first run are
// enough on every configuration.
func TestFirstRunIsComplete(t *testing.T) {
	text, err := os.ReadFile("board.sh")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`e2train verify .* --count (\d+)`).FindSubmatch(text)
	if m == nil {
		t.Fatal("board.sh has no e2train verify with --count")
	}
	count, err := strconv.Atoi(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	configs := map[string]bool{}
	for _, b := range boards.All() {
		for _, config := range b.Configs {
			configs[config] = true
		}
	}
	for config := range configs {
		report, err := verify.Run(t.Context(), verify.Options{Device: "sim:" + config, Against: "sim:" + config, Count: count, Seed: 1, BitsOnly: true})
		if err != nil || !report.Complete() {
			t.Errorf("%s: %d convolutions leave strata without a case: %v", config, count, err)
		}
	}
}
