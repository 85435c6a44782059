// SPDX-License-Identifier: Apache-2.0

// Assertions with the clock and the reset of every module. They run in every simulation; only
// synthesis, which cannot check them, leaves them out.
`ifndef E2TRAIN_ASSERT_SVH
`define E2TRAIN_ASSERT_SVH

`ifdef YOSYS
`define E2TRAIN_NO_ASSERT
`endif
`ifdef SYNTHESIS
`define E2TRAIN_NO_ASSERT
`endif

`ifdef E2TRAIN_NO_ASSERT
`define ASSERT(Name, Prop)
`define ASSERT_INIT(Name, Prop)
`define ASSERT_KNOWN(Name, Signal)
`define COVER(Name, Prop)
`else

// Prop holds in every clock cycle outside of reset.
`define ASSERT(Name, Prop) \
  Name: assert property (@(posedge clk_i) disable iff (!rst_ni) (Prop)) \
      else $error("%m: does not hold");

// Prop holds for the parameters of this instance.
`define ASSERT_INIT(Name, Prop) \
  initial begin : Name \
    if (!(Prop)) $fatal(1, "%m: bad parameter"); \
  end

// No bit of Signal is unknown outside of reset. A two-state simulator never sees one.
`define ASSERT_KNOWN(Name, Signal) `ASSERT(Name, !$isunknown(Signal))

// Prop is worth seeing at least once in a test.
`define COVER(Name, Prop) \
  Name: cover property (@(posedge clk_i) disable iff (!rst_ni) (Prop));

`endif
`endif
