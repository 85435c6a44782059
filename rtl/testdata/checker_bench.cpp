// SPDX-License-Identifier: Apache-2.0

// Breaks every rule of the checker and of the register port once. Each case prints its name and what
// was said; "silent" if nothing was. Cases whose names begin with "good" keep the rules.

#include <cstdio>
#include <functional>
#include <string>

#include "checker.hpp"
#include "lite.hpp"

namespace {

using namespace e2train::tb;

constexpr unsigned BusBytes = 8;

// Scene is a checker and the signals of the next cycle; everything is ready, nothing is offered.
struct Scene {
  Checker checker{BusBytes};
  Master m;
  Slave s;

  Scene() { calm(); }

  void calm() {
    m = Master{};
    s = Slave{};
    m.r_ready = m.b_ready = true;
    s.ar_ready = s.aw_ready = s.w_ready = true;
  }

  // step checks one cycle; then all is calm again.
  void step() {
    checker.sample(m, s);
    calm();
  }

  static Address burst(std::uint64_t addr, unsigned beats) {
    Address a;
    a.valid = true;
    a.addr = addr;
    a.len = static_cast<std::uint8_t>(beats - 1);
    a.size = 3;
    a.burst = 1;
    return a;
  }

  void beat(bool last) {
    m.w.valid = true;
    m.w.last = last;
    m.w.strobe = 0xff;
  }
};

// Port is a register port and what the accelerator answers in the next cycle.
struct Port {
  Lite lite;
  LiteSlave s;

  void step() {
    lite.drive();
    lite.sample(s);
  }
};

void attempt(const std::string& name, const std::function<void()>& act) {
  try {
    act();
    std::printf("%s: silent\n", name.c_str());
  } catch (const Violation& v) {
    std::printf("%s: %s\n", name.c_str(), v.what());
  }
}

void with(const std::string& name, const std::function<void(Scene&)>& act) {
  attempt(name, [&] {
    Scene scene;
    act(scene);
  });
}

// address tries what is offered on AR and on AW.
void address(const std::string& name, const std::function<void(Scene&, Address&, bool&)>& act) {
  with(name + " (AR)", [&](Scene& c) { act(c, c.m.ar, c.s.ar_ready); });
  with(name + " (AW)", [&](Scene& c) { act(c, c.m.aw, c.s.aw_ready); });
}

void addresses() {
  address("good burst", [](Scene& c, Address& a, bool&) {
    a = Scene::burst(0x1000, 16);
    c.step();
  });
  address("good stall", [](Scene& c, Address& a, bool& ready) {
    for (int i = 0; i < 3; ++i) {
      a = Scene::burst(0x1000, 16);
      ready = i == 2;
      c.step();
    }
  });
  address("fall", [](Scene& c, Address& a, bool& ready) {
    a = Scene::burst(0x1000, 16);
    ready = false;
    c.step();
    c.step();
  });
  address("change", [](Scene& c, Address& a, bool& ready) {
    a = Scene::burst(0x1000, 16);
    ready = false;
    c.step();
    a = Scene::burst(0x1080, 16);
    c.step();
  });
  address("fixed burst", [](Scene& c, Address& a, bool&) {
    a = Scene::burst(0x1000, 16);
    a.burst = 0;
    c.step();
  });
  address("narrow burst", [](Scene& c, Address& a, bool&) {
    a = Scene::burst(0x1000, 16);
    a.size = 2;
    c.step();
  });
  address("unaligned", [](Scene& c, Address& a, bool&) {
    a = Scene::burst(0x1004, 1);
    c.step();
  });
  address("long", [](Scene& c, Address& a, bool&) {
    a = Scene::burst(0x1000, 17);
    c.step();
  });
  address("crossing", [](Scene& c, Address& a, bool&) {
    a = Scene::burst(0x1f88, 16);
    c.step();
  });
  address("attributes", [](Scene& c, Address& a, bool&) {
    a = Scene::burst(0x1000, 1);
    a.cache = 3;
    c.step();
  });
  address("identifier", [](Scene& c, Address& a, bool&) {
    a = Scene::burst(0x1000, 1);
    a.id = 1;
    c.step();
  });
  address("good eight in flight", [](Scene& c, Address& a, bool&) {
    for (unsigned i = 0; i < 8; ++i) {
      a = Scene::burst(0x1000, 1);
      c.step();
    }
  });
  address("nine in flight", [](Scene& c, Address& a, bool&) {
    for (unsigned i = 0; i < 9; ++i) {
      a = Scene::burst(0x1000, 1);
      c.step();
    }
  });
}

// eight has eight bursts of a direction in flight, then one that ends, and after some cycles a ninth.
void eight(Scene& c, bool write, unsigned wait) {
  for (unsigned i = 0; i < 8; ++i) {
    (write ? c.m.aw : c.m.ar) = Scene::burst(0x1000, 1);
    c.step();
  }
  for (unsigned i = 0; i <= wait; ++i) {
    c.s.r.valid = c.s.r.last = !write && i == 0;
    c.s.b.valid = write && i == 0;
    if (i == wait) {
      (write ? c.m.aw : c.m.ar) = Scene::burst(0x1000, 1);
    }
    c.step();
  }
}

// stopped resets a launch with so many bursts of a direction in flight; all end, and more are offered.
void stopped(Scene& c, bool write, unsigned flying, unsigned more) {
  for (unsigned i = 0; i < flying; ++i) {
    (write ? c.m.aw : c.m.ar) = Scene::burst(0x1000, 1);
    c.step();
  }
  c.step();
  c.checker.stop();
  for (unsigned i = 0; i < flying; ++i) {
    c.s.r.valid = c.s.r.last = !write;
    c.s.b.valid = write;
    c.step();
  }
  for (unsigned i = 0; i < more; ++i) {
    (write ? c.m.aw : c.m.ar) = Scene::burst(0x1000, 1);
    c.step();
  }
}

void stops() {
  for (const bool write : {false, true}) {
    const std::string name = write ? " (AW)" : " (AR)";
    with("good burst held back before a reset" + name, [=](Scene& c) { stopped(c, write, 8, 1); });
    with("two bursts held back before a reset" + name, [=](Scene& c) { stopped(c, write, 8, 2); });
    with("burst after a reset" + name, [=](Scene& c) { stopped(c, write, 7, 1); });
    with("good burst of the next launch" + name, [=](Scene& c) {
      stopped(c, write, 7, 0);
      c.checker.start();
      (write ? c.m.aw : c.m.ar) = Scene::burst(0x1000, 1);
      c.step();
    });
  }
}

void flights() {
  with("address in the cycle of an end (AR)", [](Scene& c) { eight(c, false, 0); });
  with("address in the cycle of an end (AW)", [](Scene& c) { eight(c, true, 0); });
  with("good address after an end (AR)", [](Scene& c) { eight(c, false, 1); });
  with("good address after an end (AW)", [](Scene& c) { eight(c, true, 1); });
  with("RREADY", [](Scene& c) {
    c.m.r_ready = false;
    c.step();
  });
  with("BREADY", [](Scene& c) {
    c.m.b_ready = false;
    c.step();
  });
  with("offer in reset", [](Scene& c) {
    c.m.aw = Scene::burst(0x1000, 1);
    c.checker.silent(c.m);
  });
}

// write accepts a burst of beats, whose data follow.
void write(Scene& c, unsigned beats) {
  c.m.aw = Scene::burst(0x1000, beats);
  c.step();
}

void data() {
  with("good data", [](Scene& c) {
    write(c, 2);
    for (unsigned i = 0; i < 3; ++i) {
      c.beat(i > 0);
      c.s.w_ready = i != 1;
      c.m.w.data[0] = i > 0;
      c.step();
    }
    c.step();
  });
  with("gap within a burst", [](Scene& c) {
    write(c, 2);
    c.beat(false);
    c.step();
    c.step();
  });
  with("data fall", [](Scene& c) {
    write(c, 1);
    c.beat(true);
    c.s.w_ready = false;
    c.step();
    c.step();
  });
  with("data change", [](Scene& c) {
    write(c, 1);
    c.beat(true);
    c.s.w_ready = false;
    c.step();
    c.beat(true);
    c.m.w.data[7] = 1;
    c.step();
  });
  with("early WLAST", [](Scene& c) {
    write(c, 2);
    c.beat(true);
    c.step();
  });
  with("late WLAST", [](Scene& c) {
    write(c, 1);
    c.beat(false);
    c.step();
  });
  with("strobe", [](Scene& c) {
    write(c, 1);
    c.beat(true);
    c.m.w.strobe = 0x7f;
    c.step();
  });
  with("beat without a burst", [](Scene& c) {
    c.beat(true);
    c.step();
  });
}

void port(const std::string& name, const std::function<void(Port&)>& act) {
  attempt(name, [&] {
    Port p;
    act(p);
  });
}

void ports() {
  port("good register", [](Port& p) {
    p.lite.read(0x10);
    p.s.ar_ready = true;
    p.step();
    p.s.ar_ready = false;
    p.s.r_valid = true;
    p.s.r_data = 7;
    p.step();
    if (p.lite.busy() || p.lite.value() != 7) {
      violate("no value");
    }
  });
  port("deaf register", [](Port& p) {
    p.lite.read(0x10);
    for (unsigned i = 0; i < Lite::Patience + 1; ++i) {
      p.step();
    }
  });
  port("register error", [](Port& p) {
    p.lite.read(0x10);
    p.s.ar_ready = true;
    p.step();
    p.s.r_valid = true;
    p.s.r_resp = 2;
    p.step();
  });
  port("RVALID without a read", [](Port& p) {
    p.s.r_valid = true;
    p.step();
  });
  port("BVALID before data", [](Port& p) {
    p.lite.write(0x10, 1);
    p.s.aw_ready = true;
    p.step();
    p.s.b_valid = true;
    p.step();
  });
}

}  // namespace

int main() {
  addresses();
  flights();
  stops();
  data();
  ports();
}
