// SPDX-License-Identifier: Apache-2.0

package a64

import "fmt"

// VectorBytes is what a register holds.
const VectorBytes = 16

// LoadPair reads v and w from the 32 bytes at base+offset, a multiple of 16 from -1024 to 1008.
func LoadPair(v, w V, base R, offset int) Instruction {
	return pair("ldp", 0xad400000, v, w, base, offset)
}

// StorePair is the inverse of LoadPair.
func StorePair(v, w V, base R, offset int) Instruction {
	return pair("stp", 0xad000000, v, w, base, offset)
}

func pair(name string, word uint32, v, w V, base R, offset int) Instruction {
	if offset%VectorBytes != 0 || offset < -1024 || offset > 1008 {
		panic(fmt.Sprintf("a64: %s at offset %d", name, offset))
	}
	scaled := uint32(offset/VectorBytes) & 0x7f
	return Instruction{word | scaled<<15 | uint32(w)<<10 | uint32(base)<<5 | uint32(v), fmt.Sprintf("%s q%d, q%d, %s", name, v, w, at(base, offset))}
}

// Load reads v from the 16 bytes at base+offset, a multiple of 16 from 0 to 65520.
func Load(v V, base R, offset int) Instruction {
	return single("ldr", "q", 0x3dc00000, 16, v, base, offset)
}

// Store is the inverse of Load.
func Store(v V, base R, offset int) Instruction {
	return single("str", "q", 0x3d800000, 16, v, base, offset)
}

// StoreH writes the low two bytes of v to base+offset, an even number from 0 to 8190.
func StoreH(v V, base R, offset int) Instruction {
	return single("str", "h", 0x7d000000, 2, v, base, offset)
}

func single(name, letter string, word uint32, size int, v V, base R, offset int) Instruction {
	if offset%size != 0 || offset < 0 || offset/size > 4095 {
		panic(fmt.Sprintf("a64: %s of %d bytes at offset %d", name, size, offset))
	}
	return Instruction{word | uint32(offset/size)<<10 | uint32(base)<<5 | uint32(v), fmt.Sprintf("%s %s%d, %s", name, letter, v, at(base, offset))}
}

// LoadCopiesH fills v with the two bytes at base.
func LoadCopiesH(v V, base R) Instruction {
	return Instruction{0x4d40c400 | uint32(base)<<5 | uint32(v), fmt.Sprintf("ld1r { v%d.8h }, [x%d]", v, base)}
}

// CopyToS fills v with the low 32 bits of r.
func CopyToS(v V, r R) Instruction {
	return Instruction{0x4e040c00 | uint32(r)<<5 | uint32(v), fmt.Sprintf("dup v%d.4s, w%d", v, r)}
}

// CopyToD fills v with r.
func CopyToD(v V, r R) Instruction {
	return Instruction{0x4e080c00 | uint32(r)<<5 | uint32(v), fmt.Sprintf("dup v%d.2d, x%d", v, r)}
}

// SetHigh sets the high 64 bits of v to r.
func SetHigh(v V, r R) Instruction {
	return Instruction{0x4e181c00 | uint32(r)<<5 | uint32(v), fmt.Sprintf("mov v%d.d[1], x%d", v, r)}
}

// Take sets r to the low 32 bits of v.
func Take(r R, v V) Instruction {
	return Instruction{0x1e260000 | uint32(v)<<5 | uint32(r), fmt.Sprintf("fmov w%d, s%d", r, v)}
}

// Clear fills v with zeros.
func Clear(v V) Instruction {
	return Instruction{0x6f00e400 | uint32(v), fmt.Sprintf("movi v%d.2d, #0000000000000000", v)}
}

func at(base R, offset int) string {
	if offset == 0 {
		return fmt.Sprintf("[x%d]", base)
	}
	return fmt.Sprintf("[x%d, #%d]", base, offset)
}
