// SPDX-License-Identifier: Apache-2.0

// What a descriptor starts: its instruction lists, fetched and decoded.

#ifndef E2TRAIN_HLS_SEGMENT_HPP_
#define E2TRAIN_HLS_SEGMENT_HPP_

#include <cstdint>

#include "load.hpp"
#include "tensor.hpp"

namespace e2train {
namespace kernel {

// Segment is a descriptor with its lists as words.
template <class B>
struct Segment {
  isa::Descriptor descriptor;
  isa::LoadWord load[B::InstrDepth];
  isa::GemmWord tensor[B::InstrDepth];
  isa::StoreWord store[B::InstrDepth];

  std::uint16_t count(unsigned engine) const {
    switch (engine) {
      case isa::EngineLoad:
        return descriptor.count_load;
      case isa::EngineTensor:
        return descriptor.count_tensor;
      default:
        return descriptor.count_store;
    }
  }

  // word returns instruction i of an engine.
  const std::uint8_t* word(unsigned engine, std::uint16_t i) const {
    switch (engine) {
      case isa::EngineLoad:
        return load[i].data();
      case isa::EngineTensor:
        return tensor[i].data();
      default:
        return store[i].data();
    }
  }

  std::uint64_t base(std::uint8_t i) const {
    const std::uint64_t all[isa::NumBases] = {descriptor.base0, descriptor.base1, descriptor.base2, descriptor.base3,
                                              descriptor.base4, descriptor.base5, descriptor.base6, descriptor.base7};
    return all[i];
  }
};

// fetch_words reads words of Bytes bytes that follow each other.
template <class B, unsigned Bytes, class Port>
void fetch_words(Port dram, std::uint64_t address, std::uint32_t n, std::array<std::uint8_t, Bytes>* words) {
  constexpr unsigned Parts = Bytes / B::AXIBytes;
  // Initiation interval 1: an iteration reads one beat and writes a part of one word.
  for (std::uint32_t i = 0; i < n * Parts; ++i) {
#pragma HLS pipeline II = 1
    const typename B::Beat beat = dram[address / B::AXIBytes + i];
    for (unsigned k = 0; k < B::AXIBytes; ++k) {
#pragma HLS unroll
      words[i / Parts][i % Parts * B::AXIBytes + k] = static_cast<std::uint8_t>(element<B, 1>(beat, k));
    }
  }
}

// fetch reads the segment whose descriptor is at an address; false if that is none or has too long a list.
template <class B, class Port>
bool fetch(Port dram, std::uint64_t address, Segment<B>& s) {
  isa::DescriptorWord word[1];
  fetch_words<B, isa::DescriptorBytes>(dram, address, 1, word);
  isa::unpack(word[0], s.descriptor);
  const isa::Descriptor& d = s.descriptor;
  if (d.magic != isa::DescriptorMagic || d.count_load > B::InstrDepth || d.count_tensor > B::InstrDepth || d.count_store > B::InstrDepth) {
    return false;
  }
  fetch_words<B, isa::InstructionBytes>(dram, d.list_load, d.count_load, s.load);
  fetch_words<B, isa::InstructionBytes>(dram, d.list_tensor, d.count_tensor, s.tensor);
  fetch_words<B, isa::InstructionBytes>(dram, d.list_store, d.count_store, s.store);
  return true;
}

// Step has at most one instruction of each engine; those that it has run at the same time.
struct Step {
  bool active[isa::NumEngines] = {false, false, false};
  isa::Load load;
  Tensor tensor;
  isa::Store store;
  std::uint8_t done[isa::NumEngines] = {0, 0, 0};  // semaphores that they signal
  std::uint8_t release[isa::NumEngines] = {0, 0, 0};
};

// decode_tensor fills in the tensor instruction of a step; false if no kernel of the list takes it. Reserved bits are not checked.
template <class List>
bool decode_tensor(const isa::GemmWord& word, Tensor& t) {
  t.outer = word[0] == isa::OpOuter;
  if (t.outer) {
    isa::unpack(word, t.of_outer);
  } else {
    isa::unpack(word, t.gemm);
  }
  return (t.outer || word[0] == isa::OpGemm) && List::take(t);
}

// decode adds instruction i of an engine to a step; false if its opcode is not the engine's.
template <class B, class List>
bool decode(const Segment<B>& s, unsigned engine, std::uint16_t i, Step& step) {
  const std::uint8_t* const word = s.word(engine, i);
  step.active[engine] = true;
  step.done[engine] = word[isa::LoadDoneLsb / 8];
  step.release[engine] = word[isa::LoadReleaseLsb / 8];
  switch (engine) {
    case isa::EngineLoad:
      isa::unpack(s.load[i], step.load);
      return word[0] >= isa::OpLoadX && word[0] <= isa::OpLoadMask;
    case isa::EngineTensor:
      return decode_tensor<List>(s.tensor[i], step.tensor);
    default:
      isa::unpack(s.store[i], step.store);
      return word[0] >= isa::OpStoreInt32 && word[0] <= isa::OpStoreSign;
  }
}

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_SEGMENT_HPP_
