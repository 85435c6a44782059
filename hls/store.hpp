// SPDX-License-Identifier: Apache-2.0

// The store engine: rows of accumulators, through a stream, rounded once and written to DRAM.

#ifndef E2TRAIN_HLS_STORE_HPP_
#define E2TRAIN_HLS_STORE_HPP_

#include <cstdint>

#include <hls_stream.h>

#include "load.hpp"

namespace e2train {
namespace kernel {

// take sends the rows of a store down a stream.
template <class B>
void take(bool active, const isa::Store& s, const Memories<B>& m, hls::stream<typename B::AccRow>& out) {
  if (!active) {
    return;
  }
  const std::uint64_t total = static_cast<std::uint64_t>(s.run) * s.count0 * s.count1 * s.count2;
  // Initiation interval 1: an iteration reads one row of ACC and writes one element of a stream. The bank's read port is this
  // process's own: the contract keeps the tensor kernels out of a bank that is stored.
  for (std::uint64_t i = 0; i < total; ++i) {
#pragma HLS pipeline II = 1
    out.write(m.acc[s.acc + i]);
  }
}

// rounded returns a sum shifted right, rounded half up, in bits enough for the carry.
template <class B>
ap_int<isa::AccBits + 1> rounded(typename B::Acc sum, std::uint8_t shift) {
  const ap_int<isa::AccBits + 1> wide = sum;
  const ap_int<isa::AccBits + 1> one = 1;
  const ap_int<isa::AccBits + 1> half = shift == 0 ? ap_int<isa::AccBits + 1>(0) : ap_int<isa::AccBits + 1>(one << (shift - 1));
  const ap_int<isa::AccBits + 1> up = wide + half;
  return up >> shift;
}

// Stored is an element as it goes to memory.
struct Stored {
  std::int64_t value;
  bool saturated;
};

// saturate returns v within Bits bits.
template <unsigned Bits>
Stored saturate(std::int64_t v) {
  const std::int64_t most = (std::int64_t{1} << (Bits - 1)) - 1;
  const std::int64_t least = -most - 1;
  if (v > most) {
    return Stored{most, true};
  }
  if (v < least) {
    return Stored{least, true};
  }
  return Stored{v, false};
}

// formatted returns what a store of the given kind makes of a sum: the only place where anything is rounded.
template <class B>
Stored formatted(std::uint8_t opcode, typename B::Acc sum, std::uint8_t shift) {
#pragma HLS inline
  const std::int64_t exact = sum;
  switch (opcode) {
    case isa::OpStoreInt32:
      return saturate<32>(rounded<B>(sum, shift));
    case isa::OpStoreInt16:
      return saturate<16>(rounded<B>(sum, shift));
    case isa::OpStoreInt64:
      return Stored{exact, false};
    default:
      return Stored{exact > 0 ? 1 : exact < 0 ? -1 : 0, false};
  }
}

// pack_beat returns the part-th beat of a row. Elements of Bytes bytes go into it.
template <class B, unsigned Bytes>
typename B::Beat pack_beat(const isa::Store& s, const typename B::AccRow& row, unsigned part, std::uint8_t shift, Totals& t) {
#pragma HLS inline
  typename B::Beat beat = 0;
  ap_uint<64> most = 0;
  constexpr unsigned N = B::AXIBytes < Bytes ? 1 : B::AXIBytes / Bytes;
  constexpr unsigned Share = B::AXIBytes < Bytes ? Bytes / B::AXIBytes : 1;  // beats of one element
  for (unsigned i = 0; i < N; ++i) {
#pragma HLS unroll
    const Stored e = formatted<B>(s.opcode, row.at[part / Share * N + i], shift);
    const std::uint64_t pattern = static_cast<std::uint64_t>(e.value) >> (8 * B::AXIBytes * (part % Share) % 64);
    beat.range(static_cast<int>(8 * (B::AXIBytes / N) * (i + 1) - 1), static_cast<int>(8 * (B::AXIBytes / N) * i)) = pattern;
    const ap_uint<64> magnitude = static_cast<std::uint64_t>(e.value < 0 ? -e.value : e.value);
    most = magnitude > most ? magnitude : most;
    t.saturated = t.saturated || e.saturated;
  }
  if (s.track_max && most > t.max_abs) {
    t.max_abs = most;
  }
  return beat;
}

// beat_of returns the part-th beat of a row in the format of a store.
template <class B>
typename B::Beat beat_of(const isa::Store& s, const typename B::AccRow& row, unsigned part, std::uint8_t shift, Totals& t) {
#pragma HLS inline
  switch (s.opcode) {
    case isa::OpStoreInt32:
      return pack_beat<B, 4>(s, row, part, shift, t);
    case isa::OpStoreInt16:
      return pack_beat<B, 2>(s, row, part, shift, t);
    case isa::OpStoreInt64:
      return pack_beat<B, 8>(s, row, part, shift, t);
    default:
      return pack_beat<B, 1>(s, row, part, shift, t);
  }
}

// write_runs writes the rows of a store to DRAM.
template <class B, class Port>
void write_runs(bool active, const isa::Store& s, std::uint64_t base, std::uint8_t shift, hls::stream<typename B::AccRow>& in,
                Port dram, Totals& t) {
  if (!active) {
    return;
  }
  const unsigned parts = entry_bytes<B>(s.opcode) / B::AXIBytes;
  const std::uint32_t n = beats<B>(s);
  Runs<isa::Store> runs;
  typename B::AccRow row;
  unsigned part = 0;
  do {
    const std::uint64_t first = (base + static_cast<std::uint64_t>(runs.offset(s))) / B::AXIBytes;
    // Initiation interval 1: an iteration writes one beat; it reads an element of a stream only for the first beat of a row. It
    // carries counters, the row, and a running maximum, which is one comparison apart because a beat's own maximum comes first.
    for (std::uint32_t i = 0; i < n; ++i) {
#pragma HLS pipeline II = 1
      if (part == 0) {
        row = in.read();
      }
      dram[first + i] = beat_of<B>(s, row, part, shift, t);
      part = part + 1 == parts ? 0 : part + 1;
    }
  } while (runs.next(s));
}

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_STORE_HPP_
