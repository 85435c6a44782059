// SPDX-License-Identifier: Apache-2.0

package power

import (
	"errors"
	"fmt"
	"math/bits"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// bus reads and writes registers of one chip.
type bus interface {
	// word returns the two bytes of a register, the first one in the low half as SMBus has it.
	word(register byte) (uint16, error)
	byte(register byte) (byte, error)
	set(register, value byte) error
	Close() error
}

// Requests of linux/i2c-dev.h.
const (
	i2cSlave    = 0x0703
	i2cTransfer = 0x0707
	i2cRead     = 1 // flag of a message
)

// i2cMessage and i2cMessages are struct i2c_msg and struct i2c_rdwr_ioctl_data.
type i2cMessage struct {
	address, flags, length uint16
	data                   *byte
}

type i2cMessages struct {
	messages *i2cMessage
	number   uint32
}

// i2cDevice is a chip behind /dev/i2c-N. What the kernel gets pointers to is in here: it does not move.
type i2cDevice struct {
	file     *os.File
	address  uint16
	request  i2cMessages
	messages [2]i2cMessage
	sent     [2]byte
	received [2]byte
}

// errOwned says what to do about a chip that has a driver.
var errOwned = errors.New("a kernel driver owns the chip: read it with hwmon:NAME, e2train meters lists them")

// openI2C opens the chip of an address /dev/i2c-N@ADDRESS.
func openI2C(a address, target string) (bus, error) {
	node, chip, found := strings.Cut(target, "@")
	number, err := strconv.ParseUint(chip, 0, 7)
	if !found || err != nil || !strings.HasPrefix(node, "/dev/") {
		return nil, a.bad(fmt.Errorf("%q is not /dev/i2c-N@ADDRESS with an address of 7 bits", target))
	}
	f, err := os.OpenFile(filepath.Join(a.option("root"), node), os.O_RDWR, 0)
	if err != nil {
		return nil, a.fail("open", err)
	}
	err = unix.IoctlSetInt(int(f.Fd()), i2cSlave, int(number))
	if errors.Is(err, unix.EBUSY) {
		err = fmt.Errorf("%w: %w", err, errOwned)
	}
	if err != nil {
		return nil, errors.Join(a.fail("choose the chip", &os.PathError{Op: "ioctl", Path: node, Err: err}), f.Close())
	}
	return &i2cDevice{file: f, address: uint16(number)}, nil
}

// transfer sends some bytes and receives others in one transaction.
func (d *i2cDevice) transfer(send, receive int) error {
	d.messages[0] = i2cMessage{address: d.address, length: uint16(send), data: &d.sent[0]}
	d.messages[1] = i2cMessage{address: d.address, flags: i2cRead, length: uint16(receive), data: &d.received[0]}
	d.request = i2cMessages{&d.messages[0], uint32(1 + min(receive, 1))}
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, d.file.Fd(), i2cTransfer, uintptr(unsafe.Pointer(&d.request)))
	runtime.KeepAlive(d)
	if errno != 0 {
		return &os.PathError{Op: "ioctl", Path: d.file.Name(), Err: errno}
	}
	return nil
}

func (d *i2cDevice) word(register byte) (uint16, error) {
	d.sent[0] = register
	err := d.transfer(1, 2)
	return uint16(d.received[0]) | uint16(d.received[1])<<8, err
}

func (d *i2cDevice) byte(register byte) (byte, error) {
	d.sent[0] = register
	err := d.transfer(1, 1)
	return d.received[0], err
}

func (d *i2cDevice) set(register, value byte) error {
	d.sent = [2]byte{register, value}
	return d.transfer(2, 0)
}

func (d *i2cDevice) Close() error { return d.file.Close() }

// bigEndian returns a word of a chip that sends its high byte first.
func bigEndian(word uint16) uint16 { return bits.ReverseBytes16(word) }
