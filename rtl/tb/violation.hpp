// SPDX-License-Identifier: Apache-2.0

// A violation ends a simulation: the RTL broke a rule, or the bench was asked for what it cannot do.

#ifndef E2TRAIN_RTL_TB_VIOLATION_HPP_
#define E2TRAIN_RTL_TB_VIOLATION_HPP_

#include <cstdarg>
#include <cstdio>
#include <stdexcept>

namespace e2train {
namespace tb {

// Violation says which rule was broken; whoever catches it adds the cycle.
class Violation : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// violate throws a Violation with a message as of printf.
[[noreturn]] __attribute__((format(printf, 1, 2))) inline void violate(const char* format, ...) {
  char text[256];
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  throw Violation(text);
}

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_VIOLATION_HPP_
