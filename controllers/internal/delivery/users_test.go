package delivery

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// The fake system does lose updates: what the tests below prove is the dispatcher's doing.
func TestTheFakeSystemLosesUpdates(t *testing.T) {
	s := &fakeSystem{users: map[string]profile.Profile{"u1": person(jane, "")}}
	user, _ := s.find(target.Locator{UserID: "u1"})
	first := profile.Profile{profile.FirstName: profile.Text("Jane")}
	s.Write(t.Context(), []target.Command{{User: user, Change: set(first)}})
	s.Write(t.Context(), []target.Command{{User: user, Change: set(names("Roe"))}})
	if _, kept := s.get("u1")[profile.FirstName]; kept {
		t.Error("the first name is still there")
	}
}

// Two objects, found by e-mail address and by phone number, are about disjoint attributes of one person. However their
// calls overlap, neither undoes the other.
func TestTwoObjectsOneUser(t *testing.T) {
	s := time.Second
	tests := map[string]struct {
		after   time.Duration // the second object comes after the first
		latency map[string]time.Duration
		calls   []string
	}{
		"both have read before either writes": {
			latency: map[string]time.Duration{"read by Email": s, "read by Phone": s},
			calls:   []string{"read by Email", "read by Phone", "write u1", "read u1", "write u1"},
		},
		"the second reads while the first writes": {
			after:   1500 * time.Millisecond,
			latency: map[string]time.Duration{"read by Email": s, "read by Phone": s},
			calls:   []string{"read by Email", "write u1", "read by Phone", "read u1", "write u1"},
		},
		"the second reads from before the first writes until after": {
			latency: map[string]time.Duration{"read by Email": s, "read by Phone": 10 * s},
			calls:   []string{"read by Email", "read by Phone", "write u1", "read u1", "write u1"},
		},
		"the second reads after the first has written": {
			after:   5 * s,
			latency: map[string]time.Duration{"read by Email": s, "read by Phone": s},
			calls:   []string{"read by Email", "write u1", "read by Phone", "write u1"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				t := w.t
				w.system.latency = func(c fakeCall) time.Duration {
					if latency, ok := tt.latency[c.Text]; ok {
						return latency
					}
					return time.Second
				}
				a, b := w.job("a", "1"), w.job("b", "1")
				a.Planner = fakePlanner{byEmail(jane), profile.Profile{profile.FirstName: profile.Text("Jane")}}
				b.Planner = fakePlanner{byPhone("+4930123456"), names("Roe")}
				w.Submit(a)
				w.at(tt.after)
				w.Submit(b)
				w.reportAll([]Job{a, b})

				want := person(jane, "+4930123456")
				want[profile.FirstName], want[profile.LastName] = profile.Text("Jane"), profile.Text("Roe")
				if diff := cmp.Diff(want, w.system.get("u1"), compareValues); diff != "" {
					t.Errorf("user (-want +got):\n%s", diff)
				}
				calls := w.system.texts()
				slices.Sort(calls[:2]) // which of two that begin together is first is left to chance
				for i := range calls {
					calls[i], _, _ = strings.Cut(calls[i], "Name")
					calls[i] = strings.TrimSuffix(strings.TrimSuffix(calls[i], " first"), " last")
				}
				if diff := cmp.Diff(tt.calls, calls); diff != "" {
					t.Errorf("calls (-want +got):\n%s", diff)
				}
				w.wantNoUsers()
			})
		})
	}
}

// Many objects, few users, calls of random length: every attribute arrives.
func TestManyObjectsFewUsers(t *testing.T) {
	for seed := range uint64(20) {
		inWorld(t, func(w *world) {
			t := w.t
			random := rand.New(rand.NewPCG(seed, 0))
			w.system.latency = func(fakeCall) time.Duration {
				w.mu.Lock()
				defer w.mu.Unlock()
				return time.Duration(random.IntN(1000)) * time.Millisecond
			}
			w.system.fault = func(n int, _ fakeCall) error {
				if n%17 == 5 {
					return throttle(0)
				}
				return nil
			}
			want := map[string]profile.Profile{}
			var jobs []Job
			for u := range 3 {
				id, email, phone := "p"+numbered(u), numbered(u)+"@acme.example", "+49"+numbered(u)
				w.system.put(target.User{ID: id, Profile: person(email, phone)})
				want[id] = person(email, phone)
				for i := range 12 {
					attribute := profile.CustomData.Attribute(numbered(i))
					want[id][attribute] = profile.Text("set")
					job := w.job(id+numbered(i), "1")
					who := []profile.Identifier{byEmail(email), byPhone(phone)}[i%2]
					job.Planner = fakePlanner{who, profile.Profile{attribute: profile.Text("set")}}
					jobs = append(jobs, job)
				}
			}
			w.submitAll(jobs)
			w.reportAll(jobs)
			for id := range want {
				if diff := cmp.Diff(want[id], w.system.get(id), compareValues); diff != "" {
					t.Errorf("seed %d, user %s (-want +got):\n%s", seed, id, diff)
				}
			}
			w.wantNoUsers()
		})
	}
}

// wantNoUsers expects that no lane remembers anybody.
func (w *world) wantNoUsers() {
	w.t.Helper()
	w.Dispatcher.mu.Lock()
	defer w.Dispatcher.mu.Unlock()
	for _, l := range w.lanes {
		if len(l.users.locks) != 0 || len(l.users.watches) != 0 {
			w.t.Errorf("%d locks and %d watches are left", len(l.users.locks), len(l.users.watches))
		}
	}
}
