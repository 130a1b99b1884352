package delivery

import (
	"context"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// laggingSystem lets read what was so a while ago, and tells the revision of what it shows.
type laggingSystem struct {
	*fakeSystem

	lag time.Duration

	mu      sync.Mutex
	written []version
}

type version struct {
	at   time.Time
	user target.User
}

func (s *laggingSystem) DryRun() target.Target { return target.DryRun(s) }

func (s *laggingSystem) Read(ctx context.Context, who target.Locator) (target.User, error) {
	user, err := s.fakeSystem.Read(ctx, who)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.written {
		if time.Since(v.at) >= s.lag {
			user = v.user
		}
	}
	user.Profile = maps.Clone(user.Profile)
	return user, err
}

func (s *laggingSystem) Write(ctx context.Context, commands []target.Command) []target.Result {
	results := s.fakeSystem.Write(ctx, commands)
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range results {
		results[i].User.Revision = time.Now().UnixMilli()
		s.written = append(s.written, version{time.Now(), results[i].User})
	}
	return results
}

// What is read may be older than what was written: nobody undoes what another has just written, or takes what was so before for
// what is so. If it does not show in time the job comes to no end, rather than to a wrong one.
func TestReadsThatAreBehind(t *testing.T) {
	first := func(name string) profile.Profile { return profile.Profile{profile.FirstName: profile.Text(name)} }
	for name, tt := range map[string]struct {
		lag  time.Duration
		then profile.Profile // wanted by the second job, after what the first one wants
		want profile.Profile // of the user
		kind profile.Kind    // of the second job's outcome
	}{
		"at once, another attribute": {0, names("Roe"), profile.Profile{
			profile.FirstName: profile.Text("Jo"), profile.LastName: profile.Text("Roe"),
		}, profile.Applied},
		"late, another attribute": {time.Second, names("Roe"), profile.Profile{
			profile.FirstName: profile.Text("Jo"), profile.LastName: profile.Text("Roe"),
		}, profile.Applied},
		"late, changed back":     {time.Second, first("Ann"), first("Ann"), profile.Applied},
		"too late":               {10 * time.Second, names("Roe"), first("Jo"), profile.TargetUnavailable},
		"too late, changed back": {10 * time.Second, first("Ann"), first("Jo"), profile.TargetUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				system := &laggingSystem{fakeSystem: w.system, lag: tt.lag}
				before := target.User{ID: "u1", Revision: 1, Profile: person(jane, "")}
				before.Profile[profile.FirstName] = profile.Text("Ann")
				system.put(before)
				system.written = []version{{time.Now().Add(-time.Hour), before}}
				var jobs []Job
				for i, want := range []profile.Profile{first("Jo"), tt.then} {
					job := w.job(numbered(i), "1")
					job.Target, job.Planner = system, fakePlanner{byEmail(jane), want}
					jobs = append(jobs, job)
					w.submitNow([]Job{job})
					w.at(time.Duration(i+1) * 500 * time.Millisecond)
				}
				w.at(time.Minute / 2)
				w.wantKinds(jobs, profile.Applied, tt.kind)
				got := w.system.get("u1")
				for attribute := range person(jane, "") {
					delete(got, attribute)
				}
				if diff := cmp.Diff(tt.want, got, compareValues); diff != "" {
					w.t.Errorf("the user (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// What was written is remembered for a minute at least, and forgotten with the second minute in which others are written.
func TestRevisionsAreForgotten(t *testing.T) {
	inWorld(t, func(w *world) {
		u := newUsers(time.Minute)
		u.wrote("u1", 7)
		for _, minutes := range []float64{.5, 1, 1.5, 2.5} {
			w.at(time.Duration(minutes * float64(time.Minute)))
			u.wrote("other", 1)
			if got, want := u.predates(target.User{ID: "u1", Revision: 6}), minutes < 2.5; got != want {
				w.t.Errorf("after %v minutes remembered: %t, want %t", minutes, got, want)
			}
		}
		if u.predates(target.User{ID: "other"}) {
			w.t.Error("what has no revision is taken for old")
		}
	})
}
