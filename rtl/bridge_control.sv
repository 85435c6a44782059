// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Carries out requests in order and has their answers sent: each once, however often it comes.
/// The protocol is the documentation of package driver/serial/frame.
///
/// A byte of a request takes three cycles, one of an answer one, and the bus what it takes; then
/// the next request waits until the answer has left. The answers of the last eight requests stay
/// in a block RAM with eight slots, by the low bits of the sequence number. irq_i that rises is
/// told of as soon as no request is under way, once for all that came until then.
module bridge_control #(
  parameter int unsigned AxiBytes = 4,
  parameter int unsigned MaxData  = 512,
  localparam int unsigned LengthBits = $clog2(MaxData + 17),
  localparam int unsigned DataBits   = $clog2(MaxData + 1),
  localparam int unsigned IndexBits  = $clog2(MaxData)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  irq_i,
  output logic                  idle_o,  // nothing is under way or waits

  // from the bridge_inbox
  input  logic                  frame_valid_i,
  input  logic [LengthBits-1:0] frame_length_i,
  output logic                  get_o,
  input  logic [7:0]            byte_i,
  output logic                  drop_o,

  // to the bridge_bus
  output logic                  bus_start_o,
  output logic                  bus_registers_o,
  output logic                  bus_write_o,
  output logic [63:0]           bus_addr_o,
  output logic [8*AxiBytes-1:0] bus_wdata_o,
  output logic [AxiBytes-1:0]   bus_strobe_o,
  input  logic                  bus_done_i,
  input  logic [8*AxiBytes-1:0] bus_rdata_i,
  input  logic                  bus_error_i,

  // to the frame_sender and the memory of answers
  output logic                  send_start_o,
  input  logic                  send_idle_i,
  output logic [7:0]            send_kind_o,
  output logic [7:0]            send_sequence_o,
  output logic [DataBits-1:0]   send_length_o,
  output logic                  answer_we_o,
  output logic [IndexBits+2:0]  answer_addr_o,
  output logic [7:0]            answer_byte_o
);

  localparam int unsigned HeadBytes = 12;
  localparam int unsigned LaneBits  = $clog2(AxiBytes);
  localparam int unsigned Slots     = 8;

  localparam logic [7:0] Version = 8'd1;
  localparam logic [7:0] Window  = 8'd7;

  localparam logic [7:0] Sync           = 8'd1;
  localparam logic [7:0] ReadRegisters  = 8'd2;
  localparam logic [7:0] WriteRegisters = 8'd3;
  localparam logic [7:0] ReadMemory     = 8'd4;
  localparam logic [7:0] WriteMemory    = 8'd5;
  localparam logic [7:0] Gap            = 8'h86;
  localparam logic [7:0] Event          = 8'h87;
  localparam logic [7:0] Done           = 8'h80;
  localparam logic [7:0] BusError       = 8'hc0;
  localparam logic [7:0] Refused        = 8'ha0;

  typedef enum logic [3:0] {
    Idle,
    Get,      // asks for a byte of the request
    GetWait,
    Take,     // takes it
    Weigh,    // the head is complete: is it sound and allowed
    Judge,    // what is to be done
    Issue,    // begins an access of the bus
    Bus,      // waits for it
    Copy,     // bytes that were read to the answer
    Greet,    // the answer to sync
    Finish,   // keeps the answer
    Send,     // begins to send it
    Sending,
    Drop      // frees the request
  } state_e;

  state_e                state_d, state_q;
  logic [8*HeadBytes-1:0] head_q;
  logic [3:0]            count_q;      // bytes of the head so far
  logic [7:0]            kind, number;
  logic [15:0]           length;
  logic [63:0]           addr;
  logic                  registers, write, read;

  assign kind   = head_q[7:0];
  assign number = head_q[15:8];
  assign length = head_q[31:16];
  assign addr   = head_q[95:32];

  assign registers = kind == ReadRegisters || kind == WriteRegisters;
  assign write     = kind == WriteRegisters || kind == WriteMemory;
  assign read      = kind == ReadRegisters || kind == ReadMemory;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Judging a request
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [7:0]            expected_q, behind;
  logic [Slots-1:0]      kept_q;              // slots with an answer of this session
  logic                  sound_q, allowed_q;  // from Judge on
  logic                  aligned, fits, due, again;
  logic [LengthBits-1:0] data_length;
  logic [12:0]           end_of_range;

  assign data_length  = frame_length_i - LengthBits'(HeadBytes);
  assign end_of_range = {1'b0, addr[11:0]} + {3'b0, length[9:0]};
  assign fits         = length <= 16'(MaxData) && !(end_of_range[12] && end_of_range[11:0] != '0);
  assign aligned      = addr[1:0] == '0 && length[1:0] == '0 && addr[63:12] == '0;

  // Sums and comparisons end in registers, of which those of Weigh count: the head stays.
  always_ff @(posedge clk_i) begin
    sound_q   <= frame_length_i >= LengthBits'(HeadBytes)
        && 16'(data_length) == (write ? length : 16'd0);
    allowed_q <= (read || write) && fits && (aligned || !registers);
  end

  assign behind = expected_q - number;  // how far the request lies back
  assign due    = behind == '0;
  assign again  = behind <= 8'(Slots) && kept_q[number[2:0]];

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Carrying it out
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic                   headed;       // the head is known: bytes are data
  logic                   failed_q;     // the bus answered with an error
  logic                   pending_q, irq_q;
  logic [11:0]            low_q;        // address of the byte that is next
  logic [DataBits-1:0]    left_q;       // bytes from there on
  logic [IndexBits-1:0]   index_q;      // of the byte in the answer
  logic [8*AxiBytes-1:0]  word_q;
  logic [AxiBytes-1:0]    strobe_q;
  logic [LaneBits-1:0]    lane;
  logic                   last_lane, last_byte, step;
  logic [7:0]             greeting;

  assign headed    = count_q == 4'(HeadBytes);
  assign lane      = registers ? LaneBits'(low_q[1:0]) : low_q[LaneBits-1:0];
  assign last_lane = registers ? low_q[1:0] == '1 : low_q[LaneBits-1:0] == '1;
  assign last_byte = left_q == DataBits'(1);

  // A byte is done with: within a word at once, at its end when the bus has it.
  always_comb begin
    unique case (state_q)
      Take:    step = headed && !last_lane && !last_byte;
      Bus:     step = write && bus_done_i;
      Copy:    step = 1'b1;
      default: step = 1'b0;
    endcase
  end

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle: begin
        if (pending_q) state_d = Send;
        else if (frame_valid_i) state_d = Get;
      end
      Get:     state_d = GetWait;
      GetWait: state_d = Take;
      Take: begin
        if (headed) state_d = last_lane || last_byte ? Issue : Get;
        else state_d = count_q == 4'(HeadBytes - 1) ? Weigh : Get;
      end
      Weigh:   state_d = Judge;
      Judge: begin
        if (!sound_q) state_d = Drop;
        else if (kind == Sync) state_d = Greet;
        else if (!due) state_d = Send;
        else if (!allowed_q || length == '0) state_d = Finish;
        else state_d = write ? Get : Issue;
      end
      Issue:   state_d = Bus;
      Bus: begin
        if (bus_done_i) begin
          if (bus_error_i || (write && last_byte)) state_d = Finish;
          else state_d = write ? Get : Copy;
        end
      end
      Copy: begin
        if (last_byte) state_d = Finish;
        else if (last_lane) state_d = Issue;
      end
      Greet:   if (index_q == IndexBits'(3)) state_d = Send;
      Finish:  state_d = Send;
      Send:    state_d = Sending;
      Sending: if (send_idle_i) state_d = frame_valid_i && headed ? Drop : Idle;
      Drop:    state_d = Idle;
      default: state_d = Idle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= Idle;
      count_q <= '0;
    end else begin
      state_q <= state_d;
      if (state_q == Drop) count_q <= '0;
      else if (state_q == Take && !headed) count_q <= count_q + 4'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (state_q == Take && !headed) head_q <= {byte_i, head_q[8*HeadBytes-1:8]};
    if (state_q == Judge) begin
      low_q    <= addr[11:0];
      left_q   <= length[DataBits-1:0];
      index_q  <= '0;
      failed_q <= 1'b0;
    end else if (step) begin
      low_q   <= low_q + 12'd1;
      left_q  <= left_q - DataBits'(1);
    end
    if (state_q == Copy || state_q == Greet) index_q <= index_q + IndexBits'(1);
    if (state_q == Bus && bus_done_i && bus_error_i) failed_q <= 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (state_q == Judge || (state_q == Bus && bus_done_i)) begin
      strobe_q <= '0;
    end else if (state_q == Take && headed) begin
      for (int unsigned i = 0; i < AxiBytes; i++) begin
        if (lane == LaneBits'(i)) begin
          strobe_q[i]    <= 1'b1;
          word_q[8*i+:8] <= byte_i;
        end
      end
    end
  end

  assign idle_o          = state_q == Idle && !pending_q && !frame_valid_i && !(irq_i && !irq_q);
  assign get_o           = state_q == Get;
  assign drop_o          = state_q == Drop;
  assign bus_start_o     = state_q == Issue;
  assign bus_registers_o = registers;
  assign bus_write_o     = write;
  assign bus_wdata_o     = word_q;
  assign bus_strobe_o    = strobe_q;

  always_comb begin
    bus_addr_o                = {addr[63:12], low_q};
    bus_addr_o[1:0]           = '0;
    if (!registers) bus_addr_o[LaneBits-1:0] = '0;
  end

  always_comb begin
    unique case (index_q[1:0])
      2'd0: greeting = Version;
      2'd1: greeting = Window;
      2'd2: greeting = 8'(MaxData);
      2'd3: greeting = 8'(MaxData >> 8);
    endcase
  end

  assign answer_we_o   = state_q == Copy || state_q == Greet;
  assign answer_addr_o = {number[2:0], index_q};
  assign answer_byte_o = state_q == Greet ? greeting : bus_rdata_i[8*lane+:8];

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Answers
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [7:0]          kind_mem [Slots];
  logic [DataBits-1:0] length_mem [Slots];
  logic [7:0]          answer_kind, send_kind_q, send_sequence_q;
  logic [DataBits-1:0] answer_length, send_length_q;

  always_comb begin
    answer_kind = Done | kind;
    if (!allowed_q) answer_kind = Refused | kind;
    else if (failed_q) answer_kind = BusError | kind;
    answer_length = read && allowed_q && !failed_q ? length[DataBits-1:0] : '0;
  end

  always_ff @(posedge clk_i) begin
    if (state_q == Finish) begin
      kind_mem[number[2:0]]   <= answer_kind;
      length_mem[number[2:0]] <= answer_length;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      expected_q <= '0;
      kept_q     <= '0;
    end else if (state_q == Greet) begin
      expected_q <= number + 8'd1;
      kept_q     <= '0;
    end else if (state_q == Finish) begin
      expected_q <= expected_q + 8'd1;
      for (int unsigned i = 0; i < Slots; i++) begin
        if (number[2:0] == 3'(i)) kept_q[i] <= 1'b1;
      end
    end
  end

  // What is sent is chosen in the cycle before Send.
  always_ff @(posedge clk_i) begin
    unique case (state_q)
      Idle: begin
        send_kind_q     <= Event;
        send_sequence_q <= '0;
        send_length_q   <= '0;
      end
      Judge: begin
        send_kind_q     <= again ? kind_mem[number[2:0]] : Gap;
        send_sequence_q <= again ? number : expected_q;
        send_length_q   <= again ? length_mem[number[2:0]] : '0;
      end
      Greet: begin
        send_kind_q     <= Done | Sync;
        send_sequence_q <= number;
        send_length_q   <= DataBits'(4);
      end
      Finish: begin
        send_kind_q     <= answer_kind;
        send_sequence_q <= number;
        send_length_q   <= answer_length;
      end
      default: ;
    endcase
  end

  assign send_start_o    = state_q == Send;
  assign send_kind_o     = send_kind_q;
  assign send_sequence_o = send_sequence_q;
  assign send_length_o   = send_length_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      irq_q     <= 1'b0;
      pending_q <= 1'b0;
    end else begin
      irq_q     <= irq_i;
      pending_q <= (irq_i && !irq_q) || (pending_q && state_q != Idle);
    end
  end

  `ASSERT_INIT(WholeWords, AxiBytes >= 4)
  `ASSERT(SenderIsIdle, send_start_o |-> send_idle_i)
  `ASSERT(InOrder, state_q == Finish |-> due)
  `ASSERT(OneRequestAtATime, drop_o |-> frame_valid_i)
  `ASSERT(WithinPage, bus_start_o |-> left_q != '0)
  `COVER(Again, state_q == Judge && sound_q && !due && again)
  `COVER(Missing, state_q == Judge && sound_q && !due && !again)

endmodule
