#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Trains with the given program and flags into a new folder below runs/ unless --out is among the flags.
set -eu
cd "$(dirname "$0")/.."
program=$1
shift
case " $* " in
  *" --out "*) exec "$program" train "$@" ;;
esac
mkdir -p runs
n=1
# mkdir is atomic: two runs at the same time get two folders.
until mkdir "runs/$(printf '%03d' "$n")" 2>/dev/null; do
  if [ ! -e "runs/$(printf '%03d' "$n")" ]; then
    echo "cannot make a folder in $(pwd)/runs; make it writable or give OUT=folder" >&2
    exit 1
  fi
  n=$((n + 1))
done
exec "$program" train "$@" --out "runs/$(printf '%03d' "$n")"
