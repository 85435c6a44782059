// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Schema is the version of the JSON form of a [Record].
const Schema = 1

// ErrRecord is the cause of errors about a config.json that this program cannot use.
var ErrRecord = errors.New("not a configuration that this version of e2train understands")

// Record is config.json: a configuration, and what it stood for when the run began.
type Record struct {
	Schema int `json:"schema"`
	Config
	DataSHA256 string    `json:"data_sha256"`        // of images and labels
	Contract   int       `json:"contract"`           // version of the accelerator's rules, on which cycles depend
	Version    string    `json:"version"`            // of the program that began the run
	Inherited  Inherited `json:"inherited,omitzero"` // from the run that it started from
}

// Encode returns the text of config.json.
func (r *Record) Encode() ([]byte, error) {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode configuration: %w", err)
	}
	return append(text, '\n'), nil
}

// ParseRecord reads config.json. The error wraps [ErrRecord].
func ParseRecord(text []byte) (*Record, error) {
	r := &Record{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(r); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: text behind the end", ErrRecord)
	}
	if r.Schema != Schema {
		return nil, fmt.Errorf("%w: schema %d, not %d", ErrRecord, r.Schema, Schema)
	}
	if err := r.Validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	return r, nil
}

// Hash identifies the run: all of the record but the program's version, which does not change what is computed.
func (r *Record) Hash() (string, error) {
	same := *r
	same.Version = ""
	text, err := same.Encode()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
