// SPDX-License-Identifier: Apache-2.0

// The bench of the whole accelerator: one clock, the bench memory, the checker and the register port
// around a verilated model.

#ifndef E2TRAIN_RTL_TB_BENCH_HPP_
#define E2TRAIN_RTL_TB_BENCH_HPP_

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "../isa/isa.hpp"
#include "buslog.hpp"
#include "checker.hpp"
#include "lite.hpp"
#include "memory.hpp"
#include "serial.hpp"
#include "signals.hpp"

namespace e2train {
namespace tb {

// Bench drives Model, the class that Verilator makes of e2train_top or e2train_serial. The width of the data bus is
// that of the model. Observer sees the model after each half of a cycle, for waveforms.
template <typename Model, typename Observer>
class Bench {
 public:
  // BusBytes is the width of the data bus.
  static constexpr unsigned BusBytes =
      sizeof(typename std::remove_reference<decltype(Model::m_axi_wdata_o)>::type);

  Bench(Model* model, Observer* observer, Dram* dram)
      : model_(model), observer_(observer), checker_(BusBytes), read_(BusBytes, dram),
        write_(BusBytes, dram), line_(dram) {}

  std::uint64_t cycles() const { return cycle_; }
  bool irq() const { return model_->irq_o != 0; }
  const Checker& checker() const { return checker_; }
  BusLog& log() { return log_; }
  ReadSide& read_side() { return read_; }
  WriteSide& write_side() { return write_; }
  Lite& port() { return lite_; }
  typename LineOf<Model>::Type& line() { return line_; }

  // reset holds rst_ni low for n cycles, at least one. Memory forgets the bursts in flight.
  void reset(std::uint64_t n) {
    read_.reset();
    write_.reset();
    lite_.reset();
    line_.reset();
    checker_.reset();
    model_->rst_ni = 0;
    slave_ = Slave{};
    for (std::uint64_t i = 0; i < n; ++i) {
      drive();
      half(0);
      half(1);
      ++cycle_;
    }
    sample();
    checker_.silent(master_);
    model_->rst_ni = 1;
  }

  // step runs one cycle.
  void step() {
    read_.drive(cycle_, &slave_);
    write_.drive(cycle_, &slave_);
    drive();
    half(0);
    sample();
    checker_.sample(master_, slave_);
    read_.sample(cycle_, master_, slave_);
    write_.sample(cycle_, master_, slave_);
    lite_.sample(port_);
    line_.sample(*model_, [this](std::uint32_t addr, std::uint32_t data) { told(addr, data); });
    if (log_.on()) {
      log_.sample(cycle_, master_, slave_, irq());
    }
    half(1);
    ++cycle_;
  }

  // run steps n cycles, or until the interrupt if asked to; it reports whether the interrupt is on.
  bool run(std::uint64_t n, bool until_irq) {
    for (std::uint64_t i = 0; i < n && !(until_irq && irq()); ++i) {
      step();
    }
    return irq();
  }

  // write writes a register.
  void write(std::uint32_t addr, std::uint32_t data) {
    const bool start = addr == isa::RegControl && (data & isa::ControlStart) != 0;
    bool noted = !start || !log_.on();
    if (start && (data & isa::ControlReset) == 0) {
      checker_.start();
    }
    lite_.write(addr, data);
    while (lite_.busy()) {
      step();
      if (!noted && lite_.started()) {
        log_.start(cycle_ - 1);
        noted = true;
      }
    }
    told(addr, data);
  }

  // read reads a register.
  std::uint32_t read(std::uint32_t addr) {
    lite_.read(addr);
    while (lite_.busy()) {
      step();
    }
    return lite_.value();
  }

 private:
  void half(unsigned clock) {
    model_->clk_i = clock & 1u;
    model_->eval();
    observer_->look(2 * cycle_ + clock);
  }

  // told lets the checker know of a register that was written.
  void told(std::uint32_t addr, std::uint32_t data) {
    if (addr == isa::RegAxi) {
      attributes(data);
    }
    if (addr == isa::RegControl && (data & isa::ControlReset) != 0) {
      checker_.stop();
    } else if (addr == isa::RegControl && (data & isa::ControlStart) != 0) {
      checker_.start();
    }
  }

  void attributes(std::uint32_t data) {
    isa::Axi a;
    a.cache = static_cast<std::uint8_t>(data >> isa::AxiCacheLsb & 0xfu);
    a.prot = static_cast<std::uint8_t>(data >> isa::AxiProtLsb & 0x7u);
    checker_.attributes(a);
  }

  void drive() {
    Model& m = *model_;
    m.m_axi_arready_i = slave_.ar_ready;
    m.m_axi_awready_i = slave_.aw_ready;
    m.m_axi_wready_i = slave_.w_ready;
    m.m_axi_rvalid_i = slave_.r.valid;
    if (slave_.r.valid) {
      m.m_axi_rlast_i = slave_.r.last;
      m.m_axi_rresp_i = slave_.r.resp;
      m.m_axi_rid_i = slave_.r.id & 1u;
      std::memcpy(&m.m_axi_rdata_i, slave_.r.data, BusBytes);
    }
    m.m_axi_bvalid_i = slave_.b.valid;
    if (slave_.b.valid) {
      m.m_axi_bresp_i = slave_.b.resp;
      m.m_axi_bid_i = slave_.b.id & 1u;
    }
    drive(lite_.drive());
    line_.drive(&m);
  }

  void drive(const LiteMaster& l) {
    Model& m = *model_;
    m.s_axil_awvalid_i = l.aw_valid;
    m.s_axil_wvalid_i = l.w_valid;
    m.s_axil_arvalid_i = l.ar_valid;
    m.s_axil_bready_i = l.b_ready;
    m.s_axil_rready_i = l.r_ready;
    m.s_axil_awaddr_i = static_cast<std::uint16_t>(l.addr);
    m.s_axil_araddr_i = static_cast<std::uint16_t>(l.addr);
    m.s_axil_wdata_i = l.data;
    m.s_axil_wstrb_i = l.strobe;
  }

  // sample takes the outputs; members of a channel count only where valid is 1.
  void sample() {
    const Model& m = *model_;
    master_.r_ready = m.m_axi_rready_o;
    master_.b_ready = m.m_axi_bready_o;
    master_.ar.valid = m.m_axi_arvalid_o;
    if (master_.ar.valid) {
      master_.ar = Address{true, m.m_axi_araddr_o, m.m_axi_arlen_o, m.m_axi_arsize_o,
                           m.m_axi_arburst_o, m.m_axi_arcache_o, m.m_axi_arprot_o, m.m_axi_arid_o};
    }
    master_.aw.valid = m.m_axi_awvalid_o;
    if (master_.aw.valid) {
      master_.aw = Address{true, m.m_axi_awaddr_o, m.m_axi_awlen_o, m.m_axi_awsize_o,
                           m.m_axi_awburst_o, m.m_axi_awcache_o, m.m_axi_awprot_o, m.m_axi_awid_o};
    }
    master_.w.valid = m.m_axi_wvalid_o;
    if (master_.w.valid) {
      master_.w.last = m.m_axi_wlast_o;
      master_.w.strobe = m.m_axi_wstrb_o;
      std::memcpy(master_.w.data, &m.m_axi_wdata_o, BusBytes);
    }
    port_ = LiteSlave{m.s_axil_awready_o != 0, m.s_axil_wready_o != 0, m.s_axil_bvalid_o != 0,
                      m.s_axil_bresp_o,        m.s_axil_arready_o != 0, m.s_axil_rvalid_o != 0,
                      m.s_axil_rdata_o,        m.s_axil_rresp_o};
  }

  Model* model_;
  Observer* observer_;
  Checker checker_;
  ReadSide read_;
  WriteSide write_;
  Lite lite_;
  typename LineOf<Model>::Type line_;
  BusLog log_;
  Master master_;
  Slave slave_;
  LiteSlave port_;
  std::uint64_t cycle_ = 0;
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_BENCH_HPP_
