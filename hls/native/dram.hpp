// SPDX-License-Identifier: Apache-2.0

// Device memory for kernels that run as a program: what they would reach through an AXI4 port, beat by beat.

#ifndef E2TRAIN_HLS_NATIVE_DRAM_HPP_
#define E2TRAIN_HLS_NATIVE_DRAM_HPP_

#include <cstdint>
#include <cstring>

#include "tb/dram.hpp"
#include "tb/violation.hpp"

namespace e2train {
namespace native {

// Port is indexed like a pointer to beats from address 0 on. An access outside the memory is a violation.
template <class Beat>
class Port {
 public:
  explicit Port(tb::Dram* dram) : dram_(dram) {}

  // Place is one beat in memory.
  class Place {
   public:
    Place(tb::Dram* dram, std::uint64_t address) : dram_(dram), address_(address) {}
    operator Beat() const {
      Beat beat = 0;
      if (!dram_->read(address_, reinterpret_cast<std::uint8_t*>(&beat), sizeof beat)) {
        tb::violate("read at %#llx, where no memory is", static_cast<unsigned long long>(address_));
      }
      return beat;
    }
    void operator=(const Beat& beat) {
      if (!dram_->has(address_, sizeof beat)) {
        tb::violate("write at %#llx, where no memory is", static_cast<unsigned long long>(address_));
      }
      dram_->write(address_, reinterpret_cast<const std::uint8_t*>(&beat), sizeof beat);
    }

   private:
    tb::Dram* dram_;
    std::uint64_t address_;
  };

  Place operator[](std::uint64_t i) const {
    static_assert(sizeof(Beat) * 8 == Beat::width, "a beat fills its bytes");
    return Place(dram_, i * sizeof(Beat));
  }

 private:
  tb::Dram* dram_;
};

}  // namespace native
}  // namespace e2train

#endif  // E2TRAIN_HLS_NATIVE_DRAM_HPP_
