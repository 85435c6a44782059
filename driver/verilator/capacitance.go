// SPDX-License-Identifier: Apache-2.0

package verilator

// volts is the voltage of the core of the emulated board, and of its memory interface in what farads says.
const volts = 0.85

// farads is the capacitance that a toggle of each class charges or discharges, conversion losses included. They are chosen, not
// taken from a device, and of the order of what the profile of ultra96 expects: 0.4 times that in a step of resnet8. Nets within the
// array are a fifth of a picofarad; a pair of bit lines with its share of the decoder half of one; a bit of the bus stands for
// controller, pins and DRAM, and a bit of an address for a share of the row that it opens.
var farads = [NumClasses]float64{
	Operand: 0.10e-12,
	Product: 0.16e-12,
	Sum:     0.14e-12,
	Memory:  0.30e-12,
	Bitline: 0.60e-12,
	Bus:     90e-12,
	Address: 400e-12,
	Control: 0.9e-12,
}

// Joules returns the energy of all toggles since power-up: half of C*V*V each. It does not have what the board draws without any.
func (b *Board) Joules() (sum float64) {
	for k, n := range b.Toggles() {
		each := float64(0.5*farads[k]) * float64(volts*volts)
		sum += float64(float64(n) * each)
	}
	return sum
}
