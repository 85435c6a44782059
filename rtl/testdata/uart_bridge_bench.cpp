// SPDX-License-Identifier: Apache-2.0

// Talks to uart_bridge bit by bit and compares registers, memory and answers with plain variables: windows of random
// requests, damaged and missing ones, repeated ones, garbage, pauses within frames, bus errors, interrupts.
// Usage: uart_bridge_bench SEED FRAMES CLKS_PER_BIT SKEW_PERCENT. Prints what was done, or the first difference.

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <vector>

#include "Vuart_bridge.h"
#include "random.hpp"
#include "uart.hpp"
#include "verilated.h"
#include "violation.hpp"

namespace {

using namespace e2train::tb;
using Bytes = std::vector<std::uint8_t>;

constexpr unsigned BusBytes = sizeof(Vuart_bridge::axi_wdata_o);
constexpr unsigned MaxData = 512;
constexpr unsigned Window = 7;
constexpr unsigned Kept = 8;
constexpr std::uint64_t Origin = 0xfffff000;  // addresses pass 4 GB
constexpr std::size_t MemoryBytes = 3 * 4096;
constexpr std::size_t RegisterBytes = 2048;  // above, the bus answers with an error

enum Kind : std::uint8_t { Sync = 1, ReadRegisters, WriteRegisters, ReadMemory, WriteMemory, Gap = 0x86, Event = 0x87 };
constexpr std::uint8_t Done = 0x80, BusError = 0xc0, Refused = 0xa0;

struct Request {
  std::uint8_t kind = 0;
  std::uint8_t number = 0;
  unsigned length = 0;
  std::uint64_t addr = 0;
  Bytes data;
};

struct Answer {
  std::uint8_t kind = 0;
  std::uint8_t number = 0;
  Bytes data;
  bool operator==(const Answer& b) const { return kind == b.kind && number == b.number && data == b.data; }
};

std::uint32_t crc32(const Bytes& b) {
  std::uint32_t crc = ~0u;
  for (const std::uint8_t c : b) {
    crc ^= c;
    for (unsigned i = 0; i < 8; ++i) {
      crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320u : 0);
    }
  }
  return ~crc;
}

void number(Bytes* b, std::uint64_t v, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) {
    b->push_back(static_cast<std::uint8_t>(v >> 8 * i));
  }
}

// onLine returns the bytes of a frame on the line, without flags.
Bytes onLine(const Request& r) {
  Bytes f{r.kind, r.number};
  number(&f, r.length, 2);
  number(&f, r.addr, 8);
  f.insert(f.end(), r.data.begin(), r.data.end());
  number(&f, crc32(f), 4);
  Bytes line;
  for (const std::uint8_t c : f) {
    if (c == 0x7e || c == 0x7d) {
      line.push_back(0x7d);
      line.push_back(c ^ 0x20);
    } else {
      line.push_back(c);
    }
  }
  return line;
}

// State is what the other side of the bridge holds.
struct State {
  std::uint8_t registers[RegisterBytes] = {};
  std::uint8_t memory[MemoryBytes] = {};
};

// Port is a slave of either bus that answers one access at a time, when it likes.
class Port {
 public:
  Port(const char* name, std::uint8_t* bytes, std::size_t size, std::uint64_t origin, unsigned width, Random* dice)
      : name_(name), bytes_(bytes), size_(size), origin_(origin), width_(width), dice_(dice) {}

  struct Pins {
    bool aw_valid, w_valid, ar_valid;
    std::uint64_t aw_addr, ar_addr;
    std::uint32_t strobe;
    const std::uint8_t* data;
  };
  struct Out {
    bool aw_ready = false, w_ready = false, ar_ready = false, b_valid = false, r_valid = false;
    std::uint8_t resp = 0;
    std::uint8_t data[16] = {};
  };

  // drive chooses what this cycle offers.
  Out drive() {
    out_ = Out{};
    out_.aw_ready = !aw_ && dice_->chance(3);
    out_.w_ready = !w_ && dice_->chance(3);
    out_.ar_ready = !ar_ && dice_->chance(3);
    out_.b_valid = aw_ && w_ && dice_->chance(3);
    out_.r_valid = ar_ && dice_->chance(3);
    if (out_.b_valid) {
      out_.resp = inside(waddr_) ? 0 : 2;
    }
    if (out_.r_valid) {
      out_.resp = inside(raddr_) ? 0 : 3;
      for (unsigned i = 0; i < width_; ++i) {
        out_.data[i] = inside(raddr_) ? bytes_[raddr_ - origin_ + i] : 0xee;
      }
    }
    return out_;
  }

  void sample(const Pins& p) {
    if (held(last_.aw_valid, p.aw_valid, last_.aw_addr, p.aw_addr) || held(last_.ar_valid, p.ar_valid, last_.ar_addr, p.ar_addr) ||
        held(last_.w_valid, p.w_valid, last_.strobe, p.strobe)) {
      violate("%s: something that was offered changed before it was taken", name_);
    }
    last_ = p;
    if (out_.aw_ready && p.aw_valid) {
      aw_ = true;
      waddr_ = p.aw_addr;
      last_.aw_valid = false;
    }
    if (out_.w_ready && p.w_valid) {
      w_ = true;
      strobe_ = p.strobe;
      std::memcpy(wdata_, p.data, width_);
      last_.w_valid = false;
    }
    if (out_.ar_ready && p.ar_valid) {
      ar_ = true;
      raddr_ = p.ar_addr;
      last_.ar_valid = false;
    }
    if (out_.b_valid) {
      aw_ = w_ = false;
      write();
    }
    if (out_.r_valid) {
      ar_ = false;
    }
  }

 private:
  static bool held(bool before, bool now, std::uint64_t a, std::uint64_t b) { return before && (!now || a != b); }

  bool inside(std::uint64_t addr) const { return addr >= origin_ && addr - origin_ + width_ <= size_; }

  void write() {
    if (waddr_ % width_ != 0 || strobe_ == 0) {
      violate("%s: write at 0x%" PRIx64 ", strobe 0x%x", name_, waddr_, strobe_);
    }
    for (unsigned i = 0; i < width_ && inside(waddr_); ++i) {
      if (strobe_ >> i & 1) {
        bytes_[waddr_ - origin_ + i] = wdata_[i];
      }
    }
  }

  const char* name_;
  std::uint8_t* bytes_;
  std::size_t size_;
  std::uint64_t origin_;
  unsigned width_;
  Random* dice_;
  bool aw_ = false, w_ = false, ar_ = false;
  std::uint64_t waddr_ = 0, raddr_ = 0;
  std::uint32_t strobe_ = 0;
  std::uint8_t wdata_[16] = {};
  Out out_;
  Pins last_{};
};

class Bench {
 public:
  Bench(std::uint64_t seed, unsigned clocks, double skew)
      : dice(seed), out_(clocks * (1 + skew)), in_(clocks), clocks_(clocks),
        lite_("AXI4-Lite", state.registers, RegisterBytes, 0, 4, &dice),
        memory_("AXI4", state.memory, MemoryBytes, Origin, BusBytes, &dice) {
    pins_.rst_ni = 0;
    for (unsigned i = 0; i < 4; ++i) {
      cycle();
    }
    pins_.rst_ni = 1;
  }
  ~Bench() { pins_.final(); }

  Random dice;
  State state;
  std::deque<Answer> answers;

  UartOut& out() { return out_; }
  void irq(bool level) { pins_.irq_i = level; }

  void run(std::uint64_t cycles) {
    for (; cycles > 0; --cycles) {
      cycle();
    }
  }

  // wait runs until so many answers are there.
  void wait(std::size_t n) {
    const std::uint64_t most = std::uint64_t{clocks_} * 10 * 2 * 600 * (n + 8);
    for (std::uint64_t i = 0; answers.size() < n || !out_.done(); ++i) {
      if (i > most) {
        violate("%zu answers of %zu came", answers.size(), n);
      }
      cycle();
    }
  }

 private:
  void cycle() {
    Vuart_bridge& m = pins_;
    m.rx_i = out_.drive();
    const Port::Out l = lite_.drive(), d = memory_.drive();
    m.axil_awready_i = l.aw_ready;
    m.axil_wready_i = l.w_ready;
    m.axil_arready_i = l.ar_ready;
    m.axil_bvalid_i = l.b_valid;
    m.axil_rvalid_i = l.r_valid;
    m.axil_bresp_i = m.axil_rresp_i = l.resp;
    std::memcpy(&m.axil_rdata_i, l.data, 4);
    m.axi_awready_i = d.aw_ready;
    m.axi_wready_i = d.w_ready;
    m.axi_arready_i = d.ar_ready;
    m.axi_bvalid_i = d.b_valid;
    m.axi_rvalid_i = d.r_valid;
    m.axi_bresp_i = m.axi_rresp_i = d.resp;
    std::memcpy(&m.axi_rdata_i, d.data, BusBytes);
    m.clk_i = 0;
    m.eval();
    if (m.rst_ni) {
      sample();
    }
    m.clk_i = 1;
    m.eval();
  }

  void sample() {
    const Vuart_bridge& m = pins_;
    lite_.sample({m.axil_awvalid_o != 0, m.axil_wvalid_o != 0, m.axil_arvalid_o != 0, m.axil_awaddr_o, m.axil_araddr_o,
                  m.axil_wstrb_o, reinterpret_cast<const std::uint8_t*>(&m.axil_wdata_o)});
    memory_.sample({m.axi_awvalid_o != 0, m.axi_wvalid_o != 0, m.axi_arvalid_o != 0, m.axi_awaddr_o, m.axi_araddr_o,
                    m.axi_wstrb_o, reinterpret_cast<const std::uint8_t*>(&m.axi_wdata_o)});
    std::uint8_t byte;
    if (in_.sample(m.tx_o != 0, &byte)) {
      take(byte);
    }
  }

  // take adds a byte to the frame that arrives.
  void take(std::uint8_t byte) {
    if (byte != 0x7e) {
      frame_.push_back(escaped_ ? byte ^ 0x20 : byte);
      if (byte == 0x7d && !escaped_) {
        frame_.pop_back();
        escaped_ = true;
      } else {
        escaped_ = false;
      }
      return;
    }
    if (frame_.empty()) {
      return;
    }
    answers.push_back(parse(frame_));
    frame_.clear();
  }

  static Answer parse(Bytes f) {
    if (f.size() < 8) {
      violate("an answer of %zu bytes", f.size());
    }
    const Bytes tail(f.end() - 4, f.end());
    f.resize(f.size() - 4);
    Bytes want;
    number(&want, crc32(f), 4);
    const unsigned length = f[2] | static_cast<unsigned>(f[3]) << 8;
    if (tail != want || length != f.size() - 4) {
      violate("an answer with a wrong CRC or length %u of %zu", length, f.size() - 4);
    }
    return Answer{f[0], f[1], Bytes(f.begin() + 4, f.end())};
  }

  Vuart_bridge pins_;
  UartOut out_;
  UartIn in_;
  unsigned clocks_;
  Port lite_, memory_;
  Bytes frame_;
  bool escaped_ = false;
};

// Test sends requests, and knows what they do.
class Test {
 public:
  Test(std::uint64_t seed, unsigned clocks, double skew) : bench_(seed, clocks, skew), dice_(bench_.dice) {
    for (auto& b : bench_.state.memory) {
      b = static_cast<std::uint8_t>(dice_.next());
    }
    for (auto& b : bench_.state.registers) {
      b = static_cast<std::uint8_t>(dice_.next());
    }
    want_ = bench_.state;
    garbage();
    sync();
  }

  void batch() {
    switch (dice_.below(8)) {
      case 0:
        return sync();
      case 1:
        return repeat();
      case 2:
        return interrupt();
      case 3:
        return damage();
    }
    std::vector<Request> all = requests();
    for (const Request& r : all) {
      send(r);
    }
    wanted(all);
  }

  unsigned frames() const { return frames_; }

 private:
  void garbage() {
    for (unsigned n = static_cast<unsigned>(dice_.below(40)); n > 0; --n) {
      bench_.out().send(static_cast<std::uint8_t>(dice_.next()), dice_.below(20) == 0);
    }
    bench_.out().idle(static_cast<unsigned>(dice_.below(30)));
  }

  // send queues a frame: sometimes behind garbage, sometimes with a pause within.
  void send(const Request& r) {
    ++frames_;
    if (dice_.below(6) == 0) {
      garbage();
    }
    bench_.out().send(0x7e);
    const Bytes line = onLine(r);
    const std::size_t pause = dice_.below(4) == 0 ? dice_.below(line.size()) : line.size();
    for (std::size_t i = 0; i < line.size(); ++i) {
      bench_.out().send(line[i]);
      if (i == pause) {
        bench_.out().idle(static_cast<unsigned>(dice_.below(100)));
      }
    }
    bench_.out().send(0x7e);
  }

  // spoil queues a frame that cannot be understood: cut off, changed, or with a bad stop bit.
  void spoil(const Request& r) {
    bench_.out().send(0x7e);
    Bytes line = onLine(r);
    const std::size_t at = dice_.below(line.size());
    const unsigned how = static_cast<unsigned>(dice_.below(4));
    if (how == 0) {
      line.resize(at);
    } else if (how == 1) {
      line.insert(line.begin() + static_cast<std::ptrdiff_t>(at), 600, 0x55);
    } else if (how == 2) {
      line[at] = static_cast<std::uint8_t>(line[at] ^ 1u << dice_.below(8));
    }
    for (std::size_t i = 0; i < line.size(); ++i) {
      bench_.out().send(line[i], how == 3 && i == at);
    }
    bench_.out().send(0x7e);
  }

  Request request() {
    Request r;
    r.number = next_++;
    r.kind = static_cast<std::uint8_t>(ReadRegisters + dice_.below(4));
    r.length = static_cast<unsigned>(dice_.below(dice_.below(3) == 0 ? MaxData + 1 : 40));
    const bool registers = r.kind <= WriteRegisters;
    if (registers) {
      r.length = r.length / 4 * 4;
      r.addr = dice_.below(4096 - r.length + 1) / 4 * 4;
    } else {
      r.addr = Origin + dice_.below(4) * 4096 + dice_.below(4096 - r.length + 1);
    }
    const unsigned wrong = static_cast<unsigned>(dice_.below(40));
    if (wrong == 0) {
      r.addr = (r.addr | 0xfff) - 1;
    } else if (wrong == 1) {
      r.kind = static_cast<std::uint8_t>(dice_.below(2) == 0 ? 0 : 6 + dice_.below(100));
    } else if (wrong == 2) {
      r.length += 513;
    } else if (wrong == 3) {
      r.addr += registers ? std::uint64_t{4096} << dice_.below(50) : 0;
    }
    if (r.kind == WriteRegisters || r.kind == WriteMemory) {
      r.length = r.length > MaxData ? MaxData : r.length;
      for (unsigned i = 0; i < r.length; ++i) {
        r.data.push_back(static_cast<std::uint8_t>(dice_.chance(2) ? 0x7d + dice_.below(2) : dice_.next()));
      }
    }
    return r;
  }

  std::vector<Request> requests() {
    std::vector<Request> all;
    for (unsigned n = 1 + static_cast<unsigned>(dice_.below(Window)); n > 0; --n) {
      all.push_back(request());
    }
    return all;
  }

  // carryOut does what a request asks for and returns its answer.
  Answer carryOut(const Request& r) {
    const bool registers = r.kind == ReadRegisters || r.kind == WriteRegisters;
    const bool write = r.kind == WriteRegisters || r.kind == WriteMemory;
    Answer a{static_cast<std::uint8_t>(Done | r.kind), r.number, {}};
    const bool known = r.kind >= ReadRegisters && r.kind <= WriteMemory;
    if (!known || r.length > MaxData || r.addr % 4096 + r.length > 4096 ||
        (registers && (r.addr % 4 != 0 || r.length % 4 != 0 || r.addr >= 4096))) {
      a.kind = static_cast<std::uint8_t>(Refused | r.kind);
      return a;
    }
    std::uint8_t* const bytes = registers ? want_.registers : want_.memory;
    const std::size_t size = registers ? RegisterBytes : MemoryBytes;
    const std::uint64_t at = registers ? r.addr : r.addr - Origin;
    for (unsigned i = 0; i < r.length; ++i) {
      if (at + i >= size) {
        a.kind = static_cast<std::uint8_t>(BusError | r.kind);
        a.data.clear();
        return a;
      }
      if (write) {
        bytes[at + i] = r.data[i];
      } else {
        a.data.push_back(bytes[at + i]);
      }
    }
    return a;
  }

  // wanted waits for the answers to requests and compares everything.
  void wanted(const std::vector<Request>& all) {
    bench_.wait(all.size());
    for (const Request& r : all) {
      const Answer want = carryOut(r);
      got(r, want);
      last_.push_back({r, want});
      if (last_.size() > Kept) {
        last_.pop_front();
      }
    }
    compare();
  }

  void got(const Request& r, const Answer& want) {
    const Answer got = bench_.answers.front();
    bench_.answers.pop_front();
    if (!(got == want)) {
      violate("request 0x%02x %u at 0x%" PRIx64 ", %u bytes: answer 0x%02x %u with %zu bytes, want 0x%02x %u with %zu", r.kind,
              r.number, r.addr, r.length, got.kind, got.number, got.data.size(), want.kind, want.number, want.data.size());
    }
  }

  void compare() {
    if (!bench_.answers.empty()) {
      violate("an answer too many, 0x%02x %u", bench_.answers.front().kind, bench_.answers.front().number);
    }
    if (std::memcmp(want_.memory, bench_.state.memory, MemoryBytes) != 0) {
      violate("memory differs");
    }
    if (std::memcmp(want_.registers, bench_.state.registers, RegisterBytes) != 0) {
      violate("registers differ");
    }
  }

  void sync() {
    Request r;
    r.kind = Sync;
    r.number = static_cast<std::uint8_t>(dice_.next());
    send(r);
    bench_.wait(1);
    got(r, Answer{Done | Sync, r.number, {1, Window, MaxData & 0xff, MaxData >> 8}});
    next_ = static_cast<std::uint8_t>(r.number + 1);
    last_.clear();
    compare();
  }

  // repeat sends requests of before again, after memory has changed: the answers are those of before.
  void repeat() {
    for (unsigned i = 0; i < 100; ++i) {
      const std::size_t at = dice_.below(MemoryBytes);
      want_.memory[at] = bench_.state.memory[at] = static_cast<std::uint8_t>(dice_.next());
    }
    for (const Past& p : last_) {
      if (dice_.chance(4)) {
        send(p.request);
        bench_.wait(1);
        got(p.request, p.answer);
      }
    }
    compare();
  }

  void interrupt() {
    bench_.irq(true);
    bench_.wait(1);
    bench_.irq(false);
    bench_.run(5);
    got(Request{}, Answer{Event, 0, {}});
    compare();
  }

  // damage spoils one request of a window: those behind it are refused with a gap, until they come again.
  void damage() {
    const std::vector<Request> all = requests();
    const std::size_t bad = dice_.below(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      i == bad ? spoil(all[i]) : send(all[i]);
    }
    bench_.wait(all.size() - 1);
    const std::vector<Request> before(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(bad));
    const std::vector<Request> after(all.begin() + static_cast<std::ptrdiff_t>(bad), all.end());
    for (const Request& r : before) {
      const Answer want = carryOut(r);
      got(r, want);
      last_.push_back({r, want});
    }
    for (std::size_t i = 1; i < after.size(); ++i) {
      got(after[i], Answer{Gap, all[bad].number, {}});
    }
    for (const Request& r : after) {
      send(r);
    }
    wanted(after);
    while (last_.size() > Kept) {
      last_.pop_front();
    }
  }

  struct Past {
    Request request;
    Answer answer;
  };

  Bench bench_;
  Random& dice_;
  State want_;
  std::deque<Past> last_;
  std::uint8_t next_ = 0;
  unsigned frames_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: uart_bridge_bench SEED FRAMES CLKS_PER_BIT SKEW_PERCENT\n");
    return 2;
  }
  try {
    Test test(std::strtoull(argv[1], nullptr, 0), static_cast<unsigned>(std::atoi(argv[3])), std::atof(argv[4]) / 100);
    while (test.frames() < static_cast<unsigned>(std::atoi(argv[2]))) {
      test.batch();
    }
    std::printf("%u frames\n", test.frames());
  } catch (const Violation& v) {
    std::printf("%s\n", v.what());
    return 1;
  }
}
