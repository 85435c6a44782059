#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs all tests. E2TRAIN_FULL=1 runs the complete counts. Tests that lack a tool fail here instead of skipping.
set -eu
cd "$(dirname "$0")/.."
go=${GO:-go}
sh scripts/tools.sh
export E2TRAIN_REQUIRE_TOOLS=1

limit=9m
[ -z "${E2TRAIN_FULL:-}" ] || limit=90m
"$go" test -timeout "$limit" ./...
