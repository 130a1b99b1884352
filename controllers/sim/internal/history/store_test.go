package history_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/history"
)

const lag = time.Second

// start is when the tests begin to write.
var start = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// thing is named by its only version, and found by its keys.
type thing struct {
	name string
	keys []string
}

func newStore() *history.Store[string, thing] {
	return history.NewStore(func(t *thing) []string { return t.keys })
}

// TestLag follows reads through two writes, 1.2 seconds apart, and a removal: each becomes visible when its own time
// has come.
func TestLag(t *testing.T) {
	s := newStore()
	s.Put("a", &thing{name: "seeded"}, time.Time{}, 0)
	now := start
	var read, written []string
	for _, next := range []*thing{{name: "one"}, {name: "two"}, nil} {
		s.Put("a", next, now, lag)
		for _, wait := range []time.Duration{0, lag - 1, 1} {
			now = now.Add(wait)
			read = append(read, nameOf(s.Visible("a", now.Add(-lag))))
		}
		written = append(written, nameOf(s.Latest("a")))
		now = now.Add(200 * time.Millisecond)
	}
	want := []string{"seeded", "seeded", "one", "one", "one", "two", "two", "two", "gone"}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Errorf("reads (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"one", "two", "gone"}, written); diff != "" {
		t.Errorf("as writes see it (-want +got):\n%s", diff)
	}
}

// TestLagOverlap has a second write within the lag of the first: reads see both, one after the other.
func TestLagOverlap(t *testing.T) {
	s := newStore()
	s.Put("a", &thing{name: "one"}, start, lag)
	s.Put("a", &thing{name: "two"}, start.Add(lag/2), lag)
	var got []string
	for _, since := range []time.Duration{lag - 1, lag, lag + lag/2 - 1, lag + lag/2} {
		got = append(got, nameOf(s.Visible("a", start.Add(since-lag))))
	}
	if diff := cmp.Diff([]string{"gone", "one", "one", "two"}, got); diff != "" {
		t.Errorf("reads (-want +got):\n%s", diff)
	}
}

// TestUnknown proves that what was never put is not there, for writes and for reads.
func TestUnknown(t *testing.T) {
	s := newStore()
	if got := names([]*thing{s.Latest("a"), s.Visible("a", start)}); !cmp.Equal(got, []string{"gone", "gone"}) {
		t.Errorf("latest and visible are %v, want neither", got)
	}
}

// TestLagRaisedLater proves that a lag switched on in mid-flight does not make what was changed vanish.
func TestLagRaisedLater(t *testing.T) {
	s := newStore()
	s.Put("a", &thing{name: "seeded"}, time.Time{}, 0)
	s.Put("a", &thing{name: "one"}, start, 0)
	if got := nameOf(s.Visible("a", start.Add(-lag))); got != "one" {
		t.Errorf("a read sees %s, want one: its predecessor is forgotten", got)
	}
}

// TestHaving proves that keys find what has them now, whoever had them before, in the order of creation.
func TestHaving(t *testing.T) {
	s := newStore()
	s.Put("b", &thing{name: "b", keys: []string{"x", "y"}}, start, lag)
	s.Put("a", &thing{name: "a", keys: []string{"x"}}, start, lag)
	s.Put("b", &thing{name: "b", keys: []string{"y"}}, start.Add(lag), lag)
	s.Put("c", &thing{name: "c", keys: []string{"y"}}, start.Add(lag), lag)
	s.Put("c", nil, start.Add(lag), lag)
	early := func(id string) *thing { return s.Visible(id, start) }
	cases := map[string]struct {
		key  string
		at   func(id string) *thing
		want []string
	}{
		"two had it":       {"x", early, []string{"b", "a"}},
		"one has it still": {"x", s.Latest, []string{"a"}},
		"one is gone":      {"y", s.Latest, []string{"b"}},
		"nobody":           {"z", s.Latest, nil},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, names(s.Having(tc.key, tc.at))); diff != "" {
				t.Errorf("having %s (-want +got):\n%s", tc.key, diff)
			}
		})
	}
	if diff := cmp.Diff([]string{"b", "a"}, names(s.All(s.Latest))); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
}

func names(things []*thing) []string {
	var found []string
	for _, t := range things {
		found = append(found, nameOf(t))
	}
	return found
}

func nameOf(t *thing) string {
	if t == nil {
		return "gone"
	}
	return t.name
}
