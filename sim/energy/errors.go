// SPDX-License-Identifier: Apache-2.0

package energy

import "errors"

// Causes of the errors of this package; a [ProfileError] wraps those about a profile.
var (
	// ErrSyntax means that the text is not JSON, or not of the form that a profile has at that place.
	ErrSyntax = errors.New("not the expected JSON")
	// ErrSchema means a profile of another schema than this package reads.
	ErrSchema = errors.New("unknown schema")
	// ErrUnknown means a field or coefficient that does not exist.
	ErrUnknown = errors.New("unknown name")
	// ErrDuplicate means that something is there twice.
	ErrDuplicate = errors.New("given twice")
	// ErrMissing means that a field, a coefficient, a unit or a source is missing or empty.
	ErrMissing = errors.New("missing")
	// ErrValue means a number that is negative, not finite or outside its own uncertainty.
	ErrValue = errors.New("impossible value")
	// ErrUnit means a coefficient in another unit than the model uses.
	ErrUnit = errors.New("wrong unit")
	// ErrKind means a coefficient that is neither prior nor fitted.
	ErrKind = errors.New("neither prior nor fitted")
	// ErrNoProfile means a configuration for which no profile is embedded.
	ErrNoProfile = errors.New("no profile for this configuration")
	// ErrHostOperation means a kind of host operation for which the profile has no coefficient.
	ErrHostOperation = errors.New("host operation without a coefficient")
	// ErrActivity means counts that are negative or contradict each other.
	ErrActivity = errors.New("impossible activity")
	// ErrGeometry means a lane count or a clock that no accelerator has.
	ErrGeometry = errors.New("impossible geometry")
)

// ProfileError is an error about one place of one profile.
type ProfileError struct {
	Op      string // "parse", "load" or "validate"
	Profile string // name or path of the profile, empty if it is not known
	Place   string // such as "device.mac_forward.value", empty for the whole profile
	Err     error
}

// Error returns what failed, where and why.
func (e *ProfileError) Error() string {
	text := "energy: " + e.Op
	if e.Profile != "" {
		text += " " + e.Profile
	}
	if e.Place != "" {
		text += ": " + e.Place
	}
	return text + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *ProfileError) Unwrap() error { return e.Err }
