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
n=1
while [ -e "runs/$(printf '%03d' "$n")" ]; do n=$((n + 1)); done
exec "$program" train "$@" --out "runs/$(printf '%03d' "$n")"
