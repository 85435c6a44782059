// SPDX-License-Identifier: Apache-2.0

// Package child runs a machine, a simulation of the RTL or the kernels for Vitis HLS, as a process, talks to it, and has what devices share whose
// machine is one.
package child

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/hostmem"
)

// Options are those of a simulation.
type Options struct {
	Program  string // see package build
	Memory   *hostmem.File
	Seed     uint64 // of the state before the first reset
	Log      string // file of events on the bus, or none
	Waveform string // file, or none
	Toggles  string // file for a model that counts toggles, or none
}

// Child is a running simulation. It does not outlive this process: it ends when its pipes do.
type Child struct {
	command  *exec.Cmd
	requests *os.File
	replies  *os.File
	output   complaint
	ended    chan struct{} // closed after the process has ended
	result   error         // of the process, once it has ended

	mu sync.Mutex // held during an exchange
}

// Error says how a simulation ended that should not have: an assertion of the RTL or a rule of the bench was violated, or
// somebody killed it. It wraps driver.ErrHardware.
type Error struct {
	Output string // what it said
	Result error  // of the process
}

func (e *Error) Error() string {
	how, text := "it ended by itself", e.Output
	if e.Result != nil {
		how = e.Result.Error()
	}
	if text == "" {
		text = "it said nothing"
	}
	return fmt.Sprintf("%v: the simulation ended (%s): %s", driver.ErrHardware, how, text)
}

// Unwrap returns driver.ErrHardware.
func (e *Error) Unwrap() error { return driver.ErrHardware }

// Start starts a simulation; its machine was reset.
func Start(o Options) (*Child, error) {
	c := &Child{ended: make(chan struct{})}
	theirRequests, requests, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start the simulation: %w", err)
	}
	defer theirRequests.Close()
	replies, theirReplies, err := os.Pipe()
	if err != nil {
		requests.Close()
		return nil, fmt.Errorf("start the simulation: %w", err)
	}
	defer theirReplies.Close()
	c.requests, c.replies = requests, replies
	c.command = exec.Command(o.Program, o.arguments()...)
	c.command.Stdout, c.command.Stderr = &c.output, &c.output
	c.command.ExtraFiles = []*os.File{o.Memory.OS(), theirRequests, theirReplies}
	c.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is for the host, which ends its steps in order
	c.command.WaitDelay = time.Second                           // for its output, if something else holds on to that
	if err := c.command.Start(); err != nil {
		requests.Close()
		replies.Close()
		return nil, fmt.Errorf("start the simulation: %w", err)
	}
	go func() {
		c.result = c.command.Wait()
		close(c.ended)
	}()
	return c, nil
}

func (o *Options) arguments() []string {
	a := []string{
		fmt.Sprintf("wire=%d", wireVersion), fmt.Sprintf("origin=%#x", o.Memory.Origin), fmt.Sprintf("seed=%d", o.Seed),
	}
	if o.Log != "" {
		a = append(a, "log="+o.Log)
	}
	if o.Waveform != "" {
		a = append(a, "trace="+o.Waveform)
	}
	if o.Toggles != "" {
		a = append(a, "trace="+o.Toggles) // for the observer, as a waveform would be
	}
	return a
}

// Do makes requests and returns their replies. If ctx ends first the simulation is killed and the error is that of ctx. A
// simulation that ended is an *Error, now and later.
func (c *Child) Do(ctx context.Context, batch ...Request) ([]Reply, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, c.kill)
	replies, err := c.exchangeAll(batch)
	if !stop() {
		<-c.ended
		return nil, ctx.Err()
	}
	return replies, err
}

// maxBatch is how many requests may wait in a pipe, which holds at least 4096 bytes of either direction.
const maxBatch = 4096 / requestBytes

// exchangeAll makes any number of requests.
func (c *Child) exchangeAll(batch []Request) (replies []Reply, err error) {
	for len(batch) > 0 {
		n := min(len(batch), maxBatch)
		part, err := c.exchange(batch[:n])
		if err != nil {
			return nil, err
		}
		replies, batch = append(replies, part...), batch[n:]
	}
	return replies, nil
}

func (c *Child) exchange(batch []Request) ([]Reply, error) {
	if _, err := c.requests.Write(encode(batch)); err != nil {
		return nil, c.death()
	}
	b := make([]byte, len(batch)*replyBytes)
	if _, err := io.ReadFull(c.replies, b); err != nil {
		return nil, c.death()
	}
	return decode(b), nil
}

// death waits for the end of a process whose pipes have broken.
func (c *Child) death() error {
	select {
	case <-c.ended:
	case <-time.After(time.Second): // it closed its pipes and lives on
		c.kill()
		<-c.ended
	}
	return &Error{Output: c.output.String(), Result: c.result}
}

// kill ends the process and whatever it has started; one that has ended already is as good.
func (c *Child) kill() {
	select {
	case <-c.ended:
	default:
		unix.Kill(-c.command.Process.Pid, unix.SIGKILL)
	}
}

// Kill ends the simulation at once.
func (c *Child) Kill() {
	c.kill()
	c.Close()
}

// Close ends the simulation and waits for that. The error is an *Error if it ended badly.
func (c *Child) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests.Close()
	<-c.ended
	c.replies.Close()
	if c.result != nil {
		return &Error{Output: c.output.String(), Result: c.result}
	}
	return nil
}
