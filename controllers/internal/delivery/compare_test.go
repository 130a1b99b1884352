package delivery

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// comparing is the job with that purpose, as one that is due.
func comparing(job Job, purpose Purpose) Job {
	job.Purpose, job.Priority = purpose, Drift
	return job
}

// comparisons are so many, each of a user of its own whom the vendor has as declared.
func (w *world) comparisons(v *vendor, n int) []Job {
	var jobs []Job
	for i := range n {
		email := "c" + numbered(i) + "@acme.example"
		v.has(email, account{"id of " + email, "Roe"})
		jobs = append(jobs, comparing(w.update(v, "c"+numbered(i), email), Compare))
	}
	return jobs
}

// What comes of a comparison where the system does not read first, and what it costs.
func TestCompare(t *testing.T) {
	wantsBoth := names("Roe")
	wantsBoth[profile.FirstName] = profile.Text("Jane")
	tests := map[string]struct {
		purpose       Purpose
		last          string // as the vendor has it; there is nobody if empty
		fails         error  // the read
		kind          profile.Kind
		attributes    []profile.Attribute // that differ
		changed       []profile.Attribute
		reads, writes int
	}{
		"as declared":                {Compare, "Roe", nil, profile.Unchanged, nil, nil, 1, 0},
		"as declared, to correct":    {Correct, "Roe", nil, profile.Unchanged, nil, nil, 1, 0},
		"differs":                    {Compare, "Doe", nil, profile.DriftDetected, []profile.Attribute{profile.LastName}, nil, 1, 0},
		"differs, to correct":        {Correct, "Doe", nil, profile.Applied, nil, []profile.Attribute{profile.LastName}, 1, 1},
		"gone":                       {Compare, "", nil, profile.UserNotFound, nil, nil, 1, 0},
		"gone, to correct":           {Correct, "", nil, profile.UserNotFound, nil, nil, 1, 0},
		"cannot be read, to correct": {Correct, "Doe", failure(profile.TargetUnavailable), profile.TargetUnavailable, nil, nil, 1, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				t := w.t
				v.readFault = func(int) error { return tt.fails }
				if tt.last != "" {
					v.has(jane, account{"7", tt.last})
					v.users[jane][profile.FirstName] = profile.Text("Jane")
				}
				job := comparing(w.update(v, "o", jane), tt.purpose)
				job.Planner = fakePlanner{identifier: byEmail(jane), want: wantsBoth}
				w.Submit(job)
				outcome := w.report(job.Owner).Outcome
				var changed []profile.Attribute
				for _, step := range outcome.Changed {
					changed = append(changed, step.Attribute)
				}
				if outcome.Kind != tt.kind {
					t.Errorf("outcome %s, want %s", outcome.Kind, tt.kind)
				}
				if diff := cmp.Diff(tt.attributes, outcome.Attributes); diff != "" {
					t.Errorf("differing (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.changed, changed); diff != "" {
					t.Errorf("changed (-want +got):\n%s", diff)
				}
				if len(v.reads) != tt.reads || len(v.journal()) != tt.writes {
					t.Errorf("%d reads and %d writes, want %d and %d", len(v.reads), len(v.journal()), tt.reads, tt.writes)
				}
				w.wantNobodyNamed()
			})
		})
	}
}

// The same where it reads first.
func TestCompareWhereUsersAreReadFirst(t *testing.T) {
	tests := map[string]struct {
		purpose Purpose
		last    string
		kind    profile.Kind
		calls   []string
	}{
		"as declared":         {Compare, "Roe", profile.Unchanged, []string{"read by Email"}},
		"differs":             {Compare, "Doe", profile.DriftDetected, []string{"read by Email"}},
		"differs, to correct": {Correct, "Doe", profile.Applied, []string{"read by Email", "write u1 lastName"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.system.users["u1"][profile.LastName] = profile.Text(tt.last)
				job := comparing(w.job("o", "Roe"), tt.purpose)
				w.Submit(job)
				w.wantKinds([]Job{job}, tt.kind)
				w.wantCalls(tt.calls...)
			})
		})
	}
}

// Those to be corrected share a request, also with others.
func TestCorrectionsShareARequest(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		jobs := w.comparisons(v, 2)
		for i := range jobs {
			jobs[i].Purpose = Correct
			v.has(jobs[i].Planner.Identifier().Value, account{"", "Doe"})
		}
		update := w.updates(v, 1)
		w.submitAll(jobs)
		w.at(900 * time.Millisecond)
		w.submitAll(update)
		w.reportAll(append(jobs, update...))
		w.wantSizes(v, 3)
		w.wantNobodyNamed()
	})
}

// However many users are to be compared, half of the reads are there for those who look for a user: at once.
func TestComparisonsLeaveRoom(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		w.lane.MaxInFlight = 26
		w.submitAll(w.comparisons(v, 100))
		w.at(90 * time.Second)
		compared := timesOf(v.looks(), w.start)
		if got := mostInAMinute(compared); got != 12 {
			t.Errorf("%d comparisons within a minute, want 12 of 25 reads", got)
		}
		renames := w.renames(v, 13)
		w.submitAll(renames)
		synctest.Wait()
		looks := timesOf(v.looks(), w.start)[len(compared):]
		if len(looks) != len(renames) || looks[len(looks)-1] != 90*time.Second {
			t.Errorf("looks at %v, want %d at once", looks, len(renames))
		}
		w.at(5 * time.Minute)
		v.wantNoRefusal(t)
	})
}

// Whoever wants something, be it only to try it out, goes first.
func TestComparisonsComeLast(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		tests := &vendor{testOnly: true, minute: time.Minute, counted: map[request][]time.Time{}}
		dry := w.updates(tests, 10)
		renames := w.renames(v, 24)
		w.submitAll(w.comparisons(v, 20))
		w.submitAll(dry)
		w.submitAll(renames)
		for _, job := range dry {
			w.wantKinds([]Job{job}, profile.DryRunSucceeded)
		}
		for _, job := range renames {
			w.wantKinds([]Job{job}, profile.Progressing)
		}
		if took := time.Since(w.start); took > windowOf(time.Minute)+10*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

// Namespaces take turns in being compared.
func TestComparisonsAreFair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		v := w.vendor()
		w.lane.MaxInFlight = 1
		jobs := w.comparisons(v, 6)
		jobs[4].Owner.Namespace, jobs[5].Owner.Namespace = "sales", "sales"
		w.submitAll(jobs)
		w.run()
		w.at(time.Minute)
		want := []string{"co0", "co4", "co1", "co5", "co2", "co3"}
		if diff := cmp.Diff(want, texts("", v.reads)); diff != "" {
			t.Errorf("comparisons (-want +got):\n%s", diff)
		}
		w.end()
	})
}

// An edit takes the place of a comparison that waits, and none is left behind.
func TestAnEditReplacesAComparison(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		w.submitAll(w.comparisons(v, 13))
		w.at(30 * time.Second)
		last := w.comparisons(v, 14)[13]
		w.Submit(last)
		edit := last
		edit.Version, edit.Purpose, edit.Priority = "2", Apply, Change
		if got := w.Stats("adobe"); got != (Stats{}) {
			t.Errorf("stats %+v: nobody waits for comparisons", got)
		}
		w.Submit(edit)
		w.at(40 * time.Second)
		w.wantReport(edit.Owner, "2")
		w.Forget(owner("co12"))
		w.at(3 * time.Minute)
		if len(v.reads) != 12 {
			t.Errorf("%d reads, want 12", len(v.reads))
		}
		w.wantNobodyNamed()
	})
}

// Where users are read first, comparisons and updates share what may be under way at once: half of it is left for updates,
// and while one waits no comparison begins.
func TestComparisonsBesideUpdatesWhereUsersAreReadFirst(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.t
		w.lane.MaxInFlight = 4
		w.system.latency = always(time.Second)
		for i := range 20 {
			id := "c" + numbered(i)
			w.system.put(target.User{ID: id, Profile: person(id+"@acme.example", "")})
			job := comparing(w.job(id, "1"), Compare)
			job.Planner = fakePlanner{identifier: byEmail(id + "@acme.example"), want: names("Roe")}
			w.Submit(job)
		}
		w.at(500 * time.Millisecond)
		if got := w.Stats("lane"); got != (Stats{InFlight: 2}) {
			t.Errorf("stats %+v, want 2 comparisons under way", got)
		}
		var updates []Job
		for i := range 6 {
			id := numbered(i)
			w.system.put(target.User{ID: id, Profile: person(id+"@acme.example", "")})
			job := w.job(id, "1")
			job.Planner = fakePlanner{identifier: byEmail(id + "@acme.example"), want: names("Roe")}
			updates = append(updates, job)
		}
		w.submitAll(updates)
		w.reportAll(updates)
		if took := time.Since(w.start); took > 6*time.Second {
			t.Errorf("the updates took %s", took)
		}
		w.at(time.Minute)
		if w.system.most != 4 {
			t.Errorf("up to %d calls were under way at once, want 4", w.system.most)
		}
		if got := len(w.system.texts()); got != 20+2*6 {
			t.Errorf("%d calls, want 32", got)
		}
	})
}

// It can be told when a comparison begins.
func TestEstimateOfComparisons(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		jobs := w.comparisons(v, 60)
		w.submitAll(jobs)
		w.at(30 * time.Second)
		expected := map[string]time.Time{}
		for _, job := range jobs {
			if at, queued := w.Estimate(job.Owner); queued {
				expected[job.Planner.Identifier().Value] = at
			}
		}
		for _, job := range jobs {
			w.wantKinds([]Job{job}, profile.Unchanged)
		}
		if len(expected) != 48 {
			t.Errorf("%d estimates, want 48", len(expected))
		}
		for _, read := range v.reads {
			if at, found := expected[read.users[0]]; found && read.at.Sub(at).Abs() > 10*time.Second {
				t.Errorf("%s began at %v, expected at %v", read.users[0], read.at.Sub(w.start), at.Sub(w.start))
			}
		}
	})
}

// Being throttled or asked for a new token, a comparison goes on, within its half.
func TestComparisonsAreRepeated(t *testing.T) {
	inBatches(t, func(w *world, v *vendor) {
		t := w.t
		v.readFault = func(n int) error {
			return map[int]error{0: failure(profile.Denied), 3: throttle(20 * time.Second)}[n]
		}
		jobs := w.comparisons(v, 40)
		w.submitAll(jobs)
		for _, job := range jobs {
			w.wantKinds([]Job{job}, profile.Unchanged)
		}
		if got := mostInAMinute(timesOf(v.looks(), w.start)); got > 12 || len(v.reads) != 42 {
			t.Errorf("%d reads, up to %d within a minute; want 42, 12", len(v.reads), got)
		}
		w.wantNobodyNamed()
	})
}

// What applies something is told from a comparison, from when it is submitted until its report is acknowledged.
func TestApplies(t *testing.T) {
	for name, tt := range map[string]struct {
		purpose Purpose
		want    bool
	}{
		"apply": {Apply, true}, "compare": {Compare, false}, "correct": {Correct, false},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				gate := make(chan struct{})
				w.system.fault = func(int, fakeCall) error {
					<-gate
					return nil
				}
				job := w.job("o", "1")
				job.Purpose = tt.purpose
				want := func(when string, want bool) {
					if got := w.Applies(job.Owner); got != want {
						w.t.Errorf("%s: Applies = %v, want %v", when, got, want)
					}
				}
				want("unknown", false)
				w.Submit(job)
				want("submitted", tt.want)
				synctest.Wait()
				want("in flight", tt.want)
				close(gate)
				w.report(job.Owner)
				want("reported", tt.want)
				w.Acknowledge(job.Owner, job.Version)
				want("acknowledged", false)
			})
		})
	}
}
