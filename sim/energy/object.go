// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// object is a JSON object of which every field has to be asked for once. It keeps the first error, so that a reader
// can take all fields first and look at the error afterwards; encoding/json alone accepts fields twice and in any case.
type object struct {
	place  string
	fields map[string]json.RawMessage
	asked  map[string]bool
	err    *ProfileError
}

// parseObject reads text that is one JSON object and nothing else.
func parseObject(place string, text []byte) (*object, *ProfileError) {
	o := &object{place: place, fields: map[string]json.RawMessage{}, asked: map[string]bool{}}
	dec := json.NewDecoder(bytes.NewReader(text))
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		return nil, o.syntax(place, dec, err)
	}
	for dec.More() {
		if err := o.readField(dec); err != nil {
			return nil, err
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, o.syntax(place, dec, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, bad(place, fmt.Errorf("%w: text after the end", ErrSyntax))
	}
	return o, nil
}

// readField reads one name and its value.
func (o *object) readField(dec *json.Decoder) *ProfileError {
	token, err := dec.Token()
	name, ok := token.(string)
	if err != nil || !ok {
		return o.syntax(o.place, dec, err)
	}
	var value json.RawMessage
	if err := dec.Decode(&value); err != nil {
		return o.syntax(o.at(name), dec, err)
	}
	if _, twice := o.fields[name]; twice {
		return bad(o.at(name), ErrDuplicate)
	}
	o.fields[name] = value
	return nil
}

// syntax returns the error for text that is not an object, or not even JSON.
func (o *object) syntax(place string, dec *json.Decoder, err error) *ProfileError {
	if err == nil {
		return bad(place, fmt.Errorf("%w: not an object", ErrSyntax))
	}
	return bad(place, fmt.Errorf("%w: byte %d: %w", ErrSyntax, dec.InputOffset(), err))
}

// at returns the place of a field.
func (o *object) at(name string) string { return strings.TrimPrefix(o.place+"."+name, ".") }

// fail keeps the first error.
func (o *object) fail(err *ProfileError) {
	if o.err == nil {
		o.err = err
	}
}

// names returns the names of all fields, sorted.
func (o *object) names() []string { return slices.Sorted(maps.Keys(o.fields)) }

// decode stores a field in v.
func (o *object) decode(name string, v any) {
	o.asked[name] = true
	raw, ok := o.fields[name]
	if !ok || string(raw) == "null" {
		o.fail(bad(o.at(name), ErrMissing))
		return
	}
	if err := json.Unmarshal(raw, v); err != nil {
		o.fail(bad(o.at(name), fmt.Errorf("%w: %w", ErrSyntax, err)))
	}
}

func (o *object) text(name string) (s string) {
	o.decode(name, &s)
	return s
}

func (o *object) number(name string) (x float64) {
	o.decode(name, &x)
	return x
}

func (o *object) integer(name string) (n int) {
	o.decode(name, &n)
	return n
}

// child returns a field that is an object itself, an empty object after an error. The caller adopts it when done.
func (o *object) child(name string) *object {
	var raw json.RawMessage
	o.decode(name, &raw)
	return o.nest(name, raw)
}

// nest returns text at a place below o as an object, an empty object after an error.
func (o *object) nest(name string, raw []byte) *object {
	if o.err == nil {
		inner, err := parseObject(o.at(name), raw)
		if err == nil {
			return inner
		}
		o.fail(err)
	}
	return &object{place: o.at(name), asked: map[string]bool{}, err: o.err}
}

// adopt takes over the error of an object below o, or that it has fields which nobody asked for.
func (o *object) adopt(inner *object) {
	if err := inner.finish(); err != nil {
		o.fail(err)
	}
}

// finish returns the first error, or that there are fields which nobody asked for.
func (o *object) finish() *ProfileError {
	for _, name := range o.names() {
		if !o.asked[name] {
			o.fail(bad(o.at(name), ErrUnknown))
		}
	}
	return o.err
}
