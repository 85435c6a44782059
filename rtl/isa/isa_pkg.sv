// SPDX-License-Identifier: Apache-2.0
// Code generated from package rtl/isa by "go generate ./rtl/isa"; DO NOT EDIT.

/// The hardware contract of the accelerator: numbers of package rtl/isa, whose documentation
/// defines what they mean. Names are those of the Go package.
package isa_pkg;

  // The activity counters. "Issue slot" and the attribution of stalls are defined in the package
  // documentation.

  // from the accepted START write to DONE
  localparam int unsigned CounterCycles = 0;
  // cycles from the first to the last issue slot of load instructions
  localparam int unsigned CounterLoadBusy = 1;
  // load waits for a semaphore that the tensor engine signals
  localparam int unsigned CounterLoadWaitTensor = 2;
  // load waits for a semaphore that the store engine signals
  localparam int unsigned CounterLoadWaitStore = 3;
  // issue slots of tensor instructions, short tiles padded to MinTile included
  localparam int unsigned CounterTensorBusy = 4;
  // tensor waits for a semaphore of load
  localparam int unsigned CounterTensorWaitLoad = 5;
  // tensor waits for a semaphore of store
  localparam int unsigned CounterTensorWaitStore = 6;
  // tensor waits for its own pipeline to empty
  localparam int unsigned CounterTensorFence = 7;
  // cycles from the first to the last issue slot of store instructions
  localparam int unsigned CounterStoreBusy = 8;
  // store waits for a semaphore of load
  localparam int unsigned CounterStoreWaitLoad = 9;
  // store waits for a semaphore of tensor
  localparam int unsigned CounterStoreWaitTensor = 10;
  // vectors issued by GEMM reading X
  localparam int unsigned CounterIssueForward = 11;
  // vectors issued by GEMM reading G
  localparam int unsigned CounterIssueBackData = 12;
  // vectors issued by plain OUTER
  localparam int unsigned CounterIssueBackWeight = 13;
  // vectors issued by packed OUTER
  localparam int unsigned CounterIssuePredict = 14;
  // vectors issued by masked OUTER
  localparam int unsigned CounterIssueMasked = 15;
  // issued vectors whose X (or GEMM source) operand was forced to zero by padding
  localparam int unsigned CounterZeroOperands = 16;
  // multiplier cycles switched off by a decided mask bit
  localparam int unsigned CounterMaskedMACs = 17;
  // weight tiles moved into the array by GEMM
  localparam int unsigned CounterWeightTiles = 18;
  // result tiles drained from the array by OUTER, a packed pair once
  localparam int unsigned CounterDrains = 19;
  // OUTER tiles not computed because of their skip bit
  localparam int unsigned CounterSkippedTiles = 20;
  localparam int unsigned CounterXReads = 21;
  localparam int unsigned CounterXWrites = 22;
  localparam int unsigned CounterGReads = 23;
  localparam int unsigned CounterGWrites = 24;
  localparam int unsigned CounterWReads = 25;
  localparam int unsigned CounterWWrites = 26;
  localparam int unsigned CounterAccReads = 27;
  localparam int unsigned CounterAccWrites = 28;
  localparam int unsigned CounterMaskReads = 29;
  localparam int unsigned CounterMaskWrites = 30;
  localparam int unsigned CounterDramReadBytes = 31;
  localparam int unsigned CounterDramReadBursts = 32;
  localparam int unsigned CounterDramWriteBytes = 33;
  localparam int unsigned CounterDramWriteBursts = 34;
  // instructions of all engines that were issued
  localparam int unsigned CounterInstructions = 35;
  // number of counters, not a counter
  localparam int unsigned NumCounters = 36;


  // DescriptorBytes is the size of a descriptor.
  localparam int unsigned DescriptorBytes = 128;
  // DescriptorAlign is the alignment of descriptors and instruction lists, a multiple of the
  // longest burst of every configuration: how they are cut into bursts does not depend on their
  // addresses.
  localparam int unsigned DescriptorAlign = 256;
  // "2DS1"
  localparam int unsigned DescriptorMagic = 32'h31534432;
  // RegionAlign is the alignment of what a base register points to. It is below the longest burst,
  // so a program's cycles depend on its base addresses modulo Config.BurstBytes.
  localparam int unsigned RegionAlign = 64;

  // The registers of HLS kernels. Status, ErrorPlace and MaxAbs mean what the RTL's mean.

  // HLSControlStart and the other bits of block control
  localparam int unsigned HLSControl = 0;
  // bit 0: interrupts on
  localparam int unsigned HLSIrqGlobal = 4;
  // bit 0: interrupt when a launch is done
  localparam int unsigned HLSIrqEnable = 8;
  // bit 0: a launch was done; write 1 to clear
  localparam int unsigned HLSIrqStatus = 12;
  // 64 bit: byte address of the first descriptor
  localparam int unsigned HLSDescriptor = 16;
  // RO: Config.Hash, once a launch is done
  localparam int unsigned HLSConfigHash = 28;
  // RO: Status of the last launch
  localparam int unsigned HLSStatus = 44;
  // RO: ErrorPlace of the first error
  localparam int unsigned HLSErrorPlace = 60;
  // RO, 64 bit: as RegMaxAbs
  localparam int unsigned HLSMaxAbs = 76;

  // Control bits of HLSControl.

  // run the program at HLSDescriptor
  localparam int unsigned HLSControlStart = 1;
  // a launch has ended; reading clears it
  localparam int unsigned HLSControlDone = 2;
  // no launch runs
  localparam int unsigned HLSControlIdle = 4;

  // InstructionBytes is the size of one encoded instruction.
  localparam int unsigned InstructionBytes = 64;

  // The opcodes. OpDepthwise is reserved: the encoding has room for it and hardware reports it as a
  // bad opcode.

  // DRAM bytes -> X, each extended to 9 bits
  localparam logic [7:0] OpLoadX = 8'h01;
  // DRAM int16 -> G
  localparam logic [7:0] OpLoadG = 8'h02;
  // DRAM int8 -> W
  localparam logic [7:0] OpLoadW = 8'h03;
  // DRAM int32 predicted gradients -> mask bits and skip bits
  localparam logic [7:0] OpLoadMask = 8'h04;
  // ACC (=|+=) contraction of X or G with weight tiles
  localparam logic [7:0] OpGemm = 8'h10;
  // ACC (=|+=) outer products of G and X summed over vectors
  localparam logic [7:0] OpOuter = 8'h11;
  // reserved
  localparam logic [7:0] OpDepthwise = 8'h12;
  // ACC -> int32, rounded, saturated
  localparam logic [7:0] OpStoreInt32 = 8'h20;
  // ACC -> int16, rounded, saturated
  localparam logic [7:0] OpStoreInt16 = 8'h21;
  // ACC -> int64, the raw sum
  localparam logic [7:0] OpStoreInt64 = 8'h22;
  // ACC -> int8 in {-1, 0, 1}
  localparam logic [7:0] OpStoreSign = 8'h23;

  // The pack modes: a packed byte holds the 4-bit operand of tile a in its high nibble and that of
  // tile b in its low one.

  localparam int unsigned PackNone = 0;
  // nibbles 0..15
  localparam int unsigned PackUnsigned = 1;
  // nibbles -8..7
  localparam int unsigned PackSigned = 2;

  // EngineFetch is the place of errors that no engine made: those of descriptors and instruction
  // lists.
  localparam int unsigned EngineFetch = 3;

  // The engines, in the order of their instruction lists in a descriptor.

  localparam int unsigned EngineLoad = 0;
  localparam int unsigned EngineTensor = 1;
  localparam int unsigned EngineStore = 2;
  // number of engines, not an engine
  localparam int unsigned NumEngines = 3;

  // NumBases is the number of base address registers of a launch.
  localparam int unsigned NumBases = 8;

  // MaxShift is the largest Params.Shift: ACC holds AccBits bits.
  localparam int unsigned MaxShift = 39;

  // AccBits is the width of one accumulator; sums wrap beyond it, so the host proves that they do
  // not get there.
  localparam int unsigned AccBits = 40;

  // Version is the version of this contract; hardware of another version is refused.
  localparam int unsigned Version = 1;

  // ID is the constant of register ID, "E2TR" read as little-endian bytes.
  localparam int unsigned ID = 32'h52543245;

  // The registers. RO: writes are ignored.

  // RO: ID
  localparam int unsigned RegID = 32'h0;
  // RO: Version
  localparam int unsigned RegVersion = 32'h4;
  // RO: Config.Hash
  localparam int unsigned RegConfigHash = 32'h8;
  // see the Control bits; reads 0
  localparam int unsigned RegControl = 32'hc;
  // RO: see the Status bits
  localparam int unsigned RegStatus = 32'h10;
  // RO: ErrorPlace of the first error
  localparam int unsigned RegErrorPlace = 32'h14;
  // RO, 64 bit: byte address of the burst with the first RRESP or BRESP error
  localparam int unsigned RegErrorAddr = 32'h18;
  // bit 0: interrupt while DONE or an error is set
  localparam int unsigned RegIrqEnable = 32'h20;
  // write 1 to bit 0: drop the interrupt; status stays until the next START
  localparam int unsigned RegIrqClear = 32'h24;
  // AxiAttributes of the master
  localparam int unsigned RegAxi = 32'h28;
  // 64 bit: byte address of the first descriptor, a multiple of DescriptorAlign
  localparam int unsigned RegDescriptor = 32'h30;
  // RO, 64 bit: running maximum of |stored value| of this launch, 0 at START
  localparam int unsigned RegMaxAbs = 32'h38;
  // RO, 64 bit: clock cycles since power-up
  localparam int unsigned RegFreeClock = 32'h40;
  // RO, 64 bit each: activity counters, frozen at DONE
  localparam int unsigned RegCounters = 32'h100;

  // Control bits of RegControl. A write acts once.

  // run the program at RegDescriptor; ignored while BUSY and together with ControlReset
  localparam int unsigned ControlStart = 32'h1;
  localparam int unsigned ControlStartBit = 0;
  // stop issuing, let outstanding bursts finish, then clear the status and become idle
  localparam int unsigned ControlReset = 32'h2;
  localparam int unsigned ControlResetBit = 1;

  // The status bits. Error bits are sticky until the next START or reset.

  localparam int unsigned StatusBusy = 32'h1;
  localparam int unsigned StatusBusyBit = 0;
  localparam int unsigned StatusDone = 32'h2;
  localparam int unsigned StatusDoneBit = 1;
  // some stored value did not fit its format
  localparam int unsigned StatusSaturated = 32'h4;
  localparam int unsigned StatusSaturatedBit = 2;
  // RRESP was not OKAY
  localparam int unsigned StatusReadError = 32'h8;
  localparam int unsigned StatusReadErrorBit = 3;
  // BRESP was not OKAY
  localparam int unsigned StatusWriteError = 32'h10;
  localparam int unsigned StatusWriteErrorBit = 4;
  // an opcode that is not the engine's, a descriptor without magic or with too long a list
  localparam int unsigned StatusOpcode = 32'h20;
  localparam int unsigned StatusOpcodeBit = 5;
  // a semaphore was signalled beyond SemaphoreMax
  localparam int unsigned StatusOverflow = 32'h40;
  localparam int unsigned StatusOverflowBit = 6;
  // all engines wait or have ended, nothing is in flight
  localparam int unsigned StatusDeadlock = 32'h80;
  localparam int unsigned StatusDeadlockBit = 7;
  localparam int unsigned StatusErrors = 32'hf8;

  // NumSemaphores is the number of semaphores.
  localparam int unsigned NumSemaphores = 24;

  // Constants of the timing rules, in clock cycles unless said otherwise. The rules themselves are
  // in the package documentation; every constant is a pipeline depth of the RTL.

  // beats of the longest burst, aligned to its own size
  localparam int unsigned MaxBurstBeats = 16;
  // bursts in flight per direction
  localparam int unsigned MaxOutstanding = 8;
  // a signal beyond this count is an error
  localparam int unsigned SemaphoreMax = 255;
  // accepted START write to the first descriptor address
  localparam int unsigned StartToFetch = 2;
  // last descriptor beat to the first instruction list address
  localparam int unsigned DescriptorDecode = 3;
  // last instruction beat (or descriptor beat, if all lists are empty) to the first issue slot
  localparam int unsigned FetchToIssue = 3;
  // a signal to the first issue slot that may depend on it
  localparam int unsigned SignalToIssue = 2;
  // first issue slot of a load to its first read address
  localparam int unsigned LoadIssue = 2;
  // last beat of a load to its signal: the buffer entry is written
  localparam int unsigned LoadWrite = 3;
  // first issue slot of a store to its first write address: ACC read, round, saturate
  localparam int unsigned StoreIssue = 8;
  // write address to the first write beat
  localparam int unsigned WriteAccept = 1;
  // last completion of all engines to DONE, or to the next segment's first descriptor address
  localparam int unsigned IdleToDone = 3;
  // everything quiet to the DEADLOCK status
  localparam int unsigned StallDetect = 4;
  // issue slots of the shortest tile beyond one for each row that it drains
  localparam int unsigned TileMargin = 8;
  // cycles from the last issue slot to the signal beyond one for each row that is drained
  localparam int unsigned DrainMargin = 12;

  // Semaphores: number of the first of the four from one engine to another, its bit in the masks
  // done and release of the signalling engine, and its bit in the mask wait of the waiting engine.
  localparam int unsigned SemLoadToTensor = 0;
  localparam int unsigned SemLoadToTensorSignalLsb = 0;
  localparam int unsigned SemLoadToTensorWaitLsb = 0;
  localparam int unsigned SemLoadToStore = 4;
  localparam int unsigned SemLoadToStoreSignalLsb = 4;
  localparam int unsigned SemLoadToStoreWaitLsb = 0;
  localparam int unsigned SemTensorToLoad = 8;
  localparam int unsigned SemTensorToLoadSignalLsb = 0;
  localparam int unsigned SemTensorToLoadWaitLsb = 0;
  localparam int unsigned SemTensorToStore = 12;
  localparam int unsigned SemTensorToStoreSignalLsb = 4;
  localparam int unsigned SemTensorToStoreWaitLsb = 4;
  localparam int unsigned SemStoreToLoad = 16;
  localparam int unsigned SemStoreToLoadSignalLsb = 0;
  localparam int unsigned SemStoreToLoadWaitLsb = 4;
  localparam int unsigned SemStoreToTensor = 20;
  localparam int unsigned SemStoreToTensorSignalLsb = 4;
  localparam int unsigned SemStoreToTensorWaitLsb = 4;

  // Fields of load, 64 bytes.
  localparam int unsigned LoadOpcodeLsb = 0;
  localparam int unsigned LoadOpcodeWidth = 8;
  localparam int unsigned LoadWaitLsb = 8;
  localparam int unsigned LoadWaitWidth = 8;
  localparam int unsigned LoadDoneLsb = 16;
  localparam int unsigned LoadDoneWidth = 8;
  localparam int unsigned LoadReleaseLsb = 24;
  localparam int unsigned LoadReleaseWidth = 8;
  localparam int unsigned LoadSignExtendLsb = 32;
  localparam int unsigned LoadSignExtendWidth = 1;
  localparam int unsigned LoadDestLsb = 40;
  localparam int unsigned LoadDestWidth = 16;
  localparam int unsigned LoadRunLsb = 56;
  localparam int unsigned LoadRunWidth = 16;
  localparam int unsigned LoadCount0Lsb = 72;
  localparam int unsigned LoadCount0Width = 12;
  localparam int unsigned LoadCount1Lsb = 84;
  localparam int unsigned LoadCount1Width = 12;
  localparam int unsigned LoadCount2Lsb = 96;
  localparam int unsigned LoadCount2Width = 12;
  localparam int unsigned LoadBaseLsb = 108;
  localparam int unsigned LoadBaseWidth = 3;
  localparam int unsigned LoadOffsetLsb = 112;
  localparam int unsigned LoadOffsetWidth = 32;
  localparam int unsigned LoadStride0Lsb = 144;
  localparam int unsigned LoadStride0Width = 32;  // signed
  localparam int unsigned LoadStride1Lsb = 176;
  localparam int unsigned LoadStride1Width = 32;  // signed
  localparam int unsigned LoadStride2Lsb = 208;
  localparam int unsigned LoadStride2Width = 32;  // signed

  // Fields of gemm, 64 bytes.
  localparam int unsigned GemmOpcodeLsb = 0;
  localparam int unsigned GemmOpcodeWidth = 8;
  localparam int unsigned GemmWaitLsb = 8;
  localparam int unsigned GemmWaitWidth = 8;
  localparam int unsigned GemmDoneLsb = 16;
  localparam int unsigned GemmDoneWidth = 8;
  localparam int unsigned GemmReleaseLsb = 24;
  localparam int unsigned GemmReleaseWidth = 8;
  localparam int unsigned GemmZeroLsb = 32;
  localparam int unsigned GemmZeroWidth = 1;
  localparam int unsigned GemmFenceLsb = 33;
  localparam int unsigned GemmFenceWidth = 1;
  localparam int unsigned GemmSourceGLsb = 34;
  localparam int unsigned GemmSourceGWidth = 1;
  localparam int unsigned GemmNoTapsLsb = 35;
  localparam int unsigned GemmNoTapsWidth = 1;
  localparam int unsigned GemmMaskedLsb = 36;
  localparam int unsigned GemmMaskedWidth = 1;
  localparam int unsigned GemmFillSignLsb = 37;
  localparam int unsigned GemmFillSignWidth = 1;
  localparam int unsigned GemmPackLsb = 38;
  localparam int unsigned GemmPackWidth = 2;
  localparam int unsigned GemmNxLsb = 40;
  localparam int unsigned GemmNxWidth = 12;
  localparam int unsigned GemmNyLsb = 52;
  localparam int unsigned GemmNyWidth = 12;
  localparam int unsigned GemmNnLsb = 64;
  localparam int unsigned GemmNnWidth = 12;
  localparam int unsigned GemmKxLsb = 76;
  localparam int unsigned GemmKxWidth = 4;
  localparam int unsigned GemmKyLsb = 80;
  localparam int unsigned GemmKyWidth = 4;
  localparam int unsigned GemmCiLsb = 84;
  localparam int unsigned GemmCiWidth = 12;
  localparam int unsigned GemmSrcLsb = 96;
  localparam int unsigned GemmSrcWidth = 16;  // signed
  localparam int unsigned GemmSxLsb = 112;
  localparam int unsigned GemmSxWidth = 16;  // signed
  localparam int unsigned GemmSyLsb = 128;
  localparam int unsigned GemmSyWidth = 16;  // signed
  localparam int unsigned GemmSnLsb = 144;
  localparam int unsigned GemmSnWidth = 16;  // signed
  localparam int unsigned GemmSkxLsb = 160;
  localparam int unsigned GemmSkxWidth = 16;  // signed
  localparam int unsigned GemmSkyLsb = 176;
  localparam int unsigned GemmSkyWidth = 16;  // signed
  localparam int unsigned GemmSciLsb = 192;
  localparam int unsigned GemmSciWidth = 16;  // signed
  localparam int unsigned GemmX0Lsb = 208;
  localparam int unsigned GemmX0Width = 16;  // signed
  localparam int unsigned GemmY0Lsb = 224;
  localparam int unsigned GemmY0Width = 16;  // signed
  localparam int unsigned GemmXlimLsb = 240;
  localparam int unsigned GemmXlimWidth = 16;
  localparam int unsigned GemmYlimLsb = 256;
  localparam int unsigned GemmYlimWidth = 16;
  localparam int unsigned GemmStepXLsb = 272;
  localparam int unsigned GemmStepXWidth = 4;  // signed
  localparam int unsigned GemmStepYLsb = 276;
  localparam int unsigned GemmStepYWidth = 4;  // signed
  localparam int unsigned GemmTapXLsb = 280;
  localparam int unsigned GemmTapXWidth = 4;  // signed
  localparam int unsigned GemmTapYLsb = 284;
  localparam int unsigned GemmTapYWidth = 4;  // signed
  localparam int unsigned GemmAccLsb = 288;
  localparam int unsigned GemmAccWidth = 16;
  localparam int unsigned GemmAxLsb = 304;
  localparam int unsigned GemmAxWidth = 16;  // signed
  localparam int unsigned GemmAyLsb = 320;
  localparam int unsigned GemmAyWidth = 16;  // signed
  localparam int unsigned GemmAnLsb = 336;
  localparam int unsigned GemmAnWidth = 16;  // signed
  localparam int unsigned GemmWLsb = 352;
  localparam int unsigned GemmWWidth = 16;

  // Fields of outer, 64 bytes.
  localparam int unsigned OuterOpcodeLsb = 0;
  localparam int unsigned OuterOpcodeWidth = 8;
  localparam int unsigned OuterWaitLsb = 8;
  localparam int unsigned OuterWaitWidth = 8;
  localparam int unsigned OuterDoneLsb = 16;
  localparam int unsigned OuterDoneWidth = 8;
  localparam int unsigned OuterReleaseLsb = 24;
  localparam int unsigned OuterReleaseWidth = 8;
  localparam int unsigned OuterZeroLsb = 32;
  localparam int unsigned OuterZeroWidth = 1;
  localparam int unsigned OuterFenceLsb = 33;
  localparam int unsigned OuterFenceWidth = 1;
  localparam int unsigned OuterSourceGLsb = 34;
  localparam int unsigned OuterSourceGWidth = 1;
  localparam int unsigned OuterNoTapsLsb = 35;
  localparam int unsigned OuterNoTapsWidth = 1;
  localparam int unsigned OuterMaskedLsb = 36;
  localparam int unsigned OuterMaskedWidth = 1;
  localparam int unsigned OuterFillSignLsb = 37;
  localparam int unsigned OuterFillSignWidth = 1;
  localparam int unsigned OuterPackLsb = 38;
  localparam int unsigned OuterPackWidth = 2;
  localparam int unsigned OuterNxLsb = 40;
  localparam int unsigned OuterNxWidth = 12;
  localparam int unsigned OuterNyLsb = 52;
  localparam int unsigned OuterNyWidth = 12;
  localparam int unsigned OuterNnLsb = 64;
  localparam int unsigned OuterNnWidth = 12;
  localparam int unsigned OuterKxLsb = 76;
  localparam int unsigned OuterKxWidth = 4;
  localparam int unsigned OuterKyLsb = 80;
  localparam int unsigned OuterKyWidth = 4;
  localparam int unsigned OuterCiLsb = 84;
  localparam int unsigned OuterCiWidth = 12;
  localparam int unsigned OuterSrcLsb = 96;
  localparam int unsigned OuterSrcWidth = 16;  // signed
  localparam int unsigned OuterSxLsb = 112;
  localparam int unsigned OuterSxWidth = 16;  // signed
  localparam int unsigned OuterSyLsb = 128;
  localparam int unsigned OuterSyWidth = 16;  // signed
  localparam int unsigned OuterSnLsb = 144;
  localparam int unsigned OuterSnWidth = 16;  // signed
  localparam int unsigned OuterSkxLsb = 160;
  localparam int unsigned OuterSkxWidth = 16;  // signed
  localparam int unsigned OuterSkyLsb = 176;
  localparam int unsigned OuterSkyWidth = 16;  // signed
  localparam int unsigned OuterSciLsb = 192;
  localparam int unsigned OuterSciWidth = 16;  // signed
  localparam int unsigned OuterX0Lsb = 208;
  localparam int unsigned OuterX0Width = 16;  // signed
  localparam int unsigned OuterY0Lsb = 224;
  localparam int unsigned OuterY0Width = 16;  // signed
  localparam int unsigned OuterXlimLsb = 240;
  localparam int unsigned OuterXlimWidth = 16;
  localparam int unsigned OuterYlimLsb = 256;
  localparam int unsigned OuterYlimWidth = 16;
  localparam int unsigned OuterStepXLsb = 272;
  localparam int unsigned OuterStepXWidth = 4;  // signed
  localparam int unsigned OuterStepYLsb = 276;
  localparam int unsigned OuterStepYWidth = 4;  // signed
  localparam int unsigned OuterTapXLsb = 280;
  localparam int unsigned OuterTapXWidth = 4;  // signed
  localparam int unsigned OuterTapYLsb = 284;
  localparam int unsigned OuterTapYWidth = 4;  // signed
  localparam int unsigned OuterAccLsb = 288;
  localparam int unsigned OuterAccWidth = 16;
  localparam int unsigned OuterCoLsb = 304;
  localparam int unsigned OuterCoWidth = 12;
  localparam int unsigned OuterGLsb = 316;
  localparam int unsigned OuterGWidth = 16;
  localparam int unsigned OuterGxLsb = 332;
  localparam int unsigned OuterGxWidth = 16;  // signed
  localparam int unsigned OuterGyLsb = 348;
  localparam int unsigned OuterGyWidth = 16;  // signed
  localparam int unsigned OuterGnLsb = 364;
  localparam int unsigned OuterGnWidth = 16;  // signed
  localparam int unsigned OuterGcoLsb = 380;
  localparam int unsigned OuterGcoWidth = 16;  // signed
  localparam int unsigned OuterMaskLsb = 396;
  localparam int unsigned OuterMaskWidth = 16;
  localparam int unsigned OuterSecondLsb = 412;
  localparam int unsigned OuterSecondWidth = 16;

  // Fields of store, 64 bytes.
  localparam int unsigned StoreOpcodeLsb = 0;
  localparam int unsigned StoreOpcodeWidth = 8;
  localparam int unsigned StoreWaitLsb = 8;
  localparam int unsigned StoreWaitWidth = 8;
  localparam int unsigned StoreDoneLsb = 16;
  localparam int unsigned StoreDoneWidth = 8;
  localparam int unsigned StoreReleaseLsb = 24;
  localparam int unsigned StoreReleaseWidth = 8;
  localparam int unsigned StoreTrackMaxLsb = 32;
  localparam int unsigned StoreTrackMaxWidth = 1;
  localparam int unsigned StoreAccLsb = 40;
  localparam int unsigned StoreAccWidth = 16;
  localparam int unsigned StoreRunLsb = 56;
  localparam int unsigned StoreRunWidth = 16;
  localparam int unsigned StoreCount0Lsb = 72;
  localparam int unsigned StoreCount0Width = 12;
  localparam int unsigned StoreCount1Lsb = 84;
  localparam int unsigned StoreCount1Width = 12;
  localparam int unsigned StoreCount2Lsb = 96;
  localparam int unsigned StoreCount2Width = 12;
  localparam int unsigned StoreBaseLsb = 108;
  localparam int unsigned StoreBaseWidth = 3;
  localparam int unsigned StoreOffsetLsb = 112;
  localparam int unsigned StoreOffsetWidth = 32;
  localparam int unsigned StoreStride0Lsb = 144;
  localparam int unsigned StoreStride0Width = 32;  // signed
  localparam int unsigned StoreStride1Lsb = 176;
  localparam int unsigned StoreStride1Width = 32;  // signed
  localparam int unsigned StoreStride2Lsb = 208;
  localparam int unsigned StoreStride2Width = 32;  // signed

  // Fields of descriptor, 128 bytes.
  localparam int unsigned DescriptorMagicLsb = 0;
  localparam int unsigned DescriptorMagicWidth = 32;
  localparam int unsigned DescriptorCountLoadLsb = 32;
  localparam int unsigned DescriptorCountLoadWidth = 16;
  localparam int unsigned DescriptorCountTensorLsb = 48;
  localparam int unsigned DescriptorCountTensorWidth = 16;
  localparam int unsigned DescriptorCountStoreLsb = 64;
  localparam int unsigned DescriptorCountStoreWidth = 16;
  localparam int unsigned DescriptorShiftLsb = 80;
  localparam int unsigned DescriptorShiftWidth = 8;
  localparam int unsigned DescriptorTauLsb = 96;
  localparam int unsigned DescriptorTauWidth = 32;
  localparam int unsigned DescriptorSkipLimitLsb = 128;
  localparam int unsigned DescriptorSkipLimitWidth = 16;
  localparam int unsigned DescriptorListLoadLsb = 192;
  localparam int unsigned DescriptorListLoadWidth = 64;
  localparam int unsigned DescriptorListTensorLsb = 256;
  localparam int unsigned DescriptorListTensorWidth = 64;
  localparam int unsigned DescriptorListStoreLsb = 320;
  localparam int unsigned DescriptorListStoreWidth = 64;
  localparam int unsigned DescriptorNextLsb = 384;
  localparam int unsigned DescriptorNextWidth = 64;
  localparam int unsigned DescriptorBase0Lsb = 512;
  localparam int unsigned DescriptorBase0Width = 64;
  localparam int unsigned DescriptorBase1Lsb = 576;
  localparam int unsigned DescriptorBase1Width = 64;
  localparam int unsigned DescriptorBase2Lsb = 640;
  localparam int unsigned DescriptorBase2Width = 64;
  localparam int unsigned DescriptorBase3Lsb = 704;
  localparam int unsigned DescriptorBase3Width = 64;
  localparam int unsigned DescriptorBase4Lsb = 768;
  localparam int unsigned DescriptorBase4Width = 64;
  localparam int unsigned DescriptorBase5Lsb = 832;
  localparam int unsigned DescriptorBase5Width = 64;
  localparam int unsigned DescriptorBase6Lsb = 896;
  localparam int unsigned DescriptorBase6Width = 64;
  localparam int unsigned DescriptorBase7Lsb = 960;
  localparam int unsigned DescriptorBase7Width = 64;

  // Fields of error_place, 4 bytes.
  localparam int unsigned ErrorPlaceEngineLsb = 0;
  localparam int unsigned ErrorPlaceEngineWidth = 2;
  localparam int unsigned ErrorPlaceIndexLsb = 2;
  localparam int unsigned ErrorPlaceIndexWidth = 14;
  localparam int unsigned ErrorPlaceSegmentLsb = 16;
  localparam int unsigned ErrorPlaceSegmentWidth = 16;

  // Fields of axi, 4 bytes.
  localparam int unsigned AxiCacheLsb = 0;
  localparam int unsigned AxiCacheWidth = 4;
  localparam int unsigned AxiProtLsb = 4;
  localparam int unsigned AxiProtWidth = 3;

  // Configuration ultra96. Ultra96-V2 (XCZU3EG): 16x16 DSP48E2, 128-bit AXI.
  localparam int unsigned Ultra96Lanes = 16;
  localparam int unsigned Ultra96ClockHz = 200000000;
  localparam int unsigned Ultra96XDepth = 8192;
  localparam int unsigned Ultra96GDepth = 4096;
  localparam int unsigned Ultra96WDepth = 4096;
  localparam int unsigned Ultra96MaskDepth = 4096;
  localparam int unsigned Ultra96AccBanks = 4;
  localparam int unsigned Ultra96AccDepth = 1024;
  localparam int unsigned Ultra96InstrDepth = 256;
  localparam int unsigned Ultra96AXIBytes = 16;
  localparam int unsigned Ultra96Chain = 8;
  localparam int unsigned Ultra96DSPColumns = 16;
  localparam int unsigned Ultra96PackShift = 22;
  localparam int unsigned Ultra96ReadLatency = 64;
  localparam int unsigned Ultra96ReadIdle = 1;
  localparam int unsigned Ultra96WriteLatency = 32;
  localparam int unsigned Ultra96WriteIdle = 1;
  localparam int unsigned Ultra96AccRows = 4096;
  localparam int unsigned Ultra96BurstBytes = 256;
  localparam int unsigned Ultra96MinTile = 24;
  localparam int unsigned Ultra96MinTilePacked = 40;
  localparam int unsigned Ultra96TensorDrain = 28;
  localparam int unsigned Ultra96TensorDrainPacked = 44;
  localparam int unsigned Ultra96PackLimitUnsigned = 273;
  localparam int unsigned Ultra96PackLimitSigned = 511;
  localparam int unsigned Ultra96ConfigHash = 32'h42bfd2d1;

  // Configuration zedboard. ZedBoard (XC7Z020): 13 columns in DSP48E1, 3 in LUTs, 64-bit AXI.
  localparam int unsigned ZedboardLanes = 16;
  localparam int unsigned ZedboardClockHz = 100000000;
  localparam int unsigned ZedboardXDepth = 4096;
  localparam int unsigned ZedboardGDepth = 4096;
  localparam int unsigned ZedboardWDepth = 4096;
  localparam int unsigned ZedboardMaskDepth = 4096;
  localparam int unsigned ZedboardAccBanks = 4;
  localparam int unsigned ZedboardAccDepth = 512;
  localparam int unsigned ZedboardInstrDepth = 256;
  localparam int unsigned ZedboardAXIBytes = 8;
  localparam int unsigned ZedboardChain = 8;
  localparam int unsigned ZedboardDSPColumns = 13;
  localparam int unsigned ZedboardPackShift = 20;
  localparam int unsigned ZedboardReadLatency = 40;
  localparam int unsigned ZedboardReadIdle = 1;
  localparam int unsigned ZedboardWriteLatency = 24;
  localparam int unsigned ZedboardWriteIdle = 1;
  localparam int unsigned ZedboardAccRows = 2048;
  localparam int unsigned ZedboardBurstBytes = 128;
  localparam int unsigned ZedboardMinTile = 24;
  localparam int unsigned ZedboardMinTilePacked = 40;
  localparam int unsigned ZedboardTensorDrain = 28;
  localparam int unsigned ZedboardTensorDrainPacked = 44;
  localparam int unsigned ZedboardPackLimitUnsigned = 68;
  localparam int unsigned ZedboardPackLimitSigned = 127;
  localparam int unsigned ZedboardConfigHash = 32'ha2ddce0d;

  // Configuration zed8. XC7Z020 fallback: 8x8 DSP48E1, 64-bit AXI.
  localparam int unsigned Zed8Lanes = 8;
  localparam int unsigned Zed8ClockHz = 100000000;
  localparam int unsigned Zed8XDepth = 4096;
  localparam int unsigned Zed8GDepth = 4096;
  localparam int unsigned Zed8WDepth = 4096;
  localparam int unsigned Zed8MaskDepth = 4096;
  localparam int unsigned Zed8AccBanks = 4;
  localparam int unsigned Zed8AccDepth = 512;
  localparam int unsigned Zed8InstrDepth = 256;
  localparam int unsigned Zed8AXIBytes = 8;
  localparam int unsigned Zed8Chain = 8;
  localparam int unsigned Zed8DSPColumns = 8;
  localparam int unsigned Zed8PackShift = 20;
  localparam int unsigned Zed8ReadLatency = 40;
  localparam int unsigned Zed8ReadIdle = 1;
  localparam int unsigned Zed8WriteLatency = 24;
  localparam int unsigned Zed8WriteIdle = 1;
  localparam int unsigned Zed8AccRows = 2048;
  localparam int unsigned Zed8BurstBytes = 128;
  localparam int unsigned Zed8MinTile = 16;
  localparam int unsigned Zed8MinTilePacked = 24;
  localparam int unsigned Zed8TensorDrain = 20;
  localparam int unsigned Zed8TensorDrainPacked = 28;
  localparam int unsigned Zed8PackLimitUnsigned = 68;
  localparam int unsigned Zed8PackLimitSigned = 127;
  localparam int unsigned Zed8ConfigHash = 32'hf298c8d5;

  // Configuration tiny. test build: 4x4, small buffers, 32-bit AXI.
  localparam int unsigned TinyLanes = 4;
  localparam int unsigned TinyClockHz = 100000000;
  localparam int unsigned TinyXDepth = 256;
  localparam int unsigned TinyGDepth = 256;
  localparam int unsigned TinyWDepth = 128;
  localparam int unsigned TinyMaskDepth = 128;
  localparam int unsigned TinyAccBanks = 4;
  localparam int unsigned TinyAccDepth = 64;
  localparam int unsigned TinyInstrDepth = 64;
  localparam int unsigned TinyAXIBytes = 4;
  localparam int unsigned TinyChain = 4;
  localparam int unsigned TinyDSPColumns = 4;
  localparam int unsigned TinyPackShift = 20;
  localparam int unsigned TinyReadLatency = 12;
  localparam int unsigned TinyReadIdle = 1;
  localparam int unsigned TinyWriteLatency = 8;
  localparam int unsigned TinyWriteIdle = 1;
  localparam int unsigned TinyAccRows = 256;
  localparam int unsigned TinyBurstBytes = 64;
  localparam int unsigned TinyMinTile = 12;
  localparam int unsigned TinyMinTilePacked = 16;
  localparam int unsigned TinyTensorDrain = 16;
  localparam int unsigned TinyTensorDrainPacked = 20;
  localparam int unsigned TinyPackLimitUnsigned = 68;
  localparam int unsigned TinyPackLimitSigned = 127;
  localparam int unsigned TinyConfigHash = 32'hf6ebfc24;

endpackage
