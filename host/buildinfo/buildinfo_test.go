// SPDX-License-Identifier: Apache-2.0

package buildinfo

import (
	"runtime/debug"
	"testing"
)

func TestVersionOf(t *testing.T) {
	vcs := func(revision, modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "vcs.revision", Value: revision}, {Key: "vcs.modified", Value: modified}}
	}
	for _, c := range []struct {
		name, want string
		info       debug.BuildInfo
	}{
		{"released", "v1.2.3", debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: vcs("0123456789abcdef", "true")}},
		{"checkout", "0123456789ab", debug.BuildInfo{Main: debug.Module{Version: Devel}, Settings: vcs("0123456789abcdef", "false")}},
		{"changed checkout", "0123456789ab+dirty", debug.BuildInfo{Settings: vcs("0123456789abcdef", "true")}},
		{"short revision", "0123", debug.BuildInfo{Settings: vcs("0123", "")}},
		{"nothing known", Devel, debug.BuildInfo{}},
	} {
		if got := versionOf(&c.info); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if Version() == "" {
		t.Error("this test has an empty version")
	}
}
