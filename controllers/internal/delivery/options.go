package delivery

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/go-logr/logr"
)

// Options of a Dispatcher. What is left zero has a default.
type Options struct {
	// Notify is called once for each report, without locks, as soon as Report returns it. It must not block and may call
	// the Dispatcher. By the time it runs the report may be gone again, because something newer was submitted. The
	// default does nothing.
	Notify func(Owner)

	// Settle records a report that nobody acknowledged before the process ends. It may meet a worker that is just
	// recording the same report, and is called for several owners at once. By default such a report is dropped; the next
	// process finds out anew.
	Settle func(ctx context.Context, report Report) error

	// Log receives failed calls at V(1), and what should not happen as errors. It never sees a value of a profile.
	Log logr.Logger

	// RereadAfter is how long after a write that did not take the user is read once more. The default is 2 s.
	RereadAfter time.Duration

	// CallTimeout bounds one call of a Target. It is a backstop: a Target has its own, shorter time-out. The default is
	// 30 s.
	CallTimeout time.Duration

	// SettleTimeout bounds all calls of Settle together. The default is 10 s.
	SettleTimeout time.Duration

	// Minute is the time over which the vendors count requests. Shorter ones than the default, a minute, are for tests
	// against simulators: what depends on it, such as how long requests wait for company, shrinks along.
	Minute time.Duration

	// Jitter returns numbers in [0, 1). The default is random.
	Jitter func() float64
}

// The defaults.
const (
	defaultRereadAfter   = 2 * time.Second
	defaultCallTimeout   = 30 * time.Second
	defaultSettleTimeout = 10 * time.Second
)

func (o Options) withDefaults() Options {
	if o.Notify == nil {
		o.Notify = func(Owner) {}
	}
	if o.Settle == nil {
		o.Settle = func(context.Context, Report) error { return nil }
	}
	if o.RereadAfter == 0 {
		o.RereadAfter = defaultRereadAfter
	}
	if o.CallTimeout == 0 {
		o.CallTimeout = defaultCallTimeout
	}
	if o.SettleTimeout == 0 {
		o.SettleTimeout = defaultSettleTimeout
	}
	if o.Minute == 0 {
		o.Minute = time.Minute
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	return o
}
