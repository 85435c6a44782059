// SPDX-License-Identifier: Apache-2.0

package power

import "time"

// Follows reports whether readings are taken as the meter's clock goes on rather than in the background. An emulated board's clock
// stands still but for what is asked of it: who uses the board polls after every launch, so that what is read depends on its time alone
// and not on the speed of the emulation.
func Follows(m Meter) bool {
	type follower interface{ follows() bool }
	f, ok := m.(follower)
	return ok && f.follows()
}

func (h *host) follows() bool { return h.emulator != nil }

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

// Idle lets time pass with readings until there are so many more samples, or a time is over.
func (s *Sampler) Idle(samples int64, limit time.Duration) error {
	enough := s.Counts().Samples + samples
	for end := s.Now() + limit; s.Now() < end && s.Counts().Samples < enough; {
		if err := s.meter.Wait(max(s.pause(), fastest)); err != nil {
			return err
		}
		s.Pass()
	}
	return nil
}
