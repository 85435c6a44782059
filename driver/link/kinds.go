// SPDX-License-Identifier: Apache-2.0

package link

import "slices"

var directions = []string{"write", "read"}

// failed describes the error of an operation of the host.
func failed[T any](at func(*T) *string) Field {
	return field("failed", "", "error of the operation; empty if it was done", at)
}

var kinds = []Kind{
	{KindDevice, "device", "what is at the other end; the first record", deviceFields, func() Body { return &Device{} }},
	{KindAlloc, "alloc", "device memory is reserved and zeroed", allocFields, func() Body { return &Alloc{} }},
	{KindFree, "free", "device memory is given back", freeFields, func() Body { return &Free{} }},
	{KindTransfer, "transfer", "bytes of device memory go to the device or come from there", transferFields, func() Body { return &Transfer{} }},
	{KindProgram, "program", "code, before its first launch", programFields, func() Body { return &Program{} }},
	{KindLaunch, "launch", "a program starts", slices.Concat(launchFields, baseFields()), func() Body { return &Launch{} }},
	{KindCompletion, "completion", "a launch has ended", slices.Concat(completionFields, counterFields()), func() Body { return &Completion{} }},
	{KindRegister, "register", "a register is accessed", registerFields, func() Body { return &Register{} }},
	{KindPower, "power", "a sample of a power meter", powerFields, func() Body { return &Power{} }},
	{KindEnd, "end", "the recording is complete; the last record", endFields, func() Body { return &End{} }},
}

var deviceFields = []Field{
	field("contract", "", "version of the hardware contract", func(d *Device) *uint32 { return &d.Contract }),
	field("address", "", "address that the device was opened at", func(d *Device) *string { return &d.Address }),
	field("stands", "", "what stands behind the device: reference, baseline, simulator, rtl, hls, emulated, or board, which alone is measured", func(d *Device) *string { return &d.Stands }),
	field("config", "", "name of its configuration", func(d *Device) *string { return &d.Config }),
	field("config_hash", "", "hash of its configuration, as in register CONFIG_HASH", func(d *Device) *uint32 { return &d.ConfigHash }),
	field("hardware", "", "version of the hardware or simulator", func(d *Device) *string { return &d.Version }),
	field("clock", "Hz", "clock that cycles are counted in", func(d *Device) *uint64 { return &d.ClockHz }),
	field("timed", "", "counters and cycles are meaningful", func(d *Device) *bool { return &d.Timed }),
	field("memory", "bytes", "device memory; 0 if not bounded", func(d *Device) *int64 { return &d.Memory }),
	field("started", "ns", "begin of the recording, since 1970 (UTC)", func(d *Device) *int64 { return &d.Started }),
}

var allocFields = []Field{
	field("memory", "", "number of the allocation, from 1", func(a *Alloc) *uint32 { return &a.Memory }),
	field("bytes", "bytes", "its size", func(a *Alloc) *int64 { return &a.Bytes }),
	failed(func(a *Alloc) *string { return &a.Failed }),
}

var freeFields = []Field{
	field("memory", "", "number of the allocation", func(f *Free) *uint32 { return &f.Memory }),
	failed(func(f *Free) *string { return &f.Failed }),
}

var transferFields = []Field{
	enum("direction", "write: to the device, read: from it", directions, func(t *Transfer) *uint8 { return &t.Direction }),
	field("memory", "", "number of the allocation", func(t *Transfer) *uint32 { return &t.Memory }),
	field("offset", "bytes", "first byte in the allocation", func(t *Transfer) *int64 { return &t.Offset }),
	field("bytes", "bytes", "number of bytes", func(t *Transfer) *int64 { return &t.Bytes }),
	field("more", "", "the same access goes on in the next record", func(t *Transfer) *bool { return &t.More }),
	failed(func(t *Transfer) *string { return &t.Failed }),
	field("payload", "", "the bytes; none if the access failed", func(t *Transfer) *[]byte { return &t.Payload }),
}

var programFields = []Field{
	field("program", "", "number of the program, from 1", func(p *Program) *uint32 { return &p.Program }),
	field("more", "", "the code goes on in the next record", func(p *Program) *bool { return &p.More }),
	field("code", "", "u32 number of segments, three u32 for each: instructions of load, tensor and store; then the instruction words, segment by segment in that order", func(p *Program) *[]byte { return &p.Code }),
}

var launchFields = []Field{
	field("launch", "", "number of the launch, from 1", func(l *Launch) *uint64 { return &l.Launch }),
	field("program", "", "number of the program; 0 if it cannot be encoded", func(l *Launch) *uint32 { return &l.Program }),
	field("shift", "bits", "right shift of stores", func(l *Launch) *uint8 { return &l.Shift }),
	field("tau", "", "threshold of the predictor of signs", func(l *Launch) *uint32 { return &l.Tau }),
	field("skip_limit", "weights", "undecided weights up to which a tile is skipped", func(l *Launch) *uint16 { return &l.SkipLimit }),
}

var completionFields = []Field{
	field("launch", "", "number of the launch", func(c *Completion) *uint64 { return &c.Launch }),
	enum("status", "how it ended", []string{"done", "deadlock", "hardware", "canceled", "refused"}, func(c *Completion) *uint8 { return &c.Status }),
	field("max_abs", "", "running maximum of |stored value|", func(c *Completion) *int64 { return &c.Activity.MaxAbs }),
	field("saturated", "", "a stored value was saturated", func(c *Completion) *bool { return &c.Activity.Saturated }),
	field("segment", "", "of the deadlock or error", func(c *Completion) *uint32 { return &c.Segment }),
	field("engine", "", "of the deadlock or error: 0 load, 1 tensor, 2 store", func(c *Completion) *uint8 { return &c.Engine }),
	field("index", "", "instruction of the deadlock or error in its list", func(c *Completion) *uint32 { return &c.Index }),
	field("stall_cycle", "cycles", "cycle of the launch in which a deadlock was noticed", func(c *Completion) *int64 { return &c.Cycle }),
	field("flags", "", "register STATUS after an error of the hardware", func(c *Completion) *uint32 { return &c.Flags }),
	field("error_address", "", "device address of the burst whose response was an error", func(c *Completion) *uint64 { return &c.Address }),
	failed(func(c *Completion) *string { return &c.Failed }),
}

var registerFields = []Field{
	enum("direction", "write: to the device, read: from it", directions, func(r *Register) *uint8 { return &r.Direction }),
	field("offset", "bytes", "byte offset of the register", func(r *Register) *uint32 { return &r.Offset }),
	field("value", "", "what was written or read", func(r *Register) *uint32 { return &r.Value }),
}

var powerFields = []Field{
	field("rail", "", "name of the rail", func(p *Power) *string { return &p.Rail }),
	field("volts", "V", "voltage", func(p *Power) *float64 { return &p.Volts }),
	field("amperes", "A", "current", func(p *Power) *float64 { return &p.Amperes }),
	field("watts", "W", "power", func(p *Power) *float64 { return &p.Watts }),
}

var endFields = []Field{
	field("records", "", "records before this one", func(e *End) *uint64 { return &e.Records }),
}
