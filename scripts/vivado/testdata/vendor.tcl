# SPDX-License-Identifier: Apache-2.0
# Stands in for Vivado and Vitis HLS: commands write what they are asked for to standard output, one line of words between tabs, and
# objects are their names. A command that is not here does not exist. Usage: tclsh vendor.tcl SCRIPT ARGUMENTS...

proc record {args} { puts "@[join $args \t]" }

# Commands that only leave a record.
foreach command {
  update_ip_catalog update_compile_order create_bd_design regenerate_bd_layout validate_bd_design save_bd_design launch_runs wait_on_run
  open_run close_design report_utilization report_timing_summary report_power write_bitstream write_hw_platform
  open_project open_solution set_top set_part create_clock csynth_design export_design close_project
} {
  proc $command {args} [format {record %s {*}$args} $command]
}

proc create_project {args} { record create_project {*}$args }
proc add_files {args} {
  foreach file [lindex $args [expr {"-cflags" in $args ? 0 : "end"}]] {
    if {![string match *_wrapper.v $file] && ![file exists $file]} {
      error "no file $file"
    }
  }
  record add_files {*}$args
}

# Objects.
proc current_project {} { return project }
proc current_fileset {} { return sources_1 }
proc get_files {name} { return $name }
proc get_runs {name} { return $name }
proc get_board_parts {option pattern} { return $::env(FAKE_BOARDS) }
proc get_ipdefs {option filter} { return [expr {[info exists ::env(FAKE_KERNELS)] ? $::env(FAKE_KERNELS) : ""}] }
proc make_wrapper {option file top} { return [file rootname $file]_wrapper.v }
proc get_bd_cells {name} { return $name }
proc get_bd_pins {name} { return $name }
proc get_bd_addr_spaces {name} { return $name }
proc get_bd_addr_segs {name} { return $name }
proc get_timing_paths {kind} { return $kind }

# Interfaces of kernels: FAKE_BUSES is a dictionary of modes, each with names.
proc get_bd_intf_pins {args} {
  if {[llength $args] == 1} {
    return [lindex $args 0]
  }
  set cell [lindex $args 1]
  regexp {MODE == (\w+)} [lindex $args 3] all mode
  return [lmap name [dict get $::env(FAKE_BUSES) $mode] {string cat / $cell / $name}]
}

proc create_bd_cell {args} {
  record create_bd_cell {*}$args
  return [lindex $args end]
}
proc connect_bd_net {from to} { record connect_bd_net $from $to }
proc connect_bd_intf_net {from to} { record connect_bd_intf_net $from $to }
proc assign_bd_address {args} { record assign_bd_address {*}$args }
proc apply_bd_automation {option rule option2 config object} { record apply_bd_automation $rule $config $object }

proc set_property {args} {
  if {[lindex $args 0] eq "-dict"} {
    foreach {key value} [lindex $args 1] {
      set ::properties([lindex $args 2],$key) $value
      record set_property [lindex $args 2] $key $value
    }
    return
  }
  lassign $args key value object
  set ::properties($object,$key) $value
  record set_property $object $key $value
}

# Properties of a run that ended, of a path that keeps its time, and of a clock that is what it was asked to be.
proc get_property {key object} {
  switch -glob $key,$object {
    PROGRESS,* { return 100% }
    SLACK,* { return [expr {[info exists ::env(FAKE_SLACK)] ? $::env(FAKE_SLACK) : 0.125}] }
    CONFIG.FREQ_HZ,ps/pl_clk0 { set mhz $::properties(ps,CONFIG.PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ) }
    CONFIG.FREQ_HZ,ps/FCLK_CLK0 { set mhz $::properties(ps,CONFIG.PCW_FPGA0_PERIPHERAL_FREQMHZ) }
    default { error "no property $key of $object" }
  }
  return [expr {$mhz * 1000000 - 1000 + ([info exists ::env(FAKE_HZ_OFF)] ? $::env(FAKE_HZ_OFF) : 0)}]
}

set script [lindex $argv 0]
set argv [lrange $argv 1 end]
source $script
