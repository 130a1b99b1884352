package delivery

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-logr/logr/funcr"
	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

func (w *world) settledVersions() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var got []string
	for _, report := range w.settled {
		got = append(got, report.Owner.UID+" "+report.Version+" "+string(report.Outcome.Kind))
	}
	slices.Sort(got)
	return got
}

// Shutting down lets the call under way finish and nothing begin, and records what came of it, once.
func TestDrain(t *testing.T) {
	tests := map[string]struct {
		at      time.Duration // calls take 1 s: the read ends at 1 s, the write at 2 s
		change  func(*world)
		calls   []string
		settled []string
		took    time.Duration
	}{
		"during the read": {
			at:    500 * time.Millisecond,
			calls: []string{"read by Email"},
			took:  500 * time.Millisecond,
		},
		"during a read after which nothing is to be done": {
			at:      500 * time.Millisecond,
			change:  func(w *world) { w.system.users["u1"][profile.LastName] = profile.Text("1") },
			calls:   []string{"read by Email"},
			settled: []string{"a 1 Unchanged"},
			took:    500 * time.Millisecond,
		},
		"during the write": {
			at:      1500 * time.Millisecond,
			calls:   []string{"read by Email", "write u1 lastName"},
			settled: []string{"a 1 Applied"},
			took:    500 * time.Millisecond,
		},
		"before the second look": {
			at: 3 * time.Second,
			change: func(w *world) {
				w.system.answer = func(c target.Command, r target.Result) target.Result {
					r.User.Profile = c.User.Profile
					return r
				}
			},
			calls: []string{"read by Email", "write u1 lastName"},
		},
		"during a pause": {
			at:     5 * time.Second,
			change: func(w *world) { w.system.fault = faults(map[int]error{0: throttle(time.Minute)}) },
			calls:  []string{"read by Email"},
		},
		"while the window is full": {
			at:     5 * time.Second,
			change: func(w *world) { w.lane.RequestsPerMinute = 1 },
			calls:  []string{"read by Email"},
		},
		"after the report": {
			at:      2500 * time.Millisecond,
			change:  func(w *world) { w.lane.RequestsPerMinute = 2 },
			calls:   []string{"read by Email", "write u1 lastName"},
			settled: []string{"a 1 Applied"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.system.latency = always(time.Second)
				w.lane.MaxInFlight = 1
				if tt.change != nil {
					tt.change(w)
				}
				w.Submit(w.job("a", "1"))
				w.Submit(w.job("b", "1"))
				w.run()
				w.at(tt.at)
				w.end()
				if took := time.Since(w.start) - tt.at; took != tt.took {
					t.Errorf("it took %v, want %v", took, tt.took)
				}
				w.Submit(w.job("c", "1"))
				time.Sleep(time.Hour)
				w.wantCalls(tt.calls...)
				if diff := cmp.Diff(tt.settled, w.settledVersions()); diff != "" {
					t.Errorf("settled (-want +got):\n%s", diff)
				}
				w.wantPending(owner("c"), "")
			})
		})
	}
}

// Jobs that wait for a user another job has are not in the way of the end.
func TestDrainWhileWaitingForAUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.system.latency = always(time.Second)
		for i := range 5 {
			w.Submit(w.job(numbered(i), numbered(i)))
		}
		w.run()
		w.at(1500 * time.Millisecond)
		w.end()
		if got := w.settledVersions(); len(got) != 1 {
			t.Errorf("settled %v, want only the one that was writing", got)
		}
	})
}

func TestAcknowledgedReportsAreNotSettled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run()
		jobs := w.crowd(3)
		w.submitAll(jobs)
		w.reportAll(jobs)
		w.Acknowledge(jobs[0].Owner, "1")
		w.Forget(jobs[1].Owner)
		w.end()
		if diff := cmp.Diff([]string{"o2 1 Applied"}, w.settledVersions()); diff != "" {
			t.Errorf("settled (-want +got):\n%s", diff)
		}
		w.wantEmpty()
	})
}

// Settle has a context of its own, which ends all the same.
func TestSettleIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		var log logBook
		w.options.Log = funcr.New(log.write, funcr.Options{})
		w.options.Settle = func(ctx context.Context, _ Report) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			<-ctx.Done()
			return errors.New("the API server does not answer")
		}
		w.run()
		jobs := w.crowd(3)
		w.submitAll(jobs)
		w.reportAll(jobs)
		before := time.Now()
		w.end()
		if took := time.Since(before); took != defaultSettleTimeout {
			t.Errorf("it took %v, want %v", took, defaultSettleTimeout)
		}
		if n := strings.Count(log.all(), "An outcome was not recorded"); n != 3 {
			t.Errorf("%d lines about 3 outcomes:\n%s", n, log.all())
		}
	})
}

// A slow API server does not make outcomes get lost: they need not wait for one another.
func TestManyAreSettled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const many = 50
		w := newWorld(t)
		settle := w.options.Settle
		w.options.Settle = func(ctx context.Context, report Report) error {
			select {
			case <-time.After(time.Second):
				return settle(ctx, report)
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		w.run()
		jobs := w.crowd(many)
		w.submitAll(jobs)
		w.reportAll(jobs)
		w.end()
		if got := len(w.settledVersions()); got != many {
			t.Errorf("%d outcomes were recorded, want %d", got, many)
		}
	})
}

// A call that hangs is ended by CallTimeout, at shutdown as ever.
func TestCallTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.system.latency = always(time.Hour)
		w.Submit(w.job("a", "1"))
		w.run()
		w.at(time.Second)
		w.end()
		if took := time.Since(w.start); took != defaultCallTimeout {
			t.Errorf("it took %v, want %v", took, defaultCallTimeout)
		}
		if diff := cmp.Diff([]string{"a 1 TargetUnavailable"}, w.settledVersions()); diff != "" {
			t.Errorf("settled (-want +got):\n%s", diff)
		}
	})
}

func TestStartOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		if !w.NeedLeaderElection() {
			t.Error("it does not need leader election")
		}
		w.run()
		if err := w.Start(t.Context()); err == nil {
			t.Error("it can be started twice")
		}
		w.end()
		if err := w.Start(t.Context()); err == nil {
			t.Error("it can be started again")
		}
	})
}

// The log tells support what it needs, and nothing about the person.
func TestLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		var log logBook
		w.options.Log = funcr.New(log.write, funcr.Options{Verbosity: 1})
		unknown := errors.New("Get https://api.example/users?email=jane@acme.example: reset")
		w.system.fault = faults(map[int]error{0: failure(profile.Denied), 1: unknown})
		w.run()
		w.Submit(w.job("o", "secretName"))
		outcome := w.report(owner("o")).Outcome
		w.end()
		for _, want := range []string{`"requestID"="request-1"`, `"kind"="Denied"`, `"namespace"="people"`, `"name"="name-of-o"`} {
			if !strings.Contains(log.all(), want) {
				t.Errorf("the log lacks %s:\n%s", want, log.all())
			}
		}
		for _, value := range []string{"jane", "secretName"} {
			if strings.Contains(log.all(), value) || strings.Contains(outcome.Message, value) {
				t.Errorf("%s appears in %q or\n%s", value, outcome.Message, log.all())
			}
		}
	})
}
