// SPDX-License-Identifier: Apache-2.0

// The signals of the AXI4 master port as plain values, so that memory and checker know nothing of
// Verilator and can be tested without RTL.

#ifndef E2TRAIN_RTL_TB_SIGNALS_HPP_
#define E2TRAIN_RTL_TB_SIGNALS_HPP_

#include <cstdint>

namespace e2train {
namespace tb {

// The widest data bus of any configuration, in bytes.
constexpr unsigned MaxBusBytes = 16;

// Values of BRESP and RRESP.
constexpr std::uint8_t RespOkay = 0;
constexpr std::uint8_t RespDecodeError = 3;

// Address is an AR or AW channel. Without valid the other members mean nothing.
struct Address {
  bool valid = false;
  std::uint64_t addr = 0;  // bytes
  std::uint8_t len = 0;    // beats - 1
  std::uint8_t size = 0;   // log2 of the bytes of a beat
  std::uint8_t burst = 0;
  std::uint8_t cache = 0;
  std::uint8_t prot = 0;
  std::uint32_t id = 0;
};

// WriteBeat is a W channel.
struct WriteBeat {
  bool valid = false;
  bool last = false;
  std::uint32_t strobe = 0;
  std::uint8_t data[MaxBusBytes] = {};
};

// Master is what the accelerator drives.
struct Master {
  Address ar;
  Address aw;
  WriteBeat w;
  bool r_ready = false;
  bool b_ready = false;
};

// ReadBeat is an R channel.
struct ReadBeat {
  bool valid = false;
  bool last = false;
  std::uint8_t resp = RespOkay;
  std::uint32_t id = 0;
  const std::uint8_t* data = nullptr;
};

// Response is a B channel.
struct Response {
  bool valid = false;
  std::uint8_t resp = RespOkay;
  std::uint32_t id = 0;
};

// Slave is what the memory drives.
struct Slave {
  bool ar_ready = false;
  bool aw_ready = false;
  bool w_ready = false;
  ReadBeat r;
  Response b;
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_SIGNALS_HPP_
