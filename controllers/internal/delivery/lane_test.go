package delivery

import (
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// crowd puts n users into the system and returns a job for each that sets a name: one read, one write.
func (w *world) crowd(n int) []Job {
	var jobs []Job
	for i := range n {
		uid := numbered(i)
		email := uid + "@acme.example"
		w.system.put(target.User{ID: "user-" + uid, Profile: person(email, "")})
		job := w.job(uid, "1")
		job.Planner = fakePlanner{identifier: byEmail(email), want: names("Roe")}
		jobs = append(jobs, job)
	}
	return jobs
}

func (w *world) submitAll(jobs []Job) {
	for _, job := range jobs {
		w.Submit(job)
	}
}

func (w *world) reportAll(jobs []Job) {
	w.t.Helper()
	for _, job := range jobs {
		if got := w.report(job.Owner).Outcome.Kind; got != profile.Applied {
			w.t.Errorf("outcome of %s is %s, want Applied", job.Owner.UID, got)
		}
	}
}

// mostInAMinute returns the most calls within any stretch of that length.
func mostInAMinute(times []time.Duration) int {
	most, first := 0, 0
	for i := range times {
		for times[i]-times[first] > time.Minute {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

func TestQuota(t *testing.T) {
	for name, tt := range map[string]struct {
		latency  time.Duration
		inFlight int
	}{
		"an instant system": {0, 5},
		"a usual system":    {150 * time.Millisecond, 5},
		"a slow system":     {5 * time.Second, 20},
		"one at a time":     {150 * time.Millisecond, 1},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				t := w.t
				w.lane = target.Lane{Key: "lane", RequestsPerMinute: 10, MaxInFlight: tt.inFlight}
				w.system.latency = always(tt.latency)
				jobs := w.crowd(50)
				w.submitAll(jobs)
				w.reportAll(jobs)

				times := w.system.times(w.start)
				if len(times) != 100 {
					t.Fatalf("%d requests, want 100", len(times))
				}
				if most := mostInAMinute(times); most > 10 {
					t.Errorf("%d requests within 60 s, want 10 at most", most)
				}
				// Steady state: from the end of the first window, when the limit alone decides.
				steady := times[99] - times[9]
				if rate := 90 / steady.Minutes(); rate < 9.8 {
					t.Errorf("%.2f requests a minute, want at least 98 %% of 10", rate)
				}
			})
		})
	}
}

func TestLimitsChange(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.lane.RequestsPerMinute = 2
		jobs := w.crowd(10)
		w.submitAll(jobs)
		w.at(30 * time.Second)
		w.lane.RequestsPerMinute = 5
		for i := range jobs {
			jobs[i].Lane = w.lane
		}
		w.submitAll(jobs)
		w.at(30 * time.Second)
		if n := len(w.system.journal()); n != 5 {
			t.Errorf("%d calls, want 5: as many as fit in", n)
		}
		w.reportAll(jobs)
	})
}

func TestMaxInFlight(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.lane.MaxInFlight = 3
		w.system.latency = always(time.Second)
		jobs := w.crowd(20)
		w.submitAll(jobs)
		w.reportAll(jobs)
		if w.system.most != 3 {
			t.Errorf("%d calls at once, want 3", w.system.most)
		}
		if got, want := time.Since(w.start).Round(time.Second), 14*time.Second; got != want {
			t.Errorf("it took %v, want %v", got, want)
		}
	})
}

// Jobs that have begun are served before new ones: what they have read grows old.
func TestJobsUnderWayComeFirst(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.lane = target.Lane{Key: "lane", RequestsPerMinute: 3, MaxInFlight: 5}
		w.system.latency = always(time.Second)
		jobs := w.crowd(3)
		for i, job := range jobs {
			w.at(time.Duration(5*i) * time.Second)
			w.Submit(job)
		}
		w.reportAll(jobs)
		var got []string
		for _, call := range w.system.journal() {
			got = append(got, call.At.Sub(w.start).String()+" "+call.Text)
		}
		want := []string{
			"0s read by Email", "1s write user-o0 lastName", "5s read by Email",
			"1m0.5s write user-o1 lastName", // the only slot, for which the third job waits as well
			"1m1.5s read by Email", "1m5.5s write user-o2 lastName",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
	})
}

// A pause holds the whole lane back; then one request finds out whether it goes on.
func TestRetryAfterPausesTheLane(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.system.latency = always(time.Second)
		w.system.fault = faults(map[int]error{
			0: throttle(30 * time.Second), 1: throttle(20 * time.Second), 2: throttle(0), 3: throttle(-time.Second),
		})
		w.lane.MaxInFlight = 4
		jobs := w.crowd(8)
		w.submitAll(jobs)
		w.reportAll(jobs)
		s := time.Second
		want := []time.Duration{0, 0, 0, 0, 31 * s, 32 * s, 32 * s, 32 * s, 32 * s}
		if diff := cmp.Diff(want, w.system.times(w.start)[:9]); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
		if got := count(w.system.texts(), "write"); got != 8 {
			t.Errorf("%d writes, want 8", got)
		}
	})
}

// Those whose read lies before the pause read again after it, though nobody refused their writes.
func TestNobodyWritesWhatWasReadBeforeAPause(t *testing.T) {
	inWorld(t, func(w *world) {
		var reads atomic.Int32
		w.system.latency = func(c fakeCall) time.Duration {
			if c.Text[:4] == "read" && reads.Add(1) == 1 {
				return 3 * time.Second // still reading when the pause begins
			}
			return time.Second
		}
		w.system.fault = faults(map[int]error{2: throttle(time.Minute)}) // the second job's write
		jobs := w.crowd(2)
		w.submitAll(jobs)
		w.reportAll(jobs)
		w.wantAllAgainAfter(time.Minute)
	})
}

// The same for those who already wait for the slot of their write.
func TestNobodyWaitsToWriteThroughAPause(t *testing.T) {
	inWorld(t, func(w *world) {
		w.lane.RequestsPerMinute = 3
		w.system.latency = always(time.Second)
		w.system.fault = faults(map[int]error{2: throttle(5 * time.Minute)}) // the only write the window has room for
		jobs := w.crowd(2)
		w.submitAll(jobs)
		w.reportAll(jobs)
		w.wantAllAgainAfter(time.Minute)
	})
}

// wantAllAgainAfter expects that two jobs both read and wrote after that time.
func (w *world) wantAllAgainAfter(since time.Duration) {
	w.t.Helper()
	var late []string
	for _, call := range w.system.journal() {
		if call.At.Sub(w.start) > since {
			late = append(late, call.Text[:4])
		}
	}
	slices.Sort(late)
	if diff := cmp.Diff([]string{"read", "read", "writ", "writ"}, late); diff != "" {
		w.t.Errorf("calls after the pause (-want +got):\n%s", diff)
	}
}

func TestBackoffWithoutRetryAfter(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.options.Jitter = func() float64 { return 0.5 }
		w.system.fault = func(n int, _ fakeCall) error {
			if n < 4 || n == 6 {
				return throttle(0)
			}
			return nil
		}
		jobs := w.crowd(2)
		w.lane.MaxInFlight = 1
		for i := range jobs {
			jobs[i].Lane = w.lane
		}
		w.submitAll(jobs)
		w.reportAll(jobs)
		ms := time.Millisecond
		want := []time.Duration{0, 1100 * ms, 3300 * ms, 7700 * ms, 16500 * ms, 16500 * ms, 16500 * ms, 17600 * ms, 17600 * ms}
		if diff := cmp.Diff(want, w.system.times(w.start)); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
	})
}

// A failure in the middle of doubt neither ends it nor wedges the lane.
func TestDoubtSurvivesAFailure(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.system.latency = always(time.Second)
		w.system.fault = faults(map[int]error{0: throttle(0), 1: failure(profile.TargetUnavailable)})
		w.lane.MaxInFlight = 1
		jobs := w.crowd(6)
		w.Submit(jobs[0])
		w.at(1500 * time.Millisecond)
		w.lane.MaxInFlight = 5
		for i := range jobs {
			jobs[i].Lane = w.lane
		}
		w.submitAll(jobs[1:])
		w.reportAll(jobs[1:])
		s := time.Second
		want := []time.Duration{0, 2 * s, 3 * s, 4 * s, 4 * s}
		if diff := cmp.Diff(want, w.system.times(w.start)[:5]); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
	})
}

// A system that holds every answer, or a lane that is paused or has used its quota up, is nothing to other lanes.
func TestASlowLaneDelaysNoOther(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.system.latency = always(5 * time.Second)
		w.lane.RequestsPerMinute = 10
		w.submitAll(w.crowd(50))

		quick := &fakeSystem{users: map[string]profile.Profile{"u1": person(jane, "")}}
		for i := range 50 {
			job := w.job("quick"+numbered(i), "1")
			job.Target = quick
			job.Lane = target.Lane{Key: "quick", RequestsPerMinute: 1000, MaxInFlight: 1}
			w.Submit(job)
		}
		synctest.Wait()
		for i := range 50 {
			w.wantReport(owner("quick"+numbered(i)), "1")
		}
		if passed := time.Since(w.start); passed != 0 {
			t.Errorf("it took %v", passed)
		}
	})
}

// A lane goes when it has nothing to do, but not before its quota is whole again.
func TestIdleLanesGo(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.lane.RequestsPerMinute = 2
		w.Submit(w.job("a", "1"))
		w.at(60 * time.Second)
		w.Submit(w.job("b", "1"))
		w.at(60 * time.Second)
		if n := len(w.system.journal()); n != 2 || w.countLanes() != 1 {
			t.Errorf("%d calls and %d lanes, want 2 calls as the window is full, and 1 lane", n, w.countLanes())
		}
		w.at(120 * time.Second)
		if n := len(w.system.journal()); n != 3 || w.countLanes() != 1 {
			t.Errorf("%d calls and %d lanes, want 3 and 1", n, w.countLanes())
		}
		w.at(60*time.Second + 2*windowOf(time.Minute))
		if w.countLanes() != 0 {
			t.Errorf("%d lanes are left, want none", w.countLanes())
		}
	})
}

// Lanes whose only job is taken away are dropped at once; those that are paused stay.
func TestLanesThatNeverCalledGoAtOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.system.fault = faults(map[int]error{0: throttle(10 * time.Minute)})
		w.Submit(w.job("a", "1"))
		synctest.Wait()
		w.Submit(w.job("b", "1"))
		w.Forget(owner("b"))
		w.Forget(owner("a"))
		w.at(9 * time.Minute)
		if n := w.countLanes(); n != 1 {
			t.Errorf("%d lanes, want the one that is paused", n)
		}
		w.at(20 * time.Minute)
		if n := w.countLanes(); n != 0 {
			t.Errorf("%d lanes, want none", n)
		}
		w.wantEmpty()
	})
}

func count(texts []string, prefix string) int {
	n := 0
	for _, text := range texts {
		if len(text) >= len(prefix) && text[:len(prefix)] == prefix {
			n++
		}
	}
	return n
}

func (s *fakeSystem) writes() int { return count(s.texts(), "write") }
