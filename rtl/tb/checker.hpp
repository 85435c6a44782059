// SPDX-License-Identifier: Apache-2.0

// The rules that the accelerator keeps as AXI4 master: those of AXI and the stricter ones of package
// isa. What AXI calls unknown has no form in a two-state simulation; the model starts from random
// state instead.

#ifndef E2TRAIN_RTL_TB_CHECKER_HPP_
#define E2TRAIN_RTL_TB_CHECKER_HPP_

#include <cstdint>
#include <cstring>
#include <deque>

#include "../isa/isa.hpp"
#include "signals.hpp"
#include "violation.hpp"

namespace e2train {
namespace tb {

// AddressRules are those of AR and AW alike.
class AddressRules {
 public:
  AddressRules(const char* name, unsigned bus_bytes) : name_(name), bytes_(bus_bytes) {}

  // sample checks one cycle in which flying bursts of the direction are in flight.
  void sample(const Address& a, bool ready, unsigned flying, const isa::Axi& attributes) {
    if (stalled_) {
      stable(a);
    }
    if (a.valid && !stalled_) {
      legal(a, attributes);
      begin(a);
    }
    if (a.valid && flying >= isa::MaxOutstanding) {
      violate("%sVALID is 1 while %u bursts are in flight", name_, flying);
    }
    stalled_ = a.valid && !ready;
    full_ = flying >= isa::MaxOutstanding;
    last_ = a;
  }

  // stop says that nothing new is offered from now on, but for a burst that waits until one of
  // those in flight ends.
  void stop() { left_ = full_ ? 1 : 0; }
  void start() { left_ = Unlimited; }

  void reset() {
    stalled_ = full_ = false;
    start();
  }

 private:
  void stable(const Address& a) const {
    if (!a.valid) {
      violate("%sVALID fell before %sREADY", name_, name_);
    }
    if (a.addr != last_.addr || a.len != last_.len || a.size != last_.size ||
        a.burst != last_.burst || a.cache != last_.cache || a.prot != last_.prot ||
        a.id != last_.id) {
      violate("%s changed from 0x%llx, %u beats to 0x%llx, %u beats before %sREADY", name_,
              static_cast<unsigned long long>(last_.addr), last_.len + 1u,
              static_cast<unsigned long long>(a.addr), a.len + 1u, name_);
    }
  }

  void begin(const Address& a) {
    if (left_ == 0) {
      violate("%s at 0x%llx is offered after a reset", name_,
              static_cast<unsigned long long>(a.addr));
    }
    left_ -= left_ != Unlimited;
  }

  void legal(const Address& a, const isa::Axi& attributes) const {
    const unsigned long long addr = a.addr;
    const unsigned beats = a.len + 1u;
    const std::uint64_t longest = std::uint64_t{isa::MaxBurstBeats} * bytes_;
    if (a.burst != 1 || 1u << a.size != bytes_) {
      violate("%s at 0x%llx: AxBURST %u, AxSIZE %u, want INCR of %u bytes", name_, addr, a.burst,
              a.size, bytes_);
    }
    if (a.addr % bytes_ != 0) {
      violate("%s at 0x%llx is no multiple of the bus width", name_, addr);
    }
    if (beats > isa::MaxBurstBeats) {
      violate("%s at 0x%llx has %u beats", name_, addr, beats);
    }
    // A multiple of 4 KB is a multiple of the longest burst.
    if (a.addr / longest != (a.addr + (beats - 1) * bytes_) / longest) {
      violate("%s at 0x%llx: %u beats cross a multiple of %u beats", name_, addr, beats,
              isa::MaxBurstBeats);
    }
    if (a.cache != attributes.cache || a.prot != attributes.prot) {
      violate("%s at 0x%llx: AxCACHE %u, AxPROT %u, register AXI says %u, %u", name_, addr, a.cache,
              a.prot, attributes.cache, attributes.prot);
    }
    if (a.id != 0) {
      violate("%s at 0x%llx has ID %u", name_, addr, a.id);
    }
  }

  static constexpr unsigned Unlimited = ~0u;

  const char* name_;
  unsigned bytes_;
  bool stalled_ = false;       // valid and not ready in the cycle before
  bool full_ = false;          // in the cycle before nothing more could be offered
  unsigned left_ = Unlimited;  // bursts that may still be offered
  Address last_;
};

// DataRules are those of W.
class DataRules {
 public:
  explicit DataRules(unsigned bus_bytes) : bytes_(bus_bytes) {}

  // expect announces the data of an accepted address.
  void expect(unsigned beats) { beats_.push_back(beats); }

  void sample(const WriteBeat& w, bool ready) {
    if (stalled_) {
      stable(w);
    }
    if (within_ && !w.valid) {
      violate("WVALID fell within a burst, after %u beats", moved_);
    }
    const bool moves = w.valid && ready;
    if (w.valid) {
      within_ = !(moves && w.last);
    }
    if (moves) {
      beat(w);
    }
    stalled_ = w.valid && !ready;
    last_ = w;
  }

  void reset() {
    stalled_ = within_ = false;
    moved_ = 0;
    beats_.clear();
  }

 private:
  void stable(const WriteBeat& w) const {
    if (!w.valid) {
      violate("WVALID fell before WREADY");
    }
    if (w.last != last_.last || w.strobe != last_.strobe ||
        std::memcmp(w.data, last_.data, bytes_) != 0) {
      violate("W changed before WREADY");
    }
  }

  void beat(const WriteBeat& w) {
    if (beats_.empty()) {
      violate("a beat was taken that belongs to no burst");
    }
    ++moved_;
    if (w.last != (moved_ == beats_.front())) {
      violate("WLAST is %d in beat %u of %u", w.last, moved_, beats_.front());
    }
    if (w.strobe != (1u << bytes_) - 1) {
      violate("WSTRB is 0x%x, want all ones", w.strobe);
    }
    if (w.last) {
      moved_ = 0;
      beats_.pop_front();
    }
  }

  unsigned bytes_;
  bool stalled_ = false;
  bool within_ = false;  // of a burst: a beat was offered and its last one not yet taken
  unsigned moved_ = 0;   // beats of the first burst so far
  WriteBeat last_;
  std::deque<unsigned> beats_;  // of accepted bursts
};

// Checker holds all rules. sample is called once a cycle outside reset.
class Checker {
 public:
  explicit Checker(unsigned bus_bytes)
      : read_("AR", bus_bytes), write_("AW", bus_bytes), data_(bus_bytes) {}

  // attributes announces what register AXI holds.
  void attributes(const isa::Axi& a) { attributes_ = a; }

  // stop announces that a launch was stopped by register CONTROL, start that one will begin.
  void stop() {
    read_.stop();
    write_.stop();
  }
  void start() {
    read_.start();
    write_.start();
  }

  // reads and writes return the bursts in flight.
  unsigned reads() const { return reads_; }
  unsigned writes() const { return writes_; }

  void sample(const Master& m, const Slave& s) {
    if (!m.r_ready || !m.b_ready) {
      violate("%s is 0", m.r_ready ? "BREADY" : "RREADY");
    }
    read_.sample(m.ar, s.ar_ready, reads_, attributes_);
    write_.sample(m.aw, s.aw_ready, writes_, attributes_);
    data_.sample(m.w, s.w_ready);
    if (m.aw.valid && s.aw_ready) {
      data_.expect(m.aw.len + 1u);
    }
    // A burst leaves the count in the cycle after its last beat or response.
    reads_ += (m.ar.valid && s.ar_ready) - (s.r.valid && s.r.last);
    writes_ += (m.aw.valid && s.aw_ready) - s.b.valid;
  }

  // silent checks the last cycle of a reset: nothing is offered.
  void silent(const Master& m) const {
    if (m.ar.valid || m.aw.valid || m.w.valid) {
      violate("%s is 1 in reset", m.ar.valid ? "ARVALID" : m.aw.valid ? "AWVALID" : "WVALID");
    }
  }

  void reset() {
    reads_ = writes_ = 0;
    attributes_ = isa::Axi{};
    read_.reset();
    write_.reset();
    data_.reset();
  }

 private:
  AddressRules read_;
  AddressRules write_;
  DataRules data_;
  isa::Axi attributes_;
  unsigned reads_ = 0;
  unsigned writes_ = 0;
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_CHECKER_HPP_
