#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs all tests and shows a line per package, every test that was skipped with its reason, and what failed.
# E2TRAIN_FULL=1 runs the complete counts. Tests that lack a tool fail here instead of skipping, but for those of
# scripts/reportcheck, which make report-check runs.
set -eu
cd "$(dirname "$0")/.."
go=${GO:-go}
sh scripts/tools.sh
export E2TRAIN_REQUIRE_TOOLS=1

limit=9m # of one package
[ -z "${E2TRAIN_FULL:-}" ] || limit=90m
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
{
  "$go" test -v -timeout "$limit" ./... && echo 0 >"$dir/status" || echo 1 >"$dir/status"
} 2>&1 | tee "$dir/log" | grep --line-buffered -E '^(ok|FAIL|panic:|# )|^ +[^ ]+\.go:[0-9]+: not tested' || true
if [ "$(cat "$dir/status")" != 0 ]; then
  echo "what failed:" >&2
  grep -E -A 30 -e '--- FAIL|^panic:|^# |build failed' "$dir/log" | head -n 300 >&2
  exit 1
fi
