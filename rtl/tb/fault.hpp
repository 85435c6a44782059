// SPDX-License-Identifier: Apache-2.0

// Error responses on demand.

#ifndef E2TRAIN_RTL_TB_FAULT_HPP_
#define E2TRAIN_RTL_TB_FAULT_HPP_

#include <cstdint>

#include "signals.hpp"

namespace e2train {
namespace tb {

// Fault spoils one burst of one direction: the n-th from now on, or the first that covers an address.
class Fault {
 public:
  // AllBeats has every beat of a read burst answered with the error.
  static constexpr std::uint32_t AllBeats = 0xff;

  Fault() = default;
  static Fault nth(std::uint64_t n, std::uint8_t resp, std::uint32_t beat) {
    return Fault(false, n, resp, beat);
  }
  static Fault at(std::uint64_t addr, std::uint8_t resp, std::uint32_t beat) {
    return Fault(true, addr, resp, beat);
  }

  // spoils reports whether the burst of the given bytes, the next of its direction, is the one.
  bool spoils(std::uint64_t addr, std::uint64_t bytes) {
    if (!armed_) {
      return false;
    }
    if (by_address_ ? value_ - addr < bytes : value_ == 0) {
      armed_ = false;
      return true;
    }
    value_ -= by_address_ ? 0 : 1;
    return false;
  }

  std::uint8_t resp() const { return resp_; }

  // beat returns the beat, counted from 0, that a read answers with the error, or AllBeats.
  std::uint32_t beat() const { return beat_; }

 private:
  Fault(bool by_address, std::uint64_t value, std::uint8_t resp, std::uint32_t beat)
      : armed_(true), by_address_(by_address), value_(value), resp_(resp), beat_(beat) {}

  bool armed_ = false;
  bool by_address_ = false;
  std::uint64_t value_ = 0;  // bursts to let pass, or address
  std::uint8_t resp_ = RespOkay;
  std::uint32_t beat_ = AllBeats;
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_FAULT_HPP_
