// SPDX-License-Identifier: Apache-2.0

// The bench memory: the section of that name in the documentation of package isa, cycle by cycle.
//
// Within what AXI allows it is as unhelpful as it can be: a read sees memory as it was when its
// address was accepted, and a write reaches memory with its response, not before.

#ifndef E2TRAIN_RTL_TB_MEMORY_HPP_
#define E2TRAIN_RTL_TB_MEMORY_HPP_

#include <cstdint>
#include <cstring>
#include <deque>

#include "../isa/isa.hpp"
#include "dram.hpp"
#include "fault.hpp"
#include "pace.hpp"
#include "signals.hpp"
#include "violation.hpp"

namespace e2train {
namespace tb {

// Burst is one burst in flight with its data.
struct Burst {
  std::uint64_t addr = 0;
  std::uint32_t id = 0;
  unsigned beats = 0;
  unsigned moved = 0;          // beats so far
  std::uint64_t earliest = 0;  // cycle of the first beat, or of the response
  std::uint8_t resp = RespOkay;
  std::uint32_t spoilt = Fault::AllBeats;  // beat that resp is for
  std::uint8_t data[isa::MaxBurstBeats * MaxBusBytes] = {};

  explicit Burst(const Address& a) : addr(a.addr), id(a.id), beats(a.len + 1u) {}
};

// ReadSide answers AR with R. In each cycle drive comes first, then sample.
class ReadSide {
 public:
  ReadSide(unsigned bus_bytes, Dram* dram) : bytes_(bus_bytes), dram_(dram) {}

  void set(const Pace& pace) { pace_ = pace; }
  void set(const Fault& fault) { fault_ = fault; }
  void reset() { bursts_.clear(); }

  // drive sets what the accelerator sees in this cycle.
  void drive(std::uint64_t cycle, Slave* s) {
    s->ar_ready = pace_.ready(true);
    s->r.valid = false;
    if (bursts_.empty()) {
      return;
    }
    const Burst& b = bursts_.front();
    const bool begun = b.moved > 0 || (cycle >= b.earliest && cycle >= free_);
    if (!begun || !pace_.flows()) {
      return;
    }
    s->r.valid = true;
    s->r.last = b.moved + 1 == b.beats;
    s->r.resp = b.spoilt == Fault::AllBeats || b.spoilt == b.moved ? b.resp : RespOkay;
    s->r.id = b.id;
    s->r.data = b.data + b.moved * bytes_;
  }

  // sample takes what the accelerator did in this cycle. RREADY is 1, the checker sees to it.
  void sample(std::uint64_t cycle, const Master& m, const Slave& s) {
    if (s.r.valid) {
      ++bursts_.front().moved;
      if (s.r.last) {
        bursts_.pop_front();
        free_ = cycle + 1 + pace_.idle();
      }
    }
    if (m.ar.valid && s.ar_ready) {
      accept(cycle, m.ar);
    }
  }

 private:
  void accept(std::uint64_t cycle, const Address& a) {
    bursts_.emplace_back(a);
    Burst& b = bursts_.back();
    b.earliest = cycle + pace_.latency();
    if (!dram_->read(b.addr, b.data, b.beats * bytes_)) {
      b.resp = RespDecodeError;
    }
    if (fault_.spoils(b.addr, b.beats * bytes_)) {
      b.resp = fault_.resp();
      b.spoilt = fault_.beat();
    }
  }

  unsigned bytes_;
  Dram* dram_;
  Pace pace_{Timing{}};
  Fault fault_;
  std::deque<Burst> bursts_;
  std::uint64_t free_ = 0;  // first cycle in which the next burst may begin
};

// WriteSide answers AW and W with B.
class WriteSide {
 public:
  WriteSide(unsigned bus_bytes, Dram* dram) : bytes_(bus_bytes), dram_(dram) {}

  void set(const Pace& pace) { pace_ = pace; }
  void set(const Fault& fault) { fault_ = fault; }
  void reset() {
    bursts_.clear();
    written_.clear();
  }

  void drive(std::uint64_t cycle, Slave* s) {
    s->aw_ready = pace_.ready(offered_);
    s->w_ready = false;
    if (!bursts_.empty()) {
      const Burst& b = bursts_.front();
      const bool begun = b.moved > 0 || (cycle >= b.earliest && cycle >= free_);
      s->w_ready = begun && pace_.flows();
    }
    s->b.valid = !written_.empty() && cycle >= written_.front().earliest;
    if (s->b.valid) {
      s->b.resp = written_.front().resp;
      s->b.id = written_.front().id;
    }
  }

  // sample takes what the accelerator did in this cycle. BREADY is 1, the checker sees to it.
  void sample(std::uint64_t cycle, const Master& m, const Slave& s) {
    offered_ = m.w.valid;
    wait(m);
    if (s.b.valid) {
      respond();
    }
    if (s.w_ready) {
      take(cycle, m.w);
    }
    if (m.aw.valid && s.aw_ready) {
      bursts_.emplace_back(m.aw);
      bursts_.back().earliest = cycle + isa::WriteAccept;
    }
  }

 private:
  // Patience is how many cycles an address waits for data when it has to.
  static constexpr unsigned Patience = 1000;

  // wait notices a master that has its data wait for AWREADY, which AXI forbids (IHI 0022, A3.3.1).
  void wait(const Master& m) {
    waited_ = pace_.shy() && m.aw.valid && !m.w.valid ? waited_ + 1 : 0;
    if (waited_ > Patience) {
      violate("AWVALID waits for AWREADY, and WVALID for that; a slave may wait for both");
    }
  }

  // take moves a beat. Under the rules WVALID is 1 from the first cycle of a burst on.
  void take(std::uint64_t cycle, const WriteBeat& w) {
    Burst& b = bursts_.front();
    if (!w.valid) {
      if (!pace_.random()) {
        violate("WVALID is 0 at beat %u of %u of the burst at 0x%llx, which is due", b.moved,
                b.beats, static_cast<unsigned long long>(b.addr));
      }
      return;
    }
    std::memcpy(b.data + b.moved * bytes_, w.data, bytes_);
    if (++b.moved < b.beats) {
      return;
    }
    const std::uint64_t after = written_.empty() ? cycle : written_.back().earliest;
    const std::uint64_t due = cycle + pace_.latency();
    b.earliest = due > after ? due : after + 1;
    b.resp = dram_->has(b.addr, b.beats * bytes_) ? RespOkay : RespDecodeError;
    if (fault_.spoils(b.addr, b.beats * bytes_)) {
      b.resp = fault_.resp();
    }
    written_.push_back(b);
    bursts_.pop_front();
    free_ = cycle + 1 + pace_.idle();
  }

  // respond ends a burst. Bursts with an error do not reach memory.
  void respond() {
    const Burst& b = written_.front();
    if (b.resp == RespOkay) {
      dram_->write(b.addr, b.data, b.beats * bytes_);
    }
    written_.pop_front();
  }

  unsigned bytes_;
  Dram* dram_;
  Pace pace_{Timing{}};
  Fault fault_;
  std::deque<Burst> bursts_;   // accepted
  std::deque<Burst> written_;  // all data taken, no response yet
  std::uint64_t free_ = 0;
  bool offered_ = false;  // WVALID in the cycle before
  unsigned waited_ = 0;   // cycles in which AW was offered without W
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_MEMORY_HPP_
