#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Says what is missing before anything is built: Go of the version in go.mod or newer.
set -eu
cd "$(dirname "$0")/.."
go=${GO:-go}
need=$(awk '$1 == "go" {print $2}' go.mod)

if ! command -v "$go" >/dev/null 2>&1; then
  echo "e2train needs Go $need or newer, and '$go' was not found. Install it from https://go.dev/dl and put its bin folder on PATH." >&2
  exit 1
fi
have=$("$go" env GOVERSION | sed 's/^go//; s/[^0-9.].*//')
oldest=$(printf '%s\n%s\n' "$need" "$have" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)
if [ "$oldest" != "$need" ] && [ "$have" != "$need" ]; then
  echo "e2train needs Go $need or newer, and '$go' is Go $have. Install a newer one from https://go.dev/dl." >&2
  exit 1
fi
