#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Code generated from packages isa, rtl and boards by "go generate ./scripts/vendorgen"; DO NOT EDIT.
# shellcheck disable=SC2034 # variables for who reads this file

node=e2train
buffer=udmabuf0
clock=fclk0
bitstream=e2train.bin

# board_facts NAME sets what is particular to a board; it fails for an unknown one.
board_facts() {
  case $1 in
    ultra96)
      title=Ultra96-V2 configs="ultra96" ports="hp hpc" rate=200000000 registers=0xa0000000
      goarch=arm64 goarm=
      ;;
    zedboard)
      title=ZedBoard configs="zedboard zed8" ports="hp" rate=100000000 registers=0x43c00000
      goarch=arm goarm=7
      ;;
    pynqz2)
      title=PYNQ-Z2 configs="zedboard zed8" ports="hp" rate=100000000 registers=0x43c00000
      goarch=arm goarm=7
      ;;
    *) return 1 ;;
  esac
}
boards="ultra96 zedboard pynqz2"
