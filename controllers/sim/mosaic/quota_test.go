package mosaic_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// TestQuota proves that each client has its own window, that it is fixed to the minute, and that what exceeds it is
// refused, counted and not applied.
func TestQuota(t *testing.T) {
	seed := mosaic.BaseSeed()
	seed.Knobs.Rate = 2
	b := newBench(t, seed)
	var got []int
	for range 3 {
		got = append(got, b.put(pathU1, `{"language":"fr"}`).status)
	}
	got = append(got, b.do(as(mosaic.BaseAdmin, get(pathU1))).status)
	b.clock.Advance(49 * time.Second)
	got = append(got, b.get(pathU1).status)
	b.clock.Advance(time.Second)
	got = append(got, b.get(pathU1).status)
	if diff := cmp.Diff([]int{200, 200, 429, 200, 429, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}

	want := []mosaic.Violation{
		{Seq: 4, Time: start, ClientID: mosaic.BaseClientA, Count: 3},
		{Seq: 7, Time: start.Add(49 * time.Second), ClientID: mosaic.BaseClientA, Count: 4},
	}
	if diff := cmp.Diff(want, b.sim.Violations()); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
	if got := len(b.sim.Journal()); got != 2 {
		t.Errorf("%d writes journaled, want 2", got)
	}
	if got, want := want[0].String(), "request 4 of client-a: number 3 in its minute"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

// TestQuotaNotSpent lists what costs nothing: token requests, unknown tokens, and answers of a fault.
func TestQuotaNotSpent(t *testing.T) {
	seed := mosaic.BaseSeed()
	seed.Knobs.Rate = 1
	b := newBench(t, seed)
	b.token("")
	b.do(as(nobody, get(pathU1)))
	b.sim.Inject(mosaic.Fault{Status: 503})
	b.get(pathU1)
	if got := b.get(pathU1).status; got != 200 {
		t.Errorf("status %d, want 200: nothing was spent so far", got)
	}
}
