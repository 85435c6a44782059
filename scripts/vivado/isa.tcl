# SPDX-License-Identifier: Apache-2.0
# Code generated from packages isa, rtl and boards by "go generate ./scripts/vendorgen"; DO NOT EDIT.

namespace eval ::e2train {
  # Contract version and identity of the hardware.
  variable version 1
  variable id 0x52543245

  # Byte offsets of the registers, and how much of an address space they take.
  variable registers {
    id 0x0
    version 0x4
    config_hash 0x8
    control 0xc
    status 0x10
    error_place 0x14
    error_addr 0x18
    irq_enable 0x20
    irq_clear 0x24
    axi 0x28
    descriptor 0x30
    max_abs 0x38
    free_clock 0x40
    counters 0x100
  }
  variable register_bytes 4096

  # Bursts of the master: beats of the longest, and how many are in flight in each direction.
  variable burst_beats 16
  variable outstanding 8

  # The configurations that boards take.
  variable configs {
    ultra96 {
      module e2train_ultra96
      cpp Ultra96
      clock_hz 200000000
      data_bits 128
      hash 0x42bfd2d1
      parameters {
        Lanes 16
        XDepth 8192
        GDepth 4096
        WDepth 4096
        MaskDepth 4096
        AccBanks 4
        AccDepth 1024
        InstrDepth 256
        AxiBytes 16
        Chain 8
        DspColumns 16
        PackShift 22
        DspKind 2
      }
    }
    zedboard {
      module e2train_zedboard
      cpp Zedboard
      clock_hz 100000000
      data_bits 64
      hash 0xa2ddce0d
      parameters {
        Lanes 16
        XDepth 4096
        GDepth 4096
        WDepth 4096
        MaskDepth 4096
        AccBanks 4
        AccDepth 512
        InstrDepth 256
        AxiBytes 8
        Chain 8
        DspColumns 13
        PackShift 20
        DspKind 1
      }
    }
    zed8 {
      module e2train_zed8
      cpp Zed8
      clock_hz 100000000
      data_bits 64
      hash 0xf298c8d5
      parameters {
        Lanes 8
        XDepth 4096
        GDepth 4096
        WDepth 4096
        MaskDepth 4096
        AccBanks 4
        AccDepth 512
        InstrDepth 256
        AxiBytes 8
        Chain 8
        DspColumns 8
        PackShift 20
        DspKind 1
      }
    }
  }

  # The boards.
  variable boards {
    ultra96 {
      title Ultra96-V2
      family zynqmp
      configs {ultra96}
      ports {hp hpc}
      registers 0xa0000000
      memory_bytes 2147483648
    }
    zedboard {
      title ZedBoard
      family zynq
      configs {zedboard zed8}
      ports {hp}
      registers 0x43c00000
      memory_bytes 536870912
    }
    pynqz2 {
      title PYNQ-Z2
      family zynq
      configs {zedboard zed8}
      ports {hp}
      registers 0x43c00000
      memory_bytes 536870912
    }
  }

  # Where memory begins on a PCIe card.
  variable card_base 0

  # The sources, from the root of the module.
  variable sources {
    rtl/isa/isa_pkg.sv
    rtl/acc_banks.sv
    rtl/array_behavioural.sv
    rtl/array_column.sv
    rtl/assert.svh
    rtl/axi_read.sv
    rtl/axi_write.sv
    rtl/booth_pair.sv
    rtl/carry_select.sv
    rtl/completion.sv
    rtl/control.sv
    rtl/counters.sv
    rtl/delay_line.sv
    rtl/descriptor.sv
    rtl/drain_column.sv
    rtl/dsp_mac.sv
    rtl/e2train_top.sv
    rtl/errors.sv
    rtl/fetch.sv
    rtl/fetch_bursts.sv
    rtl/fetch_lists.sv
    rtl/instr_mem.sv
    rtl/issue.sv
    rtl/load_engine.sv
    rtl/load_mask.sv
    rtl/load_write.sv
    rtl/mac_dsp48e1.sv
    rtl/mac_dsp48e2.sv
    rtl/mac_lut.sv
    rtl/mask_rows.sv
    rtl/mux_tree.sv
    rtl/queue.sv
    rtl/ram_sdp.sv
    rtl/registers.sv
    rtl/row_mux.sv
    rtl/semaphores.sv
    rtl/skip_table.sv
    rtl/store_engine.sv
    rtl/store_format.sv
    rtl/store_max.sv
    rtl/store_read.sv
    rtl/store_round.sv
    rtl/store_rows.sv
    rtl/store_select.sv
    rtl/tensor_array.sv
    rtl/tensor_control.sv
    rtl/tensor_counts.sv
    rtl/tensor_drain.sv
    rtl/tensor_engine.sv
    rtl/tensor_issue.sv
    rtl/tensor_nest.sv
    rtl/tensor_operands.sv
    rtl/tensor_rows.sv
    rtl/tensor_sequence.sv
    rtl/tensor_source.sv
    rtl/tensor_tiles.sv
    rtl/transfer_bursts.sv
    rtl/transfer_front.sv
    rtl/transfer_runs.sv
  }
}
