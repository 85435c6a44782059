// SPDX-License-Identifier: Apache-2.0

package client

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/serial/frame"
)

// Line moves bytes to and from the other end.
type Line interface {
	// Read returns the bytes that are there, or none and no error when it has waited some time in vain.
	Read(p []byte) (int, error)
	// Write writes all bytes.
	Write(p []byte) (int, error)
	// Now returns a time that never goes back.
	Now() time.Time
}

// Causes of errors besides driver.ErrTimeout and what the line says.
var (
	ErrBus      = errors.New("the board's bus answered with an error")
	ErrProtocol = errors.New("the other end does not keep the protocol")
)

// MaxRepeats is how often in a row requests are sent again without an answer that is new.
const MaxRepeats = 8

// Options of a session.
type Options struct {
	Patience time.Duration // how long to wait for an answer before the request is sent again
}

// Stats counts what crossed the line.
type Stats struct {
	Requests, Repeats, Gaps, Events int64
	Sent, Received                  int64 // bytes
}

// Client is one session. Its methods are called one at a time.
type Client struct {
	line     Line
	options  Options
	splitter frame.Splitter
	buffer   [4096]byte
	answers  []frame.Answer // that arrived and nobody looked at
	next     byte           // number of the next request
	event    bool           // an interrupt that nobody waited for
	lost     bool           // numbers are not known: the session begins again
	stats    Stats
}

// Open begins a session. The error wraps driver.ErrTimeout, ErrProtocol or that of the line.
func Open(line Line, o Options) (*Client, error) {
	c := &Client{line: line, options: o, next: byte(rand.Uint32())}
	return c, c.sync()
}

// sync begins a session, also after one in which requests remained without answers.
func (c *Client) sync() error {
	greeting := make([]byte, syncBytes)
	if err := c.window([]Transfer{{Kind: frame.Sync, Data: greeting}}); err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	version, window, most := greeting[0], int(greeting[1]), int(binary.LittleEndian.Uint16(greeting[2:]))
	if version != frame.Version || window < frame.Window || most < frame.MaxData {
		return fmt.Errorf("version %d, window %d, at most %d bytes; want %d, %d, %d: %w", version, window, most, frame.Version, frame.Window,
			frame.MaxData, ErrProtocol)
	}
	return nil
}

// syncBytes is how many bytes the answer to sync has.
const syncBytes = 4

// Stats returns the counts so far.
func (c *Client) Stats() Stats { return c.stats }

// Transfer is one request: what is written, or room for what is read.
type Transfer struct {
	Kind    frame.Kind
	Address uint64
	Data    []byte
}

// request returns the frame that asks for a transfer.
func (t *Transfer) request(sequence byte) frame.Request {
	r := frame.Request{Kind: t.Kind, Sequence: sequence, Length: len(t.Data), Address: t.Address}
	switch {
	case t.Kind.Writes():
		r.Data = t.Data
	case t.Kind == frame.Sync:
		r.Length = 0
	}
	return r
}

// finish takes the answer to a transfer.
func (t *Transfer) finish(a *frame.Answer) error {
	want := len(t.Data)
	if t.Kind.Writes() {
		want = 0
	}
	switch {
	case a.Kind == frame.BusError|t.Kind:
		return fmt.Errorf("%d bytes at %#x: %w", len(t.Data), t.Address, ErrBus)
	case a.Kind != frame.Done|t.Kind || len(a.Data) != want:
		return fmt.Errorf("answer %#x with %d bytes to request %d of %d bytes at %#x: %w", a.Kind, len(a.Data), t.Kind, len(t.Data), t.Address, ErrProtocol)
	}
	if !t.Kind.Writes() {
		copy(t.Data, a.Data)
	}
	return nil
}

// Do carries out transfers in order. After an error those before it happened, and what happened to the rest is unknown. The error
// wraps driver.ErrTimeout, ErrBus, ErrProtocol or that of the line.
func (c *Client) Do(all []Transfer) error {
	if c.lost {
		if err := c.sync(); err != nil {
			return err
		}
	}
	return c.window(all)
}

func (c *Client) window(all []Transfer) error {
	w := window{client: c, all: all, first: c.next, resent: -1}
	err := w.run()
	c.lost = err != nil && w.done < w.sent
	c.next += byte(w.sent)
	c.stats.Requests += int64(w.done)
	if err == nil {
		err = w.err
	}
	return err
}

// Await waits for an interrupt and reports whether one came; one that came since the last time counts.
func (c *Client) Await(timeout time.Duration) (bool, error) {
	for end := c.line.Now().Add(timeout); !c.event && c.line.Now().Before(end); {
		if _, err := c.receive(); err != nil {
			return false, err
		}
		c.answers = c.answers[:0] // to requests that were answered already
	}
	came := c.event
	c.event = false
	return came, nil
}

// receive reads once and keeps the answers in what came. It reports whether anything came.
func (c *Client) receive() (bool, error) {
	n, err := c.line.Read(c.buffer[:])
	if err != nil {
		return false, err
	}
	c.stats.Received += int64(n)
	c.splitter.Split(c.buffer[:n], func(f []byte) {
		a, err := frame.ParseAnswer(f)
		switch {
		case err != nil:
			return // its request is sent again
		case a.Kind == frame.Event:
			c.event = true
			c.stats.Events++
			return
		}
		a.Data = append([]byte(nil), a.Data...)
		c.answers = append(c.answers, a)
	})
	return n > 0, nil
}

func (c *Client) send(b []byte) error {
	n, err := c.line.Write(b)
	c.stats.Sent += int64(n)
	return err
}

// timeout returns the error of a request that was sent too often.
func (c *Client) timeout(t *Transfer) error {
	return fmt.Errorf("request %d of %d bytes at %#x: no answer to %d repeats, each after %v: %w", t.Kind, len(t.Data), t.Address, MaxRepeats,
		c.options.Patience, driver.ErrTimeout)
}
