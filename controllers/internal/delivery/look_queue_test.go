package delivery

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// renames are so many, each for a user of its own whom the vendor has.
func (w *world) renames(v *vendor, n int) []Job {
	var jobs []Job
	for i := range n {
		old := "old" + numbered(i) + "@acme.example"
		v.put(old)
		jobs = append(jobs, w.rename(v, "r"+numbered(i), old, "new"+numbered(i)+"@acme.example"))
	}
	return jobs
}

// onRecord is the job as another process finds it.
func onRecord(job Job) Job {
	planner, _ := job.Planner.(fakePlanner)
	to, _ := planner.Moved(set(planner.want))
	job.Moved, job.PinnedUserID = &to, "id of "+job.Planner.Identifier().Value
	return job
}

// Jobs that were looked at before the request share one, and with those that need no look.
func TestLookedAtJobsShareARequest(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		w.lane.MaxInFlight = 6
		var jobs []Job
		for _, job := range w.renames(v, 6) {
			jobs = append(jobs, onRecord(job))
		}
		w.submitAll(jobs)
		w.at(900 * time.Millisecond)
		updates := w.updates(v, 4)
		w.submitAll(updates)
		w.reportAll(append(jobs, updates...))
		w.wantSizes(v, 10)
		w.wantNobodyNamed()
	})
}

// Whoever was looked at has had their turn, and does not stand behind those who came meanwhile.
func TestLookedAtJobsHaveHadTheirTurn(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		w.options.Notify = w.goOn
		renames, updates := w.renames(v, 2), w.updates(v, 500)
		w.submitAll(updates)
		w.submitAll([]Job{renames[0], onRecord(renames[1])})
		w.reportAll(renames)
		if took := time.Since(w.start); took > 2*time.Minute {
			w.t.Errorf("it took %v", took)
		}
	})
}

// Nobody is written while somebody looks whether it is them, also where an earlier move may have led.
func TestNobodyIsWrittenDuringALook(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		v.latency = 5 * time.Second
		v.has(doe, account{"7", ""})
		rename := w.rename(v, "rename", jane, roe)
		rename.Moved, rename.PinnedUserID = at(doe), "7"
		update := w.update(v, "update", doe)
		w.submitAll([]Job{rename, update})
		w.wantKinds([]Job{rename, update}, profile.Progressing, profile.Applied)
		if diff := cmp.Diff([]time.Duration{10 * time.Second}, v.times(w.start)); diff != "" {
			t.Errorf("writes (-want +got):\n%s", diff)
		}
	})
}

// A job that comes again with other limits while it is looked at has these afterwards.
func TestLimitsChangeDuringALook(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		job := onRecord(w.renames(v, 1)[0])
		w.Submit(job)
		w.at(500 * time.Millisecond)
		job.Lane.CommandsPerRequest = 1
		w.Submit(job)
		w.at(time.Second)
		update := w.updates(v, 1)[0]
		w.Submit(update)
		w.reportAll([]Job{job, update})
		w.wantSizes(v, 1, 1)
		w.wantNobodyNamed()
	})
}

// At most MaxInFlight looks are under way at once, and no request waits for them.
func TestLooksAreCountedApart(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		w.lane.MaxInFlight = 2
		v.latency = 10 * time.Second
		renames, updates := w.renames(v, 4), w.updates(v, 20)
		w.submitAll(renames)
		w.submitAll(updates)
		w.at(time.Second)
		if got, want := w.Stats("adobe"), (Stats{Queued: 2, InFlight: 22}); got != want {
			t.Errorf("stats %+v, want %+v", got, want)
		}
		for _, job := range renames {
			w.wantKinds([]Job{job}, profile.Progressing)
		}
		s := time.Second
		if diff := cmp.Diff([]time.Duration{0, 0, 10 * s, 10 * s}, timesOf(v.reads, w.start)); diff != "" {
			t.Errorf("reads (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]time.Duration{0, 0}, v.times(w.start)); diff != "" {
			t.Errorf("writes (-want +got):\n%s", diff)
		}
	})
}

// Whatever an owner wishes while a look is queued, in flight or done: nobody is looked at more often than that takes.
func TestWishesAndLooks(t *testing.T) {
	const queued, inFlight, seen = 500 * time.Millisecond, 1500 * time.Millisecond, 2050 * time.Millisecond
	move := func(w *world, v *vendor, version string) Job {
		job := onRecord(w.rename(v, "o", jane, roe))
		job.Version = version
		return job
	}
	update := func(w *world, v *vendor, version string) Job {
		job := w.update(v, "o", jane)
		job.Version = version
		return job
	}
	type wish func(*world, *vendor, string) Job
	tests := map[string]struct {
		at            time.Duration
		before, after wish // nil: forgotten
		version       string
		reads, writes int // those of the look that keeps the owner waiting not counted
	}{
		"queued, same version":              {queued, move, move, "1", 1, 1},
		"queued, another move":              {queued, move, move, "2", 1, 1},
		"queued, no move any more":          {queued, move, update, "2", 0, 1},
		"queued, forgotten":                 {queued, move, nil, "", 0, 0},
		"queued as an update, a move now":   {0, update, move, "2", 1, 1},
		"in flight, same version":           {inFlight, move, move, "1", 1, 1},
		"in flight, another move":           {inFlight, move, move, "2", 2, 1},
		"in flight, no move any more":       {inFlight, move, update, "2", 1, 1},
		"in flight, forgotten":              {inFlight, move, nil, "", 1, 0},
		"seen and queued, same version":     {seen, move, move, "1", 1, 1},
		"seen and queued, another move":     {seen, move, move, "2", 2, 1},
		"seen and queued, no move any more": {seen, move, update, "2", 1, 1},
		"seen and queued, forgotten":        {seen, move, nil, "", 1, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				t := w.t
				w.lane.MaxInFlight = 1
				v.has(jane, account{"id of " + jane, ""})
				first := w.renames(v, 1)[0]
				w.Submit(first) // looks from 0 s to 1 s
				w.Submit(tt.before(w, v, "1"))
				w.at(tt.at)
				if tt.after == nil {
					w.Forget(owner("o"))
				} else {
					w.Submit(tt.after(w, v, tt.version))
				}
				w.at(time.Minute)
				w.wantReport(owner("o"), tt.version)
				if tt.version != "" {
					w.wantKinds([]Job{{Owner: owner("o")}}, profile.Applied)
				}
				if len(v.reads) != 1+tt.reads || len(v.journal()) != tt.writes {
					t.Errorf("%d reads and %d writes, want %d and %d", len(v.reads)-1, len(v.journal()), tt.reads, tt.writes)
				}
				w.Acknowledge(owner("o"), tt.version)
				w.Acknowledge(first.Owner, "1")
				w.wantEmpty()
				w.wantNobodyNamed()
			})
		})
	}
}

// Namespaces take turns in being looked for, and what is urgent comes first.
func TestLooksAreFair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		v := w.vendor()
		w.lane.MaxInFlight = 1
		jobs := w.renames(v, 6)
		jobs[3].Owner.Namespace = "sales"
		jobs[4].Priority = Drift
		w.submitAll(jobs)
		w.run()
		w.at(time.Minute)
		want := []string{"oldo0", "oldo3", "oldo1", "oldo2", "oldo5", "oldo4"}
		if diff := cmp.Diff(want, texts("", v.reads)); diff != "" {
			t.Errorf("looks (-want +got):\n%s", diff)
		}
		w.end()
	})
}

// Where the vendor counts reads with everything else, looks and requests take turns, and neither is one too many.
func TestLooksOnTheQuotaOfRequests(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		v.oneQuota, w.lane.ReadsPerMinute, w.lane.MaxInFlight = true, 0, 10
		renames, updates := w.renames(v, 30), w.updates(v, 300)
		w.submitAll(renames)
		w.submitAll(updates)
		expected := map[string]time.Time{}
		for _, job := range slices.Concat(renames, updates) {
			at, queued := w.Estimate(job.Owner)
			if queued {
				expected[job.Planner.Identifier().Value] = at
			}
		}
		w.at(3 * time.Minute)
		if reads, writes := len(v.reads), len(v.journal()); reads < 10 || writes < 10 {
			t.Errorf("%d looks and %d requests after three minutes, want a third of 30 at least of each", reads, writes)
		}
		w.reportAll(updates)
		for _, job := range renames {
			w.wantKinds([]Job{job}, profile.Progressing)
		}
		for _, request := range slices.Concat(v.reads, v.journal()) {
			for _, user := range request.users {
				if at, found := expected[user]; found && request.at.Sub(at).Abs() > windowOf(time.Minute) {
					t.Errorf("%s began at %v, expected at %v", user, request.at.Sub(w.start), at.Sub(w.start))
				}
			}
		}
		v.wantNoRefusal(t)
		w.wantNobodyNamed()
	})
}

// It can be told when a look begins, and how long requests wait has nothing to do with it.
func TestEstimateOfLooks(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		renames := w.renames(v, 200)
		w.submitAll(renames)
		w.submitAll(w.updates(v, 1000))
		w.at(30 * time.Second)
		expected := map[string]time.Time{}
		for _, job := range renames {
			if at, queued := w.Estimate(job.Owner); queued {
				expected[job.Planner.Identifier().Value] = at
			}
		}
		for _, job := range renames {
			w.wantKinds([]Job{job}, profile.Progressing)
		}
		if len(expected) != 175 {
			t.Errorf("%d estimates, want 175", len(expected))
		}
		for _, look := range v.reads {
			if at, found := expected[look.users[0]]; found && look.at.Sub(at).Abs() > 5*time.Second {
				t.Errorf("%s began at %v, expected at %v", look.users[0], look.at.Sub(w.start), at.Sub(w.start))
			}
		}
	})
}

// A panic in a look ends that job.
func TestAPanicInALook(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		v.readFault = func(n int) error {
			if n == 0 {
				panic("out of order")
			}
			return nil
		}
		jobs := w.renames(v, 1)
		w.submitAll(jobs)
		w.wantKinds(jobs, profile.TargetUnavailable)
		jobs[0].Version = "2"
		w.submitAll(jobs)
		w.wantKinds(jobs, profile.Progressing)
		w.wantNobodyNamed()
	})
}

// Shutting down lets a look finish. What it found is handed over if it has to be recorded, and is else found anew.
func TestDrainOfLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		v := w.vendor()
		jobs := w.renames(v, 3)
		jobs[1] = onRecord(jobs[1])
		w.run()
		time.Sleep(windowOf(time.Minute))
		w.start = time.Now()
		w.lane.MaxInFlight = 2
		for _, job := range jobs {
			job.Lane = w.lane
			w.Submit(job)
		}
		w.at(500 * time.Millisecond)
		w.end()
		if diff := cmp.Diff([]string{"ro0 1 Progressing"}, w.settledVersions()); diff != "" {
			t.Errorf("settled (-want +got):\n%s", diff)
		}
		if len(v.reads) != 2 || len(v.journal()) != 0 {
			t.Errorf("%d reads and %d writes, want 2 and none", len(v.reads), len(v.journal()))
		}
	})
}
