package delivery

import (
	"slices"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// poison fails every request that has that user in it.
func poison(err error, users ...string) func(int, []string) fault {
	return func(_ int, all []string) fault {
		for _, user := range users {
			if slices.Contains(all, user+"@acme.example") {
				return fault{before: err}
			}
		}
		return fault{}
	}
}

// A command that makes the vendor reject the whole request is found, and only it pays.
func TestRejectedRequestsAreDivided(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.fault = poison(wholly(profile.InvalidSpec), "o3")
		jobs := w.updates(v, 10)
		w.submitAll(jobs)
		w.wantKinds(jobs, allBut(10, 3, profile.InvalidSpec)...)
		w.wantSizes(v, 10, 5, 5, 3, 2, 1, 1)
		w.wantNobodyNamed()
	})
}

func TestEveryCommandRejected(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.limits = nil
		w.lane.RequestsPerMinute = 1000
		v.fault = func(int, []string) fault { return fault{before: wholly(profile.InvalidSpec)} }
		jobs := w.updates(v, 10)
		w.submitAll(jobs)
		var want []profile.Kind
		for range jobs {
			want = append(want, profile.InvalidSpec)
		}
		w.wantKinds(jobs, want...)
		if n := len(v.journal()); n != 19 {
			t.Errorf("%d requests, want 19", n)
		}
	})
}

// Where the vendor fails, it may be for one command: the request is sent once more, and then in parts.
func TestFailedRequestsAreRepeatedThenDivided(t *testing.T) {
	for name, tt := range map[string]struct {
		user int
		want []int
	}{
		"in the first half":  {1, []int{10, 10, 5, 5, 3, 2, 2, 1, 1, 1}},
		"in the second half": {9, []int{10, 10, 5, 5, 3, 2, 1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				v.fault = poison(wholly(profile.TargetUnavailable), numbered(tt.user))
				jobs := w.updates(v, 10)
				w.submitAll(jobs)
				w.wantKinds(jobs, allBut(10, tt.user, profile.TargetUnavailable)...)
				w.wantSizes(v, tt.want...)
				w.wantNobodyNamed()
			})
		})
	}
}

func TestAFailureThatPasses(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.fault = func(n int, _ []string) fault {
			if n == 0 {
				return fault{before: wholly(profile.TargetUnavailable)}
			}
			return fault{}
		}
		jobs := w.updates(v, 10)
		w.submitAll(jobs)
		w.reportAll(jobs)
		w.wantSizes(v, 10, 10)
	})
}

// A vendor that fails at everything is asked twice for each request, and little more.
func TestAFailingVendorIsSpared(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.fault = func(int, []string) fault { return fault{before: wholly(profile.TargetUnavailable)} }
		jobs := w.updates(v, 100)
		w.submitAll(jobs)
		for _, job := range jobs {
			w.wantKinds([]Job{job}, profile.TargetUnavailable)
		}
		if n := len(v.journal()); n > 24 {
			t.Errorf("%d requests for 10 batches: %v", n, v.sizes())
		}
		v.fault = nil
		next := w.update(v, "next", "o1@acme.example")
		w.Submit(next)
		w.wantKinds([]Job{next}, profile.Applied)
		w.wantNobodyNamed()
	})
}

// Two requests that fail are not both divided at the same time.
func TestOneDivisionAtATime(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.fault = poison(wholly(profile.TargetUnavailable), "o1", "o12")
		jobs := w.updates(v, 40)
		w.submitAll(jobs)
		unavailable := 0
		for _, job := range jobs {
			if w.report(job.Owner).Outcome.Kind != profile.Applied {
				unavailable++
			}
		}
		if unavailable != 1+10 {
			t.Errorf("%d jobs failed, want the one that was found, and those of the other request: %v", unavailable, v.sizes())
		}
		w.wantNobodyNamed()
	})
}

// What a lost request has done nobody knows; parts of one that came too fast would come too fast as well.
func TestNeverDivided(t *testing.T) {
	for name, err := range map[string]error{
		"a lost answer": errLost,
		"a time-out":    failure(profile.TargetUnavailable),
		"no access":     failure(profile.Denied),
	} {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				v.fault = func(int, []string) fault { return fault{after: err} }
				jobs := w.updates(v, 10)
				w.submitAll(jobs)
				for _, job := range jobs {
					w.report(job.Owner)
				}
				for _, size := range v.sizes() {
					if size != 10 {
						t.Errorf("requests of %v commands", v.sizes())
					}
				}
				if n := len(v.journal()); n > 2 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

// Parts leave out whoever has lost interest.
func TestForgottenWhileDivided(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.fault = poison(wholly(profile.InvalidSpec), "o3")
		jobs := w.updates(v, 10)
		w.submitAll(jobs)
		w.at(500 * time.Millisecond)
		w.Forget(jobs[3].Owner)
		newer := w.update(v, "o5", "o5@acme.example")
		newer.Version = "2"
		w.Submit(newer)
		w.wantKinds(append(slices.Clone(jobs[:3]), jobs[6:]...), allBut(7, -1, "")...)
		w.wantReport(jobs[3].Owner, "")
		w.wantKinds([]Job{newer}, profile.Applied)
		w.wantReport(newer.Owner, "2")
		w.wantSizes(v, 10, 4, 4, 1)
		w.wantNobodyNamed()
	})
}
