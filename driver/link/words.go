// SPDX-License-Identifier: Apache-2.0

package link

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Words returns the record in words: its kind and the fields that are not empty, bytes as their number.
func (l *Layer) Words() string {
	words := []string{l.Body.Kind().String()}
	for _, f := range kindOf(l.Body.Kind()).Fields {
		if text := f.text(l.Body); text != "" {
			words = append(words, f.Name+"="+text)
		}
	}
	return strings.Join(words, " ")
}

// text returns the value of a field in words, "" if there is nothing to say.
func (f *Field) text(of any) string {
	switch v := f.value(of).(type) {
	case string:
		return quoted(v)
	case bool:
		if !v {
			return ""
		}
		return "true"
	case uint8, uint16, uint32, uint64, int64, float64:
		if text := fmt.Sprint(v); text != "0" {
			return text
		}
		return ""
	default:
		return fmt.Sprintf("[%d bytes]", len(v.([]byte)))
	}
}

// quoted returns a text that can stand among words.
func quoted(text string) string {
	if strings.ContainsAny(text, " \"\n") {
		return fmt.Sprintf("%q", text)
	}
	return text
}

// value returns the value of a field: a number, a bool, a string, bytes, or the name of an enumeration's value.
func (f *Field) value(of any) any {
	switch v := f.at(of).(type) {
	case *uint8:
		if f.Values != nil {
			return f.Values[*v]
		}
		return *v
	case *uint16:
		return *v
	case *uint32:
		return *v
	case *uint64:
		return *v
	case *int64:
		return *v
	case *float64:
		return *v
	case *bool:
		return *v
	case *string:
		return *v
	case *[]byte:
		return *v
	default:
		panic(fmt.Sprintf("link: no field has type %T", v))
	}
}

// MarshalJSON returns the record as an object: number, time in ns since the begin, kind and all fields, bytes as their number.
func (p *Packet) MarshalJSON() ([]byte, error) {
	object := map[string]any{
		"packet": p.Number, "kind": p.Body.Kind().String(), "host_ns": p.HostNS, "took_ns": p.TookNS, "device_cycles": p.Cycles, "damaged": !p.Whole,
	}
	for _, f := range kindOf(p.Body.Kind()).Fields {
		v := f.value(p.Body)
		if b, ok := v.([]byte); ok {
			v = len(b)
		}
		object[f.Name] = v
	}
	return json.Marshal(object)
}
