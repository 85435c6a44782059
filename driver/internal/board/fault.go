// SPDX-License-Identifier: Apache-2.0

package board

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
)

// remedies say what to do about causes, the first that fits.
var remedies = []struct {
	cause  error
	remedy string
}{
	{driver.ErrLost, "see dmesg; power-cycle the card or rescan the bus, load the driver again, and go on with --resume"},
	{driver.ErrBitstream, "load the bitstream of this version of e2train and of the board's configuration, then open the device again"},
	{driver.ErrDataPath, "check the width of the PS-PL port against the bitstream's: " + AFIWidth + "; and the base address of the memory"},
	{driver.ErrReset, "look for what resets the programmable logic (clock, supply, another program), then go on with --resume"},
	{driver.ErrTimeout, "see dmesg; reset the board or load its driver again, then go on with --resume; option timeout allows slower ones"},
	{driver.ErrMemory, "give the board more memory (the size of u-dma-buf, option limit), or train with smaller batches"},
	{unix.ENOENT, "load the kernel's driver and check the path; ls the folder to see what is there"},
	{unix.EACCES, "give the user access to the file, by a udev rule or as root"},
	{unix.EPERM, "give the user access to the file, by a udev rule or as root"},
	{unix.ENODEV, "load the kernel's driver; see dmesg"},
	{unix.EBUSY, "end the other program that uses the device, or bring it online again"},
	{unix.ENOMEM, "free memory of the host, or load the driver with less memory for the device"},
	{unix.EIO, "see dmesg; load the driver again, then go on with --resume"},
}

// otherwise is the remedy for causes that are not listed.
const otherwise = "see dmesg; load the driver again, then go on with --resume"

// Fault returns err as a *driver.FaultError with the remedy for its cause.
func Fault(device, op string, err error) error {
	f := &driver.FaultError{Device: device, Op: op, Err: err, Remedy: otherwise}
	for _, r := range remedies {
		if errors.Is(err, r.cause) {
			f.Remedy = r.remedy
			break
		}
	}
	return f
}

// fault returns err as a *driver.FaultError, unless it is already one or is no fault of the board.
func (d *Device) fault(op string, err error) error {
	var known *driver.FaultError
	if errors.As(err, &known) || !isFault(err) {
		return prefixed(d.link.Address, op, err)
	}
	return Fault(d.link.Address, op, err)
}

// explained adds driver.ErrLost to an error of a transfer if the board is gone.
func (d *Device) explained(err error) error {
	if err == nil || errors.Is(err, driver.ErrLost) || !d.port.lost() {
		return err
	}
	return fmt.Errorf("%w: %w", err, driver.ErrLost)
}
