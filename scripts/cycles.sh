#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Counts the cycles of the host's loops in arm64 assembly, of which decision 27 makes the host's coefficients: takes each loop out
# of the program and gives it to llvm-mca, version 19, with its model of Cortex-A55, whose float latency of 4 cycles is that of
# Cortex-A53. Prints instructions and cycles for an element, 16 of which a loop works on at a time.
# Usage: cycles.sh [cpu]
set -eu
cd "$(dirname "$0")/.."
cpu=${1:-cortex-a55}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
CGO_ENABLED=0 GOARCH=arm64 ${GO:-go} build -o "$dir/e2train" ./host/cmd/e2train
llvm-objdump-19 -d --no-show-raw-insn "$dir/e2train" >"$dir/all"
for name in $(grep -oE '<[^<>]*(Pixels|NEON)\.abi0>:$' "$dir/all" | grep e2train/ | tr -d '<>:'); do
  # The loop is what lies between the target of the only branch back and the branch. Targets become labels of its own.
  awk -v name="<$name>:" '
    $2 == name { inside = 1; next }
    inside && NF == 0 { exit }
    inside { address[++n] = $1; $1 = ""; text[n] = $0 }
    inside && $2 == "b.ne" { from = $3; to = n; exit }
    END {
      sub(/^0x/, "", from)
      for (i = 1; i <= to; i++) {
        sub(/ *\/\/.*/, "", text[i])
        if (address[i] == from ":") { on = 1; print "loop:" }
        if (on && i < to) print text[i]
      }
      print "b.ne loop"
    }' "$dir/all" >"$dir/loop.s"
  llvm-mca-19 -mtriple=aarch64 -mcpu="$cpu" -iterations=100 "$dir/loop.s" 2>/dev/null |
    awk -v pixel=16 -v of="$name" '
      /^Instructions:/ { i = $2 } /^Total Cycles:/ { c = $3 }
      END { sub(/\.abi0$/, "", of); sub(/.*\./, "", of); printf "%-28s %5.2f instructions %5.2f cycles\n", of, i / 100 / pixel, c / 100 / pixel }'
done
