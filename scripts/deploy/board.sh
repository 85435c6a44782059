#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The part of deploy.sh that runs on the board, as root, in a folder with the program, the bitstream, overlays and boards.sh.
#
# Usage: board.sh [--dry-run] BOARD CONFIG PORT OVERLAY
#
# The order is that of the hardware: nobody may have registers mapped when the bitstream changes, for an access that nobody answers hangs the
# processors; the widths of ports are set by the overlay and the clock before anything touches a register. The program tests the way between
# accelerator and memory when it opens the device. E2TRAIN_ROOT is put in front of /sys, /dev, /proc and /lib.
set -eu
cd "$(dirname "$0")"
# shellcheck source=scripts/deploy/boards.sh
. ./boards.sh

dry=""
if [ "${1:-}" = --dry-run ]; then dry=1 && shift; fi
[ $# -eq 4 ] || { echo "usage: board.sh [--dry-run] BOARD CONFIG PORT OVERLAY" >&2 && exit 2; }
board=$1 config=$2 port=$3 overlay=$4
root=${E2TRAIN_ROOT:-}
manager=$root/sys/class/fpga_manager/fpga0
tree=$root/sys/kernel/config/device-tree/overlays
# shellcheck disable=SC2154 # of boards.sh
clock_dir=$root/sys/class/fclkcfg/$clock
board_facts "$board"

fail() { echo "board.sh: $1" >&2 && exit 1; }
run() {
  echo "+ $*"
  [ -n "$dry" ] || "$@"
}
# put TEXT FILE writes an attribute.
put() {
  echo "+ echo $1 > $2"
  [ -n "$dry" ] || echo "$1" >"$2"
}
# expect FILE TEXT... fails unless the file has one of the texts.
expect() {
  echo "+ cat $1"
  [ -z "$dry" ] || return 0
  file=$1 is=$(cat "$1")
  shift
  for text in "$@"; do
    if [ "$is" = "$text" ]; then return 0; fi
  done
  fail "$file says \"$is\", not $*; dmesg may say why"
}

# unmap ends what uses the old hardware.
unmap() {
  for maps in "$root"/proc/[0-9]*/maps; do
    if [ -z "$dry" ] && grep -qs /dev/uio "$maps"; then
      fail "process $(basename "$(dirname "$maps")") has registers mapped; end it first"
    fi
  done
  if [ -n "$dry" ] || [ -d "$tree/e2train" ]; then run rmdir "$tree/e2train"; fi
}

modules() {
  for module in uio_pdrv_genirq u-dma-buf fclkcfg; do
    run modprobe "$module" || fail "there is no kernel module $module; scripts/README.md says where it comes from"
  done
}

# bits puts the bitstream where the kernel looks for it. The FPGA manager of linux-xlnx loads it now; with others the overlay does.
bits() {
  # shellcheck disable=SC2154
  run cp "$bitstream" "$root/lib/firmware/$bitstream"
  if [ -n "$dry" ] || [ -e "$manager/firmware" ]; then
    put 0 "$manager/flags"
    put "$bitstream" "$manager/firmware"
    expect "$manager/state" operating
  else
    overlay=$overlay-region
  fi
}

# devices applies the overlay. A failed one may not fail the write: the status tells. Kernels with the module dtbocfg want a 1 besides.
devices() {
  run mkdir "$tree/e2train"
  echo "+ cat $overlay.dtbo > $tree/e2train/dtbo"
  [ -n "$dry" ] || cat "$overlay.dtbo" >"$tree/e2train/dtbo"
  if [ -z "$dry" ] && [ "$(cat "$tree/e2train/status")" = 0 ]; then put 1 "$tree/e2train/status"; fi
  expect "$tree/e2train/status" applied 1
}

# rate sets the clock of the accelerator: dividers make few rates, so what it is now is read back.
rate() {
  # shellcheck disable=SC2154
  put "$rate" "$clock_dir/rate"
  echo "+ cat $clock_dir/rate"
  [ -z "$dry" ] || return 0
  is=$(cat "$clock_dir/rate")
  echo "clock: $is Hz, asked for $rate"
  [ "$is" -le $((rate + rate / 100)) ] || fail "the clock is faster than the design: $is Hz"
}

# find_node prints the UIO device of the accelerator.
find_node() {
  for name in "$root"/sys/class/uio/uio*/name; do
    # shellcheck disable=SC2154
    if [ "$(cat "$name" 2>/dev/null)" = "$node" ]; then
      echo "/dev/$(basename "$(dirname "$name")")"
      return 0
    fi
  done
  [ -n "$dry" ] || fail "no UIO device is called $node: is uio_pdrv_genirq.of_id=generic-uio on the kernel's command line?"
  echo /dev/uio0
}

first_run() {
  # shellcheck disable=SC2154
  device="uio:$(find_node)?buffer=/dev/$buffer&port=$port&config=$config&clock=/sys/class/fclkcfg/$clock"
  run ./e2train verify --device "$device" --against "sim:$config" --count 300 --bits-only
  run ./e2train train --device "$device" --model resnet8 --batch 8 --iterations 1 --out "runs/first-$(date +%Y%m%d-%H%M%S)"
}

unmap
modules
bits
devices
rate
first_run
[ -n "$dry" ] || echo "$title: done"
