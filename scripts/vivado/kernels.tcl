# SPDX-License-Identifier: Apache-2.0
# The kernels that Vitis HLS has made, in the place of the RTL.

# kernels makes a cell of every packaged kernel and returns the dictionary of accelerators. Kernels have interfaces of several names;
# what they are is asked of Vivado.
proc ::e2train::kernels {} {
  set work {masters {} slaves {} interrupts {} clocks {} resets {}}
  set known [lsort [get_ipdefs -filter {VLNV =~ "xilinx.com:hls:*"}]]
  if {![llength $known]} {
    error "no kernels: vitis_hls -f scripts/vitis/kernels.tcl makes them first"
  }
  foreach vlnv $known {
    set name [lindex [split $vlnv :] 2]
    set made [create_bd_cell -type ip -vlnv $vlnv $name]
    dict lappend work masters {*}[kernel_buses $made Master]
    dict lappend work slaves {*}[kernel_buses $made Slave]
    dict lappend work interrupts $name/interrupt
    dict lappend work clocks $name/ap_clk
    dict lappend work resets $name/ap_rst_n
  }
  return $work
}

# kernel_buses returns the AXI interfaces of a cell with a mode.
proc ::e2train::kernel_buses {cell mode} {
  set all [get_bd_intf_pins -of_objects [get_bd_cells $cell] -filter "MODE == $mode && VLNV =~ xilinx.com:interface:aximm_rtl:*"]
  return [lmap pin [lsort $all] {string trimleft $pin /}]
}
