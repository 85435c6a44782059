# SPDX-License-Identifier: Apache-2.0
# What only the vendor's tools can confirm: parts, board files, names of IP, of their properties and of their address segments.
# Taken from public designs and vendor documentation, never run here. If Vivado refuses one of them, this file is the place to mend.

namespace eval ::e2train {
  # Parts, and patterns of board files; of several that match, the last one by name is taken.
  variable parts {
    ultra96  {part xczu3eg-sbva484-1-i    board *:ultra96v2:part0:*}
    zedboard {part xc7z020clg484-1        board *:zedboard:part0:*}
    pynqz2   {part xc7z020clg400-1        board *:pynq-z2:part0:*}
    kcu105   {part xcku040-ffva1156-2-e   board *:kcu105:part0:*}
  }

  # IP, without versions: Vivado takes the newest that it has.
  variable ip {
    zynqmp       xilinx.com:ip:zynq_ultra_ps_e
    zynq         xilinx.com:ip:processing_system7
    smartconnect xilinx.com:ip:smartconnect
    reset        xilinx.com:ip:proc_sys_reset
    xdma         xilinx.com:ip:xdma
    ddr4         xilinx.com:ip:ddr4
    buffer       xilinx.com:ip:util_ds_buf
    concat       xilinx.com:ip:xlconcat
  }

  # Ports of the processors to memory: the property that enables each, that of its width, interface, clock and address segment.
  variable memory_ports {
    zynqmp {
      hp  {enable PSU__USE__S_AXI_GP2 width PSU__SAXIGP2__DATA_WIDTH
           pin S_AXI_HP0_FPD clock saxihp0_fpd_aclk segment SAXIGP2/HP0_DDR_LOW}
      hpc {enable PSU__USE__S_AXI_GP0 width PSU__SAXIGP0__DATA_WIDTH
           pin S_AXI_HPC0_FPD clock saxihpc0_fpd_aclk segment SAXIGP0/HPC0_DDR_LOW}
    }
    zynq {
      hp  {enable PCW_USE_S_AXI_HP0 width PCW_S_AXI_HP0_DATA_WIDTH
           pin S_AXI_HP0 clock S_AXI_HP0_ACLK segment S_AXI_HP0/HP0_DDR_LOWOCM}
    }
  }

  # The processors' port to registers, their clock, reset and interrupt.
  variable processor_pins {
    zynqmp {registers M_AXI_HPM0_FPD registers_clock maxihpm0_fpd_aclk clock pl_clk0 reset pl_resetn0 interrupt pl_ps_irq0}
    zynq   {registers M_AXI_GP0 registers_clock M_AXI_GP0_ACLK clock FCLK_CLK0 reset FCLK_RESET0_N interrupt IRQ_F2P}
  }

  # Interfaces of the PCIe card's board file.
  variable card_interfaces {
    pcie pci_express_x8 reset pcie_perstn refclk pcie_refclk memory ddr4_sdram_062 sysclk default_sysclk_300
  }
}
