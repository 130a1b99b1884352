package delivery

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-logr/logr/funcr"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

const (
	jane  = "jane@acme.example"
	other = "other@acme.example"
)

// set is the change that gives these attributes the values they have in want.
func set(want profile.Profile) profile.Change {
	return fakePlanner{want: want}.Plan(target.User{})
}

func TestOutcome(t *testing.T) {
	roe := names("Roe")
	both := profile.Profile{profile.FirstName: profile.Text("Jane"), profile.LastName: profile.Text("Roe")}
	moved := profile.Profile{profile.Email: profile.Text("jane.roe@acme.example")}
	message := func(o profile.Outcome) profile.Outcome {
		o.Code, o.Message = "some.code", "some message"
		return o
	}
	slow := profile.Warning{Code: "slow", Message: "in two steps"}
	// rest answers the first write of both names as if the last name needed a request of its own.
	rest := func(c target.Command, r target.Result) target.Result {
		if len(c.Change) == 2 {
			r.Rest = c.Change[1:]
			r.Warnings = []profile.Warning{slow}
			r.User.Profile = changed(target.Command{User: c.User, Change: c.Change[:1]})
		}
		return r
	}
	ignored := func(c target.Command, r target.Result) target.Result {
		r.User.Profile = c.User.Profile
		return r
	}
	tests := map[string]struct {
		users  map[string]profile.Profile // besides u1, who is Jane
		who    profile.Identifier         // Jane's e-mail address if empty
		pinned string
		want   profile.Profile // the last name Roe if nil
		fault  func(int, fakeCall) error
		answer func(target.Command, target.Result) target.Result

		calls   []string
		outcome profile.Outcome
	}{
		"something differs": {
			calls:   []string{"read by Email", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(roe)},
		},
		"nothing differs": {
			want:    profile.Profile{profile.Email: profile.Text(jane)},
			calls:   []string{"read by Email"},
			outcome: profile.Outcome{Kind: profile.Unchanged, UserID: "u1"},
		},
		"nobody": {
			who:     byEmail("nobody@acme.example"),
			calls:   []string{"read by Email"},
			outcome: profile.Outcome{Kind: profile.UserNotFound, Code: "404", Message: "no such user"},
		},
		"a failing read": {
			fault:   faults(map[int]error{0: failure(profile.TargetRefused)}),
			calls:   []string{"read by Email"},
			outcome: message(profile.Outcome{Kind: profile.TargetRefused}),
		},
		"an error nobody knows": {
			fault:   faults(map[int]error{0: errors.New("no such host")}),
			calls:   []string{"read by Email"},
			outcome: profile.Outcome{Kind: profile.TargetUnavailable, Message: "the request failed"},
		},
		"a failing write": {
			fault:   faults(map[int]error{1: failure(profile.IdentifierTaken)}),
			calls:   []string{"read by Email", "write u1 lastName"},
			outcome: message(profile.Outcome{Kind: profile.IdentifierTaken, UserID: "u1"}),
		},

		"pinned, and the identifier is still theirs": {
			pinned:  "u1",
			calls:   []string{"read u1", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(roe)},
		},
		"pinned, and the identifier is nobody's": {
			who:     byEmail("former@acme.example"),
			pinned:  "u1",
			calls:   []string{"read u1", "read by Email", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(roe)},
		},
		"pinned, and the identifier proves nothing": {
			who:     byEmail("former@acme.example"),
			pinned:  "u1",
			fault:   faults(map[int]error{1: failure(profile.IdentifierUnresolved)}),
			calls:   []string{"read u1", "read by Email", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(roe)},
		},
		"pinned, and looking the identifier up fails": {
			who:     byEmail("former@acme.example"),
			pinned:  "u1",
			fault:   faults(map[int]error{1: failure(profile.TargetUnavailable)}),
			calls:   []string{"read u1", "read by Email"},
			outcome: message(profile.Outcome{Kind: profile.TargetUnavailable, UserID: "u1"}),
		},
		"pinned, and the identifier is another's": {
			users:   map[string]profile.Profile{"u2": person(other, "")},
			who:     byEmail(other),
			pinned:  "u1",
			calls:   []string{"read u1", "read by Email"},
			outcome: profile.Outcome{Kind: profile.IdentityMismatch, UserID: "u1", Message: errMismatch.Message},
		},
		"pinned and gone, and the identifier is another's": {
			pinned:  "u0",
			calls:   []string{"read u0", "read by Email"},
			outcome: profile.Outcome{Kind: profile.IdentityMismatch, UserID: "u0", Message: errMismatch.Message},
		},
		"pinned and gone, and the identifier is nobody's": {
			who:     byEmail("nobody@acme.example"),
			pinned:  "u0",
			calls:   []string{"read u0", "read by Email"},
			outcome: profile.Outcome{Kind: profile.UserNotFound, UserID: "u0", Code: "404", Message: "no such user"},
		},
		"pinned and gone, and looking the identifier up fails": {
			pinned:  "u0",
			fault:   faults(map[int]error{1: failure(profile.TargetUnavailable)}),
			calls:   []string{"read u0", "read by Email"},
			outcome: message(profile.Outcome{Kind: profile.TargetUnavailable, UserID: "u0"}),
		},
		"pinned and gone, they say, but the identifier finds them": {
			pinned:  "u1",
			fault:   faults(map[int]error{0: failure(profile.UserNotFound)}),
			calls:   []string{"read u1", "read by Email", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(roe)},
		},
		"pinned, and reading them fails": {
			pinned:  "u1",
			fault:   faults(map[int]error{0: failure(profile.TargetUnavailable)}),
			calls:   []string{"read u1"},
			outcome: message(profile.Outcome{Kind: profile.TargetUnavailable, UserID: "u1"}),
		},

		"the identifier itself changes, not pinned yet": {
			want:    moved,
			calls:   []string{"read by Email"},
			outcome: profile.Outcome{Kind: profile.Progressing, UserID: "u1"},
		},
		"the identifier itself changes, pinned": {
			want:    moved,
			pinned:  "u1",
			calls:   []string{"read u1", "write u1 email"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(moved)},
		},

		"a write in two requests": {
			want:    both,
			answer:  rest,
			calls:   []string{"read by Email", "write u1 firstName,lastName", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(both), Warnings: []profile.Warning{slow}},
		},
		"a write of whose two requests the second fails": {
			want:    both,
			answer:  rest,
			fault:   faults(map[int]error{2: failure(profile.TargetRefused)}),
			calls:   []string{"read by Email", "write u1 firstName,lastName", "write u1 lastName"},
			outcome: message(profile.Outcome{Kind: profile.TargetRefused, UserID: "u1", Changed: set(both)[:1], Warnings: []profile.Warning{slow}}),
		},
		"a write of whose two requests the second is throttled": {
			want:    both,
			answer:  rest,
			fault:   faults(map[int]error{2: throttle(0)}),
			calls:   []string{"read by Email", "write u1 firstName,lastName", "write u1 lastName", "read by Email", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(both), Warnings: []profile.Warning{slow}},
		},
		"a write of whose two requests the second was throttled, and not needed": {
			want: both,
			answer: func(c target.Command, r target.Result) target.Result {
				r.Rest = c.Change[1:]
				return r
			},
			fault:   faults(map[int]error{2: throttle(0)}),
			calls:   []string{"read by Email", "write u1 firstName,lastName", "write u1 lastName", "read by Email"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(both)[:1]},
		},
		"a write that is not honoured": {
			answer: ignored,
			calls:  []string{"read by Email", "write u1 lastName", "read u1"},
			outcome: profile.Outcome{
				Kind: profile.NotHonoured, UserID: "u1", Changed: set(roe), Attributes: []profile.Attribute{profile.LastName},
				Message: "the system accepted the update but does not show it",
			},
		},
		"a write after which the second look fails": {
			answer:  ignored,
			fault:   faults(map[int]error{2: failure(profile.TargetUnavailable)}),
			calls:   []string{"read by Email", "write u1 lastName", "read u1"},
			outcome: message(profile.Outcome{Kind: profile.TargetUnavailable, UserID: "u1", Changed: set(roe)}),
		},

		"a token that had expired, on reading": {
			fault:   faults(map[int]error{0: failure(profile.Denied)}),
			calls:   []string{"read by Email", "read by Email", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(roe)},
		},
		"a token that had expired, on writing": {
			fault:   faults(map[int]error{1: failure(profile.Denied)}),
			calls:   []string{"read by Email", "write u1 lastName", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(roe)},
		},
		"credentials that are refused": {
			fault:   faults(map[int]error{0: failure(profile.Denied), 1: failure(profile.Denied)}),
			calls:   []string{"read by Email", "read by Email"},
			outcome: message(profile.Outcome{Kind: profile.Denied}),
		},
		"a token that had expired, twice": {
			fault:   faults(map[int]error{0: failure(profile.Denied), 2: failure(profile.Denied)}),
			calls:   []string{"read by Email", "read by Email", "write u1 lastName", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(roe)},
		},
		"only one new token for a request": {
			fault:   faults(map[int]error{1: failure(profile.Denied), 2: failure(profile.Denied)}),
			calls:   []string{"read by Email", "write u1 lastName", "write u1 lastName"},
			outcome: message(profile.Outcome{Kind: profile.Denied, UserID: "u1"}),
		},

		"throttled on reading": {
			fault:   faults(map[int]error{0: throttle(0), 1: throttle(3 * time.Second)}),
			calls:   []string{"read by Email", "read by Email", "read by Email", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(roe)},
		},
		"throttled on writing": {
			fault:   faults(map[int]error{1: throttle(0)}),
			calls:   []string{"read by Email", "write u1 lastName", "read by Email", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(roe)},
		},
		"throttled on writing, and pinned": {
			pinned:  "u1",
			fault:   faults(map[int]error{1: throttle(0)}),
			calls:   []string{"read u1", "write u1 lastName", "read u1", "write u1 lastName"},
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "u1", Changed: set(roe)},
		},

		"a panic on reading": {
			fault: func(int, fakeCall) error { panic("out of order") },
			calls: []string{"read by Email"},
			outcome: profile.Outcome{
				Kind:    profile.TargetUnavailable,
				Message: "the operator failed while it worked on this update; its log says where",
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				t := w.t
				for id, p := range tt.users {
					w.system.put(target.User{ID: id, Profile: p})
				}
				w.system.fault, w.system.answer = tt.fault, tt.answer
				job := w.job("o", "1")
				job.PinnedUserID = tt.pinned
				planner := fakePlanner{identifier: tt.who, want: tt.want}
				if tt.who.Type == "" {
					planner.identifier = byEmail(jane)
				}
				if tt.want == nil {
					planner.want = roe
				}
				job.Planner = planner

				w.Submit(job)
				got := w.report(job.Owner)
				w.wantCalls(tt.calls...)
				ignoreTime := cmpopts.IgnoreFields(profile.Outcome{}, "At")
				if diff := cmp.Diff(tt.outcome, got.Outcome, ignoreTime, compareValues, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("outcome (-want +got):\n%s", diff)
				}
				if got.Owner != job.Owner || got.Version != "1" {
					t.Errorf("the report is of %v in version %s", got.Owner, got.Version)
				}
				if got.Outcome.At.Before(w.start) || got.Outcome.At.After(time.Now()) {
					t.Errorf("At = %v", got.Outcome.At)
				}
				if n := w.notifications(job.Owner); n != 1 {
					t.Errorf("%d notifications, want 1", n)
				}
			})
		})
	}
}

// A custom identifier may be one that reading the user does not show: only looking it up says whose it is.
func TestPinnedUserFoundAgainByAnIdentifierTheyDoNotShow(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.system.users["u1"][profile.Custom.Attribute("hidden")] = profile.Text("7")
		job := w.job("o", "1")
		job.PinnedUserID = "u1"
		job.Target = hiding{w.system, profile.Custom.Attribute("hidden")}
		job.Planner = fakePlanner{
			identifier: profile.Identifier{Type: profile.ByCustom, Name: "hidden", Value: "7"},
			want:       names("Roe"),
		}
		w.Submit(job)
		if got := w.report(job.Owner).Outcome.Kind; got != profile.Applied {
			t.Errorf("outcome %s, want Applied", got)
		}
		w.wantCalls("read u1", "read by Custom", "write u1 lastName")
	})
}

// What did not show at once may show later: the only second look is RereadAfter the write, and nobody else may have the
// user until then.
func TestTheSecondLookIsLate(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.system.answer = func(c target.Command, r target.Result) target.Result {
			time.AfterFunc(time.Second, func() {
				w.system.put(target.User{ID: c.User.ID, Profile: changed(c)})
			})
			r.User.Profile = c.User.Profile
			return r
		}
		w.Submit(w.job("a", "1"))
		w.at(0)
		b := w.job("b", "1")
		b.Planner = fakePlanner{identifier: byPhone("+4930123456"), want: names("1")}
		w.Submit(b)
		if got := w.report(owner("a")).Outcome.Kind; got != profile.Applied {
			t.Errorf("outcome of a is %s, want Applied", got)
		}
		if got := w.report(owner("b")).Outcome.Kind; got != profile.Applied && got != profile.Unchanged {
			t.Errorf("outcome of b is %s", got)
		}
		times := w.system.times(w.start)
		if diff := cmp.Diff([]time.Duration{0, 0, 0, 2 * time.Second}, times[:4]); diff != "" {
			t.Errorf("calls (-want +got):\n%s\n%v", diff, w.system.texts())
		}
	})
}

// More requests than one attempt may send are left to the next attempt.
func TestRestIsBounded(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.system.answer = func(c target.Command, r target.Result) target.Result {
			r.Rest = c.Change
			return r
		}
		w.Submit(w.job("o", "1"))
		got := w.report(owner("o")).Outcome
		if got.Kind != profile.TargetUnavailable || len(got.Changed) != 0 {
			t.Errorf("outcome %s with %d steps, want TargetUnavailable with none", got.Kind, len(got.Changed))
		}
		if n := len(w.system.journal()); n != 1+1+maxRest {
			t.Errorf("%d calls, want a read, a write and %d more", n, maxRest)
		}
	})
}

// An adapter that forgets to answer is not believed to have succeeded.
func TestAnswerWithoutResult(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		job := w.job("o", "1")
		job.Target = silent{w.system}
		w.Submit(job)
		if got := w.report(job.Owner).Outcome.Kind; got != profile.TargetUnavailable {
			t.Errorf("outcome %s, want TargetUnavailable", got)
		}
	})
}

// A panic is one job's end: the lane, the user and the dispatcher serve others as before.
func TestPanicsHarmNobodyElse(t *testing.T) {
	points := map[string]func(*world, *Job){
		"in Identifier":                     func(_ *world, j *Job) { j.Planner = panicky{Planner: j.Planner, in: "Identifier"} },
		"in Plan":                           func(_ *world, j *Job) { j.Planner = panicky{Planner: j.Planner, in: "Plan"} },
		"in Read":                           func(w *world, _ *Job) { w.system.fault = panicAt(0) },
		"in Write":                          func(w *world, _ *Job) { w.system.fault = panicAt(1) },
		"in the read that follows the lock": func(w *world, _ *Job) { w.system.fault = panicAt(3) },
	}
	for name, breakIt := range points {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.lane.MaxInFlight = 2
				var log logBook
				w.options.Log = funcr.New(log.write, funcr.Options{})
				w.system.latency = always(time.Second)
				first, second := w.job("a", "1"), w.job("b", "1")
				breakIt(w, &first)
				w.Submit(first)
				w.Submit(second)
				w.run()
				kinds := map[profile.Kind]int{}
				kinds[w.report(owner("a")).Outcome.Kind]++
				kinds[w.report(owner("b")).Outcome.Kind]++
				if kinds[profile.TargetUnavailable] != 1 {
					t.Errorf("outcomes %v, want one TargetUnavailable", kinds)
				}
				// Only a lane that has counted its calls right comes back from a pause.
				w.system.fault = faults(map[int]error{len(w.system.journal()): throttle(0)})
				w.Submit(w.job("c", "2"))
				if got := w.report(owner("c")).Outcome.Kind; got != profile.Applied {
					t.Errorf("outcome %s of the next job, want Applied", got)
				}
				log.wantOneError(t, "panic of type string", "out of order")
				w.end()
			})
		})
	}
}

// A failure says nothing of a user who was pinned elsewhere: nobody has found them here.
func TestFailureSaysWhoIsPinnedHere(t *testing.T) {
	for name, tt := range map[string]struct {
		elsewhere bool
		want      string
	}{
		"here":      {false, "u1"},
		"elsewhere": {true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.system.fault = faults(map[int]error{0: failure(profile.TargetUnavailable)})
				job := w.job("o", "1")
				job.PinnedUserID, job.PinnedElsewhere = "u1", tt.elsewhere
				w.Submit(job)
				outcome := w.report(job.Owner).Outcome
				if outcome.Kind != profile.TargetUnavailable || outcome.UserID != tt.want {
					w.t.Errorf("outcome %s about %q, want TargetUnavailable about %q", outcome.Kind, outcome.UserID, tt.want)
				}
			})
		})
	}
}
