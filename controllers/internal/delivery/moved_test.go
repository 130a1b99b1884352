package delivery

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

const roe = "roe@acme.example"

// Whoever would lose track of a user is told to record first. That costs nothing, not even a slot.
func TestMovesAreRecordedFirst(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		v.put(jane)
		job := w.rename(v, "o", jane, roe)
		job.MoveRecorded = false
		w.Submit(job)
		w.wantReport(job.Owner, "1")
		w.wantPending(job.Owner, "")
		w.wantKinds([]Job{job}, profile.Progressing)
		if n := w.notifications(job.Owner); n != 1 || len(v.journal()) != 0 {
			t.Errorf("%d notifications and %d requests, want 1 and none", n, len(v.journal()))
		}
		w.Acknowledge(job.Owner, "1")
		w.wantEmpty()

		job.MoveRecorded, job.Version = true, "2"
		w.Submit(job)
		w.wantKinds([]Job{job}, profile.Applied)
		if len(v.journal()) != 1 || len(v.reads) != 0 || v.lastName(roe) != "Roe" {
			t.Errorf("%d requests, %d reads, the last name is %q", len(v.journal()), len(v.reads), v.lastName(roe))
		}
	})
}

// Another spelling of the identifier finds the same user.
func TestAnotherSpellingIsNoMove(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.put(jane)
		job := w.rename(v, "o", jane, "Jane@ACME.example")
		job.MoveRecorded = false
		w.Submit(job)
		w.wantKinds([]Job{job}, profile.Applied)
	})
}

// What is in flight when a move has to be recorded is not wanted any more, unless it is wished again.
func TestMoveWhileAnotherVersionIsInFlight(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.put(jane)
		first := w.update(v, "o", jane)
		move := w.rename(v, "o", jane, roe)
		move.MoveRecorded, move.Version = false, "2"
		w.Submit(first)
		w.at(500 * time.Millisecond)
		w.Submit(move)
		w.wantReport(first.Owner, "2")
		w.Submit(first)
		w.wantReport(first.Owner, "")
		w.wantPending(first.Owner, "1")
		w.Submit(move)
		w.at(5 * time.Second)
		w.wantReport(first.Owner, "2")
		recorded := move
		recorded.MoveRecorded, recorded.Version = true, "3"
		w.Submit(recorded)
		w.wantKinds([]Job{recorded}, profile.Applied)
		w.Acknowledge(first.Owner, "3")
		w.wantEmpty()
	})
}

// Every way in which a rename can have got stuck, and what becomes of it when it is tried again.
func TestMoved(t *testing.T) {
	applied := profile.Outcome{
		Kind:     profile.Applied,
		UserID:   "id of " + roe,
		Changed:  set(profile.Profile{profile.Email: profile.Text(roe), profile.LastName: profile.Text("Roe")}),
		Warnings: []profile.Warning{alreadyMoved},
	}
	notFound := profile.Outcome{Kind: profile.UserNotFound, Code: "some.code", Message: "some message"}
	tests := map[string]struct {
		unrecorded bool
		has        profile.Profile // under the new address; nobody if nil
		readFault  func(int) error
		fault      func(int, []string) fault
		outcome    profile.Outcome
		writes     []string
		reads      int
	}{
		"done":           {has: names("Roe"), outcome: applied, writes: []string{jane}, reads: 1},
		"done in part":   {has: names("Doe"), outcome: applied, writes: []string{jane, roe}, reads: 1},
		"never existed":  {outcome: notFound, writes: []string{jane}, reads: 1},
		"not on record":  {unrecorded: true, has: names("Roe"), outcome: profile.Outcome{Kind: profile.Progressing}},
		"read throttled": {has: names("Roe"), readFault: readFaults(throttle(time.Second)), outcome: applied, writes: []string{jane}, reads: 2},
		"read denied once": {
			has: names("Roe"), readFault: readFaults(failure(profile.Denied)), outcome: applied, writes: []string{jane}, reads: 2,
		},
		"read fails": {
			has: names("Roe"), readFault: readFaults(failure(profile.TargetUnavailable)),
			outcome: profile.Outcome{Kind: profile.TargetUnavailable, Code: "some.code", Message: "some message"},
			writes:  []string{jane}, reads: 1,
		},
		"done in part, and the rest is throttled": {
			has: names("Doe"),
			fault: func(n int, _ []string) fault {
				if n == 1 {
					return fault{before: throttle(time.Second)}
				}
				return fault{}
			},
			outcome: applied, writes: []string{jane, roe, roe}, reads: 2,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				t := w.t
				if tt.has != nil {
					v.put(roe)
					v.users[roe][profile.LastName] = tt.has[profile.LastName]
				}
				v.readFault, v.fault = tt.readFault, tt.fault
				job := w.rename(v, "o", jane, roe)
				job.MoveRecorded = !tt.unrecorded
				w.Submit(job)
				got := w.report(job.Owner).Outcome
				if diff := cmp.Diff(tt.outcome, got, compareOutcomes); diff != "" {
					t.Errorf("outcome (-want +got):\n%s", diff)
				}
				var writes []string
				for _, request := range v.journal() {
					writes = append(writes, request.users...)
				}
				if diff := cmp.Diff(tt.writes, writes); diff != "" {
					t.Errorf("writes (-want +got):\n%s", diff)
				}
				if len(v.reads) != tt.reads {
					t.Errorf("%d reads, want %d", len(v.reads), tt.reads)
				}
				if tt.has != nil && !tt.unrecorded && tt.readFault == nil && v.lastName(roe) != "Roe" {
					t.Errorf("the last name is %q", v.lastName(roe))
				}
				w.wantNobodyNamed()
			})
		})
	}
}

func readFaults(first error) func(int) error {
	return func(n int) error {
		if n == 0 {
			return first
		}
		return nil
	}
}

// The process dies at any point of a rename in a batch of ten; the next one is given the same jobs, and every user ends
// renamed once. Whether the request had been carried out shows in the warning only.
func TestCrashWhileRenaming(t *testing.T) {
	for name, tt := range map[string]struct {
		at      time.Duration // the request is sent at 0 s and carried out at 1 s, its answer comes at 1 s
		lost    bool          // or does not come at all
		already bool
	}{
		"before the request":               {at: -1},
		"while it is under way":            {at: 500 * time.Millisecond, already: true},
		"after it, before the report":      {at: 1500 * time.Millisecond, already: true},
		"after it, and its answer is lost": {at: 1500 * time.Millisecond, lost: true, already: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				first := newWorld(t)
				v := first.vendor()
				v.fault = func(n int, _ []string) fault {
					if tt.lost && n == 0 {
						return fault{after: errLost}
					}
					return fault{}
				}
				var jobs []Job
				for i := range 10 {
					v.put("old" + numbered(i) + "@acme.example")
					jobs = append(jobs, first.rename(v, numbered(i), "old"+numbered(i)+"@acme.example", "new"+numbered(i)+"@acme.example"))
				}
				first.submitAll(jobs)
				if tt.at >= 0 {
					first.run()
					first.at(tt.at)
				}
				first.end()
				time.Sleep(2 * time.Second) // the call that was under way has ended

				second := newWorld(t)
				second.run()
				second.submitAll(jobs)
				for _, job := range jobs {
					report := second.report(job.Owner)
					if report.Outcome.Kind != profile.Applied || (len(report.Outcome.Warnings) > 0) != tt.already {
						t.Errorf("%s: %s with %d warnings", job.Owner.UID, report.Outcome.Kind, len(report.Outcome.Warnings))
					}
					moved, _ := job.Planner.Moved(set(profile.Profile{profile.Email: profile.Text("new" + job.Owner.UID + "@acme.example")}))
					if v.lastName(moved.Value) != "Roe" {
						t.Errorf("%s is not renamed", job.Owner.UID)
					}
				}
				second.end()
				if len(v.users) != 10 || v.refusals != 0 {
					t.Errorf("%d users, %d refusals", len(v.users), v.refusals)
				}
			})
		})
	}
}

// recorded is a planner that goes by the record of an earlier move.
type recorded struct {
	fakePlanner
	moved profile.Identifier
}

func (r recorded) Moved(profile.Change) (profile.Identifier, bool) { return r.moved, true }

// The address is changed once more while the first change of it is in flight: the outcome of that one reaches nobody, and
// yet the user is found, because the record says where it went.
func TestANewerVersionOfAMove(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		const doe = "doe@acme.example"
		v.put(jane)
		w.Submit(w.rename(v, "o", jane, roe))
		w.at(500 * time.Millisecond)
		newer := w.rename(v, "o", jane, doe)
		newer.Version = "2"
		planner, _ := newer.Planner.(fakePlanner)
		newer.Planner = recorded{planner, byEmail(roe)}
		w.Submit(newer)
		w.wantKinds([]Job{newer}, profile.Applied)
		if len(v.users) != 1 || v.lastName(doe) != "Roe" {
			t.Errorf("%d users, the last name is %q", len(v.users), v.lastName(doe))
		}
	})
}
