// SPDX-License-Identifier: Apache-2.0

package power

import (
	"context"
	"time"
)

// Follows reports whether readings are taken as the meter's clock goes on rather than in the background. A file ends, and an
// emulated board's clock stands still but for what is asked of it: who uses the board polls after every launch, so that what is read depends on its time alone
// and not on the speed of the emulation.
func Follows(m Meter) bool {
	f, ok := m.(interface{ Following() bool })
	return ok && f.Following()
}

// Following says what Follows reports.
func (h *host) Following() bool { return h.emulator != nil }

// StandsStill reports whether the meter is on an emulated board, whose clock Wait moves.
func StandsStill(m Meter) bool {
	_, recorded := m.(*lines)
	return Follows(m) && !recorded
}

// Start begins to read the meter in the background, unless it is one of those that [Follows] speaks of.
func (s *Sampler) Start() {
	if Follows(s.meter) || s.stop != nil {
		return
	}
	s.stop, s.done = make(chan struct{}), make(chan struct{})
	go s.run(s.stop, s.done)
}

func (s *Sampler) run(stop, done chan struct{}) {
	defer close(done)
	for {
		s.Poll()
		select {
		case <-stop:
			return
		case <-time.After(s.pause()):
		}
	}
}

// Stop ends what Start began, after the reading in progress.
func (s *Sampler) Stop() {
	if s.stop == nil {
		return
	}
	close(s.stop)
	<-s.done
	s.stop, s.done = nil, nil
}

// Pass polls after a stretch of work, where nothing reads in the background.
func (s *Sampler) Pass() {
	if Follows(s.meter) {
		s.Poll()
	}
}

// Idle lets time pass on the meter's clock, with readings, until there are so many more samples or a time is over. It ends early
// with ctx, and with the error of a meter that is lost and whose clock stands still without it.
func (s *Sampler) Idle(ctx context.Context, samples int64, limit time.Duration) error {
	before := s.Counts().Samples
	for end := s.Now() + limit; s.Now() < end && s.Counts().Samples-before < samples; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.meter.Wait(max(s.pause(), fastest)); err != nil {
			return err
		}
		s.Pass()
		if err := s.lost(); err != nil && Follows(s.meter) {
			return err
		}
	}
	return nil
}

// lost returns why the meter is given up for lost, nil if it is not.
func (s *Sampler) lost() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.counts.Lost {
		return nil
	}
	return s.fault
}
