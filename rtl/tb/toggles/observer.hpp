// SPDX-License-Identifier: Apache-2.0

// The observer of a model that counts toggles: it takes the place of tb/observer.hpp. Once a cycle, after the clock edge, it compares
// the signals of toggles.vlt and the ports with what they were a cycle before. Glitches within a cycle are not seen.

#ifndef E2TRAIN_RTL_TB_OBSERVER_HPP_
#define E2TRAIN_RTL_TB_OBSERVER_HPP_

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "verilated.h"
#include "verilated_sym_props.h"
#include "verilated_syms.h"

#include "violation.hpp"

namespace e2train {
namespace tb {

// Class sorts signals by what a toggle costs. Package driver/verilator has the same order.
enum class Class : unsigned {
  Operand,  // row and column operands, weights
  Product,  // outputs of the multipliers
  Sum,      // accumulators of the array
  Memory,   // outputs of the on-chip memories
  Bitline,  // pairs of bit lines of a memory that is read or written: one of each pair falls
  Bus,      // data of the AXI master
  Address,  // addresses of the AXI master
  Control,  // all other registers
  Count,
};
constexpr unsigned Classes = static_cast<unsigned>(Class::Count);

// Words that a table lookup would count in half an hour: one instruction where the processor has it.
#if defined(__x86_64__) && defined(__gnu_linux__)
#define E2TRAIN_POPCOUNT __attribute__((target_clones("popcnt", "default")))
#else
#define E2TRAIN_POPCOUNT
#endif

// differ counts the bits under mask that changed, and takes over the new ones.
E2TRAIN_POPCOUNT inline std::uint64_t differ(const std::uint8_t* now, std::uint64_t* before,
                                             std::size_t bytes, std::uint64_t mask) {
  std::uint64_t n = 0;
  for (std::size_t at = 0; at < bytes; at += 8) {
    std::uint64_t word = 0;
    if (bytes - at >= 8) {
      std::memcpy(&word, now + at, 8);
    } else {
      std::memcpy(&word, now + at, bytes - at);
    }
    word &= mask;
    n += static_cast<std::uint64_t>(__builtin_popcountll(word ^ *before));
    *before++ = word;
  }
  return n;
}

// Observer counts from its opening on, in a file that the host shares: one number of 64 bits for each class.
class Observer {
 public:
  template <typename Model>
  void open(Model* model, const char* name) {
    share(name);
    for (const auto& scope : *model->contextp()->scopeNameMap()) {
      if (scope.second->varsp() != nullptr) {
        watch(scope.first, *scope.second->varsp());
      }
    }
    watch(Class::Bus, &model->m_axi_rdata_i, sizeof model->m_axi_rdata_i, All);
    watch(Class::Bus, &model->m_axi_wdata_o, sizeof model->m_axi_wdata_o, All);
    watch(Class::Address, &model->m_axi_araddr_o, sizeof model->m_axi_araddr_o, All);
    watch(Class::Address, &model->m_axi_awaddr_o, sizeof model->m_axi_awaddr_o, All);
  }

  void look(std::uint64_t time) {
    if (counts_ == nullptr || (time & 1u) == 0) {
      return;
    }
    std::uint64_t* before = before_.data();
    for (const Signal& s : signals_) {
      counts_[s.kind] += differ(s.data, before, s.bytes, s.mask);
      before += s.words;
    }
    for (const Port& p : ports_) {
      counts_[static_cast<unsigned>(Class::Bitline)] += *p.enable != 0 ? p.bits : 0;
    }
  }

  void close() {}

 private:
  static constexpr std::uint64_t All = ~std::uint64_t{0};

  struct Signal {
    const std::uint8_t* data;
    std::size_t bytes;
    std::size_t words;
    std::uint64_t mask;  // of each word
    unsigned kind;
  };

  // Port is a memory port, used in the cycles in which enable is 1.
  struct Port {
    const std::uint8_t* enable;
    unsigned bits;
  };

  void share(const char* name) {
    const int fd = ::open(name, O_RDWR);
    if (fd < 0) {
      violate("the file of toggles %s cannot be opened", name);
    }
    void* at = ::mmap(nullptr, Classes * sizeof *counts_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ::close(fd);
    if (at == MAP_FAILED) {
      violate("the file of toggles %s cannot be mapped", name);
    }
    counts_ = static_cast<std::uint64_t*>(at);
  }

  void watch(Class kind, const void* data, std::size_t bytes, std::uint64_t mask) {
    const std::size_t words = (bytes + 7) / 8;
    signals_.push_back(Signal{static_cast<const std::uint8_t*>(data), bytes, words, mask,
                              static_cast<unsigned>(kind)});
    before_.resize(before_.size() + words);
  }

  void watch(const std::string& scope, VerilatedVarNameMap& all) {
    const bool memory = all.count("word_q") != 0 && all.count("rdata_o") != 0;
    const bool array = all.count("product") != 0;
    for (auto& v : all) {
      VerilatedVar& var = v.second;
      const std::string name = v.first;
      if (memory && (name == "we_i" || name == "re_q")) {
        ports_.push_back(Port{static_cast<const std::uint8_t*>(var.datap()),
                              width(all.find("rdata_o")->second)});
      } else if (array) {
        watchArray(name, var);
      } else {
        watch(memory ? Class::Memory : Class::Control, var.datap(), var.totalSize(), All);
      }
    }
  }

  // watchArray leaves out the copies of signs beyond the width that hardware has.
  void watchArray(const std::string& name, VerilatedVar& var) {
    const std::uint64_t factor = 0x07ffffff07ffffff, row = 0x0000ffff0000ffff;
    const std::uint64_t product = (std::uint64_t{1} << 45) - 1, sum = (std::uint64_t{1} << 48) - 1;
    if (name == "product" || name == "sum") {
      watch(name == "sum" ? Class::Sum : Class::Product, var.datap(), var.totalSize(),
            name == "sum" ? sum : product);
    } else {
      watch(Class::Operand, var.datap(), var.totalSize(), name[0] == 'r' ? row : factor);
    }
  }

  static unsigned width(VerilatedVar& var) {
    return static_cast<unsigned>(var.packed().elements());
  }

  std::uint64_t* counts_ = nullptr;
  std::vector<Signal> signals_;
  std::vector<Port> ports_;
  std::vector<std::uint64_t> before_;  // words of all signals, in their order
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_OBSERVER_HPP_
