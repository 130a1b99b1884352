package adobe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// TestCodesByBehaviour has a command for every code the simulator answers by itself.
func TestCodesByBehaviour(t *testing.T) {
	long := strings.Repeat("x", 251)
	ann := func(do string) string { return `{"user":"ann@claimed-domain1.com","do":[` + do + `]}` }
	create := func(fields string) string {
		return `{"user":"new@claimed-domain1.com","do":[{"createFederatedID":{` + fields + `}}]}`
	}
	const names = `"country":"US","firstname":"F","lastname":"L"`
	cases := map[string]struct {
		command string
		codes   []string
	}{
		"no user":             {`{"do":[{"update":{}}]}`, []string{"error.command.user_usergroup.missing"}},
		"user no string":      {`{"user":1,"do":[{"update":{}}]}`, []string{"error.command.string_expected"}},
		"user too long":       {`{"user":"` + long + `@x.io","do":[{"update":{}}]}`, []string{"error.command.string.too_long"}},
		"requestID no string": {`{"user":"a@x.io","requestID":1,"do":[{"update":{}}]}`, []string{"error.command.string_expected"}},
		"domain no string":    {`{"user":"a","domain":null,"do":[{"update":{}}]}`, []string{"error.command.domain.string_expected"}},
		"domain with an email": {
			`{"user":"a@x.io","domain":"x.io","do":[{"update":{}}]}`,
			[]string{"error.command.domain.must_be_used_with_nonemail_username"},
		},
		"useAdobeID no boolean": {`{"user":"a@x.io","useAdobeID":"true","do":[{"update":{}}]}`, []string{"error.command.boolean_expected"}},
		"unknown member":        {`{"user":"a@x.io","requestId":"r","do":[{"update":{}}]}`, []string{"error.command.illegal_entry"}},
		"no steps":              {`{"user":"a@x.io"}`, []string{"error.command.steps.malformed"}},
		"steps no list":         {`{"user":"a@x.io","do":{"update":{}}}`, []string{"error.command.steps.malformed"}},
		"a step no object":      {ann(`"update"`), []string{"error.command.steps.malformed"}},
		"unknown step":          {ann(`{"resetPassword":{}}`), []string{"error.command.step.unknown"}},
		"eleven steps": {
			ann(strings.Repeat(`{"update":{}},`, 10) + `{"update":{}}`), []string{"error.command.add_remove.list_too_long"},
		},
		"user group":             {`{"usergroup":"Design","do":[{"add":{"user":["a"]}}]}`, []string{"error.api.not_available"}},
		"update no object":       {ann(`{"update":[]}`), []string{"error.command.create.object_expected"}},
		"update of a number":     {ann(`{"update":{"email":1}}`), []string{"error.command.string_expected"}},
		"update with option":     {ann(`{"update":{"option":"x"}}`), []string{"error.command.update.option.no"}},
		"update, unknown member": {ann(`{"update":{"title":"x"}}`), []string{"error.command.illegal_entry"}},
		"update, no email":       {ann(`{"update":{"email":"ann"}}`), []string{"error.user.email.invalid"}},
		"update, long email":     {ann(`{"update":{"email":"` + long[:50] + `@claimed-domain1.com"}}`), []string{"error.user.email.invalid"}},
		"update, long name":      {ann(`{"update":{"firstname":"` + long + `"}}`), []string{"error.command.string.too_long"}},
		"update, unclaimed":      {ann(`{"update":{"email":"ann@nowhere.example"}}`), []string{adobe.CodeNotClaimed}},
		"update, email as username": {
			`{"user":"saml@saml.example","do":[{"update":{"username":"x@saml.example"}}]}`, []string{"error.user.name.contains.email"},
		},
		"update, trustee": {
			`{"user":"trustee@foreign.example","do":[{"update":{"lastname":"x"}}]}`,
			[]string{"error.api.user.not.parent.org"},
		},
		"update, two errors": {
			ann(`{"update":{"country":"US","option":"x"}}`),
			[]string{"error.update.country.no_update", "error.command.update.option.no"},
		},
		"create no object":    {ann(`{"createFederatedID":"x"}`), []string{"error.command.create.object_expected"}},
		"create, unknown key": {create(`"email":"new@claimed-domain1.com","x":"y",` + names), []string{"error.command.create.key.unknown"}},
		"create, number":      {create(`"email":1,` + names), []string{"error.command.create.string_expected"}},
		"create, no names": {
			create(`"email":"new@claimed-domain1.com","country":"us"`),
			[]string{"error.user.firstname_missing", "error.user.lastname_missing", "error.country.invalid"},
		},
		"create, option": {create(`"email":"new@claimed-domain1.com","option":"x",` + names), []string{"error.option.illegal"}},
		"create, email":  {create(`"email":"new",` + names), []string{"error.user.email.invalid"}},
		"create twice":   {create(`"email":"ann@claimed-domain1.com",` + names), []string{"error.user.already_in_org"}},
		"create, unclaimed": {
			`{"user":"x@nowhere.example","do":[{"createFederatedID":{"email":"x@nowhere.example",` + names + `}}]}`,
			[]string{adobe.CodeNotClaimed},
		},
		"create in a synced directory": {
			`{"user":"x@synced.example","do":[{"createFederatedID":{"email":"x@synced.example",` + names + `}}]}`,
			[]string{"error.internal.create_failed"},
		},
		"create, email login": {
			`{"user":"x","domain":"mail.example","do":[{"createFederatedID":{"email":"x@mail.example",` + names + `}}]}`,
			[]string{"error.user.must_match_email"},
		},
		"create, other username": {
			`{"user":"x@ent.example","do":[{"createEnterpriseID":{"email":"y@ent.example",` + names + `}}]}`,
			[]string{"error.user.must_match_email"},
		},
		"create, email as username": {
			`{"user":"x@saml.example","do":[{"createFederatedID":{"email":"x@saml.example",` + names + `}}]}`,
			[]string{"error.user.name.contains.email"},
		},
		"create last": {
			ann(`{"update":{}},{"createFederatedID":{"email":"new@claimed-domain1.com",` + names + `}}`),
			[]string{"error.command.create.not_first"},
		},
		"two creates": {
			ann(`{"addAdobeID":{"email":"a@x.io"}},{"addAdobeID":{"email":"a@x.io"}}`),
			[]string{"error.command.create.more_than_one"},
		},
		"failed create, then add": {
			`{"user":"x@ent.example","do":[{"createFederatedID":{"email":"x@ent.example",` + names + `}},{"add":{"group":["Design"]}}]}`,
			[]string{"error.user.type_mismatch", "error.user.not_found"},
		},
		"add no object":     {ann(`{"add":"all"}`), []string{"error.command.add_remove.list"}},
		"add nothing":       {ann(`{"add":{}}`), []string{"error.command.add_remove.missing_list"}},
		"add no list":       {ann(`{"add":{"group":"Design"}}`), []string{"error.command.add_remove.list_not_array"}},
		"add an empty list": {ann(`{"add":{"group":[]}}`), []string{"error.group.invalid_list"}},
		"add null":          {ann(`{"add":{"group":[null]}}`), []string{"error.group.invalid_list"}},
		"add, unknown key":  {ann(`{"add":{"team":["Design"]}}`), []string{"error.command.add_remove.key.unknown"}},
		"add, group twice": {
			ann(`{"add":{"group":["Design"],"group":["Design"]}}`),
			[]string{"error.command.add_remove.duplicate.group_list"},
		},
		"add, product twice": {
			ann(`{"add":{"product":["Design"],"product":["Design"]}}`),
			[]string{"error.command.add_remove.duplicate.product_list"},
		},
		"add, long name": {
			ann(`{"add":{"group":["` + long + long + `"]}}`),
			[]string{"error.command.add_remove.group_or_product_name_too_long"},
		},
		"add an unknown group": {ann(`{"add":{"group":["_org_admin"]}}`), []string{"error.group.not_found"}},
		"add nobody":           {`{"user":"no@claimed-domain1.com","do":[{"add":{"group":["Design"]}}]}`, []string{adobe.CodeNonexistent}},
		"Adobe ID nobody has":  {`{"user":"no@x.io","useAdobeID":true,"do":[{"update":{"lastname":"x"}}]}`, []string{adobe.CodeNonexistent}},
		"removal, unknown key": {ann(`{"removeFromOrg":{"x":true}}`), []string{"error.command.object_not_empty"}},
		"removal no object":    {ann(`{"removeFromOrg":true}`), []string{"error.command.object_not_empty"}},
		"removal, no boolean":  {ann(`{"removeFromOrg":{"deleteAccount":1}}`), []string{"error.command.boolean_expected"}},
		"removal first":        {ann(`{"removeFromOrg":{}},{"update":{}}`), []string{"error.command.removefromorg.not_last"}},
		"removal while synced": {`{"user":"sync@synced.example","do":[{"removeFromOrg":{}}]}`, []string{"error.internal.removefromorg"}},
		"username nobody has": {
			`{"user":"no","domain":"claimed-domain1.com","do":[{"update":{"lastname":"x"}}]}`,
			[]string{adobe.CodeNonexistent},
		},
		"username, other domain": {
			`{"user":"jdoe","domain":"foreign.example","do":[{"update":{"lastname":"x"}}]}`, []string{adobe.CodeNotClaimed},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, wideSeed())
			got := b.act("[" + tc.command + "]")
			if got.status != 200 {
				t.Fatalf("status %d: %s", got.status, got.body)
			}
			if diff := cmp.Diff(tc.codes, decode[outcome](t, got.body).codes()); diff != "" {
				t.Errorf("codes (-want +got):\n%s\n%s", diff, got.body)
			}
			if writes := b.sim.Journal(); len(writes) != 0 {
				t.Errorf("journal = %v, want none", writes)
			}
		})
	}
}

// wideSeed is the base organization with what few tests need: directories of usernames, of emails, one that is synced, and a user
// of another organization.
func wideSeed() adobe.Seed {
	seed := adobe.BaseSeed()
	seed.Directories = append(
		seed.Directories,
		adobe.Directory{Name: "SAML", Type: adobe.FederatedID, Domains: []string{"saml.example"}, Login: adobe.LoginUsername},
		adobe.Directory{Name: "Mail", Type: adobe.FederatedID, Domains: []string{"mail.example"}, Login: adobe.LoginEmail},
		adobe.Directory{Name: "Synced", Type: adobe.FederatedID, Domains: []string{"synced.example"}, Synced: true},
	)
	seed.Users = append(
		seed.Users,
		adobe.User{ID: "saml", Type: adobe.FederatedID, Email: "saml@saml.example", Username: "saml"},
		adobe.User{ID: "sync", Type: adobe.FederatedID, Email: "sync@synced.example"},
		adobe.User{ID: "trustee", Type: adobe.FederatedID, Email: "trustee@foreign.example", Foreign: true},
		adobe.User{ID: "twin", Type: adobe.AdobeID, Email: "ann@claimed-domain1.com", FirstName: "Own"},
	)
	return seed
}

// TestCodesByFault proves that every documented code, and any other, can be had from a command, which then changes
// nothing, and that the next command is served.
func TestCodesByFault(t *testing.T) {
	codes := append(adobe.Codes(), "error.never.heard.of")
	if got := len(codes) - 1; got != 108 || !slices.IsSorted(adobe.Codes()) {
		t.Errorf("%d codes, want 108 in alphabetical order", got)
	}
	b := newBench(t, adobe.BaseSeed())
	b.sim.SetKnobs(adobe.Knobs{ActionRate: adobe.Unlimited, ActionRateApp: adobe.Unlimited})
	for _, code := range codes {
		in := b.sim.InjectCommand(adobe.CommandFault{User: "ANN@claimed-domain1.com", Code: code})
		got := decode[outcome](t, b.act(`[{"user":"ann@claimed-domain1.com","requestID":"r","do":[{"update":{"lastname":"x"}}]}]`).body)
		if len(got.Errors) != 1 || got.Result != "error" {
			t.Fatalf("%s: answer %+v, want one error", code, got)
		}
		want := entry{ErrorCode: code, Message: got.Errors[0].Message, RequestID: "r", User: "ann@claimed-domain1.com"}
		if diff := cmp.Diff(want, got.Errors[0]); diff != "" || want.Message == "" || in.Fired() != 1 {
			t.Errorf("%s: fired %d, error (-want +got):\n%s", code, in.Fired(), diff)
		}
	}
	if writes := b.sim.Journal(); len(writes) != 0 {
		t.Errorf("journal = %v, want none", writes)
	}
	if got := string(b.do(updating("ann@claimed-domain1.com", `{"lastname":"x"}`)).body); got != one {
		t.Errorf("answer without a fault due: %s", got)
	}
}

// TestCommandFaults covers the choice of steps and the effects of a CommandFault.
func TestCommandFaults(t *testing.T) {
	cases := map[string]struct {
		faults []adobe.CommandFault
		want   string
		ann    string
	}{
		"throttled, by verb": {
			[]adobe.CommandFault{{Operation: adobe.OpUpdate, Nth: 2, Code: adobe.CodeThrottled}},
			"partial 1 1 [1.0 error.throttled_by_external_service]", "Roe",
		},
		"another verb": {[]adobe.CommandFault{{Operation: adobe.OpAdd, Code: "x"}}, "success 2 0 []", "Roe"},
		"applied all the same": {
			[]adobe.CommandFault{{User: "ann@claimed-domain1.com", Code: "error.internal.update_failed", Applied: true}},
			"partial 1 1 [0.0 error.internal.update_failed]", "Roe",
		},
		"several errors of one step": {
			[]adobe.CommandFault{{User: "ann@claimed-domain1.com", Code: "one"}, {User: "ann@claimed-domain1.com", Code: "two"}},
			"partial 1 1 [0.0 one 0.0 two]", "Lee",
		},
		"a warning": {
			[]adobe.CommandFault{{User: "ann@claimed-domain1.com", Code: "warning.new", Warning: true}}, "success 2 0 [0.0 warning.new]", "Roe",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, adobe.BaseSeed())
			b.sim.SetKnobs(adobe.Knobs{Order: adobe.OrderSent})
			for _, f := range tc.faults {
				b.sim.InjectCommand(f)
			}
			got := decode[outcome](t, b.act(twoUpdates).body)
			var reports []string
			for _, e := range append(got.Errors, got.Warnings...) {
				reports = append(reports, fmt.Sprintf("%d.%d %s%s", e.Index, e.Step, e.ErrorCode, e.WarningCode))
			}
			summary := fmt.Sprintf("%s %d %d %s", got.Result, got.Completed, got.NotCompleted, reports)
			if diff := cmp.Diff(tc.want, summary); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
			if name := b.user(adobe.BaseAnn).LastName; name != tc.ann {
				t.Errorf("last name %q, want %q", name, tc.ann)
			}
			if !b.sim.Requests()[1].Fault && name != "another verb" {
				t.Error("the request does not say that a fault had a hand in it")
			}
		})
	}
}

const twoUpdates = `[{"user":"ann@claimed-domain1.com","do":[{"update":{"lastname":"Roe"}}]},
	{"user":"jdoe@claimed-domain1.com","do":[{"update":{"lastname":"Roe"}}]}]`

// TestPoison has one user who makes every request fail that names them: the client has to find out who it is.
func TestPoison(t *testing.T) {
	for _, status := range []int{400, 500} {
		b := newBench(t, adobe.BaseSeed())
		in := b.sim.InjectCommand(adobe.CommandFault{User: "jdoe@claimed-domain1.com", Times: adobe.Always, Status: status})
		got := []int{
			b.act(twoUpdates).status,
			b.do(updating("ann@claimed-domain1.com", `{"lastname":"Roe"}`)).status,
			b.do(updating("jdoe@claimed-domain1.com", `{"lastname":"Roe"}`)).status,
		}
		if diff := cmp.Diff([]int{status, 200, status}, got); diff != "" || in.Fired() != 2 {
			t.Errorf("fired %d, statuses (-want +got):\n%s", in.Fired(), diff)
		}
		if diff := cmp.Diff([]string{"0.0 update ann [lastname] changed [lastname]"}, journal(b)); diff != "" {
			t.Errorf("journal (-want +got):\n%s", diff)
		}
	}
}
