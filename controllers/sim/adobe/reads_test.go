package adobe_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

func TestGetUser(t *testing.T) {
	const notFound = 404
	cases := map[string]struct {
		path   string
		status int
		id     string
	}{
		"by email":                         {"jdoe@claimed-domain1.com", 200, `"john"`},
		"whatever its case":                {"JDOE@Claimed-Domain1.com", 200, `"john"`},
		"escaped":                          {"jdoe%40claimed-domain1.com", 200, `"john"`},
		"a domain of the directory":        {"jdoe@claimed-domain1.com?domain=CLAIMED-domain3.com", 200, `"john"`},
		"a domain of another directory":    {"jdoe@claimed-domain1.com?domain=other.example", notFound, absent},
		"by username and domain":           {"jdoe?domain=claimed-domain2.com", 200, `"username"`},
		"by username alone":                {"jdoe", notFound, absent},
		"the Enterprise or Federated ID":   {"ann@claimed-domain1.com", 200, `"ann"`},
		"the Adobe ID of the same email":   {"ann@claimed-domain1.com?domain=AdobeID", 200, `"twin"`},
		"an Adobe ID":                      {"hugh@home.example", 200, `"home"`},
		"no Adobe ID":                      {"jdoe@claimed-domain1.com?domain=AdobeID", notFound, absent},
		"another organization's":           {"trustee@foreign.example?domain=foreign.example", 200, `"trustee"`},
		"another organization's elsewhere": {"trustee@foreign.example?domain=other.example", notFound, absent},
		"one who is not active":            {"sync@synced.example", notFound, absent},
	}
	seed := wideSeed()
	for i := range seed.Users {
		if seed.Users[i].ID == "sync" {
			seed.Users[i].Status = adobe.StatusLocked
		}
	}
	b := newBench(t, seed)
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := b.get(pathUser + tc.path)
			if got.status != tc.status {
				t.Fatalf("status %d, want %d: %s", got.status, tc.status, got.body)
			}
			if diff := cmp.Diff(parse(t, tc.id), memberAt(parse(t, string(got.body)), "user.id")); diff != "" {
				t.Errorf("id (-want +got):\n%s", diff)
			}
		})
	}
}

// TestUserBody proves the order of the members and that what is unset is absent.
func TestUserBody(t *testing.T) {
	seed := adobe.BaseSeed()
	seed.Users = append(seed.Users, adobe.User{ID: "bare", Type: adobe.EnterpriseID, Email: "bare@ent.example"})
	seed.Users[0].Groups = []string{"Design"}
	b := newBench(t, seed)
	for id, want := range map[string]string{
		"jdoe@claimed-domain1.com": `{"result":"success","user":{"id":"john","email":"jdoe@claimed-domain1.com","status":"active",` +
			`"groups":["Design"],"username":"jdoe@claimed-domain1.com","domain":"claimed-domain1.com",` +
			`"firstname":"John","lastname":"Doe","country":"US","type":"federatedID"}}`,
		"bare@ent.example": `{"result":"success","user":{"id":"bare","email":"bare@ent.example","status":"active",` +
			`"username":"BARE@ENT.EXAMPLE","domain":"ent.example","type":"enterpriseID"}}`,
	} {
		if diff := cmp.Diff(want, string(b.get(pathUser+id).body)); diff != "" {
			t.Errorf("body (-want +got):\n%s", diff)
		}
	}
}

// TestPaging covers pages, their headers, repeated users and a page beyond the last.
func TestPaging(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.sim.SetKnobs(adobe.Knobs{PageSize: 4, PageOverlap: 1, TechnicalAccounts: 3})
	type page struct {
		Last  bool
		IDs   []string
		Heads []string
	}
	read := func(path string) page {
		got := b.get(path)
		body := decode[struct {
			LastPage bool
			Users    []struct{ ID string }
		}](t, got.body)
		p := page{Last: body.LastPage}
		for _, u := range body.Users {
			p.IDs = append(p.IDs, u.ID)
		}
		for _, name := range []string{"X-Total-Count", "X-Page-Count", "X-Current-Page", "X-Page-Size"} {
			p.Heads = append(p.Heads, got.header.Get(name))
		}
		return p
	}
	last := page{Last: true, IDs: []string{"username", "enterprise", "other", "home"}[1:], Heads: []string{"9", "2", "1", "3"}}
	for path, want := range map[string]page{
		"0?directOnly=True": {IDs: []string{"john", "ann", "username", "enterprise"}, Heads: []string{"9", "2", "0", "4"}},
		"1":                 last,
		"7":                 last,
		"1?domain=claimed-domain1.com": {
			Last: true, IDs: []string{"john", "ann", "username"}, Heads: []string{"6", "1", "0", "3"},
		},
	} {
		if diff := cmp.Diff(want, read(pathUsers+path)); diff != "" {
			t.Errorf("page %s (-want +got):\n%s", path, diff)
		}
	}
	for path, want := range map[string]string{
		pathUsers + "x":        `{"lastPage":false,"result":"error.command.malformed","message":"Bad page"}`,
		pathGroups + "-1":      `{"lastPage":false,"result":"error.command.malformed","message":"Bad page"}`,
		pathUsers + "0/Nobody": `{"lastPage":false,"result":"error.group.not_found","message":"Not found: Group Nobody"}`,
		pathUsers + "0/Design": `{"lastPage":true,"result":"success","groupName":"Design","users":[]}`,
		pathGroups + "1": `{"lastPage":true,"result":"success","groups":[` +
			`{"groupName":"Design","memberCount":0},{"groupName":"Photography","memberCount":0}]}`,
	} {
		if diff := cmp.Diff(want, string(b.get(path).body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

// TestLag proves that reads lag behind writes, that commands do not, and that nobody knows a new user yet.
func TestLag(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.sim.SetKnobs(adobe.Knobs{LagMillis: 60_000})
	b.do(updating("ann@claimed-domain1.com", `{"email":"anna@claimed-domain1.com"}`))
	b.do(creating("createFederatedID", "new@claimed-domain1.com"))
	read := func() []int {
		var got []int
		for _, email := range []string{"ann", "anna", "new"} {
			got = append(got, b.get(pathUser+email+"@claimed-domain1.com").status)
		}
		return got
	}
	write := func() []string {
		var got []string
		for _, email := range []string{"ann", "anna", "new"} {
			got = append(got, decode[outcome](t, b.do(updating(email+"@claimed-domain1.com", `{"lastname":"x"}`)).body).Result)
		}
		return got
	}
	if diff := cmp.Diff([]int{200, 404, 404}, read()); diff != "" {
		t.Errorf("reads before the lag has passed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"error", "success", "error"}, write()); diff != "" {
		t.Errorf("writes before the lag has passed (-want +got):\n%s", diff)
	}
	b.clock.Advance(time.Minute)
	if diff := cmp.Diff([]int{404, 200, 200}, read()); diff != "" {
		t.Errorf("reads after the lag has passed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"error", "success", "success"}, write()); diff != "" {
		t.Errorf("writes after the lag has passed (-want +got):\n%s", diff)
	}
}
