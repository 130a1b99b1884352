package delivery

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// door is a vendor that lets somebody in or not, and what a connection was told of it.
type door struct {
	mu   sync.Mutex
	shut func(text string) error
	told []string
}

func (d *door) set(shut func(text string) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shut = shut
}

func (d *door) fault(_ int, call fakeCall) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.shut == nil {
		return nil
	}
	return d.shut(call.Text)
}

func (d *door) tell(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told = append(d.told, what)
}

func (d *door) wantTold(t *testing.T, want ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if diff := cmp.Diff(want, d.told); diff != "" {
		t.Errorf("the connection was told (-want +got):\n%s", diff)
	}
}

func shutWith(kind profile.Kind) func(string) error {
	return func(string) error { return failure(kind) }
}

// through makes jobs of so many owners that go through one connection.
func (w *world) through(d *door, connection string, owners ...string) []Job {
	var jobs []Job
	for _, uid := range owners {
		job := w.job(uid, uid)
		job.Through, job.Connection = "target", connection
		job.WasDenied = func(err *target.Error) { d.tell("denied: " + string(err.Kind)) }
		job.Accepted = func() { d.tell("accepted") }
		jobs = append(jobs, job)
	}
	return jobs
}

// submitNow submits jobs, and lets happen what does at once.
func (w *world) submitNow(jobs []Job) {
	w.submitAll(jobs)
	synctest.Wait()
}

func (w *world) wantNumberOfCalls(want int) {
	w.t.Helper()
	if got := len(w.system.texts()); got != want {
		w.t.Errorf("%d calls, want %d: %s", got, want, strings.Join(w.system.texts(), ", "))
	}
}

// Whatever waits, a connection that was denied something costs two requests, and one each time it is probed.
func TestDeniedConnectionIsProbedByOne(t *testing.T) {
	for name, kind := range map[string]profile.Kind{"credentials": profile.Denied, "role": profile.Forbidden} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.lane.MaxInFlight = 1
				d := &door{shut: shutWith(kind)}
				w.system.fault = d.fault
				jobs := w.through(d, "connection", "a", "b", "c", "d", "e")
				w.submitNow(jobs)
				w.wantNumberOfCalls(2)
				d.wantTold(t, "denied: "+string(kind))
				if got := w.report(owner("a")).Outcome.Kind; got != kind {
					t.Errorf("outcome %s, want %s", got, kind)
				}
				for _, later := range []struct {
					at    time.Duration
					calls int
				}{{5*time.Minute - time.Second, 2}, {5 * time.Minute, 3}, {15*time.Minute - time.Second, 3}, {15 * time.Minute, 4}} {
					w.at(later.at)
					w.wantNumberOfCalls(later.calls)
				}
				d.set(nil)
				w.at(30*time.Minute - time.Second)
				w.wantNumberOfCalls(4)
				w.at(30 * time.Minute)
				w.wantKinds(jobs[3:], profile.Applied, profile.Applied)
				d.wantTold(t, "denied: "+string(kind), "denied: "+string(kind), "denied: "+string(kind), "accepted")
			})
		})
	}
}

// A token that was revoked is no reason to stop: whoever finds out asks for another, and the others go on after that.
func TestRevokedTokenHoldsNobodyUp(t *testing.T) {
	inWorld(t, func(w *world) {
		w.system.latency = always(100 * time.Millisecond)
		d := &door{}
		var denials int
		d.set(func(string) error { // the first three answers are to the old token
			if denials++; denials <= 3 {
				return failure(profile.Denied)
			}
			return nil
		})
		w.system.fault = d.fault
		jobs := w.through(d, "connection", "a", "b", "c")
		w.submitNow(jobs)
		w.at(5 * time.Second)
		w.wantKinds(jobs, profile.Applied, profile.Applied, profile.Applied)
		d.wantTold(t, "accepted")
	})
}

// Who may read but not write is not let in by reading: the write is what finds out.
func TestReadingDoesNotCloseACircuitThatWritingHasOpened(t *testing.T) {
	inWorld(t, func(w *world) {
		w.lane.MaxInFlight = 1
		d := &door{shut: func(text string) error {
			if strings.HasPrefix(text, "write") {
				return failure(profile.Forbidden)
			}
			return nil
		}}
		w.system.fault = d.fault
		w.submitNow(w.through(d, "connection", "a", "b", "c"))
		w.wantCalls("read by Email", "write u1 lastName", "write u1 lastName")
		w.at(5 * time.Minute)
		w.wantNumberOfCalls(5)
		d.wantTold(t, "denied: Forbidden", "denied: Forbidden")
	})
}

// Another version of the connection, with another secret say, is another matter; so is another connection.
func TestDenialIsAboutOneVersionOfAConnection(t *testing.T) {
	inWorld(t, func(w *world) {
		d := &door{shut: shutWith(profile.Denied)}
		w.system.fault = d.fault
		w.submitNow(w.through(d, "old", "a", "b"))
		d.set(nil)
		jobs := w.through(d, "new", "b", "c")
		jobs[0].Version = "2"
		w.submitNow(jobs)
		w.wantKinds(jobs, profile.Applied, profile.Applied)
	})
}

// A process that is told of a denial before its time sends one request to begin with.
func TestKnownDenialIsProbedAtOnceByOne(t *testing.T) {
	inWorld(t, func(w *world) {
		w.system.latency = always(time.Second)
		d := &door{shut: shutWith(profile.Forbidden)}
		w.system.fault = d.fault
		jobs := w.through(d, "connection", "a", "b", "c")
		for i := range jobs {
			jobs[i].Denied = true
		}
		w.submitNow(jobs)
		w.at(4 * time.Minute)
		w.wantNumberOfCalls(1)
		w.Retry("connection")
		w.at(5 * time.Minute)
		w.wantNumberOfCalls(2)
	})
}

// After Revoke nothing more is sent, not even what a job in flight still had to send; with another connection it goes on.
func TestRevokedConnectionSendsNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		w.system.latency = always(time.Second)
		d := &door{}
		jobs := w.through(d, "connection", "a", "b")
		w.submitNow(jobs)
		w.Revoke("target", "connection")
		w.at(time.Hour)
		w.wantCalls("read by Email", "read by Email")
		w.Retry("connection")
		again := w.through(d, "another", "a", "b")
		again[0].Version, again[1].Version = "2", "2"
		w.submitNow(again)
		w.at(time.Hour + time.Minute)
		w.wantKinds(again, profile.Applied, profile.Applied)
	})
}

// To revoke a target is to revoke all that still goes through it, former versions of the connection too: in the queue, and in
// flight. Before that they go on, as nothing is wrong with them, and so does whatever goes through another target.
func TestRevokeReachesFormerVersions(t *testing.T) {
	inWorld(t, func(w *world) {
		w.lane.MaxInFlight = 1
		w.system.latency = always(time.Second)
		d := &door{}
		former := w.through(d, "former", "a", "b", "c")
		other := w.through(d, "another", "x")
		other[0].Through = "another target"
		w.submitNow(slices.Concat(former, w.through(d, "present", "d"), other))
		w.at(2500 * time.Millisecond)
		w.wantKinds(former[:1], profile.Applied)
		w.wantNumberOfCalls(3) // the next has been read
		w.Revoke("target", "present")
		w.at(time.Hour)
		w.wantKinds(other, profile.Applied)
		w.wantNumberOfCalls(5)
		w.wantPending(owner("b"), former[1].Version)
		w.wantPending(owner("c"), former[2].Version)
		w.submitNow(w.through(d, "present", "e")) // by whoever had looked before
		w.at(2 * time.Hour)
		w.wantNumberOfCalls(5)
	})
}

// What was revoked is remembered for as long as somebody waits, and not for ever.
func TestRevokedConnectionIsForgotten(t *testing.T) {
	inWorld(t, func(w *world) {
		w.Revoke("gone", "unused")
		d := &door{}
		w.system.latency = always(time.Second)
		waits := w.through(d, "used", "a")
		w.submitNow(waits)
		w.Revoke("target", "used")
		w.at(2 * time.Hour)
		w.Revoke("another", "last")
		w.wantCircuits("last", "used")
		w.Forget(owner("a"))
		w.at(4 * time.Hour)
		w.Revoke("another", "later")
		w.wantCircuits("later")
		w.wantCalls("read by Email")
	})
}

func (w *world) wantCircuits(want ...string) {
	w.t.Helper()
	w.Dispatcher.mu.Lock()
	defer w.Dispatcher.mu.Unlock()
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(w.circuits))); diff != "" {
		w.t.Errorf("circuits (-want +got):\n%s", diff)
	}
}

// The token that a probe is accepted with may be refused later on. It is replaced then, as any other.
func TestTokenThatExpiresAfterAProbe(t *testing.T) {
	inWorld(t, func(w *world) {
		w.lane.MaxInFlight = 1
		d := &door{shut: shutWith(profile.Denied)}
		w.system.fault = d.fault
		jobs := w.through(d, "connection", "a", "b")
		w.submitNow(jobs)
		expired := false
		d.set(func(text string) error {
			if strings.HasPrefix(text, "write") && !expired {
				expired = true
				return failure(profile.Denied)
			}
			return nil
		})
		w.at(6 * time.Minute)
		w.wantKinds(jobs, profile.Denied, profile.Applied)
		d.wantTold(t, "denied: Denied", "accepted", "accepted")
	})
}

// A probe that gets no answer finds out nothing: the next job probes, and nobody is told.
func TestProbeWithoutAnAnswerIsNone(t *testing.T) {
	inWorld(t, func(w *world) {
		w.lane.MaxInFlight = 1
		d := &door{shut: shutWith(profile.Forbidden)}
		w.system.fault = d.fault
		jobs := w.through(d, "connection", "a", "b", "c", "d")
		w.submitNow(jobs)
		var probes int
		d.set(func(string) error {
			if probes++; probes == 1 {
				return failure(profile.TargetUnavailable)
			}
			return failure(profile.Forbidden)
		})
		w.at(6 * time.Minute)
		w.wantNumberOfCalls(4)
		w.wantKinds(jobs[1:3], profile.TargetUnavailable, profile.Forbidden)
		d.wantTold(t, "denied: Forbidden", "denied: Forbidden")
	})
}

// A batch is one request, and its jobs end together or go back together.
func TestDeniedBatch(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		d := &door{shut: shutWith(profile.Forbidden)}
		v.fault = func(int, []string) fault { return fault{before: d.fault(0, fakeCall{})} }
		w.lane.MaxInFlight = 1
		jobs := w.updates(v, 25)
		w.submitNow(jobs)
		w.at(4 * time.Minute)
		w.wantSizes(v, 10, 10)
		w.at(6 * time.Minute)
		w.wantSizes(v, 10, 10, 10)
		d.set(nil)
		w.at(16 * time.Minute)
		w.wantKinds(jobs[20:], profile.Applied, profile.Applied, profile.Applied, profile.Applied, profile.Applied)
	})
}

// What must not be written is not put on record either, and costs no request where nothing has to be read for it.
func TestPermitIsAskedBeforeAnythingIsWritten(t *testing.T) {
	refusal := &target.Error{Kind: profile.FuseBlown, Message: "no"}
	t.Run("read first", func(t *testing.T) {
		inWorld(t, func(w *world) {
			job := w.job("a", "1")
			job.Permit = func(profile.Change) error { return refusal }
			w.Submit(job)
			if got := w.report(job.Owner).Outcome.Kind; got != profile.FuseBlown {
				t.Errorf("outcome %s", got)
			}
			w.wantCalls("read by Email")
		})
	})
	t.Run("batch", func(t *testing.T) {
		inBatches(t, func(w *world, v *vendor) {
			jobs := w.updates(v, 2)
			jobs[0].Permit = func(profile.Change) error { return refusal }
			w.submitNow(jobs)
			w.wantKinds(jobs, profile.FuseBlown, profile.Applied)
			w.wantSizes(v, 1)
		})
	})
}
