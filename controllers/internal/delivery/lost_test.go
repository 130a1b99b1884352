package delivery

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Answers get lost before and after requests were carried out, requests are refused, fail and are throttled. Whoever is
// told so asks again, and in the end everybody has what was wanted, half of them under a new address.
func TestNothingIsLost(t *testing.T) {
	for seed := range uint64(10) {
		inBatches(t, func(w *world, v *vendor) {
			t := w.t
			random := rand.New(rand.NewPCG(seed, 0))
			v.fault = func(int, []string) fault {
				w.mu.Lock()
				defer w.mu.Unlock()
				return map[int]fault{
					0: {before: errLost},
					1: {after: errLost},
					2: {before: wholly(profile.TargetUnavailable)},
					3: {before: throttle(time.Duration(random.IntN(60)) * time.Second)},
					4: {before: failure(profile.Denied)},
					5: {panics: true},
				}[random.IntN(15)]
			}
			v.readFault = func(int) error {
				w.mu.Lock()
				defer w.mu.Unlock()
				return map[int]error{0: errLost, 1: throttle(time.Second)}[random.IntN(5)]
			}
			jobs := w.updates(v, 200)
			for i := range jobs {
				if i%2 == 0 {
					jobs[i] = w.rename(v, numbered(i), numbered(i)+"@acme.example", "new"+numbered(i)+"@acme.example")
				}
			}
			w.submitAll(jobs)
			for i, job := range jobs {
				for n := 2; ; n++ {
					report := w.report(job.Owner)
					if report.Outcome.Kind == profile.Applied {
						break
					}
					switch report.Outcome.Kind {
					case profile.Progressing:
						job = recorded(report)
					case profile.TargetUnavailable, profile.Denied:
						job.Found, job.Priority = nil, Retry // it may be old by now
					default:
						t.Fatalf("seed %d: %s ends as %s", seed, job.Owner.UID, report.Outcome.Kind)
					}
					job.Version = strconv.Itoa(n)
					w.Submit(job)
				}
				address := map[bool]string{true: "new", false: ""}[i%2 == 0] + numbered(i) + "@acme.example"
				if got := v.lastName(address); got != "Roe" {
					t.Errorf("seed %d: the last name under %s is %q", seed, address, got)
				}
			}
			if len(v.users) != 200 {
				t.Errorf("seed %d: %d users, want 200", seed, len(v.users))
			}
			v.wantNoRefusal(t)
			w.wantNobodyNamed()
		})
	}
}

// Whatever is wished in whatever order, in batches as well: in the end each owner has the outcome of the last wish.
func TestRandomWishesInBatches(t *testing.T) {
	for seed := range uint64(20) {
		inBatches(t, func(w *world, v *vendor) {
			random := rand.New(rand.NewPCG(seed, 0))
			v.limits, w.lane.RequestsPerMinute = nil, 600
			v.fault = func(n int, _ []string) fault {
				return map[int]fault{
					2: {before: wholly(profile.InvalidSpec)}, 4: {before: throttle(time.Second)}, 6: {panics: true},
				}[n%9]
			}
			for i := range 8 {
				v.put(numbered(i) + "@acme.example")
			}
			last := map[Owner]string{}
			for range 300 {
				uid, version := numbered(random.IntN(12)), strconv.Itoa(random.IntN(4))
				job := w.update(v, uid, numbered(random.IntN(8))+"@acme.example")
				if version > "1" {
					job = w.rename(v, uid, numbered(random.IntN(8))+"@acme.example", numbered(random.IntN(8))+"@acme.example")
				}
				if version > "2" {
					job = onRecord(job)
				}
				job.Version, job.Lane.Key = version, strconv.Itoa(random.IntN(2))
				job.Priority = Priority(random.IntN(int(priorities)))
				switch random.IntN(5) {
				case 0:
					w.Forget(job.Owner)
					delete(last, job.Owner)
				case 1:
					if report, ok := w.Report(job.Owner); ok && report.Version != last[job.Owner] {
						w.t.Fatalf("seed %d: a report of version %s, wished was %s", seed, report.Version, last[job.Owner])
					}
				case 2:
					time.Sleep(time.Duration(random.IntN(3000)) * time.Millisecond)
				default:
					w.Submit(job)
					last[job.Owner] = version
				}
			}
			for owner, version := range last {
				report := w.report(owner)
				if report.Version != version || report.Outcome.Kind == "" {
					w.t.Errorf("seed %d: %s has an outcome %q of version %s, want %s", seed, owner.UID, report.Outcome.Kind, report.Version, version)
				}
				w.Acknowledge(owner, version)
			}
			w.at(time.Hour)
			w.wantEmpty()
			if n := w.countLanes(); n != 0 {
				w.t.Errorf("seed %d: %d lanes are left", seed, n)
			}
		})
	}
}

// One command that the vendor had no time for is that job's affair, and no reason to pause.
func TestOneCommandThrottled(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.refuse = func(c target.Command) error {
			if c.Identifier.Value == "o4@acme.example" {
				return &target.Error{Kind: profile.Throttled, Code: "error.throttled_by_external_service", Message: "later"}
			}
			return nil
		}
		jobs := w.updates(v, 10)
		w.submitAll(jobs)
		w.wantKinds(jobs, allBut(10, 4, profile.TargetUnavailable)...)
		if until := w.Stats("adobe").ThrottledUntil; !until.IsZero() {
			w.t.Errorf("the lane is paused until %v", until)
		}
		w.wantSizes(v, 10)
	})
}

// A Planner whose look into the future panics sends nothing: whether the job moves anybody is not known.
func TestAPanicInMoves(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.put(jane)
		job := w.rename(v, "o", jane, roe)
		job.Planner = panickyMoves{job.Planner}
		w.Submit(job)
		w.wantKinds([]Job{job}, profile.TargetUnavailable)
		if n := len(v.journal()); n != 0 {
			w.t.Errorf("%d requests", n)
		}
	})
}

type panickyMoves struct{ Planner }

func (panickyMoves) Moves(profile.Change) bool { panic("out of order") }

// The jobs of a batch leave one by one; those that look for users hold nobody up.
func TestLookingHoldsNobodyUp(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		w.lane.MaxInFlight = 1
		var jobs []Job
		for i := range 60 {
			jobs = append(jobs, w.rename(v, numbered(i), fmt.Sprintf("old%d@acme.example", i), fmt.Sprintf("new%d@acme.example", i)))
		}
		others := w.updates(v, 70)
		for i := range others {
			others[i].Owner = owner("other" + numbered(i))
		}
		w.submitAll(jobs[:30])
		w.submitAll(others)
		w.submitAll(jobs[30:])
		w.at(15 * time.Second)
		for _, job := range others {
			w.wantReport(job.Owner, "1")
		}
		for _, job := range jobs {
			if kind := w.report(job.Owner).Outcome.Kind; kind != profile.UserNotFound {
				w.t.Errorf("outcome %s", kind)
			}
		}
		w.wantNobodyNamed()
	})
}

// A request may have been carried out that was not answered, and is to be repeated. Whoever wants nothing more is told, if
// it still waits for that.
func TestWithdrawnWhileItIsToBeRepeated(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.fault = func(n int, _ []string) fault {
			return map[int]fault{0: {before: wholly(profile.TargetUnavailable)}, 1: {before: throttle(time.Hour)}}[n]
		}
		job := w.updates(v, 1)[0]
		w.Submit(job)
		w.at(time.Minute)
		sent := w.start
		if w.Withdraw(job.Owner) {
			w.t.Error("it is said to be under way")
		}
		report, held := w.Report(job.Owner)
		if at := report.Outcome.At; at.Before(sent) || at.After(sent.Add(time.Minute)) {
			w.t.Errorf("it was sent at %s, want the first minute", at.Sub(sent))
		}
		if !held || report.Outcome.Kind != profile.TargetUnavailable {
			w.t.Errorf("the report is %v %+v, want that the request was not answered", held, report.Outcome)
		}
	})
}

// A request that the vendor was asked to come back with has changed nothing. Whoever wants nothing more is told nothing, and
// nothing is sent any more.
func TestWithdrawnWhileItIsThrottled(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.fault = func(n int, _ []string) fault {
			return map[int]fault{0: {before: throttle(time.Hour)}}[n]
		}
		job := w.updates(v, 1)[0]
		w.Submit(job)
		w.at(time.Minute)
		if w.Withdraw(job.Owner) {
			w.t.Error("it is said to be under way")
		}
		w.at(2 * time.Hour)
		if report, held := w.Report(job.Owner); held {
			w.t.Errorf("the report is %+v", report.Outcome)
		}
		if n := len(v.requests); n != 1 {
			w.t.Errorf("%d requests, want the first only", n)
		}
		w.wantEmpty()
	})
}

// The same of a request that is under way when nothing more is wanted: it is not repeated.
func TestWithdrawnUnderWay(t *testing.T) {
	for name, tt := range map[string]struct {
		fault fault
		want  profile.Kind // of the report
	}{
		"answered":      {fault{}, profile.Applied},
		"not answered":  {fault{before: wholly(profile.TargetUnavailable)}, profile.TargetUnavailable},
		"throttled":     {fault{before: throttle(time.Second)}, ""},
		"token too old": {fault{before: failure(profile.Denied)}, ""},
		"refused":       {fault{before: wholly(profile.InvalidSpec)}, profile.InvalidSpec},
	} {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				v.latency = 10 * time.Second
				v.fault = func(n int, _ []string) fault { return map[int]fault{0: tt.fault}[n] }
				job := w.updates(v, 1)[0]
				w.Submit(job)
				w.at(5 * time.Second)
				if !w.Withdraw(job.Owner) {
					w.t.Error("it is not said to be under way")
				}
				w.at(time.Hour)
				if report, _ := w.Report(job.Owner); report.Outcome.Kind != tt.want {
					w.t.Errorf("the report is %q, want %q", report.Outcome.Kind, tt.want)
				}
				if n := len(v.requests); n != 1 {
					w.t.Errorf("%d requests, want one", n)
				}
			})
		})
	}
}
