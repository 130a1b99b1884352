package delivery

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// taker puts jobs into a queue and takes them out again.
type taker struct{ *queue }

func (q taker) add(namespace, uid, version string, priority Priority) {
	job := Job{Owner: Owner{Namespace: namespace, UID: uid}, Version: version, Priority: priority}
	e := &entry{job: job}
	e.place.value = e
	if former := q.entries[uid]; former != nil {
		e.follow(former)
	}
	q.put(e)
}

// next takes the next job among those that are ready.
func (q taker) next(ready func(uid string) bool) string {
	for e := range q.inOrder() {
		if ready(e.job.Owner.UID) {
			q.take([]*entry{e})
			return e.job.Owner.UID + e.job.Version
		}
	}
	return "none"
}

// all takes everything, in order.
func (q taker) all() []string {
	var got []string
	for q.len() > 0 {
		got = append(got, q.next(anybody))
	}
	return got
}

func anybody(string) bool { return true }

func TestQueue(t *testing.T) {
	q := taker{newQueue()}
	for _, uid := range []string{"a", "b", "c", "d"} {
		q.add("people", uid, "1", Change)
	}
	q.add("people", "a", "2", Change) // keeps the place
	q.remove("c")
	q.remove("never there")

	got := []string{
		q.next(func(uid string) bool { return uid != "a" }),
		q.next(func(string) bool { return false }),
		q.next(anybody), q.next(anybody), q.next(anybody),
	}
	if diff := cmp.Diff([]string{"b1", "none", "a2", "d1", "none"}, got); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
	}
	if q.len() != 0 || len(q.classes[Change].named) != 0 || q.classes[Change].lines.first != nil {
		t.Errorf("%d jobs and %d namespaces are left", q.len(), len(q.classes[Change].named))
	}
}

func TestNamespacesTakeTurns(t *testing.T) {
	q := taker{newQueue()}
	for _, uid := range []string{"a", "b", "c", "d"} {
		q.add("people", uid, "", Change)
	}
	q.add("sales", "x", "", Change)
	got := []string{q.next(anybody)}
	q.add("sales", "y", "", Change)
	q.add("legal", "z", "", Change)
	got = append(got, q.all()...)
	if diff := cmp.Diff([]string{"a", "x", "b", "z", "y", "c", "d"}, got); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
	}
}

// What is taken together is in the same order as what is taken one by one.
func TestTheOrderIsThatOfTaking(t *testing.T) {
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 0))
		q := taker{newQueue()}
		for i := range 100 {
			q.add(strconv.Itoa(random.IntN(4)), numbered(i), "", Priority(random.IntN(int(priorities))))
		}
		for range random.IntN(20) {
			q.next(anybody)
		}
		var want []string
		for e := range q.inOrder() {
			want = append(want, e.job.Owner.UID)
		}
		if diff := cmp.Diff(want, q.all()); diff != "" {
			t.Fatalf("seed %d (-in order +taken):\n%s", seed, diff)
		}
	}
}

func TestPriorities(t *testing.T) {
	q := taker{newQueue()}
	for i := range 40 {
		q.add("people", "d"+strconv.Itoa(i), "", Drift)
		q.add("people", "r"+strconv.Itoa(i), "", Retry)
		q.add("people", "c"+strconv.Itoa(i), "", Change)
	}
	got := strings.Join(q.all(), " ")
	want := "c0 c1 c2 c3 c4 c5 c6 c7 c8 r0 c9 c10 c11 c12 c13 c14 c15 c16 c17 d0 c18 c19"
	if !strings.HasPrefix(got, want) {
		t.Errorf("taken %s, want first %s", got, want)
	}
}

func TestANewPriority(t *testing.T) {
	q := taker{newQueue()}
	q.add("people", "a", "1", Retry)
	q.add("people", "b", "1", Retry)
	q.add("people", "c", "1", Change)
	q.add("people", "b", "2", Change) // moves up
	q.add("people", "c", "2", Drift)  // keeps its place
	if diff := cmp.Diff([]string{"c2", "b2", "a1"}, q.all()); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
	}
}

func TestPuttingBack(t *testing.T) {
	q := taker{newQueue()}
	for _, uid := range []string{"a", "b", "c"} {
		q.add("people", uid, "", Change)
	}
	taken := []*entry{q.entries["a"], q.entries["b"]}
	q.take(taken)
	q.putBack(taken[1])
	q.putBack(taken[0])
	if got := q.ahead(q.entries["c"]); got != 2 {
		t.Errorf("%d jobs are ahead of the last, want 2", got)
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, q.all()); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
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
