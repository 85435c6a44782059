// SPDX-License-Identifier: Apache-2.0

// The load engine: runs of beats from DRAM, through a stream, into an on-chip memory.

#ifndef E2TRAIN_HLS_LOAD_HPP_
#define E2TRAIN_HLS_LOAD_HPP_

#include <cstdint>

#include <hls_stream.h>

#include "memories.hpp"

namespace e2train {
namespace kernel {

// entry_bytes returns the DRAM bytes of an entry that an opcode moves.
template <class B>
unsigned entry_bytes(std::uint8_t opcode) {
  switch (opcode) {
    case isa::OpLoadX:
    case isa::OpLoadW:
    case isa::OpStoreSign:
      return B::Lanes;
    case isa::OpLoadG:
    case isa::OpStoreInt16:
      return 2 * B::Lanes;
    case isa::OpStoreInt64:
      return 8 * B::Lanes;
    default:
      return 4 * B::Lanes;
  }
}

// beats returns the beats of one run of a transfer.
template <class B, class Transfer>
std::uint32_t beats(const Transfer& t) {
  return static_cast<std::uint32_t>(t.run) * (entry_bytes<B>(t.opcode) / B::AXIBytes);
}

// Runs walks over the runs of a transfer, count0 innermost.
template <class Transfer>
struct Runs {
  std::uint16_t i = 0;
  std::uint16_t j = 0;
  std::uint16_t k = 0;

  // next moves on; false after the last run.
  bool next(const Transfer& t) {
    if (++i < t.count0) {
      return true;
    }
    i = 0;
    if (++j < t.count1) {
      return true;
    }
    j = 0;
    return ++k < t.count2;
  }

  // offset returns that of the run to its base, in bytes.
  std::int64_t offset(const Transfer& t) const {
    return static_cast<std::int64_t>(t.offset) + static_cast<std::int64_t>(i) * t.stride0 +
           static_cast<std::int64_t>(j) * t.stride1 + static_cast<std::int64_t>(k) * t.stride2;
  }
};

// read_runs sends the beats of a load down a stream.
template <class B, class Port>
void read_runs(bool active, const isa::Load& l, std::uint64_t base, Port dram, hls::stream<typename B::Beat>& out) {
  if (!active) {
    return;
  }
  const std::uint32_t n = beats<B>(l);
  Runs<isa::Load> runs;
  do {
    const std::uint64_t first = (base + static_cast<std::uint64_t>(runs.offset(l))) / B::AXIBytes;
    // Initiation interval 1: an iteration reads one beat and writes one element of a stream, and carries nothing but its
    // counter. Addresses follow each other and the port is used by nothing else in this process, so a run becomes bursts.
    for (std::uint32_t i = 0; i < n; ++i) {
#pragma HLS pipeline II = 1
      out.write(dram[first + i]);
    }
  } while (runs.next(l));
}

// Element reads elements of Bytes bytes out of a beat.
template <class B, unsigned Bytes>
std::uint32_t element(typename B::Beat beat, unsigned i) {
  return static_cast<std::uint32_t>(beat.range(static_cast<int>(8 * Bytes * (i + 1) - 1), static_cast<int>(8 * Bytes * i)));
}

// judge keeps of a predicted gradient p what a mask needs.
inline Judgement judge(std::uint32_t pattern, std::uint32_t tau) {
  const bool negative = (pattern >> 31) != 0;
  const std::uint32_t magnitude = negative ? 0u - pattern : pattern;
  return Judgement{magnitude >= tau, pattern != 0, negative};
}

// place_beat writes the elements of a beat, the part-th of its entry, into a memory.
template <class B>
void place_beat(const isa::Load& l, const Params& p, typename B::Beat beat, unsigned entry, unsigned part, Memories<B>& m) {
#pragma HLS inline
  constexpr unsigned N = B::AXIBytes;
  switch (l.opcode) {
    case isa::OpLoadX:
      for (unsigned i = 0; i < N; ++i) {
#pragma HLS unroll
        const auto byte = static_cast<std::uint8_t>(element<B, 1>(beat, i));
        m.x[entry].at[part * N + i] = l.sign_extend ? static_cast<int>(static_cast<std::int8_t>(byte)) : static_cast<int>(byte);
      }
      break;
    case isa::OpLoadG:
      for (unsigned i = 0; i < N / 2; ++i) {
#pragma HLS unroll
        m.g[entry].at[part * (N / 2) + i] = static_cast<std::int16_t>(element<B, 2>(beat, i));
      }
      break;
    case isa::OpLoadW:
      for (unsigned i = 0; i < N; ++i) {
#pragma HLS unroll
        m.w[entry].at[part * N + i] = static_cast<std::int8_t>(element<B, 1>(beat, i));
      }
      break;
    default:
      for (unsigned i = 0; i < N / 4; ++i) {
#pragma HLS unroll
        m.mask[entry].at[part * (N / 4) + i] = judge(element<B, 4>(beat, i), p.tau);
      }
  }
}

// undecided returns how many weights of a beat of predicted gradients the threshold leaves open.
template <class B>
unsigned undecided(typename B::Beat beat, std::uint32_t tau) {
  unsigned n = 0;
  for (unsigned i = 0; i < B::AXIBytes / 4; ++i) {
#pragma HLS unroll
    n += judge(element<B, 4>(beat, i), tau).decided ? 0u : 1u;
  }
  return n;
}

// place writes the entries of a load into its memory, and the skip bits of the tiles of a mask.
template <class B>
void place(bool active, const isa::Load& l, const Params& p, hls::stream<typename B::Beat>& in, Memories<B>& m) {
  if (!active) {
    return;
  }
  const unsigned parts = entry_bytes<B>(l.opcode) / B::AXIBytes;
  const std::uint64_t total = static_cast<std::uint64_t>(parts) * l.run * l.count0 * l.count1 * l.count2;
  unsigned entry = l.dest;
  unsigned part = 0;
  unsigned open = 0;  // undecided weights of the tile so far
  // Initiation interval 1: an iteration reads one element of a stream and writes a part of one entry of one memory, whose
  // write port no other process uses. It carries counters and one sum of a few bits, an addition apart.
  for (std::uint64_t i = 0; i < total; ++i) {
#pragma HLS pipeline II = 1
    const typename B::Beat beat = in.read();
    place_beat<B>(l, p, beat, entry, part, m);
    const bool begins = part == 0 && entry % B::Lanes == 0;
    open = (begins ? 0u : open) + undecided<B>(beat, p.tau);
    if (++part == parts) {
      part = 0;
      if (l.opcode == isa::OpLoadMask && entry % B::Lanes == B::Lanes - 1) {
        m.skip[entry / B::Lanes] = open <= p.skip_limit;
      }
      ++entry;
    }
  }
}

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_LOAD_HPP_
