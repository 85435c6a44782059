// SPDX-License-Identifier: Apache-2.0

// The bench of all kernels: it runs golden vectors through a kernel's interface and compares memory and registers.
//
// A vector is one launch in a file, made by "e2train vectors". Numbers are little-endian:
//
//   offset  bytes  what
//   0       8      "E2TRVECT"
//   8       4      version of the format, 1
//   12      4      hash of the configuration
//   16      8      n, bytes of memory, from device address 0
//   24      8      device address of the first descriptor
//   32      4      status that the launch ends with
//   36      4      place of the error, if there is one
//   40      8      running maximum of absolute values
//   48      n      memory before the launch
//   48+n    n      memory after it

#ifndef E2TRAIN_HLS_BENCH_HPP_
#define E2TRAIN_HLS_BENCH_HPP_

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "top.hpp"

namespace e2train {
namespace bench {

constexpr std::size_t HeaderBytes = 48;
constexpr std::uint32_t VectorVersion = 1;

// Vector is the content of a file.
struct Vector {
  std::vector<char> bytes;
  std::uint32_t hash = 0;
  std::uint64_t size = 0;
  std::uint64_t descriptor = 0;
  std::uint32_t status = 0;
  std::uint32_t place = 0;
  std::uint64_t max_abs = 0;

  const char* before() const { return bytes.data() + HeaderBytes; }
  const char* after() const { return before() + size; }
};

template <typename T>
void take(const std::vector<char>& from, std::size_t at, T* value) {
  std::memcpy(value, from.data() + at, sizeof *value);
}

// read returns the vector in a file; false if it is none.
inline bool read(const char* name, Vector* v) {
  std::ifstream file(name, std::ios::binary);
  v->bytes.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  if (v->bytes.size() < HeaderBytes || std::memcmp(v->bytes.data(), "E2TRVECT", 8) != 0) {
    return false;
  }
  std::uint32_t version = 0;
  take(v->bytes, 8, &version);
  take(v->bytes, 12, &v->hash);
  take(v->bytes, 16, &v->size);
  take(v->bytes, 24, &v->descriptor);
  take(v->bytes, 32, &v->status);
  take(v->bytes, 36, &v->place);
  take(v->bytes, 40, &v->max_abs);
  return version == VectorVersion && v->size % 4096 == 0 && (v->bytes.size() - HeaderBytes) / 2 == v->size &&
         v->bytes.size() % 2 == 0;
}

// complain tells what is wrong with a vector; it returns false.
inline bool complain(const char* name, const char* what, std::uint64_t got, std::uint64_t want) {
  std::printf("%s: %s %#llx, want %#llx\n", name, what, static_cast<unsigned long long>(got), static_cast<unsigned long long>(want));
  return false;
}

// check runs one vector; Kernel is the function that has the interfaces.
template <class Kernel>
bool check(const char* name, Kernel kernel) {
  Vector v;
  if (!read(name, &v)) {
    std::printf("%s: not a vector of version %u\n", name, VectorVersion);
    return false;
  }
  if (v.hash != isa::E2TRAIN_CONFIG.ConfigHash) {
    return complain(name, "made for configuration", v.hash, isa::E2TRAIN_CONFIG.ConfigHash);
  }
  static_assert(sizeof(top::Beat) * 8 == top::Beat::width, "a beat fills its bytes");
  std::vector<top::Beat> memory(v.size / sizeof(top::Beat));
  std::memcpy(static_cast<void*>(memory.data()), v.before(), v.size);
  std::uint32_t hash = 0;
  std::uint32_t status = 0;
  std::uint32_t place = 0;
  std::uint64_t max_abs = 0;
  kernel(memory.data(), memory.data(), v.descriptor, &hash, &status, &place, &max_abs);
  if (hash != v.hash) {
    return complain(name, "configuration", hash, v.hash);
  }
  if (status != v.status) {
    return complain(name, "status", status, v.status);
  }
  if (place != v.place) {
    return complain(name, "place of the error", place, v.place);
  }
  if (max_abs != v.max_abs) {
    return complain(name, "maximum", max_abs, v.max_abs);
  }
  const char* const got = reinterpret_cast<const char*>(memory.data());
  for (std::uint64_t i = 0; i < v.size; ++i) {
    if (got[i] != v.after()[i]) {
      char what[40];
      std::snprintf(what, sizeof what, "byte at %#llx:", static_cast<unsigned long long>(i));
      return complain(name, what, static_cast<std::uint8_t>(got[i]), static_cast<std::uint8_t>(v.after()[i]));
    }
  }
  return true;
}

// run checks the vectors that are named on the command line.
template <class Kernel>
int run(int argc, char** argv, Kernel kernel) {
  int failed = argc < 2 ? 1 : 0;
  for (int i = 1; i < argc; ++i) {
    failed += check(argv[i], kernel) ? 0 : 1;
  }
  std::printf("%d vectors, %d failed\n", argc - 1, failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace bench
}  // namespace e2train

#endif  // E2TRAIN_HLS_BENCH_HPP_
