package delivery

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-logr/logr/funcr"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

func (w *world) wantSizes(v *vendor, want ...int) {
	w.t.Helper()
	if diff := cmp.Diff(want, v.sizes()); diff != "" {
		w.t.Errorf("commands in each request (-want +got):\n%s", diff)
	}
}

func (w *world) wantKinds(jobs []Job, want ...profile.Kind) {
	w.t.Helper()
	var got []profile.Kind
	for _, job := range jobs {
		got = append(got, w.report(job.Owner).Outcome.Kind)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

// allBut is Applied for so many jobs, but for one.
func allBut(n, one int, kind profile.Kind) []profile.Kind {
	var kinds []profile.Kind
	for i := range n {
		kinds = append(kinds, profile.Applied)
		if i == one {
			kinds[i] = kind
		}
	}
	return kinds
}

// compareOutcomes does not look at the time.
var compareOutcomes = cmp.Options{
	cmpopts.IgnoreFields(profile.Outcome{}, "At"), compareValues, cmpopts.EquateEmpty(),
}

// Every outcome belongs to the job whose command it was, whatever happened to the others in the request.
func TestEachJobHasItsOwnOutcome(t *testing.T) {
	for seed := range uint64(5) {
		inBatches(t, func(w *world, v *vendor) {
			t := w.t
			random := rand.New(rand.NewPCG(seed, 0))
			jobs := w.updates(v, 1000) // 100 batches
			want := map[string]string{}
			kinds := []profile.Kind{
				profile.UserNotFound, profile.TargetRefused, profile.InvalidSpec, profile.TargetUnavailable, profile.IdentifierTaken,
			}
			for _, job := range jobs {
				if random.IntN(3) == 0 {
					want[job.Planner.Identifier().Value] = string(kinds[random.IntN(len(kinds))])
				}
			}
			v.refuse = func(c target.Command) error {
				if kind, refused := want[c.Identifier.Value]; refused {
					return &target.Error{Kind: profile.Kind(kind), Code: "code of " + c.Identifier.Value, Message: "refused"}
				}
				return nil
			}
			w.submitAll(jobs)
			for _, job := range jobs {
				user := job.Planner.Identifier().Value
				expected := profile.Outcome{Kind: profile.Applied, Changed: set(names("Roe"))}
				if kind, refused := want[user]; refused {
					expected = profile.Outcome{Kind: profile.Kind(kind), Code: "code of " + user, Message: "refused"}
				}
				got := w.report(job.Owner)
				if diff := cmp.Diff(expected, got.Outcome, compareOutcomes); diff != "" {
					t.Fatalf("seed %d, %s (-want +got):\n%s", seed, user, diff)
				}
				if n := w.notifications(job.Owner); n != 1 || got.Owner != job.Owner {
					t.Fatalf("%d notifications of %v", n, got.Owner)
				}
			}
			if n := len(v.journal()); n != 100 {
				t.Errorf("%d requests, want 100", n)
			}
			w.wantNobodyNamed()
		})
	}
}

// wantNobodyNamed expects that the lanes remember nobody.
func (w *world) wantNobodyNamed() {
	w.t.Helper()
	synctest.Wait()
	w.Dispatcher.mu.Lock()
	defer w.Dispatcher.mu.Unlock()
	for _, l := range w.lanes {
		if len(l.named) != 0 || l.aboard != 0 || l.inFlight != 0 || l.requests.calls != 0 || l.reads.calls != 0 || l.division.by != nil {
			w.t.Errorf("%d users, %d jobs, %d flights are under way still", len(l.named), l.aboard, l.inFlight)
		}
		if l.idle() && len(l.limits) != 0 {
			w.t.Errorf("the limits %v are left", l.limits)
		}
	}
}

// Nothing is read but where a change was only tried out, and what is asked for is not looked for in the answer.
func TestOutcomesOfCommands(t *testing.T) {
	roe := set(names("Roe"))
	tests := map[string]struct {
		change  func(*world, *vendor, *Job)
		answer  func([]target.Command) []target.Result
		outcome profile.Outcome
		writes  int
		reads   int
	}{
		"accepted": {outcome: profile.Outcome{Kind: profile.Applied, Changed: roe}, writes: 1},
		"tried out": {
			change:  func(_ *world, v *vendor, _ *Job) { v.testOnly = true },
			outcome: profile.Outcome{Kind: profile.DryRunSucceeded, UserID: "id of o0@acme.example", Changed: roe},
			writes:  1,
			reads:   1,
		},
		"tried out, and nothing differs": {
			change: func(_ *world, v *vendor, _ *Job) {
				v.testOnly = true
				v.users["o0@acme.example"][profile.LastName] = profile.Text("Roe")
			},
			outcome: profile.Outcome{Kind: profile.DryRunSucceeded, UserID: "id of o0@acme.example"},
			writes:  1,
			reads:   1,
		},
		"tried out on nobody": {
			change: func(_ *world, v *vendor, j *Job) {
				v.testOnly = true
				j.Planner = fakePlanner{byEmail("no@acme.example"), names("Roe")}
			},
			outcome: profile.Outcome{Kind: profile.UserNotFound, Code: "some.code", Message: "some message"},
			writes:  1,
			reads:   1,
		},
		"not found": {
			change:  func(_ *world, _ *vendor, j *Job) { j.Planner = fakePlanner{byEmail("no@acme.example"), names("Roe")} },
			outcome: profile.Outcome{Kind: profile.UserNotFound, Code: "some.code", Message: "some message"},
			writes:  1,
		},
		"not found, a move being on record that it does not make": {
			change: func(_ *world, _ *vendor, j *Job) {
				j.Planner = fakePlanner{byEmail("no@acme.example"), names("Roe")}
				j.Moved = at(other)
			},
			outcome: profile.Outcome{Kind: profile.UserNotFound, Code: "some.code", Message: "some message"},
			reads:   2,
		},
		"nothing to do": {
			change:  func(_ *world, _ *vendor, j *Job) { j.Planner = fakePlanner{byEmail("a@acme.example"), nil} },
			outcome: profile.Outcome{Kind: profile.Unchanged},
		},
		"no answer": {
			change: func(_ *world, v *vendor, _ *Job) {
				v.fault = func(int, []string) fault { return fault{after: errLost} }
			},
			outcome: profile.Outcome{Kind: profile.TargetUnavailable, Message: "the request failed"},
			writes:  1,
		},
		"a token that had expired": {
			change: func(_ *world, v *vendor, _ *Job) {
				v.fault = func(n int, _ []string) fault {
					if n == 0 {
						return fault{before: failure(profile.Denied)}
					}
					return fault{}
				}
			},
			outcome: profile.Outcome{Kind: profile.Applied, Changed: roe},
			writes:  2,
		},
		"credentials that are refused": {
			change: func(_ *world, v *vendor, _ *Job) {
				v.fault = func(int, []string) fault { return fault{before: failure(profile.Denied)} }
			},
			outcome: profile.Outcome{Kind: profile.Denied, Code: "some.code", Message: "some message"},
			writes:  2,
		},
		"a failure of the vendor": {
			change: func(_ *world, v *vendor, _ *Job) {
				v.fault = func(int, []string) fault { return fault{before: wholly(profile.TargetUnavailable)} }
			},
			outcome: profile.Outcome{Kind: profile.TargetUnavailable, Code: "some.code", Message: "some message"},
			writes:  2,
		},
		"a request the vendor rejects": {
			change: func(_ *world, v *vendor, _ *Job) {
				v.fault = func(int, []string) fault { return fault{before: wholly(profile.InvalidSpec)} }
			},
			outcome: profile.Outcome{Kind: profile.InvalidSpec, Code: "some.code", Message: "some message"},
			writes:  1,
		},
		"a panic in Plan": {
			change: func(_ *world, _ *vendor, j *Job) { j.Planner = panicky{Planner: j.Planner, in: "Plan"} },
			outcome: profile.Outcome{
				Kind:    profile.TargetUnavailable,
				Message: "the operator failed while it worked on this update; its log says where",
			},
		},
		"a panic in Write": {
			change: func(_ *world, v *vendor, _ *Job) {
				v.fault = func(int, []string) fault { return fault{panics: true} }
			},
			outcome: profile.Outcome{
				Kind:    profile.TargetUnavailable,
				Message: "the operator failed while it worked on this update; its log says where",
			},
			writes: 1,
		},
		"no result": {
			change: func(_ *world, v *vendor, j *Job) {
				j.Target = answering{v, func([]target.Result) []target.Result { return nil }}
			},
			outcome: profile.Outcome{
				Kind:    profile.TargetUnavailable,
				Message: "the answer does not say what became of the update",
			},
			writes: 1,
		},
		"a rest": {
			change: func(_ *world, v *vendor, j *Job) {
				first := true
				j.Target = answering{v, func(results []target.Result) []target.Result {
					if first {
						results[0].Rest = roe
					}
					first = false
					return results
				}}
			},
			outcome: profile.Outcome{Kind: profile.Applied, Changed: roe},
			writes:  2,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				t := w.t
				job := w.updates(v, 1)[0]
				if tt.change != nil {
					tt.change(w, v, &job)
				}
				w.Submit(job)
				got := w.report(job.Owner).Outcome
				if diff := cmp.Diff(tt.outcome, got, compareOutcomes); diff != "" {
					t.Errorf("outcome (-want +got):\n%s", diff)
				}
				if n := len(v.journal()); n != tt.writes || len(v.reads) != tt.reads {
					t.Errorf("%d writes and %d reads, want %d and %d", n, len(v.reads), tt.writes, tt.reads)
				}
				w.wantNobodyNamed()
			})
		})
	}
}

// answering changes the answers of a vendor.
type answering struct {
	*vendor
	change func([]target.Result) []target.Result
}

func (a answering) Write(ctx context.Context, commands []target.Command) []target.Result {
	return a.change(a.vendor.Write(ctx, commands))
}

// A panic of one job's Planner takes nobody along, one of the Target those in the request, and neither the lane.
func TestPanicsInABatch(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		var log logBook
		w.options.Log = funcr.New(log.write, funcr.Options{})
		jobs := w.updates(v, 15)
		jobs[3].Planner = panicky{Planner: jobs[3].Planner, in: "Plan"}
		v.fault = func(n int, _ []string) fault { return fault{panics: n == 1} }
		w.submitAll(jobs)
		w.wantKinds(jobs[:10], allBut(10, 3, profile.TargetUnavailable)...)
		for _, job := range jobs[10:] {
			w.wantKinds([]Job{job}, profile.TargetUnavailable)
		}
		w.wantSizes(v, 9, 5)
		again := w.update(v, "again", "o11@acme.example")
		w.Submit(again)
		w.wantKinds([]Job{again}, profile.Applied)
		if strings.Contains(log.all(), "out of order") {
			w.t.Errorf("the log tells what was panicked with:\n%s", log.all())
		}
		w.wantNobodyNamed()
	})
}

func TestHardLimits(t *testing.T) {
	for name, tt := range map[string]struct {
		commands, inFlight int
		want               []int
	}{
		"the schema's":       {0, 4, []int{10, 10, 5}},
		"the connection's":   {3, 4, []int{3, 3, 3, 3, 3, 3, 3, 3, 1}},
		"more than can be":   {50, 4, []int{10, 10, 5}},
		"one at a time":      {0, 1, []int{10, 10, 5}},
		"one in one request": {1, 2, []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				w.lane.CommandsPerRequest, w.lane.MaxInFlight = tt.commands, tt.inFlight
				jobs := w.updates(v, 25)
				w.submitAll(jobs)
				w.reportAll(jobs)
				w.wantSizes(v, tt.want...)
				if v.most > tt.inFlight {
					w.t.Errorf("%d requests at once, want %d at most", v.most, tt.inFlight)
				}
				v.wantNoRefusal(w.t)
			})
		})
	}
}

// Requests of two connections with one credential share the quota and nothing else.
func TestConnectionsTravelApart(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		second := &vendor{}
		jobs := w.updates(v, 12)
		for i := range jobs {
			if i%2 == 1 {
				second.put(jobs[i].Planner.Identifier().Value)
				jobs[i].Target = second
			}
		}
		w.submitAll(jobs)
		w.reportAll(jobs)
		w.wantSizes(v, 6)
		w.wantSizes(second, 6)
	})
}

// A connection with little to do is not kept waiting by one with the same credential that has much, whatever it has.
func TestConnectionsDoNotStarve(t *testing.T) {
	for _, priority := range []Priority{Change, Retry, Drift} {
		inBatches(t, func(w *world, v *vendor) {
			second := &vendor{}
			second.put(jane)
			w.submitAll(w.updates(v, 2000))
			w.at(time.Minute)
			single := w.update(second, "single", jane)
			single.Owner.Namespace, single.Priority = "sales", priority
			w.Submit(single)
			w.report(single.Owner)
			if took := time.Since(w.start) - time.Minute; took > 3*time.Minute {
				w.t.Errorf("with priority %d it took %v", priority, took)
			}
			full := 0
			for _, size := range v.sizes() {
				if size == 10 {
					full++
				}
			}
			if n := len(v.sizes()); full != n {
				w.t.Errorf("%d of %d requests are full", full, n)
			}
		})
	}
}

// Whoever is in one request is in no other, by whatever spelling, and by the address they are about to have.
func TestOneUserAtATime(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		v.put("jane@acme.example")
		var jobs []Job
		for i, email := range []string{"jane@acme.example", "Jane@ACME.example", "JANE@acme.example", "roe@acme.example"} {
			job := w.update(v, numbered(i), email)
			job.Planner = fakePlanner{byEmail(email), names(numbered(i))}
			jobs = append(jobs, job)
		}
		w.submitAll(jobs[:2])
		w.reportAll(jobs[:2])
		jobs[2] = w.rename(v, "o2", "JANE@acme.example", "Roe@acme.example")
		jobs[2].Moved = at(roe)
		w.submitAll(jobs)
		w.reportAll(jobs)
		w.wantSizes(v, 1, 1, 1, 1)
		if got := v.lastName("roe@acme.example"); got != "o3" {
			t.Errorf("the last name is %q, want that of the last job", got)
		}
		v.wantNoRefusal(t)
	})
}

// Many jobs, few users, requests of random length and fate: nobody is written twice at once, nothing is lost.
func TestManyJobsFewUsersInBatches(t *testing.T) {
	for seed := range uint64(20) {
		inBatches(t, func(w *world, v *vendor) {
			random := rand.New(rand.NewPCG(seed, 0))
			v.travel = func(int) time.Duration {
				w.mu.Lock()
				defer w.mu.Unlock()
				return time.Duration(random.IntN(400)) * time.Millisecond
			}
			v.fault = func(n int, _ []string) fault {
				switch {
				case n%13 == 5:
					return fault{before: throttle(3 * time.Second)}
				case n%17 == 3:
					return fault{before: wholly(profile.InvalidSpec)}
				default:
					return fault{}
				}
			}
			var jobs []Job
			for i := range 150 {
				email := fmt.Sprintf("u%d@acme.example", random.IntN(25))
				v.put(email)
				jobs = append(jobs, w.update(v, numbered(i), email))
			}
			w.submitAll(jobs)
			for _, job := range jobs {
				if kind := w.report(job.Owner).Outcome.Kind; kind != profile.Applied && kind != profile.InvalidSpec {
					w.t.Errorf("seed %d: outcome %s", seed, kind)
				}
			}
			v.wantNoRefusal(w.t)
			w.wantNobodyNamed()
		})
	}
}
