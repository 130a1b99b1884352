package delivery

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// world is a dispatcher with one system behind it, in virtual time.
type world struct {
	*Dispatcher
	t      *testing.T
	start  time.Time
	system *fakeSystem
	lane   target.Lane
	cancel func()
	done   chan error

	mu       sync.Mutex
	notified map[string]int // by UID
	settled  []Report
}

// inWorld runs a test in virtual time, and then checks that the dispatcher ends cleanly.
func inWorld(t *testing.T, test func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run()
		test(w)
		w.end()
	})
}

// newWorld has a user u1 and a lane without much of a limit. Its dispatcher was not started yet.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		t:        t,
		start:    time.Now(),
		system:   &fakeSystem{users: map[string]profile.Profile{"u1": person("jane@acme.example", "+4930123456")}},
		lane:     target.Lane{Key: "lane", RequestsPerMinute: 1000, MaxInFlight: 10},
		done:     make(chan error, 1),
		notified: map[string]int{},
	}
	w.Dispatcher = New(Options{Notify: w.notify, Settle: w.settle, Jitter: func() float64 { return 0 }})
	return w
}

func (w *world) run() {
	ctx, cancel := context.WithCancel(w.t.Context())
	w.cancel = cancel
	go func() { w.done <- w.Start(ctx) }()
	synctest.Wait()
}

// end shuts the dispatcher down; doing so twice is harmless.
func (w *world) end() {
	if w.cancel == nil {
		return
	}
	w.cancel()
	if err := <-w.done; err != nil {
		w.t.Errorf("Start: %v", err)
	}
	w.cancel = nil
}

func (w *world) notify(owner Owner) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notified[owner.UID]++
}

func (w *world) notifications(owner Owner) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.notified[owner.UID]
}

func (w *world) settle(_ context.Context, report Report) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settled = append(w.settled, report)
	return nil
}

// job is about u1 by e-mail address and sets lastName.
func (w *world) job(uid, version string) Job {
	return Job{
		Owner:   owner(uid),
		Version: version,
		Lane:    w.lane,
		Target:  w.system,
		Planner: fakePlanner{identifier: byEmail("jane@acme.example"), want: names(version)},
	}
}

// report lets time pass until the owner has a report.
func (w *world) report(owner Owner) Report {
	w.t.Helper()
	for range 10_000 {
		synctest.Wait()
		if report, ok := w.Report(owner); ok {
			return report
		}
		time.Sleep(time.Second)
	}
	w.t.Fatalf("no report for %v", owner)
	return Report{}
}

// at lets time pass until that much has passed since the start, and what happens then has happened.
func (w *world) at(since time.Duration) {
	time.Sleep(time.Until(w.start.Add(since)))
	synctest.Wait()
}

func (w *world) wantCalls(want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.system.texts()); diff != "" {
		w.t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func (w *world) wantPending(owner Owner, want string) {
	w.t.Helper()
	if got, _ := w.Pending(owner); got != want {
		w.t.Errorf("Pending(%s) = %q, want %q", owner.UID, got, want)
	}
}

// wantReport expects a report of that version, none if it is empty.
func (w *world) wantReport(owner Owner, want string) {
	w.t.Helper()
	if got, _ := w.Report(owner); got.Version != want {
		w.t.Errorf("Report(%s) is of version %q, want %q", owner.UID, got.Version, want)
	}
}

// wantEmpty expects that nothing is remembered of any owner.
func (w *world) wantEmpty() {
	w.t.Helper()
	w.Dispatcher.mu.Lock()
	defer w.Dispatcher.mu.Unlock()
	if n := len(w.records); n != 0 {
		w.t.Errorf("%d records are left", n)
	}
}

func (w *world) countLanes() int {
	w.Dispatcher.mu.Lock()
	defer w.Dispatcher.mu.Unlock()
	return len(w.lanes)
}

func owner(uid string) Owner { return Owner{Namespace: "people", Name: "name-of-" + uid, UID: uid} }

func numbered(i int) string { return fmt.Sprintf("o%d", i) }

func person(email, phone string) profile.Profile {
	return profile.Profile{profile.Email: profile.Text(email), profile.PhoneNumber: profile.Text(phone)}
}

func names(last string) profile.Profile {
	return profile.Profile{profile.LastName: profile.Text(last)}
}

func byEmail(value string) profile.Identifier {
	return profile.Identifier{Type: profile.ByEmail, Value: value}
}

func byPhone(value string) profile.Identifier {
	return profile.Identifier{Type: profile.ByPhone, Value: value}
}

var compareValues = cmp.Comparer(same)
