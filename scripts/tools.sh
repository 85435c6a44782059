#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes sure that the tools which tests need beyond Go are there: installs them through apt where this user may, else
# prints the one command that does and fails. Usage: tools.sh [tool...]; without arguments, all of them but chromium, which only
# make report-check needs.
set -eu

package_of() {
  case $1 in
    g++) echo g++ ;;
    verilator) echo verilator ;;
    yosys) echo yosys ;;
    tshark) echo tshark ;;
    chromium) echo chromium ;;
    aarch64-linux-gnu-as | aarch64-linux-gnu-objcopy) echo binutils-aarch64-linux-gnu ;;
    qemu-aarch64 | qemu-arm) echo qemu-user ;;
    tclsh) echo tcl ;;
    dtc | fdtoverlay) echo device-tree-compiler ;;
    shellcheck) echo shellcheck ;;
    fashion-mnist) echo dataset-fashion-mnist ;;
    *) echo "tools.sh: unknown tool $1" >&2 && exit 2 ;;
  esac
}

present() {
  case $1 in
    fashion-mnist) [ -d /usr/share/datasets/fashion-mnist ] ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

[ $# -gt 0 ] || set -- g++ verilator yosys tshark qemu-aarch64 qemu-arm aarch64-linux-gnu-as tclsh dtc shellcheck fashion-mnist
missing=""
for tool in "$@"; do
  if present "$tool"; then continue; fi
  package=$(package_of "$tool")
  case " $missing " in *" $package "*) ;; *) missing="$missing $package" ;; esac
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo"; else as_root="none"; fi
fi
command -v apt-get >/dev/null 2>&1 || as_root="none"
if [ "$as_root" = none ]; then
  echo "The tests need$missing. Install them with: sudo apt-get install -y --no-install-recommends$missing" >&2
  exit 1
fi
echo "installing$missing"
log=$(mktemp)
# shellcheck disable=SC2086 # several packages
if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "apt-get could not install$missing; its last lines are above" >&2
  exit 1
fi
rm -f "$log"
