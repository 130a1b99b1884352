package delivery

import (
	"maps"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Whoever would lose track of a user has them looked at, and is told to record first. The request that follows says who
// was found.
func TestMovesAreRecordedFirst(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		v.has(jane, account{"7", "Doe"})
		var commands []target.Command
		v.refuse = func(c target.Command) error {
			commands = append(commands, c)
			return nil
		}
		job := w.rename(v, "o", jane, roe)
		job.RequestID = "hr-1"
		w.Submit(job)
		report := w.report(job.Owner)
		w.wantPending(job.Owner, "")
		w.wantKinds([]Job{job}, profile.Progressing)
		if n := w.notifications(job.Owner); n != 1 || len(v.journal()) != 0 || report.Found == nil {
			t.Fatalf("%d notifications and %d requests, want 1 and none", n, len(v.journal()))
		}
		w.Acknowledge(job.Owner, "1")
		w.wantEmpty()

		w.Submit(recorded(report))
		w.wantKinds([]Job{job}, profile.Applied)
		if len(v.reads) != 1 || v.lastName(roe) != "Roe" {
			t.Errorf("%d reads, the last name is %q", len(v.reads), v.lastName(roe))
		}
		want := []target.Command{{
			Identifier: byEmail(jane), RequestID: "hr-1", Change: job.Planner.Plan(target.User{}),
			User: target.User{ID: "7", Profile: profile.Profile{profile.Email: profile.Text(jane), profile.LastName: profile.Text("Doe")}},
		}}
		if diff := cmp.Diff(want, commands, compareValues); diff != "" {
			t.Errorf("commands (-want +got):\n%s", diff)
		}
	})
}

// Another spelling of the identifier finds the same user.
func TestAnotherSpellingIsNoMove(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.put(jane)
		job := w.rename(v, "o", jane, "Jane@ACME.example")
		w.Submit(job)
		w.wantKinds([]Job{job}, profile.Applied)
		if login := w.report(job.Owner).Outcome.Login; login != nil || len(v.reads) != 0 {
			w.t.Errorf("a login is reported: %t; %d reads", login != nil, len(v.reads))
		}
	})
}

// In test mode nothing is changed, so nobody has to know where the user is.
func TestNobodyLooksInTestMode(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.testOnly = true
		v.put(jane)
		job := w.rename(v, "o", jane, roe)
		job.Moved = at(doe)
		w.Submit(job)
		w.wantKinds([]Job{job}, profile.DryRunSucceeded)
		if len(v.journal()) != 1 || len(v.reads) != 1 || v.reads[0].at.Before(v.journal()[0].at) {
			w.t.Errorf("%d writes and %d reads, want one of each, and that the read is for what would be changed", len(v.journal()), len(v.reads))
		}
	})
}

// A move waits for what is in flight for its owner, and is not made if that is wished again.
func TestMoveWhileAnotherVersionIsInFlight(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.put(jane)
		first := w.update(v, "o", jane)
		move := w.rename(v, "o", jane, roe)
		move.Version = "2"
		w.Submit(first)
		w.at(500 * time.Millisecond)
		w.Submit(move)
		w.wantPending(first.Owner, "2")
		w.Submit(first)
		w.wantPending(first.Owner, "1")
		w.Submit(move)
		w.at(5 * time.Second)
		w.wantReport(first.Owner, "2")
		w.wantKinds([]Job{move}, profile.Progressing)
		again := recorded(w.report(move.Owner))
		again.Version = "3"
		w.Submit(again)
		w.wantPending(first.Owner, "3")
		w.at(10 * time.Second)
		w.wantKinds([]Job{again}, profile.Applied)
		w.Acknowledge(first.Owner, "3")
		w.wantEmpty()
	})
}

// Some failures have a request sent twice. If it was carried out the first time, nobody is found the second time, and
// the move shows under the new address.
func TestARepeatedMove(t *testing.T) {
	for name, tt := range map[string]struct {
		last  string // what somebody makes of the last name meanwhile
		sizes []int
	}{
		"made":                   {"Roe", []int{2, 2}},
		"made, and changed back": {"Doe", []int{2, 2, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				t := w.t
				v.fault = func(n int, _ []string) fault {
					if n == 0 {
						return fault{after: wholly(profile.TargetUnavailable)}
					}
					if n == 1 {
						v.has(roe, account{"7", tt.last})
					}
					return fault{}
				}
				v.has(jane, account{"7", ""})
				move, update := w.rename(v, "move", jane, roe), w.updates(v, 1)[0]
				move.Moved, move.PinnedUserID = at(roe), "7"
				move.Found = &target.User{ID: "7", Profile: person(jane, "")}
				w.submitAll([]Job{move, update})
				w.reportAll([]Job{move, update})
				outcome := w.report(move.Owner).Outcome
				if diff := cmp.Diff([]profile.Warning{alreadyMoved}, outcome.Warnings); diff != "" || outcome.UserID != "7" {
					t.Errorf("user %q, warnings (-want +got):\n%s", outcome.UserID, diff)
				}
				if outcome.Login == nil || userOf(*outcome.Login) != userOf(byEmail(roe)) || v.lastName(roe) != "Roe" {
					t.Errorf("the last name is %q", v.lastName(roe))
				}
				w.wantSizes(v, tt.sizes...)
				w.wantNobodyNamed()
			})
		})
	}
}

// A vendor that shows a user and does not find them is asked once more, and no more.
func TestSeenAndNotFound(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.has(jane, account{"7", ""})
		v.refuse = func(target.Command) error { return failure(profile.UserNotFound) }
		job := w.rename(v, "o", jane, roe)
		job.Moved, job.PinnedUserID = at(roe), "7"
		w.Submit(job)
		w.wantKinds([]Job{job}, profile.UserNotFound)
		if len(v.reads) != 2 || len(v.journal()) != 2 {
			w.t.Errorf("%d reads and %d writes, want 2 of each", len(v.reads), len(v.journal()))
		}
	})
}

// A move that the vendor refuses has left the user where they are known to be. After a request without an answer nobody knows,
// unless they were found where it leads.
func TestARefusedMove(t *testing.T) {
	wholly400 := fault{before: wholly(profile.InvalidSpec)}
	for name, tt := range map[string]struct {
		faults  map[int]fault
		moved   bool // before
		retried bool // as it was sent before, and came to no end
		want    *profile.Identifier
	}{
		"at once":                       {faults: map[int]fault{0: wholly400}, want: at(jane)},
		"after a failure":               {faults: map[int]fault{0: {before: wholly(profile.TargetUnavailable)}, 1: wholly400}},
		"after a move without answer":   {faults: map[int]fault{0: {after: wholly(profile.TargetUnavailable)}, 1: wholly400}},
		"when it is tried again":        {faults: map[int]fault{0: wholly400}, retried: true},
		"when it is found to have been": {faults: map[int]fault{0: wholly400}, retried: true, moved: true, want: at(roe)},
	} {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				v.fault = func(n int, _ []string) fault { return tt.faults[n] }
				v.has(map[bool]string{false: jane, true: roe}[tt.moved], account{"7", ""})
				move := w.rename(v, "move", jane, roe)
				move.Moved, move.PinnedUserID = at(roe), "7"
				if !tt.retried {
					move.Found = user7(jane)
				}
				w.submitAll([]Job{move})
				w.wantKinds([]Job{move}, profile.InvalidSpec)
				if diff := cmp.Diff(tt.want, w.report(move.Owner).Outcome.Login); diff != "" {
					w.t.Errorf("where the user is for certain (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// The process dies at any point of a rename of ten; the next one is given what is on record, and every user ends renamed
// once, also if somebody else has the old address by then. Whether the request had been carried out shows in the warning
// only.
func TestCrashWhileRenaming(t *testing.T) {
	for name, tt := range map[string]struct {
		at      time.Duration // the looks take the first second, the request the next one
		forgets bool          // the first process never records what it found
		holds   bool          // it records that, and goes no further
		lost    bool          // the request is carried out, and its answer is lost
		already bool
	}{
		"before the look":                      {at: -1},
		"in the middle of the look":            {at: 500 * time.Millisecond},
		"after the look, before the record":    {at: 1500 * time.Millisecond, forgets: true},
		"after the record, before the request": {at: 1500 * time.Millisecond, holds: true},
		"while the request is under way":       {at: 1500 * time.Millisecond, already: true},
		"after it, before the report":          {at: 2500 * time.Millisecond, already: true},
		"after it, and its answer is lost":     {at: 2500 * time.Millisecond, lost: true, already: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				first := newWorld(t)
				v := first.vendor()
				first.lane.MaxInFlight = 10
				v.fault = func(n int, _ []string) fault {
					if tt.lost && n == 0 {
						return fault{after: errLost}
					}
					return fault{}
				}
				records := map[string]Job{}
				for i := range 10 {
					v.put("old" + numbered(i) + "@acme.example")
					records[numbered(i)] = first.rename(v, numbered(i), "old"+numbered(i)+"@acme.example", "new"+numbered(i)+"@acme.example")
				}
				var mu sync.Mutex
				first.options.Notify = func(o Owner) {
					mu.Lock()
					defer mu.Unlock()
					report, _ := first.Report(o)
					if tt.forgets || report.Outcome.Kind != profile.Progressing {
						return
					}
					job := recorded(report)
					onRecord := job
					onRecord.Found = nil
					records[o.UID] = onRecord
					if !tt.holds {
						first.Submit(job)
					}
				}
				if tt.at >= 0 {
					first.run()
					time.Sleep(windowOf(time.Minute))
					first.start = time.Now()
					for _, job := range maps.Clone(records) { // which change meanwhile
						first.Submit(job)
					}
					first.at(tt.at)
				}
				first.end()
				if tt.already {
					for i := range 10 {
						v.has("old"+numbered(i)+"@acme.example", account{"stranger", "Stranger"})
					}
				}

				second := newWorld(t)
				second.options.Notify = second.goOn
				second.run()
				for _, job := range records {
					second.Submit(job)
				}
				second.at(5 * time.Minute)
				for i := range 10 {
					outcome := second.report(owner(numbered(i))).Outcome
					if outcome.Kind != profile.Applied || (len(outcome.Warnings) > 0) != tt.already {
						t.Errorf("%s: %s with %d warnings", numbered(i), outcome.Kind, len(outcome.Warnings))
					}
					if outcome.UserID != "id of old"+numbered(i)+"@acme.example" || v.lastName("new"+numbered(i)+"@acme.example") != "Roe" {
						t.Errorf("%s is not renamed", numbered(i))
					}
					if tt.already && v.lastName("old"+numbered(i)+"@acme.example") != "Stranger" {
						t.Errorf("somebody else is written to in place of %s", numbered(i))
					}
				}
				second.end()
				if v.refusals > 1 {
					t.Errorf("%d refusals, want one at most after a hand-over", v.refusals)
				}
			})
		})
	}
}

// The address is corrected while the answer to the first change of it gets lost. The user is found where that one took
// them; from there they move on, once that is on record.
func TestANewerVersionOfAMove(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		v.has(jane, account{"7", ""})
		v.fault = func(n int, _ []string) fault {
			if n == 0 {
				return fault{after: errLost}
			}
			return fault{}
		}
		first := w.rename(v, "o", jane, roe)
		w.Submit(first)
		first = recorded(w.report(first.Owner))
		w.Submit(first)
		w.at(1500 * time.Millisecond)
		newer := w.rename(v, "o", jane, doe)
		newer.Version, newer.Moved, newer.PinnedUserID = "2", first.Moved, "7"
		w.Submit(newer)
		report := w.report(newer.Owner)
		if o := report.Outcome; o.Kind != profile.Progressing || o.UserID != "7" || userOf(*o.Login) != userOf(byEmail(roe)) {
			t.Fatalf("outcome %s of user %q", o.Kind, o.UserID)
		}
		w.Submit(recorded(report))
		w.wantKinds([]Job{newer}, profile.Applied)
		if o := w.report(newer.Owner).Outcome; o.Login == nil || userOf(*o.Login) != userOf(byEmail(doe)) {
			t.Error("the outcome does not say where the user is")
		}
		if len(v.users) != 1 || v.lastName(doe) != "Roe" {
			t.Errorf("%d users, the last name is %q", len(v.users), v.lastName(doe))
		}
	})
}
