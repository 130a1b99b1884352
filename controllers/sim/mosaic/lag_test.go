package mosaic_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// TestLagReads follows reads through the lag of two writes: each becomes visible when its own time has come.
func TestLagReads(t *testing.T) {
	seed := mosaic.BaseSeed()
	seed.Knobs.LagMillis = 1000
	b := newBench(t, seed)
	var seen []string
	read := func() {
		got := decode[struct {
			Result struct {
				Email struct {
					Value string `json:"value"`
				} `json:"email"`
			} `json:"result"`
		}](t, b.get(pathU1).body)
		seen = append(seen, got.Result.Email.Value)
	}
	for _, email := range []string{"one@x.io", "two@x.io"} {
		if got := b.put(pathU1, `{"email":"`+email+`"}`); got.status != 200 {
			t.Fatalf("PUT: status %d", got.status)
		}
		read()
		b.clock.Advance(600 * time.Millisecond)
		read()
	}
	b.clock.Advance(600 * time.Millisecond)
	read()
	want := []string{"a@x.io", "a@x.io", "a@x.io", "one@x.io", "two@x.io"}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("reads (-want +got):\n%s", diff)
	}
}

// TestLagLookup proves that a lookup lags as well: the old email finds the user, the new one does not yet.
func TestLagLookup(t *testing.T) {
	seed := mosaic.BaseSeed()
	seed.Knobs.LagMillis = 1000
	b := newBench(t, seed)
	b.put(pathU1, `{"email":"n@x.io"}`)
	lookups := func() [2]int {
		return [2]int{b.get("/cis/v1/users/email/a@x.io").status, b.get("/cis/v1/users/email/n@x.io").status}
	}
	if got, want := lookups(), [2]int{200, 404}; got != want {
		t.Errorf("within the lag: old and new email %v, want %v", got, want)
	}
	b.clock.Advance(time.Second)
	if got, want := lookups(), [2]int{404, 200}; got != want {
		t.Errorf("after the lag: old and new email %v, want %v", got, want)
	}
}

// TestLagWritesToNewUser proves that writes to a user are 404 until reads know it.
func TestLagWritesToNewUser(t *testing.T) {
	seed := mosaic.BaseSeed()
	seed.Knobs.LagMillis = 1000
	b := newBench(t, seed)
	b.do(request{method: http.MethodPost, path: mosaic.PathUsers, body: `{"email":"new@x.io"}`})
	u, _ := b.sim.UserByEmail("new@x.io")
	var got []int
	for range 2 {
		got = append(got, b.put(mosaic.PathUsers+"/"+u.ID, `{"language":"fr"}`).status)
		b.clock.Advance(time.Second)
	}
	if diff := cmp.Diff([]int{404, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

// TestLagDelete proves that a deleted user is still read, and no longer written, within the lag.
func TestLagDelete(t *testing.T) {
	seed := mosaic.BaseSeed()
	seed.Knobs.LagMillis = 1000
	b := newBench(t, seed)
	if err := b.sim.PortalDelete("u1"); err != nil {
		t.Fatal(err)
	}
	got := []int{b.get(pathU1).status, b.put(pathU1, `{}`).status}
	b.clock.Advance(time.Second)
	got = append(got, b.get(pathU1).status)
	if diff := cmp.Diff([]int{200, 404, 404}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}
