#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes a report of two short runs and looks at it in a headless Chromium. Usage: report.sh PROGRAM FOLDER
set -eu
cd "$(dirname "$0")/.."
program=$1 folder=$2
rm -rf "$folder"
mkdir -p "$folder"
set -- --quiet --device sim:tiny --model resnet8 --data fashion-sample --batch 2 --iterations 6
"$program" train "$@" --out "$folder/plain" >/dev/null
"$program" train "$@" --seed 2 --smd 0.5 --slu --slu-target 0.4 --psg --out "$folder/all" >/dev/null
# What a meter leaves of an emulated board, made up: the check is about the page, not about joules.
i=0
for layer in stem g1.b0.conv1 g1.b0.conv2; do
  for pass in forward backward_data backward_weights; do
    i=$((i + 1))
    echo "{\"step\":1,\"layer\":\"$layer\",\"pass\":\"$pass\",\"modeled_j\":$i,\"observed_j\":$i.$i,\"observed_kind\":\"emulated\",\"observed_stderr_j\":0.2}"
  done
done >"$folder/all/energy.jsonl"
$program report "$folder/plain" "$folder/all" --out "$folder/report.html"
${GO:-go} run ./scripts/reportcheck -shots "$folder" "$folder/report.html"
echo "pictures of every view: $folder/*.png"
