// SPDX-License-Identifier: Apache-2.0

// The kernels as a process: a machine with all passes behind two pipes, its DRAM a file that the host shares. Package driver/hls builds,
// starts and talks to it, in the messages of rtl/tb/wire.hpp, of which it takes accesses to the registers of a kernel.
//
//   kernels wire=1 origin=0x1000 seed=1
//
// Descriptor 3 is the memory, 4 brings requests, 5 takes replies.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "dram.hpp"
#include "passes.hpp"
#include "tb/orphan.hpp"
#include "tb/violation.hpp"
#include "tb/wire.hpp"

namespace {

using e2train::tb::violate;
namespace isa = e2train::isa;
namespace tb = e2train::tb;
using Machine = e2train::kernel::Of<isa::E2TRAIN_CONFIG>;
using Port = e2train::native::Port<Machine::Beat>;

constexpr int MemoryFd = 3;
constexpr int RequestFd = 4;
constexpr int ReplyFd = 5;

// Registers are those of a kernel's AXI4-Lite port. A start runs the launch to its end.
class Registers {
 public:
  explicit Registers(tb::Dram* dram) : dram_(dram) {}

  void write(std::uint32_t at, std::uint32_t value) {
    switch (at) {
      case isa::HLSDescriptor:
        descriptor_ = (descriptor_ >> 32 << 32) | value;
        return;
      case isa::HLSDescriptor + 4:
        descriptor_ = (descriptor_ & 0xffffffffu) | static_cast<std::uint64_t>(value) << 32;
        return;
      case isa::HLSControl:
        if ((value & isa::HLSControlStart) != 0) {
          const Port port(dram_);
          outcome_ = e2train::kernel::launch<Machine, e2train::kernel::AllPasses>(port, port, descriptor_);
        }
        return;
    }
    violate("register %#x cannot be written", at);
  }

  std::uint32_t read(std::uint32_t at) const {
    switch (at) {
      case isa::HLSStatus:
        return outcome_.status;
      case isa::HLSErrorPlace:
        return outcome_.place;
      case isa::HLSMaxAbs:
        return static_cast<std::uint32_t>(outcome_.max_abs);
      case isa::HLSMaxAbs + 4:
        return static_cast<std::uint32_t>(outcome_.max_abs >> 32);
      case isa::HLSConfigHash:
        return isa::E2TRAIN_CONFIG.ConfigHash;
    }
    violate("register %#x cannot be read", at);
  }

 private:
  tb::Dram* dram_;
  std::uint64_t descriptor_ = 0;
  e2train::kernel::Outcome outcome_;
};

// argument returns the number behind "name=" in the arguments.
std::uint64_t argument(int argc, char** argv, const char* name) {
  const std::size_t n = std::strlen(name);
  for (int i = 1; i < argc; ++i) {
    if (std::strncmp(argv[i], name, n) == 0 && argv[i][n] == '=') {
      return std::strtoull(argv[i] + n + 1, nullptr, 0);
    }
  }
  violate("argument %s is missing", name);
}

// serve carries out requests until the host has gone.
void serve(std::uint64_t origin) {
  tb::Dram dram(MemoryFd, origin);
  Registers registers(&dram);
  tb::Wire wire(RequestFd, ReplyFd);
  tb::Request r;
  while (wire.next(&r)) {
    tb::Reply reply{};
    switch (r.op) {
      case tb::Op::Write:
        registers.write(r.a, static_cast<std::uint32_t>(r.b));
        break;
      case tb::Op::Read:
        reply.value = registers.read(r.a);
        break;
      default:
        violate("request %u is not for kernels", static_cast<unsigned>(r.op));
    }
    wire.answer(reply);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argument(argc, argv, "wire") != tb::WireVersion) {
      violate("the host speaks another version of the messages than %u", tb::WireVersion);
    }
    tb::watch<RequestFd>();
    serve(argument(argc, argv, "origin"));
    return 0;
  } catch (const tb::Violation& v) {
    std::fprintf(stderr, "kernels: %s\n", v.what());
    return 1;
  }
}
