package delivery

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// A former leader has sent requests up to the moment it died. The new one sees one refusal at most, loses a minute at
// most, and then is as fast as ever.
func TestHandOver(t *testing.T) {
	for _, sliding := range []bool{false, true} {
		for _, used := range []int{0, 3, 9, 10} {
			t.Run(fmt.Sprintf("%d used, sliding %t", used, sliding), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t)
					v := w.vendor()
					v.sliding = sliding
					for i := range used {
						time.Sleep(time.Duration(i) * time.Second)
						_ = v.count(writing, time.Now())
					}
					w.start = time.Now()
					jobs := w.updates(v, 300)
					w.submitAll(jobs)
					w.run()
					w.reportAll(jobs)
					if v.refusals > 1 {
						t.Errorf("%d refusals, want 1 at most", v.refusals)
					}
					if took := time.Since(w.start); took > 4*time.Minute {
						t.Errorf("it took %v", took)
					}
					w.end()
				})
			})
		}
	}
}

// Until a window has passed the lane feels its way; after that it need not.
func TestOneAtATimeAfterTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		v := w.vendor()
		v.latency = 5 * time.Second
		w.run()
		jobs := w.updates(v, 200)
		w.submitAll(jobs[:40])
		w.at(25 * time.Second)
		if v.most != 1 {
			t.Errorf("%d requests at once after the start, want 1", v.most)
		}
		w.at(3 * time.Minute)
		w.submitAll(jobs[40:])
		w.reportAll(jobs)
		if v.most != 4 {
			t.Errorf("%d requests at once later, want 4", v.most)
		}
		w.end()
	})
}

// A request that has to wait for a token counts from when it goes out, as the vendor counts it.
func TestTokensTakeTheirTime(t *testing.T) {
	for _, sliding := range []bool{false, true} {
		t.Run(fmt.Sprintf("sliding %t", sliding), func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				v.sliding = sliding
				v.token = func(n int) time.Duration {
					if n%25 == 0 {
						return 5 * time.Second
					}
					return 0
				}
				jobs := w.updates(v, 500)
				w.submitAll(jobs)
				w.reportAll(jobs)
				v.wantNoRefusal(w.t)
			})
		})
	}
}

// A lane with a large quota has no need to feel its way.
func TestLargeLanesDoNotProbe(t *testing.T) {
	inWorld(t, func(w *world) {
		w.lane = target.Lane{Key: "mosaic", RequestsPerMinute: 20_000, MaxInFlight: 50}
		w.system.latency = always(100 * time.Millisecond)
		jobs := w.crowd(100)
		w.submitAll(jobs)
		w.at(400 * time.Millisecond)
		for _, job := range jobs {
			w.wantReport(job.Owner, "1")
		}
	})
}

// A pause for a part of a minute is about requests of its kind, a long one about all.
func TestPausesOfOneKind(t *testing.T) {
	s := time.Second
	for name, tt := range map[string]struct {
		pause  time.Duration
		reads  []time.Duration
		writes []time.Duration
	}{
		// The write is refused at 2 s, the look begins at 3 s.
		"short": {40 * s, []time.Duration{3 * s}, []time.Duration{0, 42 * s}},
		"long":  {2000 * s, []time.Duration{2002 * s}, []time.Duration{0, 2002 * s}},
	} {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				v.put(jane)
				v.latency = 2 * s
				v.fault = func(n int, _ []string) fault {
					if n == 0 {
						return fault{before: throttle(tt.pause)}
					}
					return fault{}
				}
				w.lane.CommandsPerRequest = 1
				update := w.updates(v, 1)[0]
				w.Submit(update)
				w.at(3 * s)
				rename := w.rename(v, "r", jane, roe)
				w.Submit(rename)
				w.wantKinds([]Job{rename, update}, profile.Progressing, profile.Applied)
				if diff := cmp.Diff(tt.writes, v.times(w.start)); diff != "" {
					t.Errorf("writes (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.reads, timesOf(v.reads, w.start)); diff != "" {
					t.Errorf("reads (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// Reads have a window of their own.
func TestReadsDoNotUseUpWrites(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		var renames []Job
		for i := range 100 {
			from, to := fmt.Sprintf("old%d@acme.example", i), fmt.Sprintf("new%d@acme.example", i)
			v.put(from)
			renames = append(renames, w.rename(v, "r"+numbered(i), from, to))
		}
		jobs := w.updates(v, 100)
		w.submitAll(renames)
		w.submitAll(jobs)
		w.reportAll(jobs)
		for _, rename := range renames {
			w.wantKinds([]Job{rename}, profile.Progressing)
		}
		v.wantNoRefusal(w.t)
		w.wantSizes(v, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10)
		if last := v.times(w.start)[9]; last > 3*time.Second {
			t.Errorf("the last write was at %v", last)
		}
		if most := mostInAMinute(timesOf(v.reads, w.start)); most != 25 || len(v.reads) != 100 {
			t.Errorf("%d reads, %d of them within a minute, want 100 and 25", len(v.reads), most)
		}
	})
}

// Jobs that were refused for being too fast wait in the queue: others may go first, and nobody who left is sent.
func TestThrottledJobsQueueAgain(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		v.fault = func(n int, _ []string) fault {
			if n == 0 {
				return fault{before: throttle(30 * time.Second)}
			}
			return fault{}
		}
		jobs := w.updates(v, 12)
		w.submitAll(jobs[:10])
		w.at(10 * time.Second)
		if got := w.Stats("adobe"); got.Queued != 10 || got.InFlight != 0 || !got.ThrottledUntil.Equal(w.start.Add(31*time.Second)) {
			t.Errorf("stats %+v", got)
		}
		w.wantPending(jobs[3].Owner, "1")
		w.Forget(jobs[3].Owner)
		newer := jobs[5]
		newer.Version = "2"
		w.Submit(newer)
		w.submitAll(jobs[10:])
		w.reportAll(append(append([]Job{newer}, jobs[:3]...), jobs[6:]...))
		w.wantReport(newer.Owner, "2")
		w.wantReport(jobs[3].Owner, "")
		w.wantSizes(v, 10, 10, 1)
		w.wantNobodyNamed()
	})
}

func TestStatsAndEstimate(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		jobs := w.updates(v, 500)
		if _, queued := w.Estimate(jobs[0].Owner); queued || w.Stats("adobe") != (Stats{}) {
			t.Error("something is known of nothing")
		}
		for i := range jobs[:100] {
			jobs[i].Owner.Namespace = "sales"
		}
		w.submitAll(jobs)
		w.at(30 * time.Second)
		if got, want := w.Stats("adobe"), (Stats{Queued: 400}); got != want {
			t.Errorf("stats %+v, want %+v", got, want)
		}
		if _, queued := w.Estimate(Owner{UID: "stranger"}); queued {
			t.Error("a stranger is queued")
		}
		expected := map[string]time.Time{}
		for _, job := range jobs {
			if at, queued := w.Estimate(job.Owner); queued {
				expected[job.Planner.Identifier().Value] = at
			}
		}
		w.reportAll(jobs)
		if len(expected) != 400 {
			t.Errorf("%d estimates, want 400", len(expected))
		}
		for _, request := range v.journal() {
			for _, user := range request.users {
				if at, found := expected[user]; found && request.at.Sub(at).Abs() > 7*time.Second {
					t.Errorf("%s began at %v, expected at %v", user, request.at.Sub(w.start), at.Sub(w.start))
				}
			}
		}
	})
}

// Estimates hold for a system that reads first, too.
func TestEstimateWhereEachJobTakesTwoRequests(t *testing.T) {
	inWorld(t, func(w *world) {
		w.lane.RequestsPerMinute = 10
		jobs := w.crowd(51)
		w.submitAll(jobs)
		w.at(30 * time.Second)
		at, _ := w.Estimate(jobs[50].Owner)
		if got := at.Sub(w.start); got < 9*time.Minute || got > 11*time.Minute {
			t.Errorf("the last job is expected at %v, want about 10 min", got)
		}
	})
}

// What is on its way when the process ends is recorded, and what is not begun is left.
func TestDrainOfABatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		v := w.vendor()
		v.fault = poison(wholly(profile.InvalidSpec), "o3")
		jobs := w.updates(v, 30)
		w.submitAll(jobs)
		w.run()
		w.at(1500 * time.Millisecond) // ten were refused and wait to be divided, ten are on their way
		w.end()
		time.Sleep(time.Hour)
		w.wantSizes(v, 10, 10)
		var want []string
		for i := 10; i < 20; i++ {
			want = append(want, numbered(i)+" 1 Applied")
		}
		if diff := cmp.Diff(want, w.settledVersions()); diff != "" {
			t.Errorf("settled (-want +got):\n%s", diff)
		}
	})
}

// Whoever looks for a user to rename goes before those who only try something out; and these do not take in more
// than they can look for.
func TestRenamesAreLookedForBeforeDryRuns(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		v.testOnly = true
		live := w.vendor()
		jobs := w.updates(v, 200)
		w.submitAll(jobs)
		w.at(20 * time.Second) // 25 have been looked for, others wait
		if got := w.Stats("adobe"); got.InFlight > 100 {
			t.Errorf("%d jobs are in flight", got.InFlight)
		}
		rename := w.rename(live, "r", jane, roe)
		live.put(jane)
		rename.Owner.Namespace = "sales"
		w.Submit(rename)
		expected, _ := w.Estimate(rename.Owner)
		w.wantKinds([]Job{rename}, profile.Progressing)
		if at := live.reads[0].at; !at.Equal(expected) {
			t.Errorf("the look began at %v, expected at %v", at.Sub(w.start), expected.Sub(w.start))
		}
		if took := time.Since(w.start); took > 70*time.Second {
			t.Errorf("it took %v", took)
		}
		for _, job := range jobs {
			w.wantKinds([]Job{job}, profile.DryRunSucceeded)
		}
		if most := mostInAMinute(timesOf(v.reads, w.start)); most > 25 {
			t.Errorf("%d reads within a minute", most)
		}
		w.wantNobodyNamed()
	})
}
