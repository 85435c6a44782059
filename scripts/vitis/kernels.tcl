# SPDX-License-Identifier: Apache-2.0
# Makes IP of the kernels in hls/ for build.tcl -kernels hls. From any folder:
#
#   vitis_hls -f scripts/vitis/kernels.tcl -tclargs OPTIONS
#
#   -board NAME    ultra96 (default), zedboard, pynqz2, or kcu105
#   -config NAME   configuration (default: the board's preferred one)
#   -set NAME      hls (default), or hls-fp32: the kernels in float32
#   -to STEP       synth, or package (default)
#   -sources DIR   folder of the kernels (default hls below the root)
#   -out DIR       folder of projects and IP (default build/vitis/BOARD-SET below the root)
#
# Every NAME_top.cpp is a kernel whose function is NAME_top.

namespace eval ::e2train {
  variable scripts [file join [file dirname [file dirname [file normalize [info script]]]] vivado]
  variable root [file dirname [file dirname $scripts]]
}
foreach part {isa facts options} {
  source [file join $::e2train::scripts $part.tcl]
}

# kernel_options returns a dictionary of all options. Vitis HLS leaves words of its own before -tclargs.
proc ::e2train::kernel_options {arguments} {
  variable root
  set begin [lsearch -exact $arguments -tclargs]
  set o [parse [lrange $arguments [expr {$begin + 1}] end] {board ultra96 config "" set hls to package sources "" out ""}]
  dict set o config [choose config [dict get $o config] [dict get [board_takes [dict get $o board]] configs]]
  choose set [dict get $o set] {hls hls-fp32}
  choose to [dict get $o to] {package synth}
  if {[dict get $o sources] eq ""} {
    dict set o sources [file join $root hls]
  }
  if {[dict get $o out] eq ""} {
    dict set o out [file join $root build vitis "[dict get $o board]-[dict get $o set]"]
  }
  return $o
}

# kernels_of returns the files of a set's kernels.
proc ::e2train::kernels_of {options} {
  set found {}
  foreach file [lsort [glob -nocomplain -directory [dict get $options sources] *_top.cpp]] {
    if {[string match *fp32* [file tail $file]] == ([dict get $options set] eq "hls-fp32")} {
      lappend found [file normalize $file]
    }
  }
  if {![llength $found]} {
    error "no kernels of set [dict get $options set] in [dict get $options sources]"
  }
  return $found
}

# kernel makes IP of one kernel.
proc ::e2train::kernel {options file} {
  variable configs
  variable parts
  variable root
  set config [dict get $configs [dict get $options config]]
  set name [file rootname [file tail $file]]
  set flags "-std=c++14 -DE2TRAIN_CONFIG=[dict get $config cpp] -I[file dirname $file] -I[file join $root rtl]"
  open_project -reset $name
  set_top $name
  add_files $file -cflags $flags
  open_solution -reset solution -flow_target vivado
  set_part [dict get $parts [dict get $options board] part]
  create_clock -period [format %.3f [expr {1e9 / [dict get $config clock_hz]}]] -name default
  csynth_design
  if {[dict get $options to] eq "package"} {
    export_design -format ip_catalog -vendor xilinx.com -library hls -version 1.0 -ipname $name
  }
  close_project
}

proc ::e2train::all_kernels {arguments} {
  set options [kernel_options $arguments]
  file mkdir [dict get $options out]
  cd [dict get $options out]
  foreach file [kernels_of $options] {
    kernel $options $file
  }
}

::e2train::all_kernels $argv
exit
