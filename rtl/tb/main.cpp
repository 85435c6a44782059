// SPDX-License-Identifier: Apache-2.0

// The simulation as a process: the verilated accelerator behind two pipes, its DRAM a file that the
// host shares. Package driver/verilator builds, starts and talks to it.
//
//   bench wire=1 origin=0x1000 seed=1 [log=FILE] [trace=FILE]
//
// Descriptor 3 is the memory, 4 brings requests, 5 takes replies. What the RTL or the bench has to
// say before it gives up goes to standard output and standard error.

#include <sys/resource.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "Ve2train_top.h"
#include "verilated.h"

#include "bench.hpp"
#include "dram.hpp"
#include "observer.hpp"
#include "orphan.hpp"
#include "server.hpp"
#include "violation.hpp"
#include "wire.hpp"

namespace {

using e2train::tb::violate;
using Model = Ve2train_top;
using Bench = e2train::tb::Bench<Model, e2train::tb::Observer>;

constexpr int MemoryFd = 3;
constexpr int RequestFd = 4;
constexpr int ReplyFd = 5;
constexpr std::uint64_t PowerUpReset = 8;  // cycles

struct Options {
  std::uint64_t wire = 0;
  std::uint64_t origin = 0;
  std::uint64_t seed = 1;
  const char* log = nullptr;
  const char* trace = nullptr;
};

// value returns what follows "name=" in an argument, or null.
const char* value(const char* argument, const char* name) {
  const std::size_t n = std::strlen(name);
  return std::strncmp(argument, name, n) == 0 && argument[n] == '=' ? argument + n + 1 : nullptr;
}

Options parse(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    if (const char* v = value(argv[i], "wire")) {
      o.wire = std::strtoull(v, nullptr, 0);
    } else if (const char* v = value(argv[i], "origin")) {
      o.origin = std::strtoull(v, nullptr, 0);
    } else if (const char* v = value(argv[i], "seed")) {
      o.seed = std::strtoull(v, nullptr, 0);
    } else if (const char* v = value(argv[i], "log")) {
      o.log = v;
    } else if (const char* v = value(argv[i], "trace")) {
      o.trace = v;
    } else {
      violate("argument %s is unknown", argv[i]);
    }
  }
  if (o.wire != e2train::tb::WireVersion) {
    violate("the host speaks version %llu of the messages, this is version %u",
            static_cast<unsigned long long>(o.wire), e2train::tb::WireVersion);
  }
  return o;
}

// power gives the model a random state, so that what no reset has set is noticed.
std::unique_ptr<Model> power(VerilatedContext* context, const Options& o) {
  context->randReset(2);
  context->randSeed(static_cast<int>(o.seed % 0x7fffffff + 1));
  context->assertOn(true);
  context->traceEverOn(o.trace != nullptr);
  return std::unique_ptr<Model>(new Model{context, "top"});
}

// serve runs the simulation until the host has gone. A violation is told with its cycle.
int serve(const Options& o) {
  VerilatedContext context;
  const std::unique_ptr<Model> model = power(&context, o);
  e2train::tb::Observer observer;
  e2train::tb::Dram dram(MemoryFd, o.origin);
  Bench bench(model.get(), &observer, &dram);
  int result = 0;
  try {
    if (o.trace != nullptr) {
      observer.open(model.get(), o.trace);
    }
    if (o.log != nullptr) {
      bench.log().open(o.log);
    }
    bench.reset(PowerUpReset);
    e2train::tb::Wire wire(RequestFd, ReplyFd);
    e2train::tb::Server<Bench>(&bench, &wire).serve();
  } catch (const e2train::tb::Violation& v) {
    std::fprintf(stderr, "cycle %llu: %s\n", static_cast<unsigned long long>(bench.cycles()),
                 v.what());
    result = 1;
  }
  observer.close();
  model->final();
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);  // a failed assertion aborts; its message is enough
  try {
    const Options options = parse(argc, argv);
    e2train::tb::watch<RequestFd>();
    return serve(options);
  } catch (const e2train::tb::Violation& v) {
    std::fprintf(stderr, "bench: %s\n", v.what());
    return 1;
  }
}
