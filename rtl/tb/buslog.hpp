// SPDX-License-Identifier: Apache-2.0

// A log of what happens on the ports, for people who look for the first cycle that is wrong.

#ifndef E2TRAIN_RTL_TB_BUSLOG_HPP_
#define E2TRAIN_RTL_TB_BUSLOG_HPP_

#include <cinttypes>
#include <cstdint>
#include <cstdio>

#include "signals.hpp"
#include "violation.hpp"

namespace e2train {
namespace tb {

// BusLog writes one line an event: the cycle since the last START, the event, address and beats
// where it has them. Events are start, ar, r (last beat), aw, w (last beat), b and irq.
class BusLog {
 public:
  BusLog() = default;
  ~BusLog() {
    if (file_ != nullptr) {
      std::fclose(file_);
    }
  }
  BusLog(const BusLog&) = delete;
  BusLog& operator=(const BusLog&) = delete;

  void open(const char* name) {
    file_ = std::fopen(name, "w");
    if (file_ == nullptr) {
      violate("the log %s cannot be written", name);
    }
  }

  bool on() const { return file_ != nullptr; }

  void start(std::uint64_t cycle) {
    start_ = cycle;
    std::fprintf(file_, "0 start\n");
  }

  void sample(std::uint64_t cycle, const Master& m, const Slave& s, bool irq) {
    const std::uint64_t at = cycle - start_;
    address(at, "ar", m.ar, s.ar_ready);
    address(at, "aw", m.aw, s.aw_ready);
    event(at, "r", s.r.valid && s.r.last);
    event(at, "w", s.w_ready && m.w.valid && m.w.last);
    event(at, "b", s.b.valid);
    event(at, "irq", irq && !irq_);
    irq_ = irq;
  }

  void flush() {
    if (file_ != nullptr) {
      std::fflush(file_);
    }
  }

 private:
  void address(std::uint64_t at, const char* what, const Address& a, bool ready) {
    if (a.valid && ready) {
      std::fprintf(file_, "%" PRIu64 " %s 0x%" PRIx64 " %u\n", at, what, a.addr, a.len + 1u);
    }
  }

  void event(std::uint64_t at, const char* what, bool happens) {
    if (happens) {
      std::fprintf(file_, "%" PRIu64 " %s\n", at, what);
    }
  }

  std::FILE* file_ = nullptr;
  std::uint64_t start_ = 0;
  bool irq_ = false;
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_BUSLOG_HPP_
