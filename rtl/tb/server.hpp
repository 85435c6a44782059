// SPDX-License-Identifier: Apache-2.0

// Carries out the requests of the host on a bench.

#ifndef E2TRAIN_RTL_TB_SERVER_HPP_
#define E2TRAIN_RTL_TB_SERVER_HPP_

#include <cstdint>

#include "bench.hpp"
#include "wire.hpp"

namespace e2train {
namespace tb {

// Server ties a bench to a wire.
template <typename SomeBench>
class Server {
 public:
  Server(SomeBench* bench, Wire* wire) : bench_(bench), wire_(wire) {}

  // serve returns when the host has gone.
  void serve() {
    Request r;
    while (wire_->next(&r)) {
      Reply reply{};
      reply.value = handle(r);
      reply.cycles = bench_->cycles();
      bench_->log().flush();
      wire_->answer(reply);
    }
  }

 private:
  std::uint32_t handle(const Request& r) {
    switch (r.op) {
      case Op::Write:
        bench_->write(r.a, static_cast<std::uint32_t>(r.b));
        return 0;
      case Op::Read:
        return bench_->read(r.a);
      case Op::Run:
        return bench_->run(r.b, r.a != 0);
      case Op::Reset:
        bench_->reset(r.b);
        return 0;
      case Op::Rules:
        rules(r);
        return 0;
      case Op::Random:
        bench_->read_side().set(Pace::random(r.b));
        bench_->write_side().set(Pace::random(r.b + 1));
        bench_->port().hesitate(r.b + 2);
        return 0;
      case Op::Fault:
        spoil(r);
        return 0;
      case Op::Flying:
        return bench_->checker().reads() | bench_->checker().writes() << 16;
      case Op::Line:
        return bench_->line().byte(r.a, bench_);
    }
    violate("request %u is unknown", static_cast<unsigned>(r.op));
  }

  static Timing timing(std::uint64_t v) {
    return Timing{static_cast<std::uint32_t>(v), static_cast<std::uint32_t>(v >> 32)};
  }

  void rules(const Request& r) {
    bench_->read_side().set(Pace(timing(r.b)));
    bench_->write_side().set(Pace(timing(r.c)));
    bench_->port().hurry();
  }

  void spoil(const Request& r) {
    const auto resp = static_cast<std::uint8_t>(r.a >> 8 & 3u);
    const std::uint32_t beat = r.a >> 16 & 0xffu;
    const Fault f = (r.a & FaultAddress) != 0 ? Fault::at(r.b, resp, beat)
                                              : Fault::nth(r.b, resp, beat);
    if ((r.a & FaultWrite) != 0) {
      bench_->write_side().set(f);
    } else {
      bench_->read_side().set(f);
    }
  }

  SomeBench* bench_;
  Wire* wire_;
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_SERVER_HPP_
