// SPDX-License-Identifier: Apache-2.0

// Who looks at the model in every half of a cycle: nobody, or a waveform.

#ifndef E2TRAIN_RTL_TB_OBSERVER_HPP_
#define E2TRAIN_RTL_TB_OBSERVER_HPP_

#include <cstdint>

#include "verilated.h"
#if VM_TRACE
#include "verilated_vcd_c.h"
#endif

#include "violation.hpp"

namespace e2train {
namespace tb {

#if VM_TRACE

// Observer writes a waveform; one unit of its time is half a cycle.
class Observer {
 public:
  template <typename Model>
  void open(Model* model, const char* name) {
    model->trace(&file_, 99);
    file_.open(name);
    if (!file_.isOpen()) {
      violate("the waveform %s cannot be written", name);
    }
  }
  void look(std::uint64_t time) {
    if (file_.isOpen()) {
      file_.dump(time);
    }
  }
  void close() { file_.close(); }

 private:
  VerilatedVcdC file_;
};

#else

// Observer looks away: this model was built without waveforms.
class Observer {
 public:
  template <typename Model>
  void open(Model*, const char* name) {
    violate("no waveform %s: the model was built without", name);
  }
  void look(std::uint64_t) {}
  void close() {}
};

#endif

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_OBSERVER_HPP_
