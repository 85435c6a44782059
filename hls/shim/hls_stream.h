// SPDX-License-Identifier: Apache-2.0

// Streams for plain C++ compilers, as far as the kernels here use those of Vitis HLS, whose own header of this name takes
// the place of this one there. The processes of a dataflow region run one after the other here, so a stream holds all that
// the one writes; reading from an empty one, which would wait for ever in hardware, ends the program.

#ifndef E2TRAIN_HLS_SHIM_HLS_STREAM_H_
#define E2TRAIN_HLS_SHIM_HLS_STREAM_H_

#include <cstdio>
#include <cstdlib>
#include <deque>

namespace hls {

template <typename T, int Depth = 2>
class stream {
 public:
  stream() = default;
  explicit stream(const char*) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;
  ~stream() {
    if (!held_.empty()) {
      fail("a stream was not read to its end");
    }
  }

  void write(const T& v) { held_.push_back(v); }

  T read() {
    if (held_.empty()) {
      fail("read of an empty stream");
    }
    const T v = held_.front();
    held_.pop_front();
    return v;
  }

 private:
  [[noreturn]] static void fail(const char* what) {
    std::fprintf(stderr, "hls::stream: %s\n", what);
    std::abort();
  }

  std::deque<T> held_;
};

}  // namespace hls

#endif  // E2TRAIN_HLS_SHIM_HLS_STREAM_H_
