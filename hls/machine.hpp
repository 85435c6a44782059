// SPDX-License-Identifier: Apache-2.0

// The machine around the kernels: it runs programs of rtl/isa step by step. A step takes the next instruction of every engine whose
// semaphores allow it and runs all of them at the same time; what they signal counts from the next step on. That is an
// order that the semaphores allow, so every program ends as in the RTL; only time differs.

#ifndef E2TRAIN_HLS_MACHINE_HPP_
#define E2TRAIN_HLS_MACHINE_HPP_

#include <cstdint>

#include "segment.hpp"
#include "store.hpp"

namespace e2train {
namespace kernel {

// Outcome is what a launch leaves in registers.
struct Outcome {
  std::uint32_t status = 0;
  std::uint32_t place = 0;  // of the first error
  std::uint64_t max_abs = 0;
};

// Semaphores are the counts of all of them.
struct Semaphores {
  std::uint8_t count[isa::NumSemaphores];

  Semaphores() {
    for (auto& c : count) {
#pragma HLS unroll
      c = 0;
    }
  }

  // waited returns the number of the semaphore behind a bit of an engine's wait mask: bits 0-3 are those of its first peer.
  static unsigned waited(unsigned engine, unsigned bit) {
    const unsigned peer = bit / 4;
    const unsigned from = peer == 0 ? (engine == 0 ? 1u : 0u) : (engine == 2 ? 1u : 2u);
    const unsigned slot = engine > (from == 0 ? 1u : 0u) ? 1u : 0u;
    return 8 * from + 4 * slot + bit % 4;
  }

  bool allow(unsigned engine, std::uint8_t wait) const {
    bool all = true;
    for (unsigned bit = 0; bit < 8; ++bit) {
#pragma HLS unroll
      all = all && ((wait >> bit & 1) == 0 || count[waited(engine, bit)] > 0);
    }
    return all;
  }

  void take(unsigned engine, std::uint8_t wait) {
    for (unsigned bit = 0; bit < 8; ++bit) {
#pragma HLS unroll
      count[waited(engine, bit)] = static_cast<std::uint8_t>(count[waited(engine, bit)] - (wait >> bit & 1));
    }
  }

  // signal counts those in a mask of an engine; false if one would pass its limit.
  bool signal(unsigned engine, std::uint8_t mask) {
    bool fits = true;
    for (unsigned bit = 0; bit < 8; ++bit) {
#pragma HLS unroll
      if ((mask >> bit & 1) != 0) {
        fits = fits && count[8 * engine + bit] < isa::SemaphoreMax;
        ++count[8 * engine + bit];
      }
    }
    return fits;
  }
};

// compute runs the tensor instruction of a step.
template <class B, class List>
void compute(bool active, const Tensor& t, Memories<B>& m) {
  if (active) {
    List::template run<B>(t, m);
  }
}

// run_step runs the instructions of a step: five processes, side by side. Two pairs meet at streams. Load, tensor and store share on-chip
// memories, but never an entry or a bank within a step: that is what the program's semaphores prove. So the memories are "unsync".
template <class B, class List, class In, class Out>
void run_step(const Step& s, const Params& p, std::uint64_t load_base, std::uint64_t store_base, In in, Out out, Memories<B>& m, Totals& t) {
#pragma HLS dataflow
#pragma HLS stream variable = m.x type = unsync
#pragma HLS stream variable = m.g type = unsync
#pragma HLS stream variable = m.w type = unsync
#pragma HLS stream variable = m.mask type = unsync
#pragma HLS stream variable = m.skip type = unsync
#pragma HLS stream variable = m.acc type = unsync
  hls::stream<typename B::Beat> loaded("loaded");
  hls::stream<typename B::AccRow> taken("taken");
#pragma HLS stream variable = loaded depth = 32
#pragma HLS stream variable = taken depth = 32
  read_runs<B>(s.active[isa::EngineLoad], s.load, load_base, in, loaded);
  place<B>(s.active[isa::EngineLoad], s.load, p, loaded, m);
  compute<B, List>(s.active[isa::EngineTensor], s.tensor, m);
  take<B>(s.active[isa::EngineStore], s.store, m, taken);
  write_runs<B>(s.active[isa::EngineStore], s.store, store_base, p.shift, taken, out, t);
}

// Progress is where the engines are in a segment.
struct Progress {
  std::uint16_t next[isa::NumEngines] = {0, 0, 0};
  Semaphores semaphores;
};

// place_of encodes where an error is.
inline std::uint32_t place_of(std::uint16_t segment, unsigned engine, std::uint16_t index) {
  isa::ErrorPlace at;
  at.engine = static_cast<std::uint8_t>(engine);
  at.index = index;
  at.segment = segment;
  isa::ErrorPlaceWord word;
  isa::pack(at, word);
  return static_cast<std::uint32_t>(word[0]) | static_cast<std::uint32_t>(word[1]) << 8 | static_cast<std::uint32_t>(word[2]) << 16 |
         static_cast<std::uint32_t>(word[3]) << 24;
}

// note keeps the first error of a launch.
inline void note(std::uint32_t error, std::uint32_t place, Outcome& o) {
  if ((o.status & isa::StatusErrors) == 0) {
    o.place = place;
    o.status |= error;
  }
}

// choose puts together the next step; false if no engine can go on, which is an error unless all have ended.
template <class B, class List>
bool choose(const Segment<B>& s, std::uint16_t number, Progress& p, Step& step, Outcome& o) {
  bool any = false;
  const Semaphores before = p.semaphores;
  for (unsigned e = 0; e < isa::NumEngines; ++e) {
    const std::uint16_t i = p.next[e];
    if (i == s.count(e)) {
      continue;
    }
    const std::uint8_t wait = s.word(e, i)[isa::LoadWaitLsb / 8];
    if (!before.allow(e, wait)) {
      continue;
    }
    p.semaphores.take(e, wait);
    if (!decode<B, List>(s, e, i, step)) {
      note(isa::StatusOpcode, place_of(number, e, i), o);
      return false;
    }
    any = true;
  }
  for (unsigned e = 0; !any && e < isa::NumEngines; ++e) {
    if (p.next[e] < s.count(e)) {
      note(isa::StatusDeadlock, place_of(number, e, p.next[e]), o);
    }
  }
  return any;
}

// finish counts what the instructions of a step signal.
inline void finish(const Step& step, std::uint16_t number, Progress& p, Outcome& o) {
  for (unsigned e = 0; e < isa::NumEngines; ++e) {
    if (step.active[e]) {
      const bool released = p.semaphores.signal(e, step.release[e]);
      if (!p.semaphores.signal(e, step.done[e]) || !released) {
        note(isa::StatusOverflow, place_of(number, e, p.next[e]), o);
      }
      ++p.next[e];
    }
  }
}

// run_segment runs all that a descriptor starts.
template <class B, class List, class In, class Out>
void run_segment(const Segment<B>& s, std::uint16_t number, In in, Out out, Memories<B>& m, Totals& t, Outcome& o) {
  const Params params{s.descriptor.shift, s.descriptor.tau, s.descriptor.skip_limit};
  Progress progress;
  while ((o.status & isa::StatusErrors) == 0) {
    Step step;
    if (!choose<B, List>(s, number, progress, step, o)) {
      return;
    }
    run_step<B, List>(step, params, s.base(step.load.base), s.base(step.store.base), in, out, m, t);
    finish(step, number, progress, o);
  }
}

// launch runs the chain of segments that begins with the descriptor at an address. In reads and out writes the same DRAM: each is a
// pointer to beats, or what can be indexed like one, from address 0 on.
template <class B, class List, class In, class Out>
Outcome launch(In in, Out out, std::uint64_t descriptor) {
  static Memories<B> memories;
  static Segment<B> segment;
  Outcome o;
  Totals totals;
  std::uint16_t number = 0;
  while (descriptor != 0 && (o.status & isa::StatusErrors) == 0) {
    if (!fetch<B>(in, descriptor, segment)) {
      note(isa::StatusOpcode, place_of(number, isa::EngineFetch, 0), o);
      break;
    }
    run_segment<B, List>(segment, number, in, out, memories, totals, o);
    descriptor = segment.descriptor.next;
    ++number;
  }
  o.status |= isa::StatusDone | (totals.saturated ? isa::StatusSaturated : 0u);
  o.max_abs = totals.max_abs;
  return o;
}

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_MACHINE_HPP_
