# SPDX-License-Identifier: Apache-2.0
# Builds a bitstream. From any folder:
#
#   vivado -mode batch -source scripts/vivado/build.tcl -tclargs OPTIONS
#
#   -board NAME     ultra96 (default), zedboard, pynqz2, or the PCIe card kcu105
#   -config NAME    configuration of the accelerator (default: the board's preferred one)
#   -port NAME      way to memory: hp (default), or hpc on ultra96
#   -kernels KIND   rtl (default), or hls or hls-fp32: the kernels that scripts/vitis/kernels.tcl has made
#   -to STEP        design, synth or bitstream (default)
#   -jobs N         processes that work at the same time (default 2)
#   -out DIR        folder of project and results (default build/vivado/BOARD-KERNELS below the root)
#
# A design that misses its timing gets no bitstream.

namespace eval ::e2train {
  variable scripts [file dirname [file normalize [info script]]]
  variable root [file dirname [file dirname $scripts]]
}
foreach part {isa facts options design processors card kernels implement} {
  source [file join $::e2train::scripts $part.tcl]
}

# build makes everything that the options ask for.
proc ::e2train::build {arguments} {
  set options [options $arguments]
  create $options
  design $options
  if {[dict get $options to] eq "design"} {
    return
  }
  implement $options
}

::e2train::build $argv
