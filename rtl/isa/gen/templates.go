// SPDX-License-Identifier: Apache-2.0

package main

import (
	_ "embed"
	"fmt"
	"strings"
	"text/template"

	"github.com/e2train/e2train/rtl/isa"
)

//go:embed isa_pkg.sv.tmpl
var svText string

//go:embed isa.hpp.tmpl
var hppText string

// outputs are the generated files.
var outputs = map[string]*template.Template{
	"isa_pkg.sv": template.Must(template.New("isa_pkg.sv").Funcs(functions).Parse(svText)),
	"isa.hpp":    template.Must(template.New("isa.hpp").Funcs(functions).Parse(hppText)),
}

var functions = template.FuncMap{
	"camel": isa.CamelName, "comment": comment, "name": constantName, "svType": svType, "svValue": svValue, "bitOf": bitOf,
	"hppType": hppType, "hppValue": hppValue, "member": member,
	"limit": func(f isa.FieldLayout) int { return f.LSB + f.Width }, "bits": func(l isa.Layout) int { return 8 * l.Bytes },
}

// columns is the width of generated comments.
const columns = 100

// comment returns text as comment lines with the given indent.
func comment(indent int, text string) string {
	if text == "" {
		return ""
	}
	prefix := strings.Repeat(" ", indent) + "//"
	var b strings.Builder
	line := prefix
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > columns {
			b.WriteString(line + "\n")
			line = prefix
		}
		line += " " + word
	}
	return b.String() + line + "\n"
}

// constantName returns the generated name of a Go constant: counters, whose names are short, get a prefix.
func constantName(c constantOf) string {
	if c.Type == "Counter" && c.Name != "NumCounters" {
		return "Counter" + c.Name
	}
	return c.Name
}

// bitOf returns the index of a mask's only bit, or -1.
func bitOf(c constantOf) int {
	if bit, ok := c.Bit(); ok {
		return bit
	}
	return -1
}

func svType(c constantOf) string {
	if c.Type == "Opcode" {
		return "logic [7:0]"
	}
	return "int unsigned"
}

// svValue prints numbers that mean bits or addresses in hexadecimal.
func svValue(c constantOf) string {
	switch {
	case c.Type == "Opcode":
		return fmt.Sprintf("8'h%02x", c.Value)
	case hexadecimal(c):
		return fmt.Sprintf("32'h%x", c.Value)
	}
	return fmt.Sprint(c.Value)
}

func hexadecimal(c constantOf) bool {
	_, mask := c.Bit()
	return mask || c.Type == "Register" || c.Type == "Status" || c.Value > 1<<16
}

func hppType(c constantOf) string {
	if c.Type == "Opcode" {
		return "std::uint8_t"
	}
	return "std::uint32_t"
}

func hppValue(c constantOf) string {
	switch {
	case c.Type == "Opcode":
		return fmt.Sprintf("0x%02x", c.Value)
	case hexadecimal(c):
		return fmt.Sprintf("0x%xu", c.Value)
	}
	return fmt.Sprintf("%du", c.Value)
}

// member returns the C++ type of a field.
func member(f isa.FieldLayout) string {
	if f.Width == 1 {
		return "bool"
	}
	bits := 8
	for bits < f.Width {
		bits *= 2
	}
	if f.Signed {
		return fmt.Sprintf("std::int%d_t", bits)
	}
	return fmt.Sprintf("std::uint%d_t", bits)
}
