package mosaic_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// vector is one numbered vector of the wire contract, as far as it reaches the adapter. The others are about requests
// the adapter never sends (2, 4, 5, 28, 30 to 32, 36) or about several objects (48).
type vector struct {
	number int
	name   string
	seed   []func(*sim.Seed)
	run    func(t *testing.T, tn *tenant)
}

func TestVectors(t *testing.T) {
	for _, v := range slices.Concat(tokenVectors, updateVectors, contactVectors, lookupVectors, customVectors, failureVectors) {
		t.Run(fmt.Sprintf("%02d %s", v.number, v.name), func(t *testing.T) {
			tn := newTenant(t, v.seed...)
			v.run(t, tn)
			for _, r := range tn.sim.Requests() {
				if r.Method == http.MethodPatch { // vector 50
					t.Error("a PATCH was sent")
				}
			}
		})
	}
}

func seeds(edits ...func(*sim.Seed)) []func(*sim.Seed) { return edits }

//nolint:thelper // these are the tests themselves
var tokenVectors = []vector{
	{1, "token", nil, func(t *testing.T, tn *tenant) {
		if err := tn.target.Connect(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := tn.sim.Count(http.MethodPost, sim.PathToken); got != 1 {
			t.Errorf("%d token requests, want 1", got)
		}
	}},
	{3, "bad secret, message", nil, deniedToken("400", "Bad request")},
	{3, "bad secret, message array", seeds(with(sim.Knobs{TokenError: sim.TokenErrorArray})), deniedToken("400", "Bad request")},
	{
		3, "bad secret, OAuth form", seeds(with(sim.Knobs{TokenError: sim.TokenErrorOAuth})),
		deniedToken("401", "invalid_client: Client authentication failed"),
	},
	{6, "expired token", nil, func(t *testing.T, tn *tenant) {
		tn.read(t, u1)
		tn.clock.advance(2 * time.Hour)
		_, err := tn.target.Read(t.Context(), u1)
		wantKind(t, err, profile.Denied)
		tn.read(t, u1)
		if got := tn.proxy.Tokens(); got != 2 {
			t.Errorf("%d tokens, want 2", got)
		}
	}},
	{7, "role may only read", seeds(with(sim.Knobs{RoleMode: sim.RoleList})), func(t *testing.T, tn *tenant) {
		tn.target = tn.as(sim.BaseReader)
		e := wantKind(t, tn.change(t, set(profile.Language, "fr")).Err, profile.Forbidden)
		if e.Code != "403" {
			t.Errorf("code %q, want 403", e.Code)
		}
	}},
	{8, "no roles, implicit access", seeds(with(sim.Knobs{RoleMode: sim.RoleList})), applies(set(profile.Language, "fr"))},
}

// deniedToken expects that a wrong secret is denied, and neither shown nor sent to the API.
func deniedToken(code, message string) func(*testing.T, *tenant) {
	return func(t *testing.T, tn *tenant) {
		t.Helper()
		tn.config.ClientSecret = "not-the-secret"
		e := wantKind(t, tn.as(sim.BaseClientA).Connect(t.Context()), profile.Denied)
		if e.Code != code || e.Message != message {
			t.Errorf("got %q (%s), want %q (%s)", e.Message, e.Code, message, code)
		}
	}
}

// applies expects that the steps take, that they alone change, and that one request does it.
func applies(steps ...profile.Step) func(*testing.T, *tenant) {
	return func(t *testing.T, tn *tenant) {
		t.Helper()
		before := tn.read(t, u1)
		want := reveal(before.Profile)
		for _, step := range steps {
			if step.Action == profile.Clear {
				delete(want, step.Attribute)
				continue
			}
			want[step.Attribute] = step.Value.Reveal()
		}
		calls := tn.proxy.Calls()
		result := tn.write(t, before, steps...)
		if result.Err != nil {
			t.Fatal(result.Err)
		}
		if got := tn.proxy.Calls() - calls; got != 1 {
			t.Errorf("%d requests, want 1", got)
		}
		if diff := cmp.Diff(want, reveal(result.User.Profile)); diff != "" {
			t.Errorf("answer (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, reveal(tn.read(t, u1).Profile)); diff != "" {
			t.Errorf("read afterwards (-want +got):\n%s", diff)
		}
	}
}

// fails expects an error of that kind, and that nothing changed.
func fails(kind profile.Kind, steps ...profile.Step) func(*testing.T, *tenant) {
	return func(t *testing.T, tn *tenant) {
		t.Helper()
		before := tn.read(t, u1)
		wantKind(t, tn.write(t, before, steps...).Err, kind)
		if diff := cmp.Diff(reveal(before.Profile), reveal(tn.read(t, u1).Profile)); diff != "" {
			t.Errorf("changed (-before +after):\n%s", diff)
		}
		if writes := tn.sim.Journal(); len(writes) != 0 {
			t.Errorf("%d writes, want none", len(writes))
		}
	}
}

//nolint:thelper // these are the tests themselves
var updateVectors = []vector{
	{9, "one text", nil, func(t *testing.T, tn *tenant) {
		before, _ := tn.sim.User(sim.BaseU1)
		applies(set(profile.Language, "fr"))(t, tn)
		after, _ := tn.sim.User(sim.BaseU1)
		if after.UpdatedAt <= before.UpdatedAt {
			t.Error("updated_at did not grow")
		}
		wantFields(t, tn, "language")
	}},
	{10, "city keeps country and street", nil, func(t *testing.T, tn *tenant) {
		applies(set(profile.City, "LA"))(t, tn)
		wantFields(t, tn, "address")
	}},
	{11, "first name keeps last name and title", nil, func(t *testing.T, tn *tenant) {
		applies(set(profile.FirstName, "Jo"))(t, tn)
		wantFields(t, tn, "name")
	}},
	{12, "custom_data merges one level deep", nil, applies(
		setJSON(profile.CustomData.Attribute("k"), map[string]any{"a": json.Number("9")}))},
	{13, "custom_app_data", seeds(user(func(u *sim.User) {
		u.Apps[sim.BaseAppA] = sim.AppProfile{
			CustomAppData: sim.Object{"name": sim.Object{"first_name": "steve", "last_name": "jones"}},
		}
	})), applies(
		setJSON(profile.CustomAppData.Attribute("membership"), "gold"),
		setJSON(profile.CustomAppData.Attribute("name"), map[string]any{"first_name": "bob"}))},
	{14, "e-mail", nil, func(t *testing.T, tn *tenant) {
		applies(set(profile.Email, "n@x.io"))(t, tn)
		if after, _ := tn.sim.User(sim.BaseU1); after.Email.Verified {
			t.Error("the new address is verified")
		}
	}},
	{15, "the same e-mail is not sent", seeds(with(sim.Knobs{ResendUnverifies: sim.On})), func(t *testing.T, tn *tenant) {
		applies(set(profile.Email, "a@x.io"), set(profile.Language, "fr"))(t, tn)
		wantFields(t, tn, "language")
		if after, _ := tn.sim.User(sim.BaseU1); !after.Email.Verified {
			t.Error("the address lost its verification")
		}
	}},
	{16, "e-mail of another user, 409", nil, taken("identifier_is_taken")},
	{17, "e-mail of another user, 400", seeds(with(sim.Knobs{ConflictStatus: http.StatusBadRequest})), taken("400")},
	{18, "external user id of another user", nil, fails(profile.IdentifierTaken, set(profile.ExternalUserID, "E2"))},
	{19, "username of another user of the app", nil, fails(profile.IdentifierTaken, set(profile.Username, "bob"))},
	{19, "username of a user of another app", seeds(user(func(u *sim.User) {
		u.Apps[sim.BaseAppB] = sim.AppProfile{}
		u.HasPassword = true
	})), func(t *testing.T, tn *tenant) {
		tn.target = tn.as(sim.BaseClientB)
		applies(set(profile.Username, "bob"))(t, tn)
	}},
	{19, "username without a password is not shown", nil, func(t *testing.T, tn *tenant) {
		result := tn.change(t, set(profile.Username, "ann"))
		if result.Err != nil {
			t.Fatal(result.Err)
		}
		if diff := cmp.Diff([]string{"NotShown"}, codes(result.Warnings)); diff != "" {
			t.Errorf("warnings (-want +got):\n%s", diff)
		}
		if _, shown := tn.read(t, by(profile.ByUserID, sim.BaseU1)).Profile[profile.Username]; shown {
			t.Error("the username is shown")
		}
		if found := tn.read(t, by(profile.ByUsername, "ann")); found.ID != sim.BaseU1 {
			t.Errorf("found %s, want U1", found.ID)
		}
	}},
	{20, "phone that is no E.164", nil, fails(profile.InvalidSpec, set(profile.PhoneNumber, "4155550100"))},
	{21, "status that does not exist", nil, fails(profile.InvalidSpec, set(profile.AccountStatus, "Suspended"))},
	{22, "status", nil, func(t *testing.T, tn *tenant) {
		applies(set(profile.AccountStatus, "Disabled"))(t, tn)
		if after, _ := tn.sim.User(sim.BaseU1); after.StatusChangedAt.IsZero() {
			t.Error("status_changed_at is not set")
		}
	}},
	{23, "birthday", nil, applies(set(profile.Birthday, "1990-02-03"))},
	{23, "birthday as a date-time", nil, func(t *testing.T, tn *tenant) {
		result := tn.change(t, set(profile.Birthday, "1990-02-03T00:00:00Z"))
		if got, _ := result.User.Profile[profile.Birthday].Text(); result.Err != nil || got != "1990-02-03" {
			t.Errorf("got %q, %v", got, result.Err)
		}
	}},
	{24, "address type that does not exist", nil, fails(profile.InvalidSpec, set(profile.AddressType, "home"))},
	{25, "name that is too long", nil, fails(profile.InvalidSpec, set(profile.FirstName, strings.Repeat("n", 31)))},
	{25, "name that is long", seeds(with(sim.Knobs{LengthCheck: sim.Off})), applies(set(profile.FirstName, strings.Repeat("n", 31)))},
	{29, "clear, null clears", seeds(user(withPicture)), applies(clearing(profile.Picture))},
	{29, "clear, null is stored", seeds(user(withPicture), with(sim.Knobs{Null: sim.NullStore})), applies(clearing(profile.Picture))},
	{
		29, "clear, null is refused", seeds(user(withPicture), with(sim.Knobs{Null: sim.NullReject})),
		fails(profile.InvalidSpec, clearing(profile.Picture)),
	},
	{29, "clear, null is ignored", seeds(user(withPicture), with(sim.Knobs{Null: sim.NullIgnore})), func(t *testing.T, tn *tenant) {
		result := tn.change(t, clearing(profile.Picture))
		if _, shown := result.User.Profile[profile.Picture]; result.Err != nil || !shown {
			t.Errorf("the picture that is still there is not shown: %v", result.Err)
		}
	}},
	{29, "clear a member of name, null is refused", seeds(with(sim.Knobs{Null: sim.NullReject})), applies(clearing(profile.Title))},
	{33, "user who is gone", nil, func(t *testing.T, tn *tenant) {
		gone := tn.read(t, u1)
		gone.ID = "nouser"
		wantKind(t, tn.write(t, gone, set(profile.Language, "fr")).Err, profile.UserNotFound)
	}},
	{34, "user of another app", nil, func(t *testing.T, tn *tenant) {
		u := tn.read(t, u1)
		tn.target = tn.as(sim.BaseClientB)
		wantKind(t, tn.write(t, u, set(profile.Language, "fr")).Err, profile.UserNotFound)
	}},
	{47, "an edit in the portal survives where the update is not about it", nil, func(t *testing.T, tn *tenant) {
		u := tn.read(t, u1)
		if err := tn.sim.PortalEdit(u.ID, func(u *sim.User) { u.Address["city"] = "Boston" }); err != nil {
			t.Fatal(err)
		}
		result := tn.write(t, u, set(profile.LastName, "Roe"))
		if got, _ := result.User.Profile[profile.City].Text(); result.Err != nil || got != "Boston" {
			t.Errorf("the city is %q, %v", got, result.Err)
		}
	}},
	{49, "a user who is known by id is found after a change of e-mail", nil, func(t *testing.T, tn *tenant) {
		u := tn.read(t, by(profile.ByEmail, "a@x.io"))
		if err := tn.write(t, u, set(profile.Email, "n@x.io")).Err; err != nil {
			t.Fatal(err)
		}
		who := by(profile.ByEmail, "a@x.io")
		who.UserID = u.ID
		if found := tn.read(t, who); found.ID != u.ID {
			t.Errorf("found %s, want %s", found.ID, u.ID)
		}
	}},
}

func withPicture(u *sim.User) { u.Picture = "https://x.io/p.png" }

func taken(code string) func(*testing.T, *tenant) {
	return func(t *testing.T, tn *tenant) {
		t.Helper()
		fails(profile.IdentifierTaken, set(profile.Email, "b@x.io"))(t, tn)
		e := wantKind(t, tn.change(t, set(profile.Email, "b@x.io")).Err, profile.IdentifierTaken)
		if e.Code != code || e.Message != "email already exists" || !strings.HasPrefix(e.RequestID, "sim-") {
			t.Errorf("got %q (%s, request %s)", e.Message, e.Code, e.RequestID)
		}
	}
}

// wantFields checks that there was one write, and what it named.
func wantFields(t *testing.T, tn *tenant, fields ...string) {
	t.Helper()
	writes := tn.sim.Journal()
	if len(writes) != 1 {
		t.Fatalf("%d writes, want 1", len(writes))
	}
	if diff := cmp.Diff(fields, writes[0].Fields); diff != "" {
		t.Errorf("members sent (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(fields, writes[0].Changed); diff != "" {
		t.Errorf("members changed (-want +got):\n%s", diff)
	}
}

//nolint:thelper // these are the tests themselves
var contactVectors = []vector{
	{26, "secondary e-mails, replaced", nil, secondaries(1)},
	{26, "secondary e-mails, appended", seeds(with(sim.Knobs{Secondary: sim.SecondaryAppend})), secondaries(3)},
	{26, "secondary e-mails, cleared", seeds(user(withSecondaries)), clearedSecondaries(1)},
	{
		26, "secondary e-mails, cleared though appended", seeds(user(withSecondaries), with(sim.Knobs{Secondary: sim.SecondaryAppend})),
		clearedSecondaries(3),
	},
	{
		26, "secondary e-mails, cleared though null is refused", seeds(user(withSecondaries), with(sim.Knobs{Null: sim.NullReject})),
		clearedSecondaries(1),
	},
	{27, "remove a secondary e-mail, then again", seeds(user(withSecondaries)), func(t *testing.T, tn *tenant) {
		u := tn.read(t, u1)
		for range 2 {
			result := tn.write(t, u, removing(profile.SecondaryEmails, "c@x.io"), removing(profile.SecondaryEmails, "d+1@x.io"))
			if result.Err != nil {
				t.Fatal(result.Err)
			}
			if got, _ := result.User.Profile[profile.SecondaryEmails].Texts(); !slices.Equal(got, []string{"d+1@x.io"}) {
				t.Errorf("left are %q", got)
			}
			if len(result.Rest) != 1 {
				t.Errorf("%d steps left, want 1", len(result.Rest))
			}
		}
		if got := tn.sim.Count(http.MethodDelete, sim.PathSecondaryEmail); got != 2 {
			t.Errorf("%d DELETEs, want 2", got)
		}
	}},
	{27, "remove the last phone number", seeds(user(func(u *sim.User) {
		u.SecondaryPhones = []sim.Contact{{Value: "+4930123456"}}
	})), func(t *testing.T, tn *tenant) {
		result := tn.change(t, removing(profile.SecondaryPhoneNumbers, "+4930123456"))
		if _, shown := result.User.Profile[profile.SecondaryPhoneNumbers]; result.Err != nil || shown || len(result.Rest) > 0 {
			t.Errorf("still shown: %v, rest %d, %v", shown, len(result.Rest), result.Err)
		}
		if after, _ := tn.sim.User(sim.BaseU1); len(after.SecondaryPhones) != 0 {
			t.Error("it is still stored")
		}
	}},
}

func withSecondaries(u *sim.User) {
	u.SecondaryEmails = []sim.Contact{{Value: "c@x.io", Verified: true}, {Value: "d+1@x.io"}}
}

// secondaries replaces two members by others, one of which stays, with that many requests.
func secondaries(requests int) func(*testing.T, *tenant) {
	return func(t *testing.T, tn *tenant) {
		t.Helper()
		if result, _ := tn.converge(t, setAll(profile.SecondaryEmails, "c@x.io", "d+1@x.io", "e@x.io")); result.Err != nil {
			t.Fatal(result.Err)
		}
		result, got := tn.converge(t, setAll(profile.SecondaryEmails, "E@x.io", "f@x.io"))
		if result.Err != nil {
			t.Fatal(result.Err)
		}
		members, _ := result.User.Profile[profile.SecondaryEmails].Texts()
		for i := range members {
			members[i] = strings.ToLower(members[i])
		}
		if members = slices.Compact(members); !slices.Equal(members, []string{"e@x.io", "f@x.io"}) {
			t.Errorf("the set is %q", members)
		}
		if got != requests {
			t.Errorf("%d requests, want %d", got, requests)
		}
	}
}

func clearedSecondaries(requests int) func(*testing.T, *tenant) {
	return func(t *testing.T, tn *tenant) {
		t.Helper()
		result, got := tn.converge(t, clearing(profile.SecondaryEmails))
		if result.Err != nil {
			t.Fatal(result.Err)
		}
		if _, shown := result.User.Profile[profile.SecondaryEmails]; shown {
			t.Error("the set is still shown")
		}
		if after, _ := tn.sim.User(sim.BaseU1); len(after.SecondaryEmails) != 0 {
			t.Errorf("stored are %v", after.SecondaryEmails)
		}
		if got != requests {
			t.Errorf("%d requests, want %d", got, requests)
		}
	}
}

//nolint:thelper // these are the tests themselves
var lookupVectors = []vector{
	{35, "phone number", nil, finds(by(profile.ByPhone, "+14155550100"), sim.BaseU1)},
	{35, "the other identifiers", nil, func(t *testing.T, tn *tenant) {
		finds(by(profile.ByEmail, "A@x.io"), sim.BaseU1)(t, tn)
		finds(by(profile.ByUserID, sim.BaseU2), sim.BaseU2)(t, tn)
		finds(by(profile.ByExternalUserID, "E2"), sim.BaseU2)(t, tn)
		finds(by(profile.ByUsername, "bob"), sim.BaseU2)(t, tn)
	}},
	{37, "custom identifier that does not exist", nil, misses(byCustom("phone_number", "+14155550100"), profile.IdentifierUnresolved)},
	{38, "custom identifier", seeds(user(withAccount)), finds(byCustom("accountNumber", "A+1/2 %3&=#?"), sim.BaseU1)},
	{38, "custom identifier of nobody", nil, misses(byCustom("accountNumber", "1"), profile.IdentifierUnresolved)},
	{
		38, "custom identifier, not B2C", seeds(user(withAccount), func(s *sim.Seed) { s.TenantType = sim.TenantOther }),
		misses(byCustom("accountNumber", "A+1/2 %3&=#?"), profile.IdentifierUnresolved),
	},
	{
		38, "custom identifier, no endpoint", seeds(user(withAccount), with(sim.Knobs{IdentifierEndpoint: sim.Off})),
		misses(byCustom("accountNumber", "A+1/2 %3&=#?"), profile.IdentifierUnresolved),
	},
}

func withAccount(u *sim.User) { u.CustomUserFields = sim.Object{"accountNumber": "A+1/2 %3&=#?"} }

func finds(who target.Locator, id string) func(*testing.T, *tenant) {
	return func(t *testing.T, tn *tenant) {
		t.Helper()
		before := tn.proxy.Calls()
		if found := tn.read(t, who); found.ID != id {
			t.Errorf("found %s, want %s", found.ID, id)
		}
		if got := tn.proxy.Calls() - before; got != 1 {
			t.Errorf("%d requests, want 1", got)
		}
	}
}

func misses(who target.Locator, kind profile.Kind) func(*testing.T, *tenant) {
	return func(t *testing.T, tn *tenant) {
		t.Helper()
		_, err := tn.target.Read(t.Context(), who)
		wantKind(t, err, kind)
	}
}

//nolint:thelper // these are the tests themselves
var customVectors = []vector{
	{39, "custom attributes", nil, applies(
		setJSON(profile.Custom.Attribute("loyaltyPoints"), json.Number("12")),
		setJSON(profile.Custom.Attribute("marketingOptIn"), true),
		setJSON(profile.Custom.Attribute("preferredStoreLocation"), "NYC"),
		setJSON(profile.Custom.Attribute("privacyNoticeAcceptedAt"), "2026-01-02"),
		setJSON(profile.Custom.Attribute("wishlistCategories"), []any{"b", "a"}))},
	{40, "custom attributes, feature off", seeds(with(sim.Knobs{CustomFields: sim.CustomFieldsOff})), func(t *testing.T, tn *tenant) {
		custom := profile.Custom.Attribute("preferredStoreLocation")
		result := tn.change(t, setJSON(custom, "NYC"))
		if _, shown := result.User.Profile[custom]; result.Err != nil || shown {
			t.Errorf("shown: %v, %v", shown, result.Err)
		}
	}},
	{
		41, "custom text that is too long", nil,
		fails(profile.InvalidSpec, setJSON(profile.Custom.Attribute("preferredStoreLocation"), strings.Repeat("n", 513))),
	},
	{41, "custom number as a text", nil, fails(profile.InvalidSpec, setJSON(profile.Custom.Attribute("loyaltyPoints"), "12"))},
	{41, "custom attribute that is not declared", nil, fails(profile.InvalidSpec, setJSON(profile.Custom.Attribute("nosuch"), "1"))},
	{42, "custom data that is too large", nil, fails(profile.InvalidSpec, large)},
	{
		42, "custom data that is too large, 413", seeds(with(sim.Knobs{Oversize: http.StatusRequestEntityTooLarge})),
		fails(profile.InvalidSpec, large),
	},
}

var large = setJSON(profile.CustomData.Attribute("large"), strings.Repeat("n", 500<<10))

//nolint:thelper // these are the tests themselves
var failureVectors = []vector{
	{43, "429", seeds(with(sim.Knobs{Rate: 1})), throttled(0, 0)},
	{43, "429 with seconds", seeds(with(sim.Knobs{Rate: 1, RetryAfter: sim.RetryAfterSeconds})), throttled(time.Second, time.Minute)},
	{43, "429 with a date", seeds(with(sim.Knobs{Rate: 1, RetryAfter: sim.RetryAfterDate})), throttled(time.Second, time.Minute)},
	{44, "500", nil, unavailable(sim.Fault{Status: http.StatusInternalServerError})},
	{44, "502 with a page", nil, unavailable(sim.Fault{Status: http.StatusBadGateway, Answer: sim.AnswerHTML})},
	{44, "404 with a page", nil, unavailable(sim.Fault{Status: http.StatusNotFound, Answer: sim.AnswerHTML})},
	{44, "404 of a gateway", nil, unavailable(sim.Fault{
		Status: http.StatusNotFound, Answer: sim.AnswerRaw, Body: `{"message":"no Route matched with those values"}`,
	})},
	{44, "400 cut off", nil, unavailable(sim.Fault{Status: http.StatusBadRequest, Answer: sim.AnswerTruncated})},
	{44, "answer cut off", nil, unavailable(sim.Fault{Answer: sim.AnswerTruncated})},
	{44, "answer too large", nil, unavailable(sim.Fault{Answer: sim.AnswerOversized})},
	{44, "answer empty", nil, unavailable(sim.Fault{Answer: sim.AnswerEmpty})},
	{45, "applied, then the connection broke", nil, func(t *testing.T, tn *tenant) {
		u := tn.read(t, u1)
		tn.sim.Inject(sim.Fault{Method: http.MethodPut, Applied: true, Drop: true})
		wantKind(t, tn.write(t, u, set(profile.Language, "fr")).Err, profile.TargetUnavailable)
		if got, _ := tn.read(t, u1).Profile[profile.Language].Text(); got != "fr" {
			t.Errorf("the language is %q", got)
		}
		if got := len(tn.sim.Journal()); got != 1 {
			t.Errorf("%d writes, want 1", got)
		}
	}},
	{46, "user who was just created", seeds(with(sim.Knobs{LagMillis: 500})), func(t *testing.T, tn *tenant) {
		id, err := tn.sim.PortalCreate(sim.User{
			Email: &sim.Contact{Value: "new@x.io"}, Apps: map[string]sim.AppProfile{sim.BaseAppA: {}},
		})
		if err != nil {
			t.Fatal(err)
		}
		misses(by(profile.ByEmail, "new@x.io"), profile.UserNotFound)(t, tn)
		tn.clock.advance(time.Second)
		finds(by(profile.ByEmail, "new@x.io"), id)(t, tn)
	}},
}

// throttled expects that a second call within the minute is too many.
func throttled(least, most time.Duration) func(*testing.T, *tenant) {
	return func(t *testing.T, tn *tenant) {
		t.Helper()
		u := tn.read(t, u1)
		e := wantKind(t, tn.write(t, u, set(profile.Language, "fr")).Err, profile.Throttled)
		if e.RetryAfter < least || e.RetryAfter > most {
			t.Errorf("RetryAfter is %v, want %v to %v", e.RetryAfter, least, most)
		}
	}
}

// unavailable expects that neither a read nor a write makes anything of the answer.
func unavailable(fault sim.Fault) func(*testing.T, *tenant) {
	return func(t *testing.T, tn *tenant) {
		t.Helper()
		u := tn.read(t, u1)
		fault.Times = sim.Always
		tn.sim.Inject(fault)
		_, err := tn.target.Read(t.Context(), u1)
		wantKind(t, err, profile.TargetUnavailable)
		wantKind(t, tn.write(t, u, set(profile.Language, "fr")).Err, profile.TargetUnavailable)
	}
}
