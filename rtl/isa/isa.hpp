// SPDX-License-Identifier: Apache-2.0
// Code generated from package rtl/isa by "go generate ./rtl/isa"; DO NOT EDIT.

// The hardware contract of the accelerator for C++14: numbers and encodings of package rtl/isa,
// whose documentation defines what they mean. Names are those of the Go package.

#ifndef E2TRAIN_RTL_ISA_ISA_HPP_
#define E2TRAIN_RTL_ISA_ISA_HPP_

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace e2train {
namespace isa {

// The activity counters. "Issue slot" and the attribution of stalls are defined in the package
// documentation.

// from the accepted START write to DONE
constexpr std::uint32_t CounterCycles = 0u;
// cycles from the first to the last issue slot of load instructions
constexpr std::uint32_t CounterLoadBusy = 1u;
// load waits for a semaphore that the tensor engine signals
constexpr std::uint32_t CounterLoadWaitTensor = 2u;
// load waits for a semaphore that the store engine signals
constexpr std::uint32_t CounterLoadWaitStore = 3u;
// issue slots of tensor instructions, short tiles padded to MinTile included
constexpr std::uint32_t CounterTensorBusy = 4u;
// tensor waits for a semaphore of load
constexpr std::uint32_t CounterTensorWaitLoad = 5u;
// tensor waits for a semaphore of store
constexpr std::uint32_t CounterTensorWaitStore = 6u;
// tensor waits for its own pipeline to empty
constexpr std::uint32_t CounterTensorFence = 7u;
// cycles from the first to the last issue slot of store instructions
constexpr std::uint32_t CounterStoreBusy = 8u;
// store waits for a semaphore of load
constexpr std::uint32_t CounterStoreWaitLoad = 9u;
// store waits for a semaphore of tensor
constexpr std::uint32_t CounterStoreWaitTensor = 10u;
// vectors issued by GEMM reading X
constexpr std::uint32_t CounterIssueForward = 11u;
// vectors issued by GEMM reading G
constexpr std::uint32_t CounterIssueBackData = 12u;
// vectors issued by plain OUTER
constexpr std::uint32_t CounterIssueBackWeight = 13u;
// vectors issued by packed OUTER
constexpr std::uint32_t CounterIssuePredict = 14u;
// vectors issued by masked OUTER
constexpr std::uint32_t CounterIssueMasked = 15u;
// issued vectors whose X (or GEMM source) operand was forced to zero by padding
constexpr std::uint32_t CounterZeroOperands = 16u;
// multiplier cycles switched off by a decided mask bit
constexpr std::uint32_t CounterMaskedMACs = 17u;
// weight tiles moved into the array by GEMM
constexpr std::uint32_t CounterWeightTiles = 18u;
// result tiles drained from the array by OUTER, a packed pair once
constexpr std::uint32_t CounterDrains = 19u;
// OUTER tiles not computed because of their skip bit
constexpr std::uint32_t CounterSkippedTiles = 20u;
constexpr std::uint32_t CounterXReads = 21u;
constexpr std::uint32_t CounterXWrites = 22u;
constexpr std::uint32_t CounterGReads = 23u;
constexpr std::uint32_t CounterGWrites = 24u;
constexpr std::uint32_t CounterWReads = 25u;
constexpr std::uint32_t CounterWWrites = 26u;
constexpr std::uint32_t CounterAccReads = 27u;
constexpr std::uint32_t CounterAccWrites = 28u;
constexpr std::uint32_t CounterMaskReads = 29u;
constexpr std::uint32_t CounterMaskWrites = 30u;
constexpr std::uint32_t CounterDramReadBytes = 31u;
constexpr std::uint32_t CounterDramReadBursts = 32u;
constexpr std::uint32_t CounterDramWriteBytes = 33u;
constexpr std::uint32_t CounterDramWriteBursts = 34u;
// instructions of all engines that were issued
constexpr std::uint32_t CounterInstructions = 35u;
// number of counters, not a counter
constexpr std::uint32_t NumCounters = 36u;


// DescriptorBytes is the size of a descriptor.
constexpr std::uint32_t DescriptorBytes = 128u;
// DescriptorAlign is the alignment of descriptors and instruction lists, a multiple of the longest
// burst of every configuration: how they are cut into bursts does not depend on their addresses.
constexpr std::uint32_t DescriptorAlign = 256u;
// "2DS1"
constexpr std::uint32_t DescriptorMagic = 0x31534432u;
// RegionAlign is the alignment of what a base register points to. It is below the longest burst, so
// a program's cycles depend on its base addresses modulo Config.BurstBytes.
constexpr std::uint32_t RegionAlign = 64u;

// The registers of HLS kernels. Status, ErrorPlace and MaxAbs mean what the RTL's mean.

// HLSControlStart and the other bits of block control
constexpr std::uint32_t HLSControl = 0u;
// bit 0: interrupts on
constexpr std::uint32_t HLSIrqGlobal = 4u;
// bit 0: interrupt when a launch is done
constexpr std::uint32_t HLSIrqEnable = 8u;
// bit 0: a launch was done; write 1 to clear
constexpr std::uint32_t HLSIrqStatus = 12u;
// 64 bit: byte address of the first descriptor
constexpr std::uint32_t HLSDescriptor = 16u;
// RO: Config.Hash, once a launch is done
constexpr std::uint32_t HLSConfigHash = 28u;
// RO: Status of the last launch
constexpr std::uint32_t HLSStatus = 44u;
// RO: ErrorPlace of the first error
constexpr std::uint32_t HLSErrorPlace = 60u;
// RO, 64 bit: as RegMaxAbs
constexpr std::uint32_t HLSMaxAbs = 76u;

// Control bits of HLSControl.

// run the program at HLSDescriptor
constexpr std::uint32_t HLSControlStart = 1u;
// a launch has ended; reading clears it
constexpr std::uint32_t HLSControlDone = 2u;
// no launch runs
constexpr std::uint32_t HLSControlIdle = 4u;

// InstructionBytes is the size of one encoded instruction.
constexpr std::uint32_t InstructionBytes = 64u;

// The opcodes. OpDepthwise is reserved: the encoding has room for it and hardware reports it as a
// bad opcode.

// DRAM bytes -> X, each extended to 9 bits
constexpr std::uint8_t OpLoadX = 0x01;
// DRAM int16 -> G
constexpr std::uint8_t OpLoadG = 0x02;
// DRAM int8 -> W
constexpr std::uint8_t OpLoadW = 0x03;
// DRAM int32 predicted gradients -> mask bits and skip bits
constexpr std::uint8_t OpLoadMask = 0x04;
// ACC (=|+=) contraction of X or G with weight tiles
constexpr std::uint8_t OpGemm = 0x10;
// ACC (=|+=) outer products of G and X summed over vectors
constexpr std::uint8_t OpOuter = 0x11;
// reserved
constexpr std::uint8_t OpDepthwise = 0x12;
// ACC -> int32, rounded, saturated
constexpr std::uint8_t OpStoreInt32 = 0x20;
// ACC -> int16, rounded, saturated
constexpr std::uint8_t OpStoreInt16 = 0x21;
// ACC -> int64, the raw sum
constexpr std::uint8_t OpStoreInt64 = 0x22;
// ACC -> int8 in {-1, 0, 1}
constexpr std::uint8_t OpStoreSign = 0x23;

// The pack modes: a packed byte holds the 4-bit operand of tile a in its high nibble and that of
// tile b in its low one.

constexpr std::uint32_t PackNone = 0u;
// nibbles 0..15
constexpr std::uint32_t PackUnsigned = 1u;
// nibbles -8..7
constexpr std::uint32_t PackSigned = 2u;

// EngineFetch is the place of errors that no engine made: those of descriptors and instruction
// lists.
constexpr std::uint32_t EngineFetch = 3u;

// The engines, in the order of their instruction lists in a descriptor.

constexpr std::uint32_t EngineLoad = 0u;
constexpr std::uint32_t EngineTensor = 1u;
constexpr std::uint32_t EngineStore = 2u;
// number of engines, not an engine
constexpr std::uint32_t NumEngines = 3u;

// NumBases is the number of base address registers of a launch.
constexpr std::uint32_t NumBases = 8u;

// MaxShift is the largest Params.Shift: ACC holds AccBits bits.
constexpr std::uint32_t MaxShift = 39u;

// AccBits is the width of one accumulator; sums wrap beyond it, so the host proves that they do not
// get there.
constexpr std::uint32_t AccBits = 40u;

// Version is the version of this contract; hardware of another version is refused.
constexpr std::uint32_t Version = 1u;

// ID is the constant of register ID, "E2TR" read as little-endian bytes.
constexpr std::uint32_t ID = 0x52543245u;

// The registers. RO: writes are ignored.

// RO: ID
constexpr std::uint32_t RegID = 0x0u;
// RO: Version
constexpr std::uint32_t RegVersion = 0x4u;
// RO: Config.Hash
constexpr std::uint32_t RegConfigHash = 0x8u;
// see the Control bits; reads 0
constexpr std::uint32_t RegControl = 0xcu;
// RO: see the Status bits
constexpr std::uint32_t RegStatus = 0x10u;
// RO: ErrorPlace of the first error
constexpr std::uint32_t RegErrorPlace = 0x14u;
// RO, 64 bit: byte address of the burst with the first RRESP or BRESP error
constexpr std::uint32_t RegErrorAddr = 0x18u;
// bit 0: interrupt while DONE or an error is set
constexpr std::uint32_t RegIrqEnable = 0x20u;
// write 1 to bit 0: drop the interrupt; status stays until the next START
constexpr std::uint32_t RegIrqClear = 0x24u;
// AxiAttributes of the master
constexpr std::uint32_t RegAxi = 0x28u;
// 64 bit: byte address of the first descriptor, a multiple of DescriptorAlign
constexpr std::uint32_t RegDescriptor = 0x30u;
// RO, 64 bit: running maximum of |stored value| of this launch, 0 at START
constexpr std::uint32_t RegMaxAbs = 0x38u;
// RO, 64 bit: clock cycles since power-up
constexpr std::uint32_t RegFreeClock = 0x40u;
// RO, 64 bit each: activity counters, frozen at DONE
constexpr std::uint32_t RegCounters = 0x100u;

// Control bits of RegControl. A write acts once.

// run the program at RegDescriptor; ignored while BUSY and together with ControlReset
constexpr std::uint32_t ControlStart = 0x1u;
constexpr std::uint32_t ControlStartBit = 0u;
// stop issuing, let outstanding bursts finish, then clear the status and become idle
constexpr std::uint32_t ControlReset = 0x2u;
constexpr std::uint32_t ControlResetBit = 1u;

// The status bits. Error bits are sticky until the next START or reset.

constexpr std::uint32_t StatusBusy = 0x1u;
constexpr std::uint32_t StatusBusyBit = 0u;
constexpr std::uint32_t StatusDone = 0x2u;
constexpr std::uint32_t StatusDoneBit = 1u;
// some stored value did not fit its format
constexpr std::uint32_t StatusSaturated = 0x4u;
constexpr std::uint32_t StatusSaturatedBit = 2u;
// RRESP was not OKAY
constexpr std::uint32_t StatusReadError = 0x8u;
constexpr std::uint32_t StatusReadErrorBit = 3u;
// BRESP was not OKAY
constexpr std::uint32_t StatusWriteError = 0x10u;
constexpr std::uint32_t StatusWriteErrorBit = 4u;
// an opcode that is not the engine's, a descriptor without magic or with too long a list
constexpr std::uint32_t StatusOpcode = 0x20u;
constexpr std::uint32_t StatusOpcodeBit = 5u;
// a semaphore was signalled beyond SemaphoreMax
constexpr std::uint32_t StatusOverflow = 0x40u;
constexpr std::uint32_t StatusOverflowBit = 6u;
// all engines wait or have ended, nothing is in flight
constexpr std::uint32_t StatusDeadlock = 0x80u;
constexpr std::uint32_t StatusDeadlockBit = 7u;
constexpr std::uint32_t StatusErrors = 0xf8u;

// NumSemaphores is the number of semaphores.
constexpr std::uint32_t NumSemaphores = 24u;

// Constants of the timing rules, in clock cycles unless said otherwise. The rules themselves are in
// the package documentation; every constant is a pipeline depth of the RTL.

// beats of the longest burst, aligned to its own size
constexpr std::uint32_t MaxBurstBeats = 16u;
// bursts in flight per direction
constexpr std::uint32_t MaxOutstanding = 8u;
// a signal beyond this count is an error
constexpr std::uint32_t SemaphoreMax = 255u;
// accepted START write to the first descriptor address
constexpr std::uint32_t StartToFetch = 2u;
// last descriptor beat to the first instruction list address
constexpr std::uint32_t DescriptorDecode = 3u;
// last instruction beat (or descriptor beat, if all lists are empty) to the first issue slot
constexpr std::uint32_t FetchToIssue = 3u;
// a signal to the first issue slot that may depend on it
constexpr std::uint32_t SignalToIssue = 2u;
// first issue slot of a load to its first read address
constexpr std::uint32_t LoadIssue = 2u;
// last beat of a load to its signal: the buffer entry is written
constexpr std::uint32_t LoadWrite = 3u;
// first issue slot of a store to its first write address: ACC read, round, saturate
constexpr std::uint32_t StoreIssue = 8u;
// write address to the first write beat
constexpr std::uint32_t WriteAccept = 1u;
// last completion of all engines to DONE, or to the next segment's first descriptor address
constexpr std::uint32_t IdleToDone = 3u;
// everything quiet to the DEADLOCK status
constexpr std::uint32_t StallDetect = 4u;
// issue slots of the shortest tile beyond one for each row that it drains
constexpr std::uint32_t TileMargin = 8u;
// cycles from the last issue slot to the signal beyond one for each row that is drained
constexpr std::uint32_t DrainMargin = 12u;

// The names of the counters in logs and profiles, by index.
constexpr const char* CounterNames[NumCounters] = {
    "cycles",
    "load_busy",
    "load_wait_tensor",
    "load_wait_store",
    "tensor_busy",
    "tensor_wait_load",
    "tensor_wait_store",
    "tensor_fence",
    "store_busy",
    "store_wait_load",
    "store_wait_tensor",
    "issue_forward",
    "issue_backward_data",
    "issue_backward_weights",
    "issue_predict",
    "issue_masked",
    "zero_operands",
    "masked_macs",
    "weight_tiles",
    "drains",
    "skipped_tiles",
    "x_reads",
    "x_writes",
    "g_reads",
    "g_writes",
    "w_reads",
    "w_writes",
    "acc_reads",
    "acc_writes",
    "mask_reads",
    "mask_writes",
    "dram_read_bytes",
    "dram_read_bursts",
    "dram_write_bytes",
    "dram_write_bursts",
    "instructions",
};

// Semaphores: number of the first of the four from one engine to another, its bit in the masks
// done and release of the signalling engine, and its bit in the mask wait of the waiting engine.
constexpr std::uint32_t SemLoadToTensor = 0u;
constexpr std::uint32_t SemLoadToTensorSignalLsb = 0u;
constexpr std::uint32_t SemLoadToTensorWaitLsb = 0u;
constexpr std::uint32_t SemLoadToStore = 4u;
constexpr std::uint32_t SemLoadToStoreSignalLsb = 4u;
constexpr std::uint32_t SemLoadToStoreWaitLsb = 0u;
constexpr std::uint32_t SemTensorToLoad = 8u;
constexpr std::uint32_t SemTensorToLoadSignalLsb = 0u;
constexpr std::uint32_t SemTensorToLoadWaitLsb = 0u;
constexpr std::uint32_t SemTensorToStore = 12u;
constexpr std::uint32_t SemTensorToStoreSignalLsb = 4u;
constexpr std::uint32_t SemTensorToStoreWaitLsb = 4u;
constexpr std::uint32_t SemStoreToLoad = 16u;
constexpr std::uint32_t SemStoreToLoadSignalLsb = 0u;
constexpr std::uint32_t SemStoreToLoadWaitLsb = 4u;
constexpr std::uint32_t SemStoreToTensor = 20u;
constexpr std::uint32_t SemStoreToTensorSignalLsb = 4u;
constexpr std::uint32_t SemStoreToTensorWaitLsb = 4u;

// Config is one build of the accelerator, with the numbers that follow from it.
struct Config {
  const char* Name;
  std::uint32_t Lanes;
  std::uint32_t ClockHz;
  std::uint32_t XDepth;
  std::uint32_t GDepth;
  std::uint32_t WDepth;
  std::uint32_t MaskDepth;
  std::uint32_t AccBanks;
  std::uint32_t AccDepth;
  std::uint32_t InstrDepth;
  std::uint32_t AXIBytes;
  std::uint32_t Chain;
  std::uint32_t DSPColumns;
  std::uint32_t PackShift;
  std::uint32_t ReadLatency;
  std::uint32_t ReadIdle;
  std::uint32_t WriteLatency;
  std::uint32_t WriteIdle;
  std::uint32_t AccRows;
  std::uint32_t BurstBytes;
  std::uint32_t MinTile;
  std::uint32_t MinTilePacked;
  std::uint32_t TensorDrain;
  std::uint32_t TensorDrainPacked;
  std::uint32_t PackLimitUnsigned;
  std::uint32_t PackLimitSigned;
  std::uint32_t ConfigHash;
};

// Ultra96-V2 (XCZU3EG): 16x16 DSP48E2, 128-bit AXI.
constexpr Config Ultra96 = {
    "ultra96",
    16u,  // Lanes
    200000000u,  // ClockHz
    8192u,  // XDepth
    4096u,  // GDepth
    4096u,  // WDepth
    4096u,  // MaskDepth
    4u,  // AccBanks
    1024u,  // AccDepth
    256u,  // InstrDepth
    16u,  // AXIBytes
    8u,  // Chain
    16u,  // DSPColumns
    22u,  // PackShift
    64u,  // ReadLatency
    1u,  // ReadIdle
    32u,  // WriteLatency
    1u,  // WriteIdle
    4096u,  // AccRows
    256u,  // BurstBytes
    24u,  // MinTile
    40u,  // MinTilePacked
    28u,  // TensorDrain
    44u,  // TensorDrainPacked
    273u,  // PackLimitUnsigned
    511u,  // PackLimitSigned
    0x42bfd2d1u,  // ConfigHash
};

// ZedBoard (XC7Z020): 13 columns in DSP48E1, 3 in LUTs, 64-bit AXI.
constexpr Config Zedboard = {
    "zedboard",
    16u,  // Lanes
    100000000u,  // ClockHz
    4096u,  // XDepth
    4096u,  // GDepth
    4096u,  // WDepth
    4096u,  // MaskDepth
    4u,  // AccBanks
    512u,  // AccDepth
    256u,  // InstrDepth
    8u,  // AXIBytes
    8u,  // Chain
    13u,  // DSPColumns
    20u,  // PackShift
    40u,  // ReadLatency
    1u,  // ReadIdle
    24u,  // WriteLatency
    1u,  // WriteIdle
    2048u,  // AccRows
    128u,  // BurstBytes
    24u,  // MinTile
    40u,  // MinTilePacked
    28u,  // TensorDrain
    44u,  // TensorDrainPacked
    68u,  // PackLimitUnsigned
    127u,  // PackLimitSigned
    0xa2ddce0du,  // ConfigHash
};

// XC7Z020 fallback: 8x8 DSP48E1, 64-bit AXI.
constexpr Config Zed8 = {
    "zed8",
    8u,  // Lanes
    100000000u,  // ClockHz
    4096u,  // XDepth
    4096u,  // GDepth
    4096u,  // WDepth
    4096u,  // MaskDepth
    4u,  // AccBanks
    512u,  // AccDepth
    256u,  // InstrDepth
    8u,  // AXIBytes
    8u,  // Chain
    8u,  // DSPColumns
    20u,  // PackShift
    40u,  // ReadLatency
    1u,  // ReadIdle
    24u,  // WriteLatency
    1u,  // WriteIdle
    2048u,  // AccRows
    128u,  // BurstBytes
    16u,  // MinTile
    24u,  // MinTilePacked
    20u,  // TensorDrain
    28u,  // TensorDrainPacked
    68u,  // PackLimitUnsigned
    127u,  // PackLimitSigned
    0xf298c8d5u,  // ConfigHash
};

// test build: 4x4, small buffers, 32-bit AXI.
constexpr Config Tiny = {
    "tiny",
    4u,  // Lanes
    100000000u,  // ClockHz
    256u,  // XDepth
    256u,  // GDepth
    128u,  // WDepth
    128u,  // MaskDepth
    4u,  // AccBanks
    64u,  // AccDepth
    64u,  // InstrDepth
    4u,  // AXIBytes
    4u,  // Chain
    4u,  // DSPColumns
    20u,  // PackShift
    12u,  // ReadLatency
    1u,  // ReadIdle
    8u,  // WriteLatency
    1u,  // WriteIdle
    256u,  // AccRows
    64u,  // BurstBytes
    12u,  // MinTile
    16u,  // MinTilePacked
    16u,  // TensorDrain
    20u,  // TensorDrainPacked
    68u,  // PackLimitUnsigned
    127u,  // PackLimitSigned
    0xf6ebfc24u,  // ConfigHash
};

// All configurations.
constexpr std::size_t NumConfigs = 4;
constexpr const Config* Configs[NumConfigs] = {
    &Ultra96,
    &Zedboard,
    &Zed8,
    &Tiny,
};

namespace detail {

// put sets width bits of word from lsb on, which are zero, to value; false if it does not fit.
template <typename T>
inline bool put(std::uint8_t* word, unsigned lsb, unsigned width, T value) {
  const std::uint64_t pattern = static_cast<std::uint64_t>(value);
  for (unsigned i = 0; i < width; ++i) {
    if ((pattern >> i & 1u) != 0) {
      word[(lsb + i) / 8] = static_cast<std::uint8_t>(word[(lsb + i) / 8] | 1u << (lsb + i) % 8);
    }
  }
  // Beyond the field only copies of the sign may follow: the last bit of a signed field, else 0.
  const bool negative = std::is_signed<T>::value && (pattern >> (width - 1) & 1u) != 0;
  const std::uint64_t rest = width < 64 ? pattern >> (width < 64 ? width : 0) : 0;
  return width >= 64 || rest == (negative ? ~std::uint64_t{0} >> width : 0);
}

// take sets value to width bits of word from lsb on, sign-extended if T is signed.
template <typename T>
inline void take(const std::uint8_t* word, unsigned lsb, unsigned width, T& value) {
  std::uint64_t pattern = 0;
  for (unsigned i = 0; i < width; ++i) {
    pattern |= static_cast<std::uint64_t>(word[(lsb + i) / 8] >> (lsb + i) % 8 & 1u) << i;
  }
  if (std::is_signed<T>::value && width < 64 && (pattern >> (width - 1) & 1u) != 0) {
    pattern |= ~std::uint64_t{0} << width;
  }
  value = static_cast<T>(pattern);
}

// zero reports whether bits [lsb, end) of word are zero.
inline bool zero(const std::uint8_t* word, unsigned lsb, unsigned end) {
  for (unsigned i = lsb; i < end; ++i) {
    if ((word[i / 8] >> i % 8 & 1u) != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace detail

// Fields of Load: least significant bit and width.
constexpr unsigned LoadOpcodeLsb = 0u;
constexpr unsigned LoadOpcodeWidth = 8u;
constexpr unsigned LoadWaitLsb = 8u;
constexpr unsigned LoadWaitWidth = 8u;
constexpr unsigned LoadDoneLsb = 16u;
constexpr unsigned LoadDoneWidth = 8u;
constexpr unsigned LoadReleaseLsb = 24u;
constexpr unsigned LoadReleaseWidth = 8u;
constexpr unsigned LoadSignExtendLsb = 32u;
constexpr unsigned LoadSignExtendWidth = 1u;
constexpr unsigned LoadDestLsb = 40u;
constexpr unsigned LoadDestWidth = 16u;
constexpr unsigned LoadRunLsb = 56u;
constexpr unsigned LoadRunWidth = 16u;
constexpr unsigned LoadCount0Lsb = 72u;
constexpr unsigned LoadCount0Width = 12u;
constexpr unsigned LoadCount1Lsb = 84u;
constexpr unsigned LoadCount1Width = 12u;
constexpr unsigned LoadCount2Lsb = 96u;
constexpr unsigned LoadCount2Width = 12u;
constexpr unsigned LoadBaseLsb = 108u;
constexpr unsigned LoadBaseWidth = 3u;
constexpr unsigned LoadOffsetLsb = 112u;
constexpr unsigned LoadOffsetWidth = 32u;
constexpr unsigned LoadStride0Lsb = 144u;
constexpr unsigned LoadStride0Width = 32u;
constexpr unsigned LoadStride1Lsb = 176u;
constexpr unsigned LoadStride1Width = 32u;
constexpr unsigned LoadStride2Lsb = 208u;
constexpr unsigned LoadStride2Width = 32u;

// Load is the content of 64 bytes, little-endian.
struct Load {
  std::uint8_t opcode = 0x01;
  std::uint8_t wait = 0;
  std::uint8_t done = 0;
  std::uint8_t release = 0;
  bool sign_extend = false;
  std::uint16_t dest = 0;
  std::uint16_t run = 0;
  std::uint16_t count0 = 0;
  std::uint16_t count1 = 0;
  std::uint16_t count2 = 0;
  std::uint8_t base = 0;
  std::uint32_t offset = 0;
  std::int32_t stride0 = 0;
  std::int32_t stride1 = 0;
  std::int32_t stride2 = 0;
};

using LoadWord = std::array<std::uint8_t, 64>;

// Encodes in; false if a field does not fit its bits.
inline bool pack(const Load& in, LoadWord& word) {
  word.fill(0);
  std::uint8_t* const bytes = word.data();
  bool fits = true;
  fits &= detail::put(bytes, LoadOpcodeLsb, LoadOpcodeWidth, in.opcode);
  fits &= detail::put(bytes, LoadWaitLsb, LoadWaitWidth, in.wait);
  fits &= detail::put(bytes, LoadDoneLsb, LoadDoneWidth, in.done);
  fits &= detail::put(bytes, LoadReleaseLsb, LoadReleaseWidth, in.release);
  fits &= detail::put(bytes, LoadSignExtendLsb, LoadSignExtendWidth, in.sign_extend);
  fits &= detail::put(bytes, LoadDestLsb, LoadDestWidth, in.dest);
  fits &= detail::put(bytes, LoadRunLsb, LoadRunWidth, in.run);
  fits &= detail::put(bytes, LoadCount0Lsb, LoadCount0Width, in.count0);
  fits &= detail::put(bytes, LoadCount1Lsb, LoadCount1Width, in.count1);
  fits &= detail::put(bytes, LoadCount2Lsb, LoadCount2Width, in.count2);
  fits &= detail::put(bytes, LoadBaseLsb, LoadBaseWidth, in.base);
  fits &= detail::put(bytes, LoadOffsetLsb, LoadOffsetWidth, in.offset);
  fits &= detail::put(bytes, LoadStride0Lsb, LoadStride0Width, in.stride0);
  fits &= detail::put(bytes, LoadStride1Lsb, LoadStride1Width, in.stride1);
  fits &= detail::put(bytes, LoadStride2Lsb, LoadStride2Width, in.stride2);
  return fits;
}

// Decodes word; false if its opcode is another's or an unused bit is set.
inline bool unpack(const LoadWord& word, Load& out) {
  const std::uint8_t* const bytes = word.data();
  bool valid = true;
  detail::take(bytes, LoadOpcodeLsb, LoadOpcodeWidth, out.opcode);
  detail::take(bytes, LoadWaitLsb, LoadWaitWidth, out.wait);
  detail::take(bytes, LoadDoneLsb, LoadDoneWidth, out.done);
  detail::take(bytes, LoadReleaseLsb, LoadReleaseWidth, out.release);
  detail::take(bytes, LoadSignExtendLsb, LoadSignExtendWidth, out.sign_extend);
  valid &= detail::zero(bytes, 33, 40);
  detail::take(bytes, LoadDestLsb, LoadDestWidth, out.dest);
  detail::take(bytes, LoadRunLsb, LoadRunWidth, out.run);
  detail::take(bytes, LoadCount0Lsb, LoadCount0Width, out.count0);
  detail::take(bytes, LoadCount1Lsb, LoadCount1Width, out.count1);
  detail::take(bytes, LoadCount2Lsb, LoadCount2Width, out.count2);
  detail::take(bytes, LoadBaseLsb, LoadBaseWidth, out.base);
  valid &= detail::zero(bytes, 111, 112);
  detail::take(bytes, LoadOffsetLsb, LoadOffsetWidth, out.offset);
  detail::take(bytes, LoadStride0Lsb, LoadStride0Width, out.stride0);
  detail::take(bytes, LoadStride1Lsb, LoadStride1Width, out.stride1);
  detail::take(bytes, LoadStride2Lsb, LoadStride2Width, out.stride2);
  valid &= detail::zero(bytes, 240, 512);
  valid &= out.opcode == 0x01 || out.opcode == 0x02 || out.opcode == 0x03 || out.opcode == 0x04;
  return valid;
}

// Fields of Gemm: least significant bit and width.
constexpr unsigned GemmOpcodeLsb = 0u;
constexpr unsigned GemmOpcodeWidth = 8u;
constexpr unsigned GemmWaitLsb = 8u;
constexpr unsigned GemmWaitWidth = 8u;
constexpr unsigned GemmDoneLsb = 16u;
constexpr unsigned GemmDoneWidth = 8u;
constexpr unsigned GemmReleaseLsb = 24u;
constexpr unsigned GemmReleaseWidth = 8u;
constexpr unsigned GemmZeroLsb = 32u;
constexpr unsigned GemmZeroWidth = 1u;
constexpr unsigned GemmFenceLsb = 33u;
constexpr unsigned GemmFenceWidth = 1u;
constexpr unsigned GemmSourceGLsb = 34u;
constexpr unsigned GemmSourceGWidth = 1u;
constexpr unsigned GemmNoTapsLsb = 35u;
constexpr unsigned GemmNoTapsWidth = 1u;
constexpr unsigned GemmMaskedLsb = 36u;
constexpr unsigned GemmMaskedWidth = 1u;
constexpr unsigned GemmFillSignLsb = 37u;
constexpr unsigned GemmFillSignWidth = 1u;
constexpr unsigned GemmPackLsb = 38u;
constexpr unsigned GemmPackWidth = 2u;
constexpr unsigned GemmNxLsb = 40u;
constexpr unsigned GemmNxWidth = 12u;
constexpr unsigned GemmNyLsb = 52u;
constexpr unsigned GemmNyWidth = 12u;
constexpr unsigned GemmNnLsb = 64u;
constexpr unsigned GemmNnWidth = 12u;
constexpr unsigned GemmKxLsb = 76u;
constexpr unsigned GemmKxWidth = 4u;
constexpr unsigned GemmKyLsb = 80u;
constexpr unsigned GemmKyWidth = 4u;
constexpr unsigned GemmCiLsb = 84u;
constexpr unsigned GemmCiWidth = 12u;
constexpr unsigned GemmSrcLsb = 96u;
constexpr unsigned GemmSrcWidth = 16u;
constexpr unsigned GemmSxLsb = 112u;
constexpr unsigned GemmSxWidth = 16u;
constexpr unsigned GemmSyLsb = 128u;
constexpr unsigned GemmSyWidth = 16u;
constexpr unsigned GemmSnLsb = 144u;
constexpr unsigned GemmSnWidth = 16u;
constexpr unsigned GemmSkxLsb = 160u;
constexpr unsigned GemmSkxWidth = 16u;
constexpr unsigned GemmSkyLsb = 176u;
constexpr unsigned GemmSkyWidth = 16u;
constexpr unsigned GemmSciLsb = 192u;
constexpr unsigned GemmSciWidth = 16u;
constexpr unsigned GemmX0Lsb = 208u;
constexpr unsigned GemmX0Width = 16u;
constexpr unsigned GemmY0Lsb = 224u;
constexpr unsigned GemmY0Width = 16u;
constexpr unsigned GemmXlimLsb = 240u;
constexpr unsigned GemmXlimWidth = 16u;
constexpr unsigned GemmYlimLsb = 256u;
constexpr unsigned GemmYlimWidth = 16u;
constexpr unsigned GemmStepXLsb = 272u;
constexpr unsigned GemmStepXWidth = 4u;
constexpr unsigned GemmStepYLsb = 276u;
constexpr unsigned GemmStepYWidth = 4u;
constexpr unsigned GemmTapXLsb = 280u;
constexpr unsigned GemmTapXWidth = 4u;
constexpr unsigned GemmTapYLsb = 284u;
constexpr unsigned GemmTapYWidth = 4u;
constexpr unsigned GemmAccLsb = 288u;
constexpr unsigned GemmAccWidth = 16u;
constexpr unsigned GemmAxLsb = 304u;
constexpr unsigned GemmAxWidth = 16u;
constexpr unsigned GemmAyLsb = 320u;
constexpr unsigned GemmAyWidth = 16u;
constexpr unsigned GemmAnLsb = 336u;
constexpr unsigned GemmAnWidth = 16u;
constexpr unsigned GemmWLsb = 352u;
constexpr unsigned GemmWWidth = 16u;

// Gemm is the content of 64 bytes, little-endian.
struct Gemm {
  std::uint8_t opcode = 0x10;
  std::uint8_t wait = 0;
  std::uint8_t done = 0;
  std::uint8_t release = 0;
  bool zero = false;
  bool fence = false;
  bool source_g = false;
  bool no_taps = false;
  bool masked = false;
  bool fill_sign = false;
  std::uint8_t pack = 0;
  std::uint16_t nx = 0;
  std::uint16_t ny = 0;
  std::uint16_t nn = 0;
  std::uint8_t kx = 0;
  std::uint8_t ky = 0;
  std::uint16_t ci = 0;
  std::int16_t src = 0;
  std::int16_t sx = 0;
  std::int16_t sy = 0;
  std::int16_t sn = 0;
  std::int16_t skx = 0;
  std::int16_t sky = 0;
  std::int16_t sci = 0;
  std::int16_t x0 = 0;
  std::int16_t y0 = 0;
  std::uint16_t xlim = 0;
  std::uint16_t ylim = 0;
  std::int8_t step_x = 0;
  std::int8_t step_y = 0;
  std::int8_t tap_x = 0;
  std::int8_t tap_y = 0;
  std::uint16_t acc = 0;
  std::int16_t ax = 0;
  std::int16_t ay = 0;
  std::int16_t an = 0;
  std::uint16_t w = 0;
};

using GemmWord = std::array<std::uint8_t, 64>;

// Encodes in; false if a field does not fit its bits.
inline bool pack(const Gemm& in, GemmWord& word) {
  word.fill(0);
  std::uint8_t* const bytes = word.data();
  bool fits = true;
  fits &= detail::put(bytes, GemmOpcodeLsb, GemmOpcodeWidth, in.opcode);
  fits &= detail::put(bytes, GemmWaitLsb, GemmWaitWidth, in.wait);
  fits &= detail::put(bytes, GemmDoneLsb, GemmDoneWidth, in.done);
  fits &= detail::put(bytes, GemmReleaseLsb, GemmReleaseWidth, in.release);
  fits &= detail::put(bytes, GemmZeroLsb, GemmZeroWidth, in.zero);
  fits &= detail::put(bytes, GemmFenceLsb, GemmFenceWidth, in.fence);
  fits &= detail::put(bytes, GemmSourceGLsb, GemmSourceGWidth, in.source_g);
  fits &= detail::put(bytes, GemmNoTapsLsb, GemmNoTapsWidth, in.no_taps);
  fits &= detail::put(bytes, GemmMaskedLsb, GemmMaskedWidth, in.masked);
  fits &= detail::put(bytes, GemmFillSignLsb, GemmFillSignWidth, in.fill_sign);
  fits &= detail::put(bytes, GemmPackLsb, GemmPackWidth, in.pack);
  fits &= detail::put(bytes, GemmNxLsb, GemmNxWidth, in.nx);
  fits &= detail::put(bytes, GemmNyLsb, GemmNyWidth, in.ny);
  fits &= detail::put(bytes, GemmNnLsb, GemmNnWidth, in.nn);
  fits &= detail::put(bytes, GemmKxLsb, GemmKxWidth, in.kx);
  fits &= detail::put(bytes, GemmKyLsb, GemmKyWidth, in.ky);
  fits &= detail::put(bytes, GemmCiLsb, GemmCiWidth, in.ci);
  fits &= detail::put(bytes, GemmSrcLsb, GemmSrcWidth, in.src);
  fits &= detail::put(bytes, GemmSxLsb, GemmSxWidth, in.sx);
  fits &= detail::put(bytes, GemmSyLsb, GemmSyWidth, in.sy);
  fits &= detail::put(bytes, GemmSnLsb, GemmSnWidth, in.sn);
  fits &= detail::put(bytes, GemmSkxLsb, GemmSkxWidth, in.skx);
  fits &= detail::put(bytes, GemmSkyLsb, GemmSkyWidth, in.sky);
  fits &= detail::put(bytes, GemmSciLsb, GemmSciWidth, in.sci);
  fits &= detail::put(bytes, GemmX0Lsb, GemmX0Width, in.x0);
  fits &= detail::put(bytes, GemmY0Lsb, GemmY0Width, in.y0);
  fits &= detail::put(bytes, GemmXlimLsb, GemmXlimWidth, in.xlim);
  fits &= detail::put(bytes, GemmYlimLsb, GemmYlimWidth, in.ylim);
  fits &= detail::put(bytes, GemmStepXLsb, GemmStepXWidth, in.step_x);
  fits &= detail::put(bytes, GemmStepYLsb, GemmStepYWidth, in.step_y);
  fits &= detail::put(bytes, GemmTapXLsb, GemmTapXWidth, in.tap_x);
  fits &= detail::put(bytes, GemmTapYLsb, GemmTapYWidth, in.tap_y);
  fits &= detail::put(bytes, GemmAccLsb, GemmAccWidth, in.acc);
  fits &= detail::put(bytes, GemmAxLsb, GemmAxWidth, in.ax);
  fits &= detail::put(bytes, GemmAyLsb, GemmAyWidth, in.ay);
  fits &= detail::put(bytes, GemmAnLsb, GemmAnWidth, in.an);
  fits &= detail::put(bytes, GemmWLsb, GemmWWidth, in.w);
  return fits;
}

// Decodes word; false if its opcode is another's or an unused bit is set.
inline bool unpack(const GemmWord& word, Gemm& out) {
  const std::uint8_t* const bytes = word.data();
  bool valid = true;
  detail::take(bytes, GemmOpcodeLsb, GemmOpcodeWidth, out.opcode);
  detail::take(bytes, GemmWaitLsb, GemmWaitWidth, out.wait);
  detail::take(bytes, GemmDoneLsb, GemmDoneWidth, out.done);
  detail::take(bytes, GemmReleaseLsb, GemmReleaseWidth, out.release);
  detail::take(bytes, GemmZeroLsb, GemmZeroWidth, out.zero);
  detail::take(bytes, GemmFenceLsb, GemmFenceWidth, out.fence);
  detail::take(bytes, GemmSourceGLsb, GemmSourceGWidth, out.source_g);
  detail::take(bytes, GemmNoTapsLsb, GemmNoTapsWidth, out.no_taps);
  detail::take(bytes, GemmMaskedLsb, GemmMaskedWidth, out.masked);
  detail::take(bytes, GemmFillSignLsb, GemmFillSignWidth, out.fill_sign);
  detail::take(bytes, GemmPackLsb, GemmPackWidth, out.pack);
  detail::take(bytes, GemmNxLsb, GemmNxWidth, out.nx);
  detail::take(bytes, GemmNyLsb, GemmNyWidth, out.ny);
  detail::take(bytes, GemmNnLsb, GemmNnWidth, out.nn);
  detail::take(bytes, GemmKxLsb, GemmKxWidth, out.kx);
  detail::take(bytes, GemmKyLsb, GemmKyWidth, out.ky);
  detail::take(bytes, GemmCiLsb, GemmCiWidth, out.ci);
  detail::take(bytes, GemmSrcLsb, GemmSrcWidth, out.src);
  detail::take(bytes, GemmSxLsb, GemmSxWidth, out.sx);
  detail::take(bytes, GemmSyLsb, GemmSyWidth, out.sy);
  detail::take(bytes, GemmSnLsb, GemmSnWidth, out.sn);
  detail::take(bytes, GemmSkxLsb, GemmSkxWidth, out.skx);
  detail::take(bytes, GemmSkyLsb, GemmSkyWidth, out.sky);
  detail::take(bytes, GemmSciLsb, GemmSciWidth, out.sci);
  detail::take(bytes, GemmX0Lsb, GemmX0Width, out.x0);
  detail::take(bytes, GemmY0Lsb, GemmY0Width, out.y0);
  detail::take(bytes, GemmXlimLsb, GemmXlimWidth, out.xlim);
  detail::take(bytes, GemmYlimLsb, GemmYlimWidth, out.ylim);
  detail::take(bytes, GemmStepXLsb, GemmStepXWidth, out.step_x);
  detail::take(bytes, GemmStepYLsb, GemmStepYWidth, out.step_y);
  detail::take(bytes, GemmTapXLsb, GemmTapXWidth, out.tap_x);
  detail::take(bytes, GemmTapYLsb, GemmTapYWidth, out.tap_y);
  detail::take(bytes, GemmAccLsb, GemmAccWidth, out.acc);
  detail::take(bytes, GemmAxLsb, GemmAxWidth, out.ax);
  detail::take(bytes, GemmAyLsb, GemmAyWidth, out.ay);
  detail::take(bytes, GemmAnLsb, GemmAnWidth, out.an);
  detail::take(bytes, GemmWLsb, GemmWWidth, out.w);
  valid &= detail::zero(bytes, 368, 512);
  valid &= out.opcode == 0x10;
  return valid;
}

// Fields of Outer: least significant bit and width.
constexpr unsigned OuterOpcodeLsb = 0u;
constexpr unsigned OuterOpcodeWidth = 8u;
constexpr unsigned OuterWaitLsb = 8u;
constexpr unsigned OuterWaitWidth = 8u;
constexpr unsigned OuterDoneLsb = 16u;
constexpr unsigned OuterDoneWidth = 8u;
constexpr unsigned OuterReleaseLsb = 24u;
constexpr unsigned OuterReleaseWidth = 8u;
constexpr unsigned OuterZeroLsb = 32u;
constexpr unsigned OuterZeroWidth = 1u;
constexpr unsigned OuterFenceLsb = 33u;
constexpr unsigned OuterFenceWidth = 1u;
constexpr unsigned OuterSourceGLsb = 34u;
constexpr unsigned OuterSourceGWidth = 1u;
constexpr unsigned OuterNoTapsLsb = 35u;
constexpr unsigned OuterNoTapsWidth = 1u;
constexpr unsigned OuterMaskedLsb = 36u;
constexpr unsigned OuterMaskedWidth = 1u;
constexpr unsigned OuterFillSignLsb = 37u;
constexpr unsigned OuterFillSignWidth = 1u;
constexpr unsigned OuterPackLsb = 38u;
constexpr unsigned OuterPackWidth = 2u;
constexpr unsigned OuterNxLsb = 40u;
constexpr unsigned OuterNxWidth = 12u;
constexpr unsigned OuterNyLsb = 52u;
constexpr unsigned OuterNyWidth = 12u;
constexpr unsigned OuterNnLsb = 64u;
constexpr unsigned OuterNnWidth = 12u;
constexpr unsigned OuterKxLsb = 76u;
constexpr unsigned OuterKxWidth = 4u;
constexpr unsigned OuterKyLsb = 80u;
constexpr unsigned OuterKyWidth = 4u;
constexpr unsigned OuterCiLsb = 84u;
constexpr unsigned OuterCiWidth = 12u;
constexpr unsigned OuterSrcLsb = 96u;
constexpr unsigned OuterSrcWidth = 16u;
constexpr unsigned OuterSxLsb = 112u;
constexpr unsigned OuterSxWidth = 16u;
constexpr unsigned OuterSyLsb = 128u;
constexpr unsigned OuterSyWidth = 16u;
constexpr unsigned OuterSnLsb = 144u;
constexpr unsigned OuterSnWidth = 16u;
constexpr unsigned OuterSkxLsb = 160u;
constexpr unsigned OuterSkxWidth = 16u;
constexpr unsigned OuterSkyLsb = 176u;
constexpr unsigned OuterSkyWidth = 16u;
constexpr unsigned OuterSciLsb = 192u;
constexpr unsigned OuterSciWidth = 16u;
constexpr unsigned OuterX0Lsb = 208u;
constexpr unsigned OuterX0Width = 16u;
constexpr unsigned OuterY0Lsb = 224u;
constexpr unsigned OuterY0Width = 16u;
constexpr unsigned OuterXlimLsb = 240u;
constexpr unsigned OuterXlimWidth = 16u;
constexpr unsigned OuterYlimLsb = 256u;
constexpr unsigned OuterYlimWidth = 16u;
constexpr unsigned OuterStepXLsb = 272u;
constexpr unsigned OuterStepXWidth = 4u;
constexpr unsigned OuterStepYLsb = 276u;
constexpr unsigned OuterStepYWidth = 4u;
constexpr unsigned OuterTapXLsb = 280u;
constexpr unsigned OuterTapXWidth = 4u;
constexpr unsigned OuterTapYLsb = 284u;
constexpr unsigned OuterTapYWidth = 4u;
constexpr unsigned OuterAccLsb = 288u;
constexpr unsigned OuterAccWidth = 16u;
constexpr unsigned OuterCoLsb = 304u;
constexpr unsigned OuterCoWidth = 12u;
constexpr unsigned OuterGLsb = 316u;
constexpr unsigned OuterGWidth = 16u;
constexpr unsigned OuterGxLsb = 332u;
constexpr unsigned OuterGxWidth = 16u;
constexpr unsigned OuterGyLsb = 348u;
constexpr unsigned OuterGyWidth = 16u;
constexpr unsigned OuterGnLsb = 364u;
constexpr unsigned OuterGnWidth = 16u;
constexpr unsigned OuterGcoLsb = 380u;
constexpr unsigned OuterGcoWidth = 16u;
constexpr unsigned OuterMaskLsb = 396u;
constexpr unsigned OuterMaskWidth = 16u;
constexpr unsigned OuterSecondLsb = 412u;
constexpr unsigned OuterSecondWidth = 16u;

// Outer is the content of 64 bytes, little-endian.
struct Outer {
  std::uint8_t opcode = 0x11;
  std::uint8_t wait = 0;
  std::uint8_t done = 0;
  std::uint8_t release = 0;
  bool zero = false;
  bool fence = false;
  bool source_g = false;
  bool no_taps = false;
  bool masked = false;
  bool fill_sign = false;
  std::uint8_t pack = 0;
  std::uint16_t nx = 0;
  std::uint16_t ny = 0;
  std::uint16_t nn = 0;
  std::uint8_t kx = 0;
  std::uint8_t ky = 0;
  std::uint16_t ci = 0;
  std::int16_t src = 0;
  std::int16_t sx = 0;
  std::int16_t sy = 0;
  std::int16_t sn = 0;
  std::int16_t skx = 0;
  std::int16_t sky = 0;
  std::int16_t sci = 0;
  std::int16_t x0 = 0;
  std::int16_t y0 = 0;
  std::uint16_t xlim = 0;
  std::uint16_t ylim = 0;
  std::int8_t step_x = 0;
  std::int8_t step_y = 0;
  std::int8_t tap_x = 0;
  std::int8_t tap_y = 0;
  std::uint16_t acc = 0;
  std::uint16_t co = 0;
  std::uint16_t g = 0;
  std::int16_t gx = 0;
  std::int16_t gy = 0;
  std::int16_t gn = 0;
  std::int16_t gco = 0;
  std::uint16_t mask = 0;
  std::uint16_t second = 0;
};

using OuterWord = std::array<std::uint8_t, 64>;

// Encodes in; false if a field does not fit its bits.
inline bool pack(const Outer& in, OuterWord& word) {
  word.fill(0);
  std::uint8_t* const bytes = word.data();
  bool fits = true;
  fits &= detail::put(bytes, OuterOpcodeLsb, OuterOpcodeWidth, in.opcode);
  fits &= detail::put(bytes, OuterWaitLsb, OuterWaitWidth, in.wait);
  fits &= detail::put(bytes, OuterDoneLsb, OuterDoneWidth, in.done);
  fits &= detail::put(bytes, OuterReleaseLsb, OuterReleaseWidth, in.release);
  fits &= detail::put(bytes, OuterZeroLsb, OuterZeroWidth, in.zero);
  fits &= detail::put(bytes, OuterFenceLsb, OuterFenceWidth, in.fence);
  fits &= detail::put(bytes, OuterSourceGLsb, OuterSourceGWidth, in.source_g);
  fits &= detail::put(bytes, OuterNoTapsLsb, OuterNoTapsWidth, in.no_taps);
  fits &= detail::put(bytes, OuterMaskedLsb, OuterMaskedWidth, in.masked);
  fits &= detail::put(bytes, OuterFillSignLsb, OuterFillSignWidth, in.fill_sign);
  fits &= detail::put(bytes, OuterPackLsb, OuterPackWidth, in.pack);
  fits &= detail::put(bytes, OuterNxLsb, OuterNxWidth, in.nx);
  fits &= detail::put(bytes, OuterNyLsb, OuterNyWidth, in.ny);
  fits &= detail::put(bytes, OuterNnLsb, OuterNnWidth, in.nn);
  fits &= detail::put(bytes, OuterKxLsb, OuterKxWidth, in.kx);
  fits &= detail::put(bytes, OuterKyLsb, OuterKyWidth, in.ky);
  fits &= detail::put(bytes, OuterCiLsb, OuterCiWidth, in.ci);
  fits &= detail::put(bytes, OuterSrcLsb, OuterSrcWidth, in.src);
  fits &= detail::put(bytes, OuterSxLsb, OuterSxWidth, in.sx);
  fits &= detail::put(bytes, OuterSyLsb, OuterSyWidth, in.sy);
  fits &= detail::put(bytes, OuterSnLsb, OuterSnWidth, in.sn);
  fits &= detail::put(bytes, OuterSkxLsb, OuterSkxWidth, in.skx);
  fits &= detail::put(bytes, OuterSkyLsb, OuterSkyWidth, in.sky);
  fits &= detail::put(bytes, OuterSciLsb, OuterSciWidth, in.sci);
  fits &= detail::put(bytes, OuterX0Lsb, OuterX0Width, in.x0);
  fits &= detail::put(bytes, OuterY0Lsb, OuterY0Width, in.y0);
  fits &= detail::put(bytes, OuterXlimLsb, OuterXlimWidth, in.xlim);
  fits &= detail::put(bytes, OuterYlimLsb, OuterYlimWidth, in.ylim);
  fits &= detail::put(bytes, OuterStepXLsb, OuterStepXWidth, in.step_x);
  fits &= detail::put(bytes, OuterStepYLsb, OuterStepYWidth, in.step_y);
  fits &= detail::put(bytes, OuterTapXLsb, OuterTapXWidth, in.tap_x);
  fits &= detail::put(bytes, OuterTapYLsb, OuterTapYWidth, in.tap_y);
  fits &= detail::put(bytes, OuterAccLsb, OuterAccWidth, in.acc);
  fits &= detail::put(bytes, OuterCoLsb, OuterCoWidth, in.co);
  fits &= detail::put(bytes, OuterGLsb, OuterGWidth, in.g);
  fits &= detail::put(bytes, OuterGxLsb, OuterGxWidth, in.gx);
  fits &= detail::put(bytes, OuterGyLsb, OuterGyWidth, in.gy);
  fits &= detail::put(bytes, OuterGnLsb, OuterGnWidth, in.gn);
  fits &= detail::put(bytes, OuterGcoLsb, OuterGcoWidth, in.gco);
  fits &= detail::put(bytes, OuterMaskLsb, OuterMaskWidth, in.mask);
  fits &= detail::put(bytes, OuterSecondLsb, OuterSecondWidth, in.second);
  return fits;
}

// Decodes word; false if its opcode is another's or an unused bit is set.
inline bool unpack(const OuterWord& word, Outer& out) {
  const std::uint8_t* const bytes = word.data();
  bool valid = true;
  detail::take(bytes, OuterOpcodeLsb, OuterOpcodeWidth, out.opcode);
  detail::take(bytes, OuterWaitLsb, OuterWaitWidth, out.wait);
  detail::take(bytes, OuterDoneLsb, OuterDoneWidth, out.done);
  detail::take(bytes, OuterReleaseLsb, OuterReleaseWidth, out.release);
  detail::take(bytes, OuterZeroLsb, OuterZeroWidth, out.zero);
  detail::take(bytes, OuterFenceLsb, OuterFenceWidth, out.fence);
  detail::take(bytes, OuterSourceGLsb, OuterSourceGWidth, out.source_g);
  detail::take(bytes, OuterNoTapsLsb, OuterNoTapsWidth, out.no_taps);
  detail::take(bytes, OuterMaskedLsb, OuterMaskedWidth, out.masked);
  detail::take(bytes, OuterFillSignLsb, OuterFillSignWidth, out.fill_sign);
  detail::take(bytes, OuterPackLsb, OuterPackWidth, out.pack);
  detail::take(bytes, OuterNxLsb, OuterNxWidth, out.nx);
  detail::take(bytes, OuterNyLsb, OuterNyWidth, out.ny);
  detail::take(bytes, OuterNnLsb, OuterNnWidth, out.nn);
  detail::take(bytes, OuterKxLsb, OuterKxWidth, out.kx);
  detail::take(bytes, OuterKyLsb, OuterKyWidth, out.ky);
  detail::take(bytes, OuterCiLsb, OuterCiWidth, out.ci);
  detail::take(bytes, OuterSrcLsb, OuterSrcWidth, out.src);
  detail::take(bytes, OuterSxLsb, OuterSxWidth, out.sx);
  detail::take(bytes, OuterSyLsb, OuterSyWidth, out.sy);
  detail::take(bytes, OuterSnLsb, OuterSnWidth, out.sn);
  detail::take(bytes, OuterSkxLsb, OuterSkxWidth, out.skx);
  detail::take(bytes, OuterSkyLsb, OuterSkyWidth, out.sky);
  detail::take(bytes, OuterSciLsb, OuterSciWidth, out.sci);
  detail::take(bytes, OuterX0Lsb, OuterX0Width, out.x0);
  detail::take(bytes, OuterY0Lsb, OuterY0Width, out.y0);
  detail::take(bytes, OuterXlimLsb, OuterXlimWidth, out.xlim);
  detail::take(bytes, OuterYlimLsb, OuterYlimWidth, out.ylim);
  detail::take(bytes, OuterStepXLsb, OuterStepXWidth, out.step_x);
  detail::take(bytes, OuterStepYLsb, OuterStepYWidth, out.step_y);
  detail::take(bytes, OuterTapXLsb, OuterTapXWidth, out.tap_x);
  detail::take(bytes, OuterTapYLsb, OuterTapYWidth, out.tap_y);
  detail::take(bytes, OuterAccLsb, OuterAccWidth, out.acc);
  detail::take(bytes, OuterCoLsb, OuterCoWidth, out.co);
  detail::take(bytes, OuterGLsb, OuterGWidth, out.g);
  detail::take(bytes, OuterGxLsb, OuterGxWidth, out.gx);
  detail::take(bytes, OuterGyLsb, OuterGyWidth, out.gy);
  detail::take(bytes, OuterGnLsb, OuterGnWidth, out.gn);
  detail::take(bytes, OuterGcoLsb, OuterGcoWidth, out.gco);
  detail::take(bytes, OuterMaskLsb, OuterMaskWidth, out.mask);
  detail::take(bytes, OuterSecondLsb, OuterSecondWidth, out.second);
  valid &= detail::zero(bytes, 428, 512);
  valid &= out.opcode == 0x11;
  return valid;
}

// Fields of Store: least significant bit and width.
constexpr unsigned StoreOpcodeLsb = 0u;
constexpr unsigned StoreOpcodeWidth = 8u;
constexpr unsigned StoreWaitLsb = 8u;
constexpr unsigned StoreWaitWidth = 8u;
constexpr unsigned StoreDoneLsb = 16u;
constexpr unsigned StoreDoneWidth = 8u;
constexpr unsigned StoreReleaseLsb = 24u;
constexpr unsigned StoreReleaseWidth = 8u;
constexpr unsigned StoreTrackMaxLsb = 32u;
constexpr unsigned StoreTrackMaxWidth = 1u;
constexpr unsigned StoreAccLsb = 40u;
constexpr unsigned StoreAccWidth = 16u;
constexpr unsigned StoreRunLsb = 56u;
constexpr unsigned StoreRunWidth = 16u;
constexpr unsigned StoreCount0Lsb = 72u;
constexpr unsigned StoreCount0Width = 12u;
constexpr unsigned StoreCount1Lsb = 84u;
constexpr unsigned StoreCount1Width = 12u;
constexpr unsigned StoreCount2Lsb = 96u;
constexpr unsigned StoreCount2Width = 12u;
constexpr unsigned StoreBaseLsb = 108u;
constexpr unsigned StoreBaseWidth = 3u;
constexpr unsigned StoreOffsetLsb = 112u;
constexpr unsigned StoreOffsetWidth = 32u;
constexpr unsigned StoreStride0Lsb = 144u;
constexpr unsigned StoreStride0Width = 32u;
constexpr unsigned StoreStride1Lsb = 176u;
constexpr unsigned StoreStride1Width = 32u;
constexpr unsigned StoreStride2Lsb = 208u;
constexpr unsigned StoreStride2Width = 32u;

// Store is the content of 64 bytes, little-endian.
struct Store {
  std::uint8_t opcode = 0x20;
  std::uint8_t wait = 0;
  std::uint8_t done = 0;
  std::uint8_t release = 0;
  bool track_max = false;
  std::uint16_t acc = 0;
  std::uint16_t run = 0;
  std::uint16_t count0 = 0;
  std::uint16_t count1 = 0;
  std::uint16_t count2 = 0;
  std::uint8_t base = 0;
  std::uint32_t offset = 0;
  std::int32_t stride0 = 0;
  std::int32_t stride1 = 0;
  std::int32_t stride2 = 0;
};

using StoreWord = std::array<std::uint8_t, 64>;

// Encodes in; false if a field does not fit its bits.
inline bool pack(const Store& in, StoreWord& word) {
  word.fill(0);
  std::uint8_t* const bytes = word.data();
  bool fits = true;
  fits &= detail::put(bytes, StoreOpcodeLsb, StoreOpcodeWidth, in.opcode);
  fits &= detail::put(bytes, StoreWaitLsb, StoreWaitWidth, in.wait);
  fits &= detail::put(bytes, StoreDoneLsb, StoreDoneWidth, in.done);
  fits &= detail::put(bytes, StoreReleaseLsb, StoreReleaseWidth, in.release);
  fits &= detail::put(bytes, StoreTrackMaxLsb, StoreTrackMaxWidth, in.track_max);
  fits &= detail::put(bytes, StoreAccLsb, StoreAccWidth, in.acc);
  fits &= detail::put(bytes, StoreRunLsb, StoreRunWidth, in.run);
  fits &= detail::put(bytes, StoreCount0Lsb, StoreCount0Width, in.count0);
  fits &= detail::put(bytes, StoreCount1Lsb, StoreCount1Width, in.count1);
  fits &= detail::put(bytes, StoreCount2Lsb, StoreCount2Width, in.count2);
  fits &= detail::put(bytes, StoreBaseLsb, StoreBaseWidth, in.base);
  fits &= detail::put(bytes, StoreOffsetLsb, StoreOffsetWidth, in.offset);
  fits &= detail::put(bytes, StoreStride0Lsb, StoreStride0Width, in.stride0);
  fits &= detail::put(bytes, StoreStride1Lsb, StoreStride1Width, in.stride1);
  fits &= detail::put(bytes, StoreStride2Lsb, StoreStride2Width, in.stride2);
  return fits;
}

// Decodes word; false if its opcode is another's or an unused bit is set.
inline bool unpack(const StoreWord& word, Store& out) {
  const std::uint8_t* const bytes = word.data();
  bool valid = true;
  detail::take(bytes, StoreOpcodeLsb, StoreOpcodeWidth, out.opcode);
  detail::take(bytes, StoreWaitLsb, StoreWaitWidth, out.wait);
  detail::take(bytes, StoreDoneLsb, StoreDoneWidth, out.done);
  detail::take(bytes, StoreReleaseLsb, StoreReleaseWidth, out.release);
  detail::take(bytes, StoreTrackMaxLsb, StoreTrackMaxWidth, out.track_max);
  valid &= detail::zero(bytes, 33, 40);
  detail::take(bytes, StoreAccLsb, StoreAccWidth, out.acc);
  detail::take(bytes, StoreRunLsb, StoreRunWidth, out.run);
  detail::take(bytes, StoreCount0Lsb, StoreCount0Width, out.count0);
  detail::take(bytes, StoreCount1Lsb, StoreCount1Width, out.count1);
  detail::take(bytes, StoreCount2Lsb, StoreCount2Width, out.count2);
  detail::take(bytes, StoreBaseLsb, StoreBaseWidth, out.base);
  valid &= detail::zero(bytes, 111, 112);
  detail::take(bytes, StoreOffsetLsb, StoreOffsetWidth, out.offset);
  detail::take(bytes, StoreStride0Lsb, StoreStride0Width, out.stride0);
  detail::take(bytes, StoreStride1Lsb, StoreStride1Width, out.stride1);
  detail::take(bytes, StoreStride2Lsb, StoreStride2Width, out.stride2);
  valid &= detail::zero(bytes, 240, 512);
  valid &= out.opcode == 0x20 || out.opcode == 0x21 || out.opcode == 0x22 || out.opcode == 0x23;
  return valid;
}

// Fields of Descriptor: least significant bit and width.
constexpr unsigned DescriptorMagicLsb = 0u;
constexpr unsigned DescriptorMagicWidth = 32u;
constexpr unsigned DescriptorCountLoadLsb = 32u;
constexpr unsigned DescriptorCountLoadWidth = 16u;
constexpr unsigned DescriptorCountTensorLsb = 48u;
constexpr unsigned DescriptorCountTensorWidth = 16u;
constexpr unsigned DescriptorCountStoreLsb = 64u;
constexpr unsigned DescriptorCountStoreWidth = 16u;
constexpr unsigned DescriptorShiftLsb = 80u;
constexpr unsigned DescriptorShiftWidth = 8u;
constexpr unsigned DescriptorTauLsb = 96u;
constexpr unsigned DescriptorTauWidth = 32u;
constexpr unsigned DescriptorSkipLimitLsb = 128u;
constexpr unsigned DescriptorSkipLimitWidth = 16u;
constexpr unsigned DescriptorListLoadLsb = 192u;
constexpr unsigned DescriptorListLoadWidth = 64u;
constexpr unsigned DescriptorListTensorLsb = 256u;
constexpr unsigned DescriptorListTensorWidth = 64u;
constexpr unsigned DescriptorListStoreLsb = 320u;
constexpr unsigned DescriptorListStoreWidth = 64u;
constexpr unsigned DescriptorNextLsb = 384u;
constexpr unsigned DescriptorNextWidth = 64u;
constexpr unsigned DescriptorBase0Lsb = 512u;
constexpr unsigned DescriptorBase0Width = 64u;
constexpr unsigned DescriptorBase1Lsb = 576u;
constexpr unsigned DescriptorBase1Width = 64u;
constexpr unsigned DescriptorBase2Lsb = 640u;
constexpr unsigned DescriptorBase2Width = 64u;
constexpr unsigned DescriptorBase3Lsb = 704u;
constexpr unsigned DescriptorBase3Width = 64u;
constexpr unsigned DescriptorBase4Lsb = 768u;
constexpr unsigned DescriptorBase4Width = 64u;
constexpr unsigned DescriptorBase5Lsb = 832u;
constexpr unsigned DescriptorBase5Width = 64u;
constexpr unsigned DescriptorBase6Lsb = 896u;
constexpr unsigned DescriptorBase6Width = 64u;
constexpr unsigned DescriptorBase7Lsb = 960u;
constexpr unsigned DescriptorBase7Width = 64u;

// Descriptor is the content of 128 bytes, little-endian.
struct Descriptor {
  std::uint32_t magic = DescriptorMagic;
  std::uint16_t count_load = 0;
  std::uint16_t count_tensor = 0;
  std::uint16_t count_store = 0;
  std::uint8_t shift = 0;
  std::uint32_t tau = 0;
  std::uint16_t skip_limit = 0;
  std::uint64_t list_load = 0;
  std::uint64_t list_tensor = 0;
  std::uint64_t list_store = 0;
  std::uint64_t next = 0;
  std::uint64_t base0 = 0;
  std::uint64_t base1 = 0;
  std::uint64_t base2 = 0;
  std::uint64_t base3 = 0;
  std::uint64_t base4 = 0;
  std::uint64_t base5 = 0;
  std::uint64_t base6 = 0;
  std::uint64_t base7 = 0;
};

using DescriptorWord = std::array<std::uint8_t, 128>;

// Encodes in; false if a field does not fit its bits.
inline bool pack(const Descriptor& in, DescriptorWord& word) {
  word.fill(0);
  std::uint8_t* const bytes = word.data();
  bool fits = true;
  fits &= detail::put(bytes, DescriptorMagicLsb, DescriptorMagicWidth, in.magic);
  fits &= detail::put(bytes, DescriptorCountLoadLsb, DescriptorCountLoadWidth, in.count_load);
  fits &= detail::put(bytes, DescriptorCountTensorLsb, DescriptorCountTensorWidth, in.count_tensor);
  fits &= detail::put(bytes, DescriptorCountStoreLsb, DescriptorCountStoreWidth, in.count_store);
  fits &= detail::put(bytes, DescriptorShiftLsb, DescriptorShiftWidth, in.shift);
  fits &= detail::put(bytes, DescriptorTauLsb, DescriptorTauWidth, in.tau);
  fits &= detail::put(bytes, DescriptorSkipLimitLsb, DescriptorSkipLimitWidth, in.skip_limit);
  fits &= detail::put(bytes, DescriptorListLoadLsb, DescriptorListLoadWidth, in.list_load);
  fits &= detail::put(bytes, DescriptorListTensorLsb, DescriptorListTensorWidth, in.list_tensor);
  fits &= detail::put(bytes, DescriptorListStoreLsb, DescriptorListStoreWidth, in.list_store);
  fits &= detail::put(bytes, DescriptorNextLsb, DescriptorNextWidth, in.next);
  fits &= detail::put(bytes, DescriptorBase0Lsb, DescriptorBase0Width, in.base0);
  fits &= detail::put(bytes, DescriptorBase1Lsb, DescriptorBase1Width, in.base1);
  fits &= detail::put(bytes, DescriptorBase2Lsb, DescriptorBase2Width, in.base2);
  fits &= detail::put(bytes, DescriptorBase3Lsb, DescriptorBase3Width, in.base3);
  fits &= detail::put(bytes, DescriptorBase4Lsb, DescriptorBase4Width, in.base4);
  fits &= detail::put(bytes, DescriptorBase5Lsb, DescriptorBase5Width, in.base5);
  fits &= detail::put(bytes, DescriptorBase6Lsb, DescriptorBase6Width, in.base6);
  fits &= detail::put(bytes, DescriptorBase7Lsb, DescriptorBase7Width, in.base7);
  return fits;
}

// Decodes word; false if its magic is wrong or an unused bit is set.
inline bool unpack(const DescriptorWord& word, Descriptor& out) {
  const std::uint8_t* const bytes = word.data();
  bool valid = true;
  detail::take(bytes, DescriptorMagicLsb, DescriptorMagicWidth, out.magic);
  detail::take(bytes, DescriptorCountLoadLsb, DescriptorCountLoadWidth, out.count_load);
  detail::take(bytes, DescriptorCountTensorLsb, DescriptorCountTensorWidth, out.count_tensor);
  detail::take(bytes, DescriptorCountStoreLsb, DescriptorCountStoreWidth, out.count_store);
  detail::take(bytes, DescriptorShiftLsb, DescriptorShiftWidth, out.shift);
  valid &= detail::zero(bytes, 88, 96);
  detail::take(bytes, DescriptorTauLsb, DescriptorTauWidth, out.tau);
  detail::take(bytes, DescriptorSkipLimitLsb, DescriptorSkipLimitWidth, out.skip_limit);
  valid &= detail::zero(bytes, 144, 192);
  detail::take(bytes, DescriptorListLoadLsb, DescriptorListLoadWidth, out.list_load);
  detail::take(bytes, DescriptorListTensorLsb, DescriptorListTensorWidth, out.list_tensor);
  detail::take(bytes, DescriptorListStoreLsb, DescriptorListStoreWidth, out.list_store);
  detail::take(bytes, DescriptorNextLsb, DescriptorNextWidth, out.next);
  valid &= detail::zero(bytes, 448, 512);
  detail::take(bytes, DescriptorBase0Lsb, DescriptorBase0Width, out.base0);
  detail::take(bytes, DescriptorBase1Lsb, DescriptorBase1Width, out.base1);
  detail::take(bytes, DescriptorBase2Lsb, DescriptorBase2Width, out.base2);
  detail::take(bytes, DescriptorBase3Lsb, DescriptorBase3Width, out.base3);
  detail::take(bytes, DescriptorBase4Lsb, DescriptorBase4Width, out.base4);
  detail::take(bytes, DescriptorBase5Lsb, DescriptorBase5Width, out.base5);
  detail::take(bytes, DescriptorBase6Lsb, DescriptorBase6Width, out.base6);
  detail::take(bytes, DescriptorBase7Lsb, DescriptorBase7Width, out.base7);
  valid &= out.magic == DescriptorMagic;
  return valid;
}

// Fields of ErrorPlace: least significant bit and width.
constexpr unsigned ErrorPlaceEngineLsb = 0u;
constexpr unsigned ErrorPlaceEngineWidth = 2u;
constexpr unsigned ErrorPlaceIndexLsb = 2u;
constexpr unsigned ErrorPlaceIndexWidth = 14u;
constexpr unsigned ErrorPlaceSegmentLsb = 16u;
constexpr unsigned ErrorPlaceSegmentWidth = 16u;

// ErrorPlace is the content of 4 bytes, little-endian.
struct ErrorPlace {
  std::uint8_t engine = 0;
  std::uint16_t index = 0;
  std::uint16_t segment = 0;
};

using ErrorPlaceWord = std::array<std::uint8_t, 4>;

// Encodes in; false if a field does not fit its bits.
inline bool pack(const ErrorPlace& in, ErrorPlaceWord& word) {
  word.fill(0);
  std::uint8_t* const bytes = word.data();
  bool fits = true;
  fits &= detail::put(bytes, ErrorPlaceEngineLsb, ErrorPlaceEngineWidth, in.engine);
  fits &= detail::put(bytes, ErrorPlaceIndexLsb, ErrorPlaceIndexWidth, in.index);
  fits &= detail::put(bytes, ErrorPlaceSegmentLsb, ErrorPlaceSegmentWidth, in.segment);
  return fits;
}

// Decodes word; false if an unused bit is set.
inline bool unpack(const ErrorPlaceWord& word, ErrorPlace& out) {
  const std::uint8_t* const bytes = word.data();
  bool valid = true;
  detail::take(bytes, ErrorPlaceEngineLsb, ErrorPlaceEngineWidth, out.engine);
  detail::take(bytes, ErrorPlaceIndexLsb, ErrorPlaceIndexWidth, out.index);
  detail::take(bytes, ErrorPlaceSegmentLsb, ErrorPlaceSegmentWidth, out.segment);
  return valid;
}

// Fields of Axi: least significant bit and width.
constexpr unsigned AxiCacheLsb = 0u;
constexpr unsigned AxiCacheWidth = 4u;
constexpr unsigned AxiProtLsb = 4u;
constexpr unsigned AxiProtWidth = 3u;

// Axi is the content of 4 bytes, little-endian.
struct Axi {
  std::uint8_t cache = 0;
  std::uint8_t prot = 0;
};

using AxiWord = std::array<std::uint8_t, 4>;

// Encodes in; false if a field does not fit its bits.
inline bool pack(const Axi& in, AxiWord& word) {
  word.fill(0);
  std::uint8_t* const bytes = word.data();
  bool fits = true;
  fits &= detail::put(bytes, AxiCacheLsb, AxiCacheWidth, in.cache);
  fits &= detail::put(bytes, AxiProtLsb, AxiProtWidth, in.prot);
  return fits;
}

// Decodes word; false if an unused bit is set.
inline bool unpack(const AxiWord& word, Axi& out) {
  const std::uint8_t* const bytes = word.data();
  bool valid = true;
  detail::take(bytes, AxiCacheLsb, AxiCacheWidth, out.cache);
  detail::take(bytes, AxiProtLsb, AxiProtWidth, out.prot);
  valid &= detail::zero(bytes, 7, 32);
  return valid;
}

}  // namespace isa
}  // namespace e2train

#endif  // E2TRAIN_RTL_ISA_ISA_HPP_
