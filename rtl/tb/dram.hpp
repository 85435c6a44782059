// SPDX-License-Identifier: Apache-2.0

// The bytes behind the bench memory: a file that the host process shares and grows.

#ifndef E2TRAIN_RTL_TB_DRAM_HPP_
#define E2TRAIN_RTL_TB_DRAM_HPP_

#include <sys/mman.h>
#include <sys/stat.h>

#include <cstdint>
#include <cstring>

#include "violation.hpp"

namespace e2train {
namespace tb {

// Dram maps a file; its first byte has device address origin. Addresses that the file does not have
// are nobody's.
class Dram {
 public:
  Dram(int fd, std::uint64_t origin) : fd_(fd), origin_(origin) {}
  ~Dram() {
    if (size_ > 0) {
      munmap(bytes_, size_);
    }
  }
  Dram(const Dram&) = delete;
  Dram& operator=(const Dram&) = delete;

  // has reports whether the n bytes from addr on exist.
  bool has(std::uint64_t addr, std::size_t n) {
    if (addr < origin_) {
      return false;
    }
    const std::uint64_t at = addr - origin_;
    if (at >= size_ || n > size_ - at) {
      grow();
    }
    return at < size_ && n <= size_ - at;
  }

  // read copies n bytes from addr on; false if they do not exist.
  bool read(std::uint64_t addr, std::uint8_t* to, std::size_t n) {
    if (!has(addr, n)) {
      return false;
    }
    std::memcpy(to, bytes_ + (addr - origin_), n);
    return true;
  }

  // write copies n bytes to addr; they exist.
  void write(std::uint64_t addr, const std::uint8_t* from, std::size_t n) {
    std::memcpy(bytes_ + (addr - origin_), from, n);
  }

 private:
  // grow maps what the host has added to the file.
  void grow() {
    struct stat info;
    if (fstat(fd_, &info) != 0) {
      violate("the memory file cannot be examined");
    }
    const std::size_t size = static_cast<std::size_t>(info.st_size);
    if (size <= size_) {
      return;
    }
    void* const all = size_ == 0
                          ? mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0)
                          : mremap(bytes_, size_, size, MREMAP_MAYMOVE);
    if (all == MAP_FAILED) {
      violate("%zu bytes of device memory cannot be mapped", size);
    }
    bytes_ = static_cast<std::uint8_t*>(all);
    size_ = size;
  }

  int fd_;
  std::uint64_t origin_;
  std::uint8_t* bytes_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_DRAM_HPP_
