// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// errBrowser is the cause of errors of the browser, as opposed to findings.
var errBrowser = errors.New("browser failed")

// patience bounds a whole check; a browser on a busy machine takes some ten seconds to start.
const patience = 5 * time.Minute

// browser is a Chromium that is talked to in messages of the DevTools protocol, each ended by a zero byte.
type browser struct {
	command *exec.Cmd
	out     *os.File
	in      *bufio.Reader
	folder  string // profile, removed at the end
	next    int
	events  []message // in the order of arrival, since they were taken last
}

// message is one of the protocol: a command, an answer or an event.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// start starts a browser. The error wraps exec.ErrNotFound if there is none.
func start(ctx context.Context) (*browser, error) {
	program, err := exec.LookPath("chromium")
	if err != nil {
		return nil, fmt.Errorf("start a browser: %w; make report-check installs it", err)
	}
	b := &browser{}
	if b.folder, err = os.MkdirTemp("", "reportcheck-"); err != nil {
		return nil, err
	}
	ours, theirs, err := pipes()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(b.folder))
	}
	b.out, b.in = ours[1], bufio.NewReader(ours[0])
	b.command = exec.CommandContext(ctx, program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions",
		"--disable-background-networking", "--user-data-dir="+b.folder, "--remote-debugging-pipe")
	b.command.ExtraFiles = theirs // 3 to read commands from, 4 to write answers to
	err = b.command.Start()
	for _, f := range theirs {
		f.Close()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", program, err), os.RemoveAll(b.folder))
	}
	return b, nil
}

// pipes returns our ends, to read and to write, and the browser's.
func pipes() (ours, theirs []*os.File, err error) {
	commandsOut, commandsIn, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	answersOut, answersIn, err := os.Pipe()
	return []*os.File{answersOut, commandsIn}, []*os.File{commandsOut, answersIn}, err
}

// close ends the browser.
func (b *browser) close() {
	b.out.Close()
	b.command.Process.Kill()
	b.command.Wait()
	os.RemoveAll(b.folder)
}

// call sends a command and waits for its answer; events that come before it are kept.
func (b *browser) call(session, method string, params, result any) error {
	b.next++
	raw, err := json.Marshal(params)
	if err != nil {
		return err
	}
	text, err := json.Marshal(message{ID: b.next, Session: session, Method: method, Params: raw})
	if err != nil {
		return err
	}
	if _, err := b.out.Write(append(text, 0)); err != nil {
		return fmt.Errorf("%w: %s: %w", errBrowser, method, err)
	}
	for {
		m, err := b.read()
		switch {
		case err != nil:
			return fmt.Errorf("%w: %s: %w", errBrowser, method, err)
		case m.ID == 0:
			b.events = append(b.events, *m)
		case m.ID == b.next && m.Error != nil:
			return fmt.Errorf("%w: %s: %s", errBrowser, method, m.Error.Message)
		case m.ID == b.next && result == nil:
			return nil
		case m.ID == b.next:
			return json.Unmarshal(m.Result, result)
		}
	}
}

// read reads the next message.
func (b *browser) read() (*message, error) {
	text, err := b.in.ReadBytes(0)
	if err != nil {
		return nil, err
	}
	m := new(message)
	return m, json.Unmarshal(text[:len(text)-1], m)
}

// wait reads until an event comes.
func (b *browser) wait(method string) error {
	for {
		m, err := b.read()
		if err != nil {
			return fmt.Errorf("%w: wait for %s: %w", errBrowser, method, err)
		}
		if m.ID == 0 {
			b.events = append(b.events, *m)
		}
		if m.Method == method {
			return nil
		}
	}
}
