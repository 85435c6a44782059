// SPDX-License-Identifier: Apache-2.0

// The messages between the host process and the simulation. Both ends are on one machine, so numbers
// have its byte order; package driver/verilator demands a little-endian one.

#ifndef E2TRAIN_RTL_TB_WIRE_HPP_
#define E2TRAIN_RTL_TB_WIRE_HPP_

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "violation.hpp"

namespace e2train {
namespace tb {

// WireVersion is that of the messages; the host passes its own on the command line.
constexpr std::uint32_t WireVersion = 1;

// Op says what a request asks for. The value of a reply is 0 where nothing else is said.
enum class Op : std::uint32_t {
  Write = 1,   // register a := b
  Read = 2,    // register a; value: its content
  Run = 3,     // at most b cycles, until the interrupt if a is 1; value: the interrupt
  Reset = 4,   // hold rst_ni for b cycles
  Rules = 5,   // memory by the rules; b, c: latency and idle << 32 of reads and writes
  Random = 6,  // memory and register port at random; b: seed
  Fault = 7,   // spoil a burst; a: FaultWrite, FaultAddress, resp << 8, beat << 16; b: n or address
  Flying = 8,  // value: bursts in flight, reads + writes << 16
  Line = 9,    // as long as a byte takes on the UART; a, value: LineByte + byte to and from it
};

constexpr std::uint32_t FaultWrite = 1;    // of writes, not of reads
constexpr std::uint32_t FaultAddress = 2;  // the burst that covers address b, not the b-th

constexpr std::uint32_t LineByte = 0x100;  // there is a byte
constexpr std::uint32_t LineBusy = 0x200;  // more may come from the bridge

// Request is one message of the host.
struct Request {
  Op op;
  std::uint32_t a;
  std::uint64_t b;
  std::uint64_t c;
};
static_assert(sizeof(Request) == 24, "no padding");

// Reply answers one request, in order.
struct Reply {
  std::uint32_t value;
  std::uint32_t reserved;
  std::uint64_t cycles;  // since power-up
};
static_assert(sizeof(Reply) == 16, "no padding");

// Wire reads requests and writes replies. Replies leave when no request is at hand.
class Wire {
 public:
  Wire(int in, int out) : in_(in), out_(out) {}

  // next waits for a request; false when the host has gone.
  bool next(Request* r) {
    while (end_ - begin_ < sizeof *r) {
      if (!fill()) {
        return false;
      }
    }
    std::memcpy(r, buffer_ + begin_, sizeof *r);
    begin_ += sizeof *r;
    return true;
  }

  void answer(const Reply& r) {
    const std::size_t at = replies_.size();
    replies_.resize(at + sizeof r);
    std::memcpy(replies_.data() + at, &r, sizeof r);
  }

 private:
  // fill reads what there is, at least a byte.
  bool fill() {
    flush();
    std::memmove(buffer_, buffer_ + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    ssize_t n;
    do {
      n = ::read(in_, buffer_ + end_, sizeof buffer_ - end_);
    } while (n < 0 && errno == EINTR);
    if (n <= 0) {
      return false;
    }
    end_ += static_cast<std::size_t>(n);
    return true;
  }

  void flush() {
    for (std::size_t at = 0; at < replies_.size();) {
      const ssize_t n = ::write(out_, replies_.data() + at, replies_.size() - at);
      if (n < 0 && errno != EINTR) {
        violate("replies cannot be written");
      }
      at += n > 0 ? static_cast<std::size_t>(n) : 0;
    }
    replies_.clear();
  }

  int in_;
  int out_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  char buffer_[256 * sizeof(Request)];
  std::vector<char> replies_;
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_WIRE_HPP_
