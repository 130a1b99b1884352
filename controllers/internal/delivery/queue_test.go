package delivery

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

func TestQueue(t *testing.T) {
	q := newQueue()
	put := func(uid, version string) { q.put(Job{Owner: owner(uid), Version: version}) }
	put("a", "1")
	put("b", "1")
	put("c", "1")
	put("d", "1")
	put("a", "2") // keeps the place
	q.remove("c")
	q.remove("never there")

	var got []string
	take := func(ready func(string) bool) {
		if job := q.take(ready); job != nil {
			got = append(got, job.Owner.UID+job.Version)
		} else {
			got = append(got, "none")
		}
	}
	anybody := func(string) bool { return true }
	take(func(uid string) bool { return uid != "a" })
	take(func(string) bool { return false })
	take(anybody)
	take(anybody)
	take(anybody)
	if diff := cmp.Diff([]string{"b1", "none", "a2", "d1", "none"}, got); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
	}
	if q.len() != 0 || len(q.jobs) != 0 {
		t.Errorf("%d places and %d jobs are left", q.len(), len(q.jobs))
	}
}

func TestTheLowestLimitOfThoseInUseHolds(t *testing.T) {
	slow := target.Lane{Key: "k", RequestsPerMinute: 10, MaxInFlight: 8}
	fast := target.Lane{Key: "k", RequestsPerMinute: 20, MaxInFlight: 4}
	s := limits{}
	var got [][2]int
	look := func() { got = append(got, [2]int{s.requestsPerMinute(), s.maxInFlight()}) }
	look()
	s.add(slow)
	s.add(slow)
	look()
	s.add(fast)
	look()
	s.remove(slow)
	look()
	s.remove(slow)
	look()
	s.add(target.Lane{Key: "k"})
	look()
	if diff := cmp.Diff([][2]int{{1, 1}, {10, 8}, {10, 4}, {10, 4}, {20, 4}, {1, 1}}, got); diff != "" {
		t.Errorf("limits (-want +got):\n%s", diff)
	}
}
