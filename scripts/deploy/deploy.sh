#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Brings the accelerator and the program to a Zynq board and makes the first run: builds for the board's processors, copies, loads overlay and
# bitstream, sets the clock, verifies, trains one step. What happens on the board is in board.sh.
#
# Usage: deploy.sh [--dry-run] [--board NAME] [--config NAME] [--port hp|hpc] [--bit FILE] [--sudo COMMAND] [--out DIR] [USER@]HOST
#
#   --dry-run     prints every command and runs none
#   --board       ultra96 (default), zedboard or pynqz2
#   --config      configuration of the accelerator in the bitstream (default: the board's preferred one)
#   --port        the bitstream's way to memory (default hp)
#   --bit         the bitstream (default build/vivado/BOARD-rtl/e2train.bit)
#   --sudo        what to put before the command on the board (default sudo; empty if HOST's user is root)
#   --out         folder for what is made (default build/deploy/BOARD)
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/deploy/boards.sh
. scripts/deploy/boards.sh

fail() { echo "deploy.sh: $1" >&2 && exit 1; }
# has WORD LIST: the word is in the list.
has() { case " $2 " in *" $1 "*) ;; *) return 1 ;; esac; }
first() { echo "${1%% *}"; }

dry="" board=ultra96 config="" port="" bit="" sudo=sudo out="" host=""
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry=--dry-run ;;
    --board | --config | --port | --bit | --sudo | --out)
      [ $# -gt 1 ] || fail "$1 needs a value"
      case $1 in
        --board) board=$2 ;;
        --config) config=$2 ;;
        --port) port=$2 ;;
        --bit) bit=$2 ;;
        --sudo) sudo=$2 ;;
        --out) out=$2 ;;
      esac
      shift
      ;;
    -*) fail "unknown option $1; the first lines of this file say which there are" ;;
    *)
      [ -z "$host" ] || fail "one host, not $host and $1"
      host=$1
      ;;
  esac
  shift
done
[ -n "$host" ] || fail "which host? usage: deploy.sh [options] [USER@]HOST"
# shellcheck disable=SC2154 # of boards.sh
board_facts "$board" || fail "unknown board $board (known: $boards)"
# shellcheck disable=SC2154
[ -n "$config" ] || config=$(first "$configs")
# shellcheck disable=SC2154
[ -n "$port" ] || port=$(first "$ports")
has "$config" "$configs" || fail "$title takes configurations $configs, not $config"
has "$port" "$ports" || fail "$title has ports $ports, not $port"
[ -n "$out" ] || out=build/deploy/$board
[ -n "$bit" ] || bit=build/vivado/$board-rtl/e2train.bit
[ -n "$dry" ] || [ -f "$bit" ] || fail "there is no $bit; scripts/vivado/build.tcl makes it, --bit names another"

run() {
  echo "+ $*"
  [ -n "$dry" ] || "$@"
}

overlay=e2train-$board
[ "$port" = "$(first "$ports")" ] || overlay=$overlay-$port
there=e2train-deploy # in the home folder on the board
go=${GO:-go}

run mkdir -p "$out"
# shellcheck disable=SC2154
run env CGO_ENABLED=0 GOOS=linux GOARCH="$goarch" GOARM="$goarm" "$go" build -o "$out/e2train" ./host/cmd/e2train
# shellcheck disable=SC2154
run "$go" run ./scripts/bit2bin "$bit" "$out/$bitstream"
for name in "$overlay" "$overlay-region"; do
  run dtc -@ -I dts -O dtb -o "$out/$name.dtbo" "scripts/overlay/$name.dts"
done
run ssh "$host" mkdir -p "$there"
run scp "$out/e2train" "$out/$bitstream" "$out/$overlay.dtbo" "$out/$overlay-region.dtbo" scripts/deploy/boards.sh scripts/deploy/board.sh "$host:$there/"
if [ -n "$dry" ]; then
  echo "+ ssh $host cd $there && $sudo sh board.sh $board $config $port $overlay, which runs:"
  sh scripts/deploy/board.sh --dry-run "$board" "$config" "$port" "$overlay"
else
  run ssh "$host" "cd $there && $sudo sh board.sh $board $config $port $overlay"
fi
