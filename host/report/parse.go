// SPDX-License-Identifier: Apache-2.0

package report

import (
	"encoding/json"
	"errors"
	"fmt"
)

// ErrSummary is the cause of every error about a summary.json that is not one, or is of another version.
var ErrSummary = errors.New("not a summary that this program reads")

// ParseSummary reads summary.json. The error wraps ErrSummary.
func ParseSummary(text []byte) (*Summary, error) {
	s := new(Summary)
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSummary, err)
	}
	if s.Schema != Schema {
		return nil, fmt.Errorf("%w: schema %d, this program reads %d", ErrSummary, s.Schema, Schema)
	}
	return s, nil
}
