package mosaic_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// TestPathValues proves that values in paths survive every way of escaping them.
func TestPathValues(t *testing.T) {
	seed := mosaic.BaseSeed()
	seed.Users[0].Email.Value = "a+tag/1%@x.io"
	seed.Users[0].ExternalUserID = "A B/C+D"
	seed.Users[0].SecondaryPhones = []mosaic.Contact{{Value: "+14155550111"}}
	cases := map[string]struct {
		request request
		status  int
	}{
		"plus and slash escaped":      {get("/cis/v1/users/email/a%2Btag%2F1%25%40x.io"), 200},
		"plus as it is":               {get("/cis/v1/users/email/a+tag%2F1%25@x.io"), 200},
		"another case":                {get("/cis/v1/users/email/A+TAG%2F1%25@X.IO"), 200},
		"slash not escaped":           {get("/cis/v1/users/email/a+tag/1%25@x.io"), 404},
		"space and slash":             {get("/cis/v1/users/external-user-id/A%20B%2FC+D"), 200},
		"plus is not a space":         {get("/cis/v1/users/external-user-id/A+B%2FC+D"), 404},
		"deprecated alias":            {get("/cis/v1/users/phone/%2B14155550100"), 200},
		"secondary phone in a DELETE": {request{method: "DELETE", path: pathU1 + "/phone-numbers/%2B14155550111"}, 204},
		"primary phone in a DELETE":   {request{method: "DELETE", path: pathU1 + "/phone-numbers/%2B14155550100"}, 404},
		"empty segment":               {request{method: "DELETE", path: "/cis/v1/users//apps"}, 404},
		"no user id":                  {get("/cis/v1/users/"), 404},
		"without cis":                 {get("/v1/users/u1"), 404},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := newBench(t, seed).do(tc.request); got.status != tc.status {
				t.Errorf("status %d, want %d: %s", got.status, tc.status, got.body)
			}
		})
	}
}

// TestEmptySegment proves that a forgotten user id is answered here, and not redirected to another endpoint.
func TestEmptySegment(t *testing.T) {
	b := newBench(t, mosaic.BaseSeed())
	b.token("")
	b.sim.Forget()
	got := b.get("/cis/v1/users//apps")
	if got.status != 404 || b.sim.Count("", "") != 1 {
		t.Errorf("status %d after %d requests, want 404 after one", got.status, b.sim.Count("", ""))
	}
}

func TestLookups(t *testing.T) {
	identifier := mosaic.PathByIdentifier + "?identifier_name="
	cases := map[string]struct {
		request request
		status  int
	}{
		"external user id":                  {get("/cis/v1/users/external-user-id/E2"), 200},
		"username":                          {get("/cis/v1/users/username/bob"), 200},
		"username of another app":           {as(mosaic.BaseClientB, get("/cis/v1/users/username/bob")), 404},
		"user of another app":               {as(mosaic.BaseClientB, get("/cis/v1/users/email/a@x.io")), 404},
		"any app with an admin token":       {as(mosaic.BaseAdmin, get("/cis/v1/users/email/a@x.io")), 200},
		"identifier externalUserId":         {get(identifier + "externalUserId&identifier_value=E2"), 200},
		"identifier username":               {get(identifier + "username&identifier_value=bob"), 200},
		"identifier idpIdentifier":          {get(identifier + "idpIdentifier&identifier_value=x"), 404},
		"identifier without value":          {get(identifier + "email"), 400},
		"attribute that is no identifier":   {get(identifier + "loyaltyPoints&identifier_value=1"), 400},
		"identifier of nobody":              {get(identifier + "accountNumber&identifier_value=1"), 404},
		"secondary values do not find":      {get("/cis/v1/users/email/c@x.io"), 404},
		"removal by another app":            {as(mosaic.BaseClientB, request{method: "DELETE", path: pathU1 + "/apps"}), 404},
		"removal from the tenant, as app":   {request{method: "DELETE", path: "/cis/v1/manage/users/u1"}, 403},
		"removal from the tenant, as admin": {as(mosaic.BaseAdmin, request{method: "DELETE", path: "/cis/v1/manage/users/u1"}), 204},
		"removal of nobody":                 {as(mosaic.BaseAdmin, request{method: "DELETE", path: "/cis/v1/manage/users/no"}), 404},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			seed := mosaic.BaseSeed()
			withSecondaryC(&seed)
			if got := newBench(t, seed).do(tc.request); got.status != tc.status {
				t.Errorf("status %d, want %d: %s", got.status, tc.status, got.body)
			}
		})
	}
}

func TestRemoveFromApp(t *testing.T) {
	b := newBench(t, mosaic.BaseSeed())
	remove := request{method: http.MethodDelete, path: pathU2 + "/apps"}
	got := []int{b.do(remove).status, b.do(remove).status, b.get(pathU2).status}
	if diff := cmp.Diff([]int{204, 404, 404}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if apps := b.user("u2").Apps; len(apps) != 0 {
		t.Errorf("apps = %v, want none", apps)
	}
}

func TestCreate(t *testing.T) {
	cases := map[string]struct {
		body   string
		status int
	}{
		"email":                 {`{"email":"new@x.io"}`, 201},
		"phone":                 {`{"phone_number":"+14155550199"}`, 201},
		"with a password":       {`{"email":"new@x.io","username":"new","credentials":{"password":"s3cret!"}}`, 201},
		"neither":               {`{"username":"new"}`, 400},
		"not JSON":              {`{`, 400},
		"invalid":               {`{"email":"new"}`, 400},
		"taken email":           {`{"email":"A@x.io"}`, 409},
		"taken external id":     {`{"email":"new@x.io","external_user_id":"E2"}`, 409},
		"taken username":        {`{"email":"new@x.io","username":"bob"}`, 409},
		"unknown custom member": {`{"email":"new@x.io","custom_user_fields":{"x":1}}`, 400},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, mosaic.BaseSeed())
			got := b.do(request{method: http.MethodPost, path: mosaic.PathUsers, body: tc.body})
			if got.status != tc.status {
				t.Errorf("status %d, want %d: %s", got.status, tc.status, got.body)
			}
			if created := len(b.sim.Users()) - 2; (created == 1) != (tc.status == 201) {
				t.Errorf("%d users created with status %d", created, tc.status)
			}
		})
	}
}

func TestVerify(t *testing.T) {
	cases := map[string]struct {
		seed   func(*mosaic.Seed)
		path   string
		body   string
		status int
	}{
		"primary phone":         {nil, "/phone-numbers/%2B14155550100/verify", "", 202},
		"secondary, no body":    {withSecondaryC, "/emails/c@x.io/verify", "", 202},
		"not a value of theirs": {nil, "/emails/z@x.io/verify", `{"change_to_primary":true}`, 404},
		"promotion that clashes": {
			func(s *mosaic.Seed) { s.Users[0].SecondaryEmails = []mosaic.Contact{{Value: "b@x.io"}} },
			"/emails/b@x.io/verify", `{"change_to_primary":true}`, 409,
		},
		"malformed body": {withSecondaryC, "/emails/c@x.io/verify", `{`, 400},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			seed := mosaic.BaseSeed()
			if tc.seed != nil {
				tc.seed(&seed)
			}
			got := newBench(t, seed).do(request{method: http.MethodPost, path: pathU1 + tc.path, body: tc.body})
			if got.status != tc.status {
				t.Errorf("status %d, want %d: %s", got.status, tc.status, got.body)
			}
		})
	}
}

func TestSearch(t *testing.T) {
	cases := map[string]struct {
		query  string
		status int
		want   string
	}{
		"all":                  {"", 200, `["u1","u2"]`},
		"email":                {`?search=email+eq+%22a@x.io%22`, 200, `["u1"]`},
		"secondary email":      {`?search=secondary_emails+eq+%22c@x.io%22`, 200, `["u1"]`},
		"nested":               {`?search=address.country+eq+%22USA%22`, 200, `["u1"]`},
		"nobody":               {`?search=email+eq+%22z@x.io%22`, 200, `[]`},
		"second page":          {"?page_offset=1&page_limit=1", 200, `["u2"]`},
		"beyond the last page": {"?page_offset=9", 200, `[]`},
		"field not searchable": {`?search=username+eq+%22bob%22`, 400, ""},
		"operator not known":   {`?search=email+sw+%22a%22`, 400, ""},
		"prefix not known":     {"?search_prefix=%2B1212", 400, ""},
		"page too large":       {"?page_limit=5001", 400, ""},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			seed := mosaic.BaseSeed()
			withSecondaryC(&seed)
			b := newBench(t, seed)
			got := b.get(mosaic.PathUsers + tc.query)
			if got.status != tc.status {
				t.Fatalf("status %d, want %d: %s", got.status, tc.status, got.body)
			}
			if tc.status != 200 {
				return
			}
			ids := []any{}
			list := decode[struct{ Result []mosaic.Object }](t, got.body)
			for _, u := range list.Result {
				ids = append(ids, u["user_id"])
			}
			if diff := cmp.Diff(parse(t, tc.want), any(ids)); diff != "" {
				t.Errorf("user ids (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCount(t *testing.T) {
	got := newBench(t, mosaic.BaseSeed()).get(mosaic.PathCount)
	if diff := cmp.Diff(`{"result":{"user_count":2}}`, string(got.body)); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
}
