// SPDX-License-Identifier: Apache-2.0

// The master of the AXI4-Lite port, one access at a time, which also checks what the port answers.

#ifndef E2TRAIN_RTL_TB_LITE_HPP_
#define E2TRAIN_RTL_TB_LITE_HPP_

#include <cstdint>

#include "random.hpp"
#include "signals.hpp"
#include "violation.hpp"

namespace e2train {
namespace tb {

// LiteMaster is what the bench drives.
struct LiteMaster {
  bool aw_valid = false;
  bool w_valid = false;
  bool b_ready = true;
  bool ar_valid = false;
  bool r_ready = true;
  std::uint32_t addr = 0;
  std::uint32_t data = 0;
  std::uint8_t strobe = 0xf;
};

// LiteSlave is what the accelerator drives.
struct LiteSlave {
  bool aw_ready = false;
  bool w_ready = false;
  bool b_valid = false;
  std::uint8_t b_resp = 0;
  bool ar_ready = false;
  bool r_valid = false;
  std::uint32_t r_data = 0;
  std::uint8_t r_resp = 0;
};

// Lite makes accesses. In each cycle drive comes first, then sample.
class Lite {
 public:
  // Patience is how many cycles an access may take.
  static constexpr unsigned Patience = 1000;

  // hesitate lets addresses, data and readiness come at random from now on.
  void hesitate(std::uint64_t seed) {
    random_ = true;
    dice_ = Random(seed);
  }
  void hurry() { random_ = false; }

  // write writes those bytes of data whose bits are set in strobe.
  void write(std::uint32_t addr, std::uint32_t data, std::uint8_t strobe = 0xf) {
    begin(addr);
    data_ = data;
    strobe_ = strobe;
    aw_owed_ = w_owed_ = b_owed_ = true;
  }

  void read(std::uint32_t addr) {
    begin(addr);
    ar_owed_ = r_owed_ = true;
  }

  bool busy() const { return b_owed_ || r_owed_; }

  // started reports whether address and data of a write were taken.
  bool started() const { return !aw_owed_ && !w_owed_; }

  // value returns what the last read returned.
  std::uint32_t value() const { return value_; }

  void reset() {
    aw_owed_ = w_owed_ = b_owed_ = ar_owed_ = r_owed_ = false;
    out_ = LiteMaster{};
    held_ = LiteSlave{};
  }

  // drive returns the signals of this cycle. What is offered stays until it is taken.
  const LiteMaster& drive() {
    out_.addr = addr_;
    out_.data = data_;
    out_.strobe = strobe_;
    out_.aw_valid = aw_owed_ && (out_.aw_valid || now());
    out_.w_valid = w_owed_ && (out_.w_valid || now());
    out_.ar_valid = ar_owed_ && (out_.ar_valid || now());
    out_.b_ready = now();
    out_.r_ready = now();
    return out_;
  }

  void sample(const LiteSlave& s) {
    check(s);
    if (busy() && ++waited_ > Patience) {
      violate("register 0x%03x gives no answer in %u cycles", addr_, Patience);
    }
    const bool written = s.b_valid && out_.b_ready;
    const bool read = s.r_valid && out_.r_ready;
    b_owed_ = b_owed_ && !written;
    r_owed_ = r_owed_ && !read;
    if (read) {
      value_ = s.r_data;
    }
    aw_owed_ = aw_owed_ && !(out_.aw_valid && s.aw_ready);
    w_owed_ = w_owed_ && !(out_.w_valid && s.w_ready);
    ar_owed_ = ar_owed_ && !(out_.ar_valid && s.ar_ready);
    held_ = s;
    held_.b_valid = s.b_valid && !written;
    held_.r_valid = s.r_valid && !read;
  }

 private:
  void begin(std::uint32_t addr) {
    addr_ = addr;
    waited_ = 0;
  }

  bool now() { return !random_ || dice_.chance(3); }

  void check(const LiteSlave& s) const {
    if (s.b_valid && (!b_owed_ || aw_owed_ || w_owed_)) {
      violate("BVALID of the register port is 1 without a write");
    }
    if (s.r_valid && (!r_owed_ || ar_owed_)) {
      violate("RVALID of the register port is 1 without a read");
    }
    if ((s.b_valid && s.b_resp != RespOkay) || (s.r_valid && s.r_resp != RespOkay)) {
      violate("register 0x%03x answers with an error", addr_);
    }
    if (held_.b_valid && !s.b_valid) {
      violate("BVALID of the register port fell before BREADY");
    }
    if (held_.r_valid && (!s.r_valid || s.r_data != held_.r_data)) {
      violate("RVALID or RDATA of the register port changed before RREADY");
    }
  }

  bool random_ = false;
  Random dice_{0};
  LiteMaster out_;
  LiteSlave held_;  // with valid where it was not yet taken
  std::uint32_t addr_ = 0;
  std::uint32_t data_ = 0;
  std::uint8_t strobe_ = 0xf;
  std::uint32_t value_ = 0;
  unsigned waited_ = 0;
  bool aw_owed_ = false;
  bool w_owed_ = false;
  bool b_owed_ = false;
  bool ar_owed_ = false;
  bool r_owed_ = false;
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_LITE_HPP_
