# SPDX-License-Identifier: Apache-2.0
# Project and block design: what all boards share.

# create makes an empty project with the sources.
proc ::e2train::create {options} {
  variable parts
  variable sources
  variable root
  variable scripts
  variable configs
  set facts [dict get $parts [dict get $options board]]
  create_project -force e2train [dict get $options out] -part [dict get $facts part]
  set_property board_part [board_file [dict get $facts board]] [current_project]
  set_property target_language Verilog [current_project]
  if {[dict get $options kernels] ne "rtl"} {
    set_property ip_repo_paths [file join $root build vitis "[dict get $options board]-[dict get $options kernels]"] [current_project]
    update_ip_catalog
  } else {
    set files [lmap f $sources {file join $root $f}]
    lappend files [file join $scripts [dict get $configs [dict get $options config] module].v]
    add_files -norecurse $files
    set_property include_dirs [file join $root rtl] [current_fileset]
  }
  if {[dict get $options board] eq "kcu105"} {
    add_files -norecurse [file join $scripts irq_sync.v]
    add_files -fileset constrs_1 -norecurse [file join $scripts card.xdc]
  }
  update_compile_order -fileset sources_1
}

# board_file returns the newest board file that matches a pattern.
proc ::e2train::board_file {pattern} {
  set found [lsort -dictionary [get_board_parts -quiet $pattern]]
  if {![llength $found]} {
    error "Vivado has no board file $pattern: install it from the board store (xhub), or add its folder to board.repoPaths"
  }
  return [lindex $found end]
}

# design makes the block design and a top around it.
proc ::e2train::design {options} {
  create_bd_design system
  if {[dict get $options board] eq "kcu105"} {
    card $options
  } else {
    processors $options
  }
  regenerate_bd_layout
  validate_bd_design
  save_bd_design
  set file [get_files system.bd]
  add_files -norecurse [make_wrapper -files $file -top]
  set_property top system_wrapper [current_fileset]
  update_compile_order -fileset sources_1
}

# cell makes a cell of an IP with properties, a list of names and values.
proc ::e2train::cell {kind name {properties {}}} {
  variable ip
  set made [create_bd_cell -type ip -vlnv [dict get $ip $kind] $name]
  if {[llength $properties]} {
    set dict {}
    foreach {key value} $properties {
      lappend dict CONFIG.$key $value
    }
    set_property -dict $dict $made
  }
  return $made
}

# accelerators makes the cells that compute and returns a dictionary: masters and slaves are AXI interfaces, interrupts, clocks and
# resets are pins.
proc ::e2train::accelerators {options} {
  variable configs
  if {[dict get $options kernels] ne "rtl"} {
    return [kernels]
  }
  create_bd_cell -type module -reference [dict get $configs [dict get $options config] module] accelerator
  return {
    masters accelerator/M_AXI slaves accelerator/S_AXIL interrupts accelerator/irq_o
    clocks accelerator/clk_i resets accelerator/rst_ni
  }
}

# net connects pins to a source.
proc ::e2train::net {from args} {
  foreach to $args {
    connect_bd_net [get_bd_pins $from] [get_bd_pins $to]
  }
}

# bus connects two AXI interfaces.
proc ::e2train::bus {master slave} {
  connect_bd_intf_net [get_bd_intf_pins $master] [get_bd_intf_pins $slave]
}

# crossbar joins masters with slaves: at most 16 of each. Clocks is a list of clock sources, the first that of its reset.
proc ::e2train::crossbar {name masters slaves clocks reset} {
  if {[llength $masters] > 16 || [llength $slaves] > 16} {
    error "a SmartConnect has at most 16 ports on a side; [llength $masters] masters and [llength $slaves] slaves want $name"
  }
  cell smartconnect $name [list NUM_SI [llength $masters] NUM_MI [llength $slaves] NUM_CLKS [llength $clocks]]
  set i 0
  foreach master $masters {
    bus $master [format %s/S%02d_AXI $name $i]
    incr i
  }
  set i 0
  foreach slave $slaves {
    bus [format %s/M%02d_AXI $name $i] $slave
    incr i
  }
  set i 0
  foreach clock $clocks {
    net $clock $name/aclk[expr {$i ? $i : ""}]
    incr i
  }
  net $reset $name/aresetn
}

# segment maps what a slave offers into a master's address space.
proc ::e2train::segment {space offset bytes segments} {
  assign_bd_address -offset [format 0x%x $offset] -range $bytes -target_address_space [get_bd_addr_spaces $space] \
    [get_bd_addr_segs $segments] -force
}

# map_registers maps register pages one after the other, from an address on.
proc ::e2train::map_registers {space base slaves} {
  variable register_bytes
  foreach slave $slaves {
    segment $space $base $register_bytes $slave/*
    incr base $register_bytes
  }
}
