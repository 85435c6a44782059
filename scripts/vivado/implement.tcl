# SPDX-License-Identifier: Apache-2.0
# From a block design to a bitstream.

# implement synthesises, places and routes, and writes bitstream, hardware description and reports.
proc ::e2train::implement {options} {
  set jobs [dict get $options jobs]
  set out [dict get $options out]
  finish synth_1 [list launch_runs synth_1 -jobs $jobs]
  open_run synth_1
  report_utilization -hierarchical -file [file join $out utilization_synth.txt]
  if {[dict get $options to] eq "synth"} {
    return
  }
  close_design
  finish impl_1 [list launch_runs impl_1 -jobs $jobs]
  open_run impl_1
  report_utilization -hierarchical -file [file join $out utilization.txt]
  report_timing_summary -file [file join $out timing.txt]
  report_power -file [file join $out power.txt]
  verify_timing $out
  write_bitstream -force [file join $out e2train.bit]
  write_hw_platform -fixed -force -file [file join $out e2train.xsa]
  puts "wrote [file join $out e2train.bit]"
}

# finish runs a command that starts a run and waits for its end.
proc ::e2train::finish {run command} {
  {*}$command
  wait_on_run $run
  if {[get_property PROGRESS [get_runs $run]] ne "100%"} {
    error "run $run ended with status [get_property STATUS [get_runs $run]]; its log is runme.log in its folder below e2train.runs"
  }
}

# verify_timing stops if a path is too slow, or hold times are not kept.
proc ::e2train::verify_timing {out} {
  foreach {kind path} [list setup [get_timing_paths -setup] hold [get_timing_paths -hold]] {
    set slack [get_property SLACK $path]
    if {$slack eq "" || $slack < 0} {
      error "timing is not met: worst $kind slack is $slack ns; see [file join $out timing.txt]"
    }
    puts "worst $kind slack: $slack ns"
  }
}
