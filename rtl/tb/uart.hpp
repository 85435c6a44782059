// SPDX-License-Identifier: Apache-2.0

// Both directions of a UART line, bit by bit.

#ifndef E2TRAIN_RTL_TB_UART_HPP_
#define E2TRAIN_RTL_TB_UART_HPP_

#include <cstdint>
#include <deque>
#include <vector>

#include "violation.hpp"

namespace e2train {
namespace tb {

// UartOut sends bytes: what it drives is the receiver's pin.
class UartOut {
 public:
  // A bit takes so many clocks; it need not be a whole number.
  explicit UartOut(double clocks) : clocks_(clocks), left_(clocks) {}

  // send queues a byte; with a broken stop bit the line is 0 for another bit and 1 for two more.
  void send(std::uint8_t byte, bool broken = false) {
    bits_.push_back(false);
    for (unsigned i = 0; i < 8; ++i) {
      bits_.push_back((byte >> i & 1) != 0);
    }
    bits_.push_back(!broken);
    if (broken) {
      idle(2);
    }
  }

  // idle queues bits of 1.
  void idle(unsigned bits) { bits_.insert(bits_.end(), bits, true); }

  bool done() const { return bits_.empty(); }

  // drive returns the line in this cycle.
  bool drive() {
    if (bits_.empty()) {
      left_ = clocks_;
      return true;
    }
    const bool line = bits_.front();
    left_ -= 1;
    if (left_ < 0.5) {
      bits_.pop_front();
      left_ += clocks_;
    }
    return line;
  }

 private:
  double clocks_;
  double left_;  // clocks of the first bit
  std::deque<bool> bits_;
};

// UartIn receives bytes.
class UartIn {
 public:
  explicit UartIn(unsigned clocks) : clocks_(clocks) {}

  // sample looks at the line in one cycle and reports whether a byte has ended.
  bool sample(bool line, std::uint8_t* byte) {
    if (!busy_) {
      busy_ = !line;
      count_ = 0;
      shift_ = 0;
      return false;
    }
    ++count_;
    if (count_ % clocks_ != clocks_ / 2) {
      return false;
    }
    const unsigned bit = count_ / clocks_;
    if (bit == 0 && line) {
      violate("a start bit is shorter than half a bit");
    }
    if (bit >= 1 && bit <= 8) {
      shift_ = static_cast<std::uint8_t>(shift_ >> 1 | (line ? 0x80 : 0));
    }
    if (bit < 9) {
      return false;
    }
    if (!line) {
      violate("a stop bit is 0");
    }
    busy_ = false;
    *byte = shift_;
    return true;
  }

  bool idle() const { return !busy_; }

 private:
  unsigned clocks_;
  bool busy_ = false;
  unsigned count_ = 0;
  std::uint8_t shift_ = 0;
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_UART_HPP_
