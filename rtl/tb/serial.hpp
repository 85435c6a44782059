// SPDX-License-Identifier: Apache-2.0

// What stands around e2train_serial besides what e2train_top needs: the host's end of the UART, and
// the bridge's port to memory. Around e2train_top it is nothing.

#ifndef E2TRAIN_RTL_TB_SERIAL_HPP_
#define E2TRAIN_RTL_TB_SERIAL_HPP_

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "dram.hpp"
#include "uart.hpp"
#include "violation.hpp"
#include "wire.hpp"

namespace e2train {
namespace tb {

constexpr unsigned ClksPerBit = 4;  // of the RTL's UART
constexpr unsigned BitsPerByte = 10;

// BeatPort is a slave with memory behind it: one access of one beat at a time, answered in the
// cycle after its last part arrived. Addresses that memory does not have are answered with DECERR.
template <typename Model>
class BeatPort {
 public:
  static constexpr unsigned BusBytes =
      sizeof(typename std::remove_reference<decltype(Model::b_axi_wdata_o)>::type);

  explicit BeatPort(Dram* dram) : dram_(dram) {}

  void reset() { *this = BeatPort(dram_); }

  void drive(Model* m) const {
    m->b_axi_awready_i = !aw_;
    m->b_axi_wready_i = !w_;
    m->b_axi_bvalid_i = aw_ && w_;
    m->b_axi_bresp_i = resp(awaddr_);
    m->b_axi_arready_i = !ar_;
    m->b_axi_rvalid_i = ar_;
    m->b_axi_rresp_i = resp(araddr_);
    if (ar_ && !dram_->read(araddr_, reinterpret_cast<std::uint8_t*>(&m->b_axi_rdata_i), BusBytes)) {
      std::memset(&m->b_axi_rdata_i, 0xee, BusBytes);
    }
  }

  void sample(const Model& m) {
    const bool written = aw_ && w_ && m.b_axi_bready_o;
    const bool read = ar_ && m.b_axi_rready_o;
    if (!aw_ && m.b_axi_awvalid_o) {
      aw_ = true;
      awaddr_ = m.b_axi_awaddr_o;
    }
    if (!w_ && m.b_axi_wvalid_o) {
      w_ = true;
      strobe_ = m.b_axi_wstrb_o;
      std::memcpy(data_, &m.b_axi_wdata_o, BusBytes);
    }
    if (!ar_ && m.b_axi_arvalid_o) {
      ar_ = true;
      araddr_ = m.b_axi_araddr_o;
    }
    if (written) {
      write();
      aw_ = w_ = false;
    }
    if (read) {
      ar_ = false;
    }
  }

 private:
  std::uint8_t resp(std::uint64_t addr) const { return dram_->has(addr, BusBytes) ? 0 : 3; }

  void write() {
    if (awaddr_ % BusBytes != 0) {
      violate("the bridge writes a beat at 0x%llx", static_cast<unsigned long long>(awaddr_));
    }
    for (unsigned i = 0; i < BusBytes && resp(awaddr_) == 0; ++i) {
      if ((strobe_ >> i & 1u) != 0) {
        dram_->write(awaddr_ + i, data_ + i, 1);
      }
    }
  }

  Dram* dram_;
  bool aw_ = false, w_ = false, ar_ = false;
  std::uint64_t awaddr_ = 0, araddr_ = 0;
  std::uint32_t strobe_ = 0;
  std::uint8_t data_[BusBytes] = {};
};

// NoLine is what Bench puts there if there are none.
template <typename Model>
struct NoLine {
  explicit NoLine(Dram*) {}
  void reset() {}
  void drive(Model*) {}
  template <typename Written>
  void sample(const Model&, Written) {}
  template <typename SomeBench>
  std::uint32_t byte(std::uint32_t, SomeBench*) {
    violate("this accelerator has no UART");
  }
};

// SerialLine is what Bench puts at the pins of Model, the class that Verilator makes of e2train_serial.
template <typename Model>
class SerialLine {
 public:
  explicit SerialLine(Dram* dram) : memory_(dram), out_(ClksPerBit), in_(ClksPerBit) {}

  // reset forgets accesses of memory; bytes that are on the line go on.
  void reset() { memory_.reset(); }

  void drive(Model* m) {
    m->rx_i = out_.drive();
    memory_.drive(m);
  }

  // sample takes the outputs; written(address, data) is told of writes of registers.
  template <typename Written>
  void sample(const Model& m, Written written) {
    memory_.sample(m);
    if (m.reg_written_o != 0) {
      written(m.reg_addr_o, m.reg_data_o);
    }
    std::uint8_t byte;
    if (in_.sample(m.tx_o != 0, &byte)) {
      received_ = byte | LineByte;
    }
    idle_ = m.line_idle_o != 0;
  }

  // byte runs the bench for as long as a byte takes on the line, which carries one to the bridge if
  // LineByte is set; the result is what came back, if anything, and whether more may come.
  template <typename SomeBench>
  std::uint32_t byte(std::uint32_t a, SomeBench* bench) {
    if ((a & LineByte) != 0) {
      out_.send(static_cast<std::uint8_t>(a));
    }
    received_ = 0;
    bench->run(ClksPerBit * BitsPerByte, false);
    return received_ | (idle_ && in_.idle() ? 0 : LineBusy);
  }

 private:
  BeatPort<Model> memory_;
  UartOut out_;
  UartIn in_;
  std::uint32_t received_ = 0;
  bool idle_ = true;
};

// LineOf is which of them a model needs.
template <typename Model, typename = void>
struct LineOf {
  using Type = NoLine<Model>;
};
template <typename Model>
struct LineOf<Model, std::void_t<decltype(Model::rx_i)>> {
  using Type = SerialLine<Model>;
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_SERIAL_HPP_
