package adobe_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

func TestRecords(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.do(with("X-Request-Id", "batch", test(`[{"user":"ann@claimed-domain1.com","requestID":"r","do":[{"update":{"lastname":"x"}}]}]`)))
	b.do(with("X-Request-Id", "batch", act(`[{"user":"ann@claimed-domain1.com","requestID":"r","do":[{"update":{"lastname":"x"}}]}]`)))
	b.do(with("X-Request-Id", "patch", request{method: http.MethodPatch, path: pathAction}))
	requests := b.sim.Requests()
	requests[0].RequestID = ""
	want := []adobe.Request{
		{Seq: 1, Time: start, Method: "POST", Path: adobe.PathTokenV3, URI: "/ims/token/v3", ClientID: "client-a", Status: 200},
		{
			Seq: 2, Time: start, Method: "POST", Path: adobe.PathAction, URI: pathTest, RequestID: "batch",
			ClientID: "client-a", Commands: 1, Status: 200,
		},
		{
			Seq: 3, Time: start, Method: "POST", Path: adobe.PathAction, URI: pathAction, RequestID: "batch",
			ClientID: "client-a", Commands: 1, Status: 200,
		},
		{Seq: 4, Time: start, Method: "PATCH", URI: pathAction, RequestID: "patch", Status: 404},
	}
	if diff := cmp.Diff(want, requests); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	dry := adobe.Write{
		Seq: 2, RequestID: "batch", Time: start, ClientID: "client-a", TestOnly: true, CommandID: "r",
		Operation: adobe.OpUpdate, User: "ann@claimed-domain1.com", UserID: adobe.BaseAnn, Fields: []string{"lastname"},
		Sent: json.RawMessage(`{"lastname":"x"}`),
	}
	wet := dry
	wet.Seq, wet.TestOnly, wet.Changed = 3, false, []string{"lastname"}
	if diff := cmp.Diff([]adobe.Write{dry, wet}, b.sim.Journal()); diff != "" {
		t.Errorf("journal (-want +got):\n%s", diff)
	}
	if got := b.sim.Count("POST", "") + b.sim.Count("", adobe.PathAction); got != 5 {
		t.Errorf("counts by method and by path add up to %d, want 5", got)
	}
	b.sim.Forget()
	if got := len(b.sim.Requests()) + len(b.sim.Journal()) + len(b.sim.Violations()); got != 0 {
		t.Errorf("%d records after Forget", got)
	}
}

// TestTestMode covers what test mode checks, and that it changes nothing.
func TestTestMode(t *testing.T) {
	const create = `{"createFederatedID":{"email":"new@claimed-domain1.com","country":"US","firstname":"F","lastname":"L"}}`
	cases := map[string]struct {
		command string
		codes   []string
		done    int
	}{
		"create, then add":    {`{"user":"new@claimed-domain1.com","do":[` + create + `,{"add":{"group":["Design"]}}]}`, nil, 1},
		"missing Adobe ID":    {`{"user":"no@x.io","useAdobeID":true,"do":[{"update":{"lastname":"x"}}]}`, nil, 1},
		"removal":             {`{"user":"ann@claimed-domain1.com","do":[{"removeFromOrg":{}}]}`, nil, 1},
		"missing, foreign":    {`{"user":"no@foreign.example","do":[{"update":{"lastname":"x"}}]}`, []string{adobe.CodeNotClaimed}, 0},
		"missing, to a claim": {`{"user":"no@claimed-domain1.com","do":[{"update":{"email":"x@claimed-domain1.com"}}]}`, nil, 1},
		"missing, to no claim": {
			`{"user":"no@claimed-domain1.com","do":[{"update":{"email":"x@nowhere.example"}}]}`,
			[]string{adobe.CodeNotClaimed},
			0,
		},
		"in use": {
			`{"user":"ann@claimed-domain1.com","do":[{"update":{"email":"jdoe@claimed-domain1.com"}}]}`,
			[]string{"error.user.email.name_in_use"},
			0,
		},
		"form": {`{"user":"ann","do":[{"update":{}}]}`, []string{"error.command.domain.missing"}, 0},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, adobe.BaseSeed())
			before := b.sim.Users()
			request := test("[" + tc.command + "]")
			request.path = pathAction + "?testOnly=True"
			got := decode[outcome](t, b.do(request).body)
			if diff := cmp.Diff(tc.codes, got.codes()); diff != "" || got.CompletedInTestMode != tc.done || got.Completed != 0 {
				t.Errorf("answer %+v, codes (-want +got):\n%s", got, diff)
			}
			if diff := cmp.Diff(before, b.sim.Users()); diff != "" {
				t.Errorf("users (-before +after):\n%s", diff)
			}
		})
	}
}

func TestPortal(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	id, err := b.sim.PortalCreate(adobe.User{Type: adobe.FederatedID, Email: "new@claimed-domain1.com"})
	if err != nil {
		t.Fatal(err)
	}
	u, ok := b.sim.UserByEmail("NEW@claimed-domain1.com")
	if !ok || u.ID != id || u.Username != "new@claimed-domain1.com" {
		t.Errorf("UserByEmail = %+v, %v, want %s", u, ok, id)
	}
	for name, err := range map[string]error{
		"edit nobody":   b.sim.PortalEdit("nobody", func(*adobe.User) {}),
		"delete nobody": b.sim.PortalDelete("nobody"),
		"delete":        b.sim.PortalDelete(id),
	} {
		if (err == nil) != (name == "delete") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.sim.PortalCreate(adobe.User{ID: adobe.BaseAnn}); err == nil {
		t.Error("a second ann was created")
	}
	if _, ok := b.sim.UserByEmail("new@claimed-domain1.com"); ok {
		t.Error("the deleted user is found by email")
	}
	if _, ok := b.sim.Profile("nobody"); ok {
		t.Error("nobody has a profile")
	}
	// A user whose domain the organization has lost can still be read, and not be changed.
	if err := b.sim.PortalEdit(adobe.BaseAnn, func(u *adobe.User) { u.Domain = "lost.example" }); err != nil {
		t.Fatal(err)
	}
	got := decode[outcome](t, b.do(updating("ann@claimed-domain1.com", `{"username":"ann"}`)).body)
	if diff := cmp.Diff([]string{adobe.CodeNotClaimed}, got.codes()); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
	if got := len(b.sim.Journal()); got != 0 {
		t.Errorf("%d portal edits in the journal", got)
	}
}

// TestProfile proves that a profile is what a GET answers, and that a snapshot is a copy.
func TestProfile(t *testing.T) {
	seed := adobe.BaseSeed()
	seed.Users[0].Groups = []string{"Design"}
	b := newBench(t, seed)
	b.user(adobe.BaseJohn).Groups[0] = "Edited"
	profile, _ := b.sim.Profile(adobe.BaseJohn)
	got := memberAt(parse(t, string(b.get(pathJohn).body)), "user")
	if diff := cmp.Diff(got, parse(t, string(profile))); diff != "" {
		t.Errorf("profile (-GET +Profile):\n%s", diff)
	}
	if group := memberAt(got, "groups.0"); group != "Design" {
		t.Errorf("group %v, want Design: the snapshot is not a copy", group)
	}
}

// TestConcurrency has many writers and a tester at work: under -race it proves the locking, and the journal that no
// write is lost.
func TestConcurrency(t *testing.T) {
	const writers, writes = 8, 10
	b := newBench(t, thousands(writers))
	unlimited := adobe.Knobs{ActionRate: adobe.Unlimited, ActionRateApp: adobe.Unlimited}
	b.sim.SetKnobs(unlimited)
	b.token(adobe.BaseClientA)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range writes {
				user := fmt.Sprintf("u%d@claimed-domain1.com", w)
				if got := b.do(updating(user, fmt.Sprintf(`{"lastname":"n%d"}`, i))); string(got.body) != one {
					t.Errorf("status %d: %s", got.status, got.body)
				}
				b.sim.SetKnobs(unlimited)
				b.sim.Inject(adobe.Fault{Method: http.MethodDelete}).Remove()
				b.sim.InjectCommand(adobe.CommandFault{User: "nobody"}).Remove()
				b.sim.Journal()
				b.sim.Users()
			}
		})
	}
	wg.Wait()
	if got := len(b.sim.Journal()); got != writers*writes {
		t.Errorf("%d writes in the journal, want %d", got, writers*writes)
	}
	for _, u := range b.sim.Users() {
		if u.LastName != fmt.Sprintf("n%d", writes-1) {
			t.Errorf("last write of %s is %s", u.Email, u.LastName)
		}
	}
}
