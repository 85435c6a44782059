// SPDX-License-Identifier: Apache-2.0

// Package buildinfo says which version of the program is running.
package buildinfo

import "runtime/debug"

// Devel is the version of a build that knows none.
const Devel = "(devel)"

// Version returns the version of the main module if the program was built from a released one, else the revision of the
// checkout with "+dirty" if it was changed, else Devel.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Devel
	}
	return versionOf(info)
}

func versionOf(info *debug.BuildInfo) string {
	if v := info.Main.Version; v != "" && v != Devel {
		return v
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	revision := settings["vcs.revision"]
	if revision == "" {
		return Devel
	}
	revision = revision[:min(12, len(revision))]
	if settings["vcs.modified"] == "true" {
		revision += "+dirty"
	}
	return revision
}
