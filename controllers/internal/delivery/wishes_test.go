package delivery

import (
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// Everything an owner can wish, at every state its former wish can be in. The system takes 1 s for a call, so that
// version 1 is read until 1 s, written until 2 s, and reported after; the lane carries out one job at a time.
func TestWishes(t *testing.T) {
	o := owner("o")
	submit := func(version string) func(*world) { return func(w *world) { w.Submit(w.job("o", version)) } }
	forget := func(w *world) { w.Forget(o) }
	withdraw := func(inFlight bool) func(*world) {
		return func(w *world) {
			if got := w.Withdraw(o); got != inFlight {
				w.t.Errorf("Withdraw = %v", got)
			}
		}
	}
	acknowledge := func(version string) func(*world) { return func(w *world) { w.Acknowledge(o, version) } }
	type steps []func(*world)
	const queued, reading, inFlight, reported = "", "500ms", "1500ms", "5s"

	tests := map[string]struct {
		when    string // after the job began
		do      steps
		pending string // right afterwards
		report  string // right afterwards
		last    string // the report in the end
		writes  int    // in the end
	}{
		"queued, same version":                {queued, steps{submit("1")}, "1", "", "1", 1},
		"queued, other version":               {queued, steps{submit("2")}, "2", "", "2", 1},
		"queued, forgotten":                   {queued, steps{forget}, "", "", "", 0},
		"queued, withdrawn":                   {queued, steps{withdraw(false)}, "", "", "", 0},
		"queued, withdrawn, same version":     {queued, steps{withdraw(false), submit("1")}, "1", "", "1", 1},
		"queued, acknowledged":                {queued, steps{acknowledge("1")}, "1", "", "1", 1},
		"reading, other version":              {reading, steps{submit("2")}, "2", "", "2", 1},
		"reading, forgotten":                  {reading, steps{forget}, "", "", "", 0},
		"reading, withdrawn":                  {reading, steps{withdraw(false)}, "", "", "", 0},
		"reading, withdrawn, same version":    {reading, steps{withdraw(false), submit("1")}, "1", "", "1", 1},
		"reading, withdrawn, other version":   {reading, steps{withdraw(false), submit("2")}, "2", "", "2", 1},
		"in flight, same version":             {inFlight, steps{submit("1")}, "1", "", "1", 1},
		"in flight, other version":            {inFlight, steps{submit("2")}, "2", "", "2", 2},
		"in flight, two others":               {inFlight, steps{submit("2"), submit("3")}, "3", "", "3", 2},
		"in flight, other version and back":   {inFlight, steps{submit("2"), submit("1")}, "1", "", "1", 1},
		"in flight, other version, forgotten": {inFlight, steps{submit("2"), forget}, "", "", "", 1},
		"in flight, forgotten":                {inFlight, steps{forget}, "", "", "", 1},
		"in flight, forgotten, same version":  {inFlight, steps{forget, submit("1")}, "1", "", "1", 1},
		"in flight, forgotten, other version": {inFlight, steps{forget, submit("2")}, "2", "", "2", 2},
		"in flight, withdrawn":                {inFlight, steps{withdraw(true)}, "1", "", "1", 1},
		"in flight, other one withdrawn":      {inFlight, steps{submit("2"), withdraw(true)}, "1", "", "1", 1},
		"in flight, forgotten, withdrawn":     {inFlight, steps{forget, withdraw(false)}, "", "", "", 1},
		"in flight, acknowledged":             {inFlight, steps{acknowledge("1")}, "1", "", "1", 1},
		"reported, same version":              {reported, steps{submit("1")}, "", "1", "1", 1},
		"reported, other version":             {reported, steps{submit("2")}, "2", "", "2", 2},
		"reported, forgotten":                 {reported, steps{forget}, "", "", "", 1},
		"reported, withdrawn":                 {reported, steps{withdraw(false)}, "", "1", "1", 1},
		"reported, acknowledged":              {reported, steps{acknowledge("1")}, "", "", "", 1},
		"reported, another acknowledged":      {reported, steps{acknowledge("2")}, "", "1", "1", 1},
		"acknowledged, same version":          {reported, steps{acknowledge("1"), submit("1")}, "1", "", "1", 1},
		"acknowledged late":                   {reported, steps{submit("2"), acknowledge("1")}, "2", "", "2", 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.lane.MaxInFlight = 1
				w.system.latency = always(time.Second)
				w.Submit(w.job("o", "1"))
				if tt.when != queued {
					w.run()
					after, _ := time.ParseDuration(tt.when)
					w.at(after)
				}
				for _, step := range tt.do {
					step(w)
				}
				w.wantPending(o, tt.pending)
				w.wantReport(o, tt.report)
				if tt.when == queued {
					w.run()
				}
				w.at(20 * time.Second)
				w.wantPending(o, "")
				w.wantReport(o, tt.last)
				if n := w.system.writes(); n != tt.writes {
					t.Errorf("%d writes, want %d: %v", n, tt.writes, w.system.texts())
				}
				w.Acknowledge(o, tt.last)
				w.wantEmpty()
				w.end()
			})
		})
	}
}

// A job that is queued behind others while the lane is at work can be withdrawn as well.
func TestForgetBehindOthers(t *testing.T) {
	inWorld(t, func(w *world) {
		w.lane.MaxInFlight = 1
		w.system.latency = always(time.Second)
		jobs := w.crowd(3)
		w.submitAll(jobs)
		w.at(time.Second)
		w.Forget(jobs[1].Owner)
		w.reportAll([]Job{jobs[0], jobs[2]})
		w.wantReport(jobs[1].Owner, "")
		w.wantCalls("read by Email", "write user-o0 lastName", "read by Email", "write user-o2 lastName")
	})
}

func TestANewVersionKeepsItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.lane.MaxInFlight = 1
		for _, uid := range []string{"a", "b", "c"} {
			w.Submit(w.job(uid, "1"))
		}
		w.Submit(w.job("a", "2"))
		var mu sync.Mutex
		var order []string
		w.system.latency = always(time.Second)
		w.options.Notify = func(o Owner) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, o.UID)
		}
		w.run()
		w.at(time.Minute)
		if diff := cmp.Diff([]string{"a", "b", "c"}, order); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		w.end()
	})
}

// A new version may go through another connection, in another lane, and waits for the old one there as well.
func TestANewVersionChangesLanes(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.system.latency = always(time.Second)
		w.Submit(w.job("o", "1"))
		second := w.job("o", "2")
		second.Lane.Key = "second"
		w.Submit(second)
		third := w.job("o", "3")
		third.Lane.Key = "third"
		w.Submit(third)
		w.report(owner("o"))
		w.wantReport(owner("o"), "3")
		if got := w.system.times(w.start); got[2] != 2*time.Second {
			t.Errorf("version 3 began at %v, want 2s", got[2])
		}
	})
}

// One report is one notification, and Notify may call the dispatcher.
func TestNotifyOncePerReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		var reports []string
		w.options.Notify = func(o Owner) {
			report, _ := w.Report(o)
			reports = append(reports, report.Version)
			w.Acknowledge(o, report.Version)
		}
		w.run()
		for _, version := range []string{"1", "2", "3"} {
			w.Submit(w.job("o", version))
			w.at(time.Since(w.start) + time.Second)
		}
		if diff := cmp.Diff([]string{"1", "2", "3"}, reports); diff != "" {
			t.Errorf("reports (-want +got):\n%s", diff)
		}
		w.wantEmpty()
		w.end()
	})
}

func TestNamesReturnUIDsDoNot(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		former, present := w.job("former", "1"), w.job("present", "1")
		present.Owner.Name = former.Owner.Name
		w.Submit(former)
		w.report(former.Owner)
		w.wantReport(present.Owner, "")
		w.Submit(present)
		w.Forget(former.Owner)
		if got := w.report(present.Owner).Outcome.Kind; got != profile.Unchanged {
			t.Errorf("outcome %s, want Unchanged", got)
		}
	})
}

// Whatever is wished in whatever order: in the end each owner has the outcome of the last wish, and never were two jobs
// of one owner under way at once.
func TestRandomWishes(t *testing.T) {
	for seed := range uint64(30) {
		inWorld(t, func(w *world) {
			t := w.t
			random := rand.New(rand.NewPCG(seed, 0))
			w.lane.MaxInFlight = 3
			w.system.latency = func(fakeCall) time.Duration { return time.Second }
			last := map[Owner]string{}
			var flying counter
			for step := range 300 {
				job := w.job(numbered(random.IntN(6)), strconv.Itoa(random.IntN(4)))
				job.Lane.Key = strconv.Itoa(random.IntN(2))
				job.Target = &counting{w.system, &flying, job.Owner.UID}
				switch random.IntN(5) {
				case 0:
					w.Forget(job.Owner)
					delete(last, job.Owner)
				case 1:
					report, ok := w.Report(job.Owner)
					if ok && report.Version != last[job.Owner] {
						t.Fatalf("seed %d, step %d: a report of version %s, wished was %s", seed, step, report.Version, last[job.Owner])
					}
				case 2:
					time.Sleep(time.Duration(random.IntN(3000)) * time.Millisecond)
				default:
					w.Submit(job)
					last[job.Owner] = job.Version
				}
			}
			for owner, version := range last {
				if got := w.report(owner).Version; got != version {
					t.Errorf("seed %d: %s has a report of version %s, want %s", seed, owner.UID, got, version)
				}
				w.Acknowledge(owner, version)
			}
			w.at(time.Hour)
			w.wantEmpty()
			if n := w.countLanes(); n != 0 || flying.most > 1 {
				t.Errorf("seed %d: %d lanes are left; %d calls for one owner at once", seed, n, flying.most)
			}
		})
	}
}
