# SPDX-License-Identifier: Apache-2.0
# The block design of a PCIe card: XDMA, DDR4, accelerator. Pins come from the board file.

# card joins the DMA and the accelerators with the card's memory; registers are at the beginning of XDMA's AXI4-Lite BAR. The
# accelerators run with a clock of the memory controller's.
proc ::e2train::card {options} {
  variable configs
  variable card_base
  set config [dict get $configs [dict get $options config]]
  set mhz [expr {[dict get $config clock_hz] / 1000000}]
  set work [accelerators $options]
  card_dma [llength [dict get $work interrupts]]
  card_memory $mhz

  set clock ddr4/addn_ui_clkout1
  cell reset reset
  net ddr4/c0_ddr4_ui_clk_sync_rst reset/ext_reset_in
  set_property CONFIG.C_EXT_RST_WIDTH 1 [get_bd_cells reset]
  set_property CONFIG.C_EXT_RESET_HIGH 1 [get_bd_cells reset]
  net $clock reset/slowest_sync_clk {*}[dict get $work clocks]
  cell reset memory_reset {C_EXT_RST_WIDTH 1 C_EXT_RESET_HIGH 1}
  net ddr4/c0_ddr4_ui_clk_sync_rst memory_reset/ext_reset_in
  net ddr4/c0_ddr4_ui_clk memory_reset/slowest_sync_clk
  net memory_reset/peripheral_aresetn ddr4/c0_ddr4_aresetn
  net reset/peripheral_aresetn {*}[dict get $work resets]

  crossbar to_registers xdma/M_AXI_LITE [dict get $work slaves] [list $clock xdma/axi_aclk] reset/peripheral_aresetn
  crossbar to_memory [concat xdma/M_AXI [dict get $work masters]] ddr4/C0_DDR4_S_AXI \
    [list $clock xdma/axi_aclk ddr4/c0_ddr4_ui_clk] reset/peripheral_aresetn
  card_interrupts [dict get $work interrupts]

  map_registers xdma/M_AXI_LITE 0 [dict get $work slaves]
  foreach space [concat xdma/M_AXI [dict get $work masters]] {
    segment $space $card_base 2G ddr4/C0_DDR4_MEMORY_MAP/C0_DDR4_ADDRESS_BLOCK
  }
}

# card_dma makes XDMA: memory mapped, one channel each way, a BAR for registers, user interrupts.
proc ::e2train::card_dma {interrupts} {
  variable card_interfaces
  cell buffer refclk [list DIFF_CLK_IN_BOARD_INTERFACE [dict get $card_interfaces refclk] USE_BOARD_FLOW true C_BUF_TYPE IBUFDSGTE]
  cell xdma xdma [list PCIE_BOARD_INTERFACE [dict get $card_interfaces pcie] SYS_RST_N_BOARD_INTERFACE [dict get $card_interfaces reset] \
    xdma_axi_intf_mm AXI_Memory_Mapped xdma_rnum_chnl 1 xdma_wnum_chnl 1 xdma_num_usr_irq $interrupts \
    axilite_master_en true axilite_master_size 1 axilite_master_scale Megabytes]
  board_interface [dict get $card_interfaces refclk] refclk/CLK_IN_D
  board_interface [dict get $card_interfaces pcie] xdma/pcie_mgt
  apply_bd_automation -rule xilinx.com:bd_rule:board -config [list Board_Interface [dict get $card_interfaces reset]] \
    [get_bd_pins xdma/sys_rst_n]
  net refclk/IBUF_OUT xdma/sys_clk_gt
  net refclk/IBUF_DS_ODIV2 xdma/sys_clk
}

# card_memory makes the memory controller, with a second clock for the accelerators.
proc ::e2train::card_memory {mhz} {
  variable card_interfaces
  cell ddr4 ddr4 [list C0_DDR4_BOARD_INTERFACE [dict get $card_interfaces memory] \
    C0_CLOCK_BOARD_INTERFACE [dict get $card_interfaces sysclk] ADDN_UI_CLKOUT1_FREQ_HZ $mhz]
  board_interface [dict get $card_interfaces memory] ddr4/C0_DDR4
  board_interface [dict get $card_interfaces sysclk] ddr4/C0_SYS_CLK
  apply_bd_automation -rule xilinx.com:bd_rule:board -config {Board_Interface reset} [get_bd_pins ddr4/sys_rst]
}

# board_interface leads an interface to the pins that the board file names.
proc ::e2train::board_interface {name pin} {
  apply_bd_automation -rule xilinx.com:bd_rule:board -config [list Board_Interface $name] [get_bd_intf_pins $pin]
}

# card_interrupts brings interrupts, which stay high until software clears them, into XDMA's clock.
proc ::e2train::card_interrupts {from} {
  set synchronised {}
  set i 0
  foreach pin $from {
    create_bd_cell -type module -reference irq_sync irq_sync$i
    net xdma/axi_aclk irq_sync$i/clk_i
    net $pin irq_sync$i/irq_i
    lappend synchronised irq_sync$i/irq_o
    incr i
  }
  interrupts $synchronised xdma/usr_irq_req
}
