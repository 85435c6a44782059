// SPDX-License-Identifier: Apache-2.0

// Drives the bench memory by the rules and prints when it answers. Each line of input is one burst,
// "r READY BEATS" or "w READY BEATS": READY is the first cycle in which its address is offered. Each
// line of output has the cycles of its address and last beat, and of its response if it is a write.
// Arguments: bus width in bytes, read latency, read idle, write latency, write idle.

#include <sys/mman.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "checker.hpp"
#include "dram.hpp"
#include "memory.hpp"

namespace {

using namespace e2train::tb;
namespace isa = e2train::isa;

struct Planned {
  bool write;
  std::uint64_t ready;
  unsigned beats;
  std::uint64_t address = 0;
  std::uint64_t last = 0;
  std::uint64_t response = 0;
};

// Engine offers the bursts of one direction in order, as the accelerator does.
struct Engine {
  std::vector<Planned*> bursts;
  std::size_t offered = 0;   // addresses taken
  std::size_t moving = 0;    // bursts whose last beat has passed
  std::size_t answered = 0;  // writes with a response
  unsigned beat = 0;
};

std::vector<Planned> readPlan() {
  std::vector<Planned> plan;
  char kind;
  std::uint64_t ready;
  unsigned beats;
  while (std::scanf(" %c %" SCNu64 " %u", &kind, &ready, &beats) == 3) {
    plan.push_back(Planned{kind == 'w', ready, beats});
  }
  return plan;
}

void offer(std::uint64_t cycle, const Engine& e, unsigned bus_bytes, bool room, Address* a) {
  *a = Address{};
  a->valid = e.offered < e.bursts.size() && cycle >= e.bursts[e.offered]->ready && room;
  if (a->valid) {
    a->addr = 4096 + std::uint64_t{isa::MaxBurstBeats} * bus_bytes * (e.offered % 16);
    a->len = static_cast<std::uint8_t>(e.bursts[e.offered]->beats - 1);
    a->burst = 1;
    while (1u << a->size < bus_bytes) {
      ++a->size;
    }
  }
}

void run(std::vector<Planned>* plan, unsigned bus_bytes, Timing reads, Timing writes) {
  const int fd = memfd_create("memory_bench", 0);
  if (fd < 0 || ftruncate(fd, 1 << 20) != 0) {
    violate("no memory");
  }
  Dram dram(fd, 0);
  ReadSide read_side(bus_bytes, &dram);
  WriteSide write_side(bus_bytes, &dram);
  read_side.set(Pace(reads));
  write_side.set(Pace(writes));
  Checker checker(bus_bytes);
  Engine r, w;
  for (Planned& p : *plan) {
    (p.write ? w : r).bursts.push_back(&p);
  }
  for (std::uint64_t t = 0; r.moving < r.bursts.size() || w.answered < w.bursts.size(); ++t) {
    Slave s;
    Master m;
    m.r_ready = m.b_ready = true;
    read_side.drive(t, &s);
    write_side.drive(t, &s);
    offer(t, r, bus_bytes, checker.reads() < isa::MaxOutstanding, &m.ar);
    offer(t, w, bus_bytes, checker.writes() < isa::MaxOutstanding, &m.aw);
    m.w.valid = w.moving < w.offered;
    m.w.last = m.w.valid && w.beat + 1 == w.bursts[w.moving]->beats;
    m.w.strobe = (1u << bus_bytes) - 1;
    checker.sample(m, s);
    read_side.sample(t, m, s);
    write_side.sample(t, m, s);
    if (s.r.valid && s.r.last) {
      r.bursts[r.moving++]->last = t;
    }
    if (s.b.valid) {
      w.bursts[w.answered++]->response = t;
    }
    if (m.w.valid && s.w_ready) {
      w.beat = m.w.last ? 0 : w.beat + 1;
      if (m.w.last) {
        w.bursts[w.moving++]->last = t;
      }
    }
    if (m.ar.valid && s.ar_ready) {
      r.bursts[r.offered++]->address = t;
    }
    if (m.aw.valid && s.aw_ready) {
      w.bursts[w.offered++]->address = t;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    return 2;
  }
  const auto number = [&](int i) { return static_cast<std::uint32_t>(std::atoi(argv[i])); };
  std::vector<Planned> plan = readPlan();
  try {
    run(&plan, number(1), Timing{number(2), number(3)}, Timing{number(4), number(5)});
  } catch (const Violation& v) {
    std::printf("%s\n", v.what());
    return 1;
  }
  for (const Planned& p : plan) {
    std::printf("%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", p.address, p.last, p.response);
  }
}
