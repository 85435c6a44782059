# SPDX-License-Identifier: Apache-2.0
# Block designs of boards whose chip has processors: Zynq-7000 and Zynq UltraScale+.

# processors puts accelerators beside the processors: registers behind one of their masters, memory through one of their slaves, one
# clock for everything, which they make.
proc ::e2train::processors {options} {
  variable boards
  variable configs
  variable processor_pins
  variable memory_ports
  set board [dict get $boards [dict get $options board]]
  set family [dict get $board family]
  set port [dict get $memory_ports $family [dict get $options port]]
  set config [dict get $configs [dict get $options config]]
  set pins [dict get $processor_pins $family]

  set work [accelerators $options]
  set interrupts [dict get $work interrupts]
  cell $family ps
  preset_$family
  set_property -dict [properties_$family $port $config] [get_bd_cells ps]
  verify_clock ps/[dict get $pins clock] [dict get $config clock_hz]

  cell reset reset
  set clock ps/[dict get $pins clock]
  set reset reset/peripheral_aresetn
  net ps/[dict get $pins reset] reset/ext_reset_in
  net $clock reset/slowest_sync_clk ps/[dict get $pins registers_clock] ps/[dict get $port clock] {*}[dict get $work clocks]
  net $reset {*}[dict get $work resets]
  crossbar to_registers ps/[dict get $pins registers] [dict get $work slaves] [list $clock] $reset
  crossbar to_memory [dict get $work masters] ps/[dict get $port pin] [list $clock] $reset
  interrupts $interrupts ps/[dict get $pins interrupt]

  map_registers ps/Data [dict get $board registers] [dict get $work slaves]
  foreach master [dict get $work masters] {
    segment $master 0 [dict get $board memory_bytes] ps/[dict get $port segment]
  }
}

# interrupts leads interrupt pins to a pin of the processors, the first to its bit 0.
proc ::e2train::interrupts {from to} {
  if {[llength $from] == 1} {
    net $from $to
    return
  }
  cell concat interrupts [list NUM_PORTS [llength $from]]
  set i 0
  foreach pin $from {
    net $pin interrupts/In$i
    incr i
  }
  net interrupts/dout $to
}

# preset_* let the board file set memory and pins of the processors.
proc ::e2train::preset_zynqmp {} {
  apply_bd_automation -rule xilinx.com:bd_rule:zynq_ultra_ps_e -config {apply_board_preset 1} [get_bd_cells ps]
}

proc ::e2train::preset_zynq {} {
  apply_bd_automation -rule xilinx.com:bd_rule:processing_system7 \
    -config {make_external "FIXED_IO, DDR" apply_board_preset 1 Master Disable Slave Disable} [get_bd_cells ps]
}

# properties_* return what the accelerators need of the processors. Presets enable ports that stay unconnected otherwise.
proc ::e2train::properties_zynqmp {port config} {
  set p {CONFIG.PSU__USE__M_AXI_GP0 1 CONFIG.PSU__MAXIGP0__DATA_WIDTH 32 CONFIG.PSU__USE__M_AXI_GP1 0 CONFIG.PSU__USE__M_AXI_GP2 0}
  for {set i 0} {$i < 7} {incr i} {
    dict set p CONFIG.PSU__USE__S_AXI_GP$i 0
  }
  dict set p CONFIG.[dict get $port enable] 1
  dict set p CONFIG.[dict get $port width] [dict get $config data_bits]
  dict set p CONFIG.PSU__FPGA_PL0_ENABLE 1
  dict set p CONFIG.PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ [expr {[dict get $config clock_hz] / 1000000}]
  dict set p CONFIG.PSU__USE__FABRIC__RST 1
  dict set p CONFIG.PSU__USE__IRQ0 1
  return $p
}

proc ::e2train::properties_zynq {port config} {
  set p {CONFIG.PCW_USE_M_AXI_GP0 1 CONFIG.PCW_USE_M_AXI_GP1 0}
  dict set p CONFIG.[dict get $port enable] 1
  dict set p CONFIG.[dict get $port width] [dict get $config data_bits]
  dict set p CONFIG.PCW_EN_CLK0_PORT 1
  dict set p CONFIG.PCW_EN_RST0_PORT 1
  dict set p CONFIG.PCW_FPGA0_PERIPHERAL_FREQMHZ [expr {[dict get $config clock_hz] / 1000000}]
  dict set p CONFIG.PCW_USE_FABRIC_INTERRUPT 1
  dict set p CONFIG.PCW_IRQ_F2P_INTR 1
  return $p
}

# verify_clock stops if dividers of the board make a clock that is more than 1 % from the one that was asked for.
proc ::e2train::verify_clock {pin hz} {
  set got [get_property CONFIG.FREQ_HZ [get_bd_pins $pin]]
  if {abs($got - $hz) > $hz / 100} {
    error "$pin is $got Hz, the configuration wants $hz: its dividers cannot make it"
  }
  puts "clock of the accelerator: $got Hz, asked for $hz"
}
