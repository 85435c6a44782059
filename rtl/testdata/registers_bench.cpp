// SPDX-License-Identifier: Apache-2.0

// Makes random accesses to module registers and compares what it does with plain variables: bytes of
// writes, pulses, the interrupt, counters beyond 32 bits, the two halves of the free clock.
// Argument: a seed. ConfigHash is 0x12345678.

#include <verilated.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "Vregisters.h"
#include "isa/isa.hpp"
#include "lite.hpp"
#include "random.hpp"
#include "violation.hpp"

namespace {

using namespace e2train::tb;
namespace isa = e2train::isa;

constexpr std::uint32_t ConfigHash = 0x12345678;

std::uint32_t low(std::uint64_t v) { return static_cast<std::uint32_t>(v); }
std::uint32_t high(std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); }

// want throws unless a number is as it should be.
void want(const char* what, std::uint64_t got, std::uint64_t wanted) {
  if (got != wanted) {
    violate("%s is 0x%" PRIx64 ", want 0x%" PRIx64, what, got, wanted);
  }
}

// Bench drives the module; its other inputs are members.
class Bench {
 public:
  explicit Bench(std::uint64_t seed) { lite_.hesitate(seed); }

  std::uint64_t counters[isa::NumCounters] = {};
  std::uint64_t clock = 0;       // the free clock
  std::uint64_t clock_step = 1;  // what a cycle adds to it
  unsigned starts = 0;           // pulses
  unsigned resets = 0;

  Vregisters& pins() { return pins_; }

  void reset() {
    pins_.rst_ni = 0;
    run(3);
    pins_.rst_ni = 1;
    run(1);
  }

  void run(unsigned cycles) {
    for (; cycles > 0; --cycles) {
      cycle();
    }
  }

  void write(std::uint32_t addr, std::uint32_t data, std::uint8_t strobe) {
    lite_.write(addr, data, strobe);
    finish();
    run(3);  // other registers change two cycles later
  }

  std::uint32_t read(std::uint32_t addr) {
    lite_.read(addr);
    finish();
    return lite_.value();
  }

 private:
  void finish() {
    while (lite_.busy()) {
      cycle();
    }
  }

  void cycle() {
    const LiteMaster& l = lite_.drive();
    pins_.awvalid_i = l.aw_valid;
    pins_.wvalid_i = l.w_valid;
    pins_.bready_i = l.b_ready;
    pins_.arvalid_i = l.ar_valid;
    pins_.rready_i = l.r_ready;
    pins_.awaddr_i = static_cast<std::uint16_t>(l.addr);
    pins_.araddr_i = static_cast<std::uint16_t>(l.addr);
    pins_.wdata_i = l.data;
    pins_.wstrb_i = l.strobe;
    pins_.counter_data_i = counter_[1];
    pins_.clk_i = 0;
    pins_.eval();
    if (pins_.rst_ni) {
      sample();
    }
    pins_.clk_i = 1;
    pins_.eval();
    clock += clock_step;
  }

  void sample() {
    LiteSlave s;
    s.aw_ready = pins_.awready_o;
    s.w_ready = pins_.wready_o;
    s.b_valid = pins_.bvalid_o;
    s.ar_ready = pins_.arready_o;
    s.r_valid = pins_.rvalid_o;
    s.r_data = pins_.rdata_o;
    lite_.sample(s);
    starts += pins_.start_o;
    resets += pins_.reset_o;
    const unsigned index = pins_.counter_index_o;
    counter_[1] = counter_[0];
    counter_[0] = index < isa::NumCounters ? counters[index] : clock;
  }

  VerilatedContext context_;
  Vregisters pins_{&context_};
  Lite lite_;
  std::uint64_t counter_[2] = {};  // asked for one and two cycles ago
};

// Test holds what the registers should hold.
class Test {
 public:
  explicit Test(std::uint64_t seed) : dice_(seed), bench_(seed + 1) { bench_.reset(); }

  void step() {
    shuffle();
    switch (dice_.below(4)) {
      case 0:
        return write();
      case 1:
        return event();
      case 2:
        return readClock();
      default:
        return read();
    }
  }

 private:
  // shuffle changes the inputs that registers show.
  void shuffle() {
    Vregisters& m = bench_.pins();
    m.status_i = low(dice_.next());
    m.error_place_i = low(dice_.next());
    m.error_addr_i = dice_.next();
    m.max_abs_i = dice_.next();
    bench_.counters[dice_.below(isa::NumCounters)] = dice_.next();
    bench_.clock_step = 1 + (dice_.next() >> (16 + dice_.below(48)));
  }

  std::uint32_t someRegister() {
    static const std::uint32_t all[] = {
        isa::RegID,        isa::RegVersion,        isa::RegConfigHash, isa::RegControl,
        isa::RegStatus,    isa::RegErrorPlace,     isa::RegErrorAddr,  isa::RegErrorAddr + 4,
        isa::RegIrqEnable, isa::RegIrqClear,       isa::RegAxi,        isa::RegDescriptor,
        isa::RegMaxAbs,    isa::RegDescriptor + 4, isa::RegMaxAbs + 4,
    };
    if (dice_.chance(2)) {
      return isa::RegCounters + 4 * low(dice_.below(2 * isa::NumCounters));
    }
    if (dice_.chance(1)) {
      return 0x4c + 4 * low(dice_.below(40));  // nothing is there
    }
    return all[dice_.below(sizeof all / sizeof all[0])];
  }

  void write() {
    const std::uint32_t addr = someRegister();
    const std::uint32_t data = low(dice_.next());
    const auto strobe = static_cast<std::uint8_t>(dice_.chance(4) ? 0xf : dice_.below(16));
    const unsigned starts = bench_.starts, resets = bench_.resets;
    bench_.write(addr, data, strobe);
    const bool control = addr == isa::RegControl && (strobe & 1);
    const bool reset = control && (data & isa::ControlReset);
    want("reset_o", bench_.resets - resets, reset);
    want("start_o", bench_.starts - starts, control && !reset && (data & isa::ControlStart));
    if (strobe & 1) {
      enable_ = addr == isa::RegIrqEnable ? data & 1 : enable_;
      axi_ = addr == isa::RegAxi ? data & 0x7f : axi_;
      pending_ = pending_ && !(addr == isa::RegIrqClear && (data & 1));
    }
    if (addr == isa::RegDescriptor || addr == isa::RegDescriptor + 4) {
      merge(8 * (addr - isa::RegDescriptor), data, strobe);
    }
    outputs();
  }

  // merge writes bytes of the descriptor address.
  void merge(unsigned shift, std::uint32_t data, std::uint8_t strobe) {
    std::uint64_t mask = 0;
    for (unsigned i = 0; i < 4; ++i) {
      mask |= strobe >> i & 1 ? std::uint64_t{0xff} << 8 * i : 0;
    }
    descriptor_ = (descriptor_ & ~(mask << shift)) | (data & mask) << shift;
  }

  // event ends a launch, or begins one, or both at once.
  void event() {
    Vregisters& m = bench_.pins();
    const bool set = dice_.chance(5), drop = dice_.chance(4);
    m.irq_set_i = set;
    m.irq_drop_i = drop;
    bench_.run(1);
    m.irq_set_i = m.irq_drop_i = 0;
    bench_.run(2);
    pending_ = set || (pending_ && !drop);
    outputs();
  }

  void outputs() {
    Vregisters& m = bench_.pins();
    want("irq_o", m.irq_o, pending_ && enable_);
    want("descriptor_o", m.descriptor_o, descriptor_);
    want("axi_cache_o", m.axi_cache_o, axi_ & 0xf);
    want("axi_prot_o", m.axi_prot_o, axi_ >> 4);
  }

  void read() {
    const std::uint32_t addr = someRegister();
    char what[32];
    std::snprintf(what, sizeof what, "register 0x%03x", addr);
    want(what, bench_.read(addr), content(addr));
  }

  std::uint32_t content(std::uint32_t addr) {
    Vregisters& m = bench_.pins();
    if (addr >= isa::RegCounters) {
      const std::uint64_t v = bench_.counters[(addr - isa::RegCounters) / 8];
      return addr & 4 ? high(v) : low(v);
    }
    switch (addr) {
      case isa::RegID:
        return isa::ID;
      case isa::RegVersion:
        return isa::Version;
      case isa::RegConfigHash:
        return ConfigHash;
      case isa::RegStatus:
        return m.status_i;
      case isa::RegErrorPlace:
        return m.error_place_i;
      case isa::RegErrorAddr:
        return low(m.error_addr_i);
      case isa::RegErrorAddr + 4:
        return high(m.error_addr_i);
      case isa::RegIrqEnable:
        return enable_;
      case isa::RegAxi:
        return axi_;
      case isa::RegDescriptor:
        return low(descriptor_);
      case isa::RegDescriptor + 4:
        return high(descriptor_);
      case isa::RegMaxAbs:
        return low(m.max_abs_i);
      case isa::RegMaxAbs + 4:
        return high(m.max_abs_i);
    }
    return 0;
  }

  // readClock reads the low half, something else, and the high half, which has to be of the same moment.
  void readClock() {
    const std::uint64_t before = bench_.clock;
    const std::uint32_t low_half = bench_.read(isa::RegFreeClock);
    const std::uint64_t span = bench_.clock - before;
    if (dice_.chance(4)) {
      read();
    }
    const std::uint64_t v = std::uint64_t{bench_.read(isa::RegFreeClock + 4)} << 32 | low_half;
    if (v - before > span || (v - before) % bench_.clock_step != 0) {
      violate("the free clock is 0x%" PRIx64 ", and was 0x%" PRIx64 " in steps of 0x%" PRIx64, v, before, bench_.clock_step);
    }
  }

  Random dice_;
  Bench bench_;
  bool enable_ = false;
  bool pending_ = false;
  std::uint32_t axi_ = 0;
  std::uint64_t descriptor_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    return 2;
  }
  try {
    Test test(std::strtoull(argv[1], nullptr, 0));
    for (unsigned i = 0; i < 20000; ++i) {
      test.step();
    }
  } catch (const Violation& v) {
    std::printf("%s\n", v.what());
    return 1;
  }
}
