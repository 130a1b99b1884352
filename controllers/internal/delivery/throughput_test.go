package delivery

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// The factor that is the product: 10,000 users take 1,000 requests and the time that the documented limit allows, with
// not one request too many, however the vendor counts and however long requests are on their way.
func TestTenThousandUsers(t *testing.T) {
	for _, sliding := range []bool{false, true} {
		for name, minute := range map[string]time.Duration{"a minute": time.Minute, "a short minute": 2 * time.Second} {
			t.Run(fmt.Sprintf("%s, sliding %t", name, sliding), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t)
					v := w.vendor()
					v.sliding, v.minute = sliding, minute
					v.latency = minute / 60
					v.travel = func(n int) time.Duration { return time.Duration(n%7) * minute / 1000 }
					w.options.Minute = minute
					w.run()
					jobs := w.updates(v, 10_000)
					w.submitAll(jobs)
					w.reportAll(jobs)
					w.end()

					v.wantNoRefusal(t)
					requests := v.journal()
					if len(requests) != 1000 {
						t.Fatalf("%d requests, want 1,000", len(requests))
					}
					for i, size := range v.sizes() {
						if size != 10 {
							t.Errorf("request %d has %d commands", i, size)
						}
					}
					// Steady state: from the end of the first window.
					steady := requests[999].at.Sub(requests[9].at)
					rate := 990 * 10 * float64(minute) / float64(steady)
					t.Logf("%.2f commands a minute", rate)
					if rate < 99 {
						t.Errorf("%.2f commands a minute, want at least 99 %% of 100", rate)
					}
				})
			})
		}
	}
}

// A tenth of them change the address by which they are found. Each of those is looked at once, on the quota of reads,
// which takes nothing from the requests: these are as many and as full as ever.
func TestAThousandOfThemRename(t *testing.T) {
	for _, sliding := range []bool{false, true} {
		t.Run(fmt.Sprintf("sliding %t", sliding), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				v := w.vendor()
				v.sliding = sliding
				v.travel = func(n int) time.Duration { return time.Duration(n%7) * time.Minute / 1000 }
				w.options.Notify = w.goOn
				w.run()
				jobs := w.updates(v, 10_000)
				for i := 0; i < len(jobs); i += 10 {
					jobs[i] = w.rename(v, numbered(i), numbered(i)+"@acme.example", "new"+numbered(i)+"@acme.example")
				}
				w.submitAll(jobs)
				time.Sleep(2 * time.Hour)
				w.reportAll(jobs)
				w.end()

				v.wantNoRefusal(t)
				requests := v.journal()
				if len(requests) != 1000 || len(v.reads) != 1000 {
					t.Errorf("%d requests and %d reads, want 1,000 of each", len(requests), len(v.reads))
				}
				steady := requests[len(requests)-1].at.Sub(requests[9].at)
				rate := float64(len(requests)-10) * 10 * float64(time.Minute) / float64(steady)
				looks := v.reads[len(v.reads)-1].at.Sub(v.reads[24].at)
				t.Logf("%.2f commands a minute, %.2f looks a minute", rate, 975*float64(time.Minute)/float64(looks))
				if rate < 99 {
					t.Errorf("%.2f commands a minute, want at least 99 %% of 100", rate)
				}
				if len(v.users) != 10_000 {
					t.Errorf("%d users, want 10,000", len(v.users))
				}
			})
		})
	}
}

// Renames alone go as fast as reads do.
func TestRenamesOnly(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		w.options.Notify = w.goOn
		jobs := w.renames(v, 1000)
		w.submitAll(jobs)
		time.Sleep(time.Hour)
		w.reportAll(jobs)
		v.wantNoRefusal(t)
		looks := v.reads[len(v.reads)-1].at.Sub(v.reads[24].at)
		last := v.journal()[len(v.journal())-1].at
		t.Logf("%d requests, the last look at %v, the last request at %v", len(v.journal()), v.reads[999].at.Sub(w.start), last.Sub(w.start))
		if rate := 975 * float64(time.Minute) / float64(looks); rate < 24.5 || len(v.reads) != 1000 {
			t.Errorf("%.2f looks a minute, want nearly 25; %d looks, want 1,000", rate, len(v.reads))
		}
		if behind := last.Sub(v.reads[999].at); behind > 30*time.Second {
			t.Errorf("the last request is %v behind the last look", behind)
		}
	})
}

// Updates that come one by one share requests as the quota runs out: nobody waits for long, and none is too many.
func TestTrickle(t *testing.T) {
	for _, tt := range []struct {
		every   time.Duration
		longest time.Duration
		most    int // requests for 600 updates
	}{
		{every: 600 * time.Millisecond, longest: 20 * time.Second, most: 65},
		{every: time.Second, longest: 12 * time.Second, most: 105},
		{every: 3 * time.Second, longest: 9 * time.Second, most: 290},
		{every: 10 * time.Second, longest: 7 * time.Second, most: 600},
	} {
		t.Run(tt.every.String(), func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				t := w.t
				jobs := w.updates(v, 600)
				came := map[string]time.Time{}
				for _, job := range jobs {
					came[job.Planner.Identifier().Value] = time.Now()
					w.Submit(job)
					time.Sleep(tt.every)
				}
				w.reportAll(jobs)
				v.wantNoRefusal(t)
				var longest time.Duration
				for _, request := range v.journal() {
					for _, user := range request.users {
						longest = max(longest, request.at.Sub(came[user]))
					}
				}
				t.Logf("%d requests, the longest wait %v", len(v.journal()), longest)
				if longest > tt.longest {
					t.Errorf("somebody waited %v, want %v at most", longest, tt.longest)
				}
				if n := len(v.journal()); n > tt.most {
					t.Errorf("%d requests, want %d at most", n, tt.most)
				}
			})
		})
	}
}

// One object is not in the way of another namespace's thousands, nor they in its.
func TestTwoNamespaces(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		jobs := w.updates(v, 2001)
		single := jobs[2000]
		single.Owner.Namespace = "sales"
		w.submitAll(jobs[:2000])
		w.at(5 * time.Minute)
		w.Submit(single)
		w.report(single.Owner)
		if took := time.Since(w.start) - 5*time.Minute; took > 30*time.Second {
			t.Errorf("the single object took %v", took)
		}
		w.reportAll(jobs)
		v.wantNoRefusal(t)
		if n := len(v.journal()); n != 201 {
			t.Errorf("%d requests, want 201", n)
		}
	})
}

// A retry and a look for drift do not wait for ever behind changes that keep coming, and those do not wait for them.
func TestNobodyStarves(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		jobs := w.updates(v, 3000)
		for i := range jobs {
			if i >= 2000 {
				jobs[i].Priority = Retry + Priority(i%2)
			}
		}
		w.submitAll(jobs)
		w.at(10 * time.Minute)
		reported := map[Priority]int{}
		for _, job := range jobs {
			if _, ok := w.Report(job.Owner); ok {
				reported[job.Priority]++
			}
		}
		if reported[Change] < 850 || reported[Retry] < 40 || reported[Drift] < 40 {
			t.Errorf("after ten minutes %v are done, want nine of ten for changes", reported)
		}
	})
}

// Another lane is none the slower for one that has minutes of work.
func TestBatchesDelayNoOtherLane(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		mosaic := w.lane
		mosaic.Key, mosaic.RequestsPerMinute, mosaic.ReadsPerMinute, mosaic.MaxInFlight = "mosaic", 20_000, 0, 50
		w.submitAll(w.updates(v, 2000))
		w.system.latency = always(100 * time.Millisecond)
		begun := time.Now()
		var jobs []Job
		for i, job := range w.crowd(500) {
			job.Owner, job.Lane = owner("m"+numbered(i)), mosaic
			jobs = append(jobs, job)
		}
		w.submitAll(jobs)
		time.Sleep(2 * time.Second) // 50 at once, 0.2 s each
		synctest.Wait()
		for _, job := range jobs {
			if report, ok := w.Report(job.Owner); !ok || report.Outcome.Kind != profile.Applied {
				w.t.Fatalf("%s is not done %v after", job.Owner.UID, time.Since(begun))
			}
		}
	})
}
