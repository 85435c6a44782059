// SPDX-License-Identifier: Apache-2.0

package client

import (
	"time"

	"github.com/e2train/e2train/driver/serial/frame"
)

// window carries out transfers: those before done were answered, those before sent are on their way.
type window struct {
	client  *Client
	all     []Transfer
	first   byte // number of all[0]
	done    int
	sent    int
	err     error     // what the other end said of a transfer; those behind it that were sent are waited for
	repeats int       // since the last answer that was new
	since   time.Time // when something was sent or answered last
	resent  int       // the transfer from which on all were sent again at once, because something showed that it is missing
}

// run ends when all were answered, or those that were sent before one failed. The error is a time-out or that of the line.
func (w *window) run() error {
	for w.done < w.end() {
		if err := w.fill(); err != nil {
			return err
		}
		if _, err := w.client.receive(); err != nil {
			return err
		}
		if err := w.take(); err != nil {
			return err
		}
		if w.done < w.sent && w.client.line.Now().Sub(w.since) >= w.client.options.Patience {
			if err := w.again(); err != nil {
				return err
			}
		}
	}
	return nil
}

// end returns how many transfers there are to do.
func (w *window) end() int {
	if w.err != nil {
		return w.sent
	}
	return len(w.all)
}

// fill sends as many requests as the window has room for.
func (w *window) fill() error {
	return w.send(min(w.end(), w.done+frame.Window))
}

// send sends the requests before end that were not sent yet.
func (w *window) send(end int) error {
	var b []byte
	for ; w.sent < end; w.sent++ {
		r := w.all[w.sent].request(w.first + byte(w.sent))
		b = r.Append(b)
	}
	if len(b) == 0 {
		return nil
	}
	w.since = w.client.line.Now()
	return w.client.send(b)
}

// take looks at the answers that came. Answers come in the order of the requests: one that belongs to a later request, or a gap, shows
// that this one's is missing.
func (w *window) take() error {
	answers := w.client.answers
	w.client.answers = w.client.answers[:0]
	for i := range answers {
		a := &answers[i]
		switch ahead := int(a.Sequence - w.first - byte(w.done)); {
		case ahead >= w.sent-w.done || w.all[0].Kind == frame.Sync && a.Kind != frame.Done|frame.Sync:
			// The answer to a request that was repeated, or of another session.
		case ahead > 0 || a.Kind == frame.Gap:
			if err := w.missing(a.Kind); err != nil {
				return err
			}
		default:
			w.finish(a)
		}
	}
	return nil
}

// finish takes the answer to the first transfer that has none.
func (w *window) finish(a *frame.Answer) {
	if err := w.all[w.done].finish(a); err != nil && w.err == nil {
		w.err = err
	}
	w.done++
	w.repeats, w.since = 0, w.client.line.Now()
}

// missing repeats requests when something shows that one was lost, or its answer; all that come behind it show it again.
func (w *window) missing(kind frame.Kind) error {
	if kind == frame.Gap {
		w.client.stats.Gaps++
	}
	if w.resent == w.done {
		return nil
	}
	w.resent = w.done
	return w.again()
}

// again sends the requests on their way again. The error wraps driver.ErrTimeout or is that of the line.
func (w *window) again() error {
	if w.repeats == MaxRepeats {
		return w.client.timeout(&w.all[w.done])
	}
	w.repeats++
	end := w.sent
	w.client.stats.Repeats += int64(end - w.done)
	w.sent = w.done
	return w.send(end)
}
