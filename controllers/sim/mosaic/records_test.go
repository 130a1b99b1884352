package mosaic_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func TestRecords(t *testing.T) {
	b := newBench(t, mosaic.BaseSeed())
	b.put("/cis/v1/users/u1", `{"language":"fr","nosuch":1}`)
	b.do(request{method: http.MethodPatch, path: pathU1})
	want := []mosaic.Request{
		{Seq: 1, Time: start, Method: "POST", Path: mosaic.PathToken, URI: "/oidc/token", ClientID: "client-a", Status: 200},
		{Seq: 2, Time: start, Method: "PUT", Path: mosaic.PathUser, URI: pathU1, ClientID: "client-a", Status: 200},
		{Seq: 3, Time: start, Method: "PATCH", URI: pathU1, Status: 404},
	}
	if diff := cmp.Diff(want, b.sim.Requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	writes := []mosaic.Write{{
		Seq: 2, RequestID: "sim-000002", Time: start, Operation: mosaic.OpUpdate, Method: "PUT", Path: mosaic.PathUser,
		UserID: "u1", ClientID: "client-a", Fields: []string{"language", "nosuch"}, Changed: []string{"language"},
		Sent: json.RawMessage(`{"language":"fr","nosuch":1}`),
	}}
	if diff := cmp.Diff(writes, b.sim.Journal()); diff != "" {
		t.Errorf("journal (-want +got):\n%s", diff)
	}
	if got := b.sim.Count("PUT", "") + b.sim.Count("", mosaic.PathUser); got != 2 {
		t.Errorf("counts by method and by path add up to %d, want 2", got)
	}
	b.sim.Forget()
	if got := len(b.sim.Requests()) + len(b.sim.Journal()) + len(b.sim.Violations()); got != 0 {
		t.Errorf("%d records after Forget", got)
	}
}

func TestPortal(t *testing.T) {
	b := newBench(t, mosaic.BaseSeed())
	id, err := b.sim.PortalCreate(mosaic.User{Email: &mosaic.Contact{Value: "new@x.io"}})
	if err != nil {
		t.Fatal(err)
	}
	u, ok := b.sim.UserByEmail("NEW@x.io")
	if !ok || u.ID != id {
		t.Errorf("UserByEmail = %v, %v, want %s", u.ID, ok, id)
	}
	for name, err := range map[string]error{
		"edit nobody":   b.sim.PortalEdit("nobody", func(*mosaic.User) {}),
		"delete nobody": b.sim.PortalDelete("nobody"),
		"delete":        b.sim.PortalDelete(id),
	} {
		if (err == nil) != (name == "delete") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.sim.PortalCreate(mosaic.User{ID: "u1"}); err == nil {
		t.Error("a second u1 was created")
	}
	if _, ok := b.sim.UserByEmail("new@x.io"); ok {
		t.Error("the deleted user is found by email")
	}
	if _, ok := b.sim.Profile("nobody", mosaic.BaseAppA); ok {
		t.Error("nobody has a profile")
	}
	if got := len(b.sim.Journal()); got != 0 {
		t.Errorf("%d portal edits in the journal", got)
	}
}

// TestProfile proves that a profile is what a GET answers, and that a snapshot is a copy.
func TestProfile(t *testing.T) {
	b := newBench(t, mosaic.BaseSeed())
	b.user("u1").Name["first_name"] = "Eve"
	profile, _ := b.sim.Profile("u1", mosaic.BaseAppA)
	got := parse(t, string(b.get(pathU1).body))
	if diff := cmp.Diff(member(got, "result"), parse(t, string(profile))); diff != "" {
		t.Errorf("profile (-GET +Profile):\n%s", diff)
	}
	if name := member(got, "result.name.first_name"); name != "Ann" {
		t.Errorf("first_name = %v, want Ann: the snapshot is not a copy", name)
	}
}

// TestConcurrency has many writers and a tester at work: under -race it proves the locking, and the journal that no
// write is lost.
func TestConcurrency(t *testing.T) {
	const writers, writes = 8, 10
	b := newBench(t, mosaic.BaseSeed())
	b.token("")
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range writes {
				body := fmt.Sprintf(`{"custom_data":{"w%d":%d}}`, w, i)
				if got := b.put(pathU1, body); got.status != 200 {
					t.Errorf("status %d: %s", got.status, got.body)
				}
				b.sim.SetKnobs(mosaic.Knobs{LagMillis: i})
				b.sim.Inject(mosaic.Fault{Method: http.MethodDelete}).Remove()
				b.sim.Journal()
				b.sim.Users()
			}
		})
	}
	wg.Wait()
	if got := len(b.sim.Journal()); got != writers*writes {
		t.Errorf("%d writes in the journal, want %d", got, writers*writes)
	}
	data := b.user("u1").CustomData
	for w := range writers {
		if got := data[fmt.Sprintf("w%d", w)]; got != float64(writes-1) {
			t.Errorf("last write of writer %d is %v, want %d", w, got, writes-1)
		}
	}
}
