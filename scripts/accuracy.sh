#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Trains resnet8 on the embedded sample as `make run` does, with seeds 1, 2 and 3, and fails below 85 % test accuracy.
# Usage: accuracy.sh PROGRAM
set -eu
program=$1
least=0.85
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0
for seed in 1 2 3; do
  "$program" train --model resnet8 --data fashion-sample --device sim:ultra96 --batch 64 --epochs 8 --lr 0.1 --schedule cosine \
    --seed "$seed" --quiet --out "$dir/$seed" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
  accuracy=$(sed -n 's/^  "test_accuracy": \([0-9.]*\),$/\1/p' "$dir/$seed/summary.json")
  weights=$(sed -n 's/.*"weights_sha256": "\([0-9a-f]*\)".*/\1/p' "$dir/$seed/summary.json")
  echo "seed $seed: test accuracy $accuracy, weights $weights"
  awk -v a="$accuracy" -v least="$least" 'BEGIN { exit !(a >= least) }' || failed=1
done
[ "$failed" = 0 ] || { echo "test accuracy is below $least" >&2; exit 1; }
