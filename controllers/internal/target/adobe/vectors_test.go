package adobe_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/adobe"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// vector is one numbered vector of the wire contract, as far as it reaches the adapter. What the adapter never asks for
// (5, 8, 10, 14, 15, 18, 33) is answered to an update: that is the part the adapter has in it.
type vector struct {
	number int
	name   string
	seed   []func(*sim.Seed)
	run    func(t *testing.T, o *organization)
}

func TestVectors(t *testing.T) {
	for _, v := range slices.Concat(updateVectors, errorVectors, requestVectors, accessVectors) {
		t.Run(fmt.Sprintf("%02d %s", v.number, v.name), func(t *testing.T) {
			v.run(t, newOrganization(t, v.seed...))
		})
	}
}

func seeds(edits ...func(*sim.Seed)) []func(*sim.Seed) { return edits }

// applies expects that the update of a user who was read succeeds, and that the user is then found by that address with
// those values.
func applies(who profile.Identifier, email string, want map[profile.Attribute]any, steps ...profile.Step) func(*testing.T, *organization) {
	return func(t *testing.T, o *organization) {
		t.Helper()
		command := update(who, steps...)
		command.User = o.read(t, who)
		if result := o.target.Write(t.Context(), []target.Command{command})[0]; result.Err != nil || result.Tested {
			t.Fatalf("%+v", result)
		}
		if diff := cmp.Diff(want, reveal(o.read(t, byEmail(email)).Profile)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func userOf(email, username, first, last string) map[profile.Attribute]any {
	return map[profile.Attribute]any{
		profile.Email: email, profile.Username: username, profile.FirstName: first, profile.LastName: last,
	}
}

//nolint:thelper // these are the tests themselves
var updateVectors = []vector{
	{1, "email and last name", nil, func(t *testing.T, o *organization) {
		applies(john, "jnew@claimed-domain1.com", userOf("jnew@claimed-domain1.com", "jnew@claimed-domain1.com", "John", "new"),
			set(profile.Email, "jnew@claimed-domain1.com"), set(profile.LastName, "new"))(t, o)
		_, err := o.target.Read(t.Context(), target.Locator{Identifier: john})
		wantKind(t, err, profile.UserNotFound)
	}},
	{
		2, "email to another domain", nil, applies(john, "jdoe@claimed-domain2.com",
			userOf("jdoe@claimed-domain2.com", "jdoe@claimed-domain2.com", "John", "Doe"), set(profile.Email, "jdoe@claimed-domain2.com")),
	},
	{
		2, "where the username does not follow by itself", seeds(with(sim.Knobs{UsernameFollows: sim.FollowNever})),
		applies(john, "jdoe@claimed-domain2.com",
			userOf("jdoe@claimed-domain2.com", "jdoe@claimed-domain2.com", "John", "Doe"), set(profile.Email, "jdoe@claimed-domain2.com")),
	},
	{3, "username", nil, applies(john, johnsEmail,
		userOf(johnsEmail, "jdoe@claimed-domain2.com", "John", "Doe"), set(profile.Username, "jdoe@claimed-domain2.com"))},
	{4, "email and another username", nil, applies(john, "canBeNew@claimed-domain2.com",
		userOf("canBeNew@claimed-domain2.com", "canBeOther@claimed-domain3.com", "John", "Doe"),
		set(profile.Email, "canBeNew@claimed-domain2.com"), set(profile.Username, "canBeOther@claimed-domain3.com"))},
	{12, "case-only email", nil, func(t *testing.T, o *organization) {
		enterprise(o)
		result := o.write(t, cce0, set(profile.Email, "CcE0@ent.example"))
		if result.Err != nil {
			t.Fatal(result.Err)
		}
		if diff := cmp.Diff([]string{"LetterCaseKept"}, codes(result.Warnings)); diff != "" {
			t.Errorf("warnings (-want +got):\n%s", diff)
		}
		if got := o.stored(t, sim.BaseEnterprise).Email; got != "CCE0@ent.example" {
			t.Errorf("the email is %s", got)
		}
	}},
	{12, "same email", nil, func(t *testing.T, o *organization) {
		enterprise(o)
		if result := o.write(t, cce0, set(profile.Email, cce0.Value)); result.Err != nil || len(result.Warnings) != 0 {
			t.Errorf("%+v", result)
		}
	}},
	{13, "case-only email and last name", nil, func(t *testing.T, o *organization) {
		enterprise(o)
		if result := o.write(t, cce0, set(profile.Email, "cCE0@ent.example"), set(profile.LastName, "21 Testing")); result.Err != nil {
			t.Fatal(result.Err)
		}
		if got := o.stored(t, sim.BaseEnterprise); got.Email != "CCE0@ent.example" || got.LastName != "21 Testing" {
			t.Errorf("%+v", got)
		}
	}},
	{22, "by username and domain", nil, func(t *testing.T, o *organization) {
		if result := o.write(t, jdoe, set(profile.Email, "jane@claimed-domain2.com")); result.Err != nil || len(result.Warnings) != 0 {
			t.Fatalf("%+v", result)
		}
		if got := o.stored(t, sim.BaseUsername); got.Email != "jane@claimed-domain2.com" || got.Username != "jdoe" {
			t.Errorf("%+v", got)
		}
	}},
}

// fails expects that the update of that user fails so, with the vendor's code.
func fails(who profile.Identifier, kind profile.Kind, code, message string, steps ...profile.Step) func(*testing.T, *organization) {
	return func(t *testing.T, o *organization) {
		t.Helper()
		e := wantKind(t, o.write(t, who, steps...).Err, kind)
		if e.Code != code || message != "" && e.Message != message {
			t.Errorf("got %q (%s), want %q (%s)", e.Message, e.Code, message, code)
		}
		if e.RequestID == "" || e.WholeRequest || len(e.Further) != 0 {
			t.Errorf("%+v", e)
		}
	}
}

// answered expects what an update comes to whose step is answered so.
func answered(f sim.CommandFault, kind profile.Kind) func(*testing.T, *organization) {
	return func(t *testing.T, o *organization) {
		t.Helper()
		o.sim.InjectCommand(f)
		fails(john, kind, f.Code, "", set(profile.LastName, "Roe"))(t, o)
	}
}

var errorVectors = []vector{
	{6, "missing user", nil, fails(byEmail("test@test_fake.us"), profile.UserNotFound, "error.user.nonexistent",
		"User Id does not exist: [redacted]", set(profile.LastName, "Roe"))},
	{7, "unclaimed domain", seeds(with(sim.Knobs{UnclaimedUser: sim.CodeNotClaimed})), fails(byEmail("a@unclaimed.example"),
		profile.TargetRefused, "error.domain.trust.nonexistent", "Changes to users are only allowed in claimed domains.",
		set(profile.LastName, "Roe"))},
	{8, "too long", nil, answered(sim.CommandFault{Code: "error.command.string.too_long"}, profile.TargetRefused)},
	{10, "warning", nil, func(t *testing.T, o *organization) { //nolint:thelper // the test itself
		o.sim.InjectCommand(sim.CommandFault{Code: sim.CodeDeprecated, Warning: true, Message: "deprecated, {user}"})
		result := o.write(t, john, set(profile.LastName, "Roe"))
		want := []profile.Warning{{Code: sim.CodeDeprecated, Message: "deprecated, [redacted]"}}
		if diff := cmp.Diff(want, result.Warnings); diff != "" || result.Err != nil {
			t.Errorf("%v (-want +got):\n%s", result.Err, diff)
		}
	}},
	{14, "type mismatch", nil, answered(sim.CommandFault{Code: "error.user.type_mismatch"}, profile.TargetRefused)},
	{15, "foreign organization", nil, answered(sim.CommandFault{Code: "error.user.belongs_to_another_org"}, profile.TargetRefused)},
	{16, "Adobe ID", nil, fails(hugh, profile.InvalidSpec, "error.update.adobeid.no", "", set(profile.LastName, "Roe"))},
	{17, "username of an Enterprise ID", nil, fails(cce0, profile.InvalidSpec, "error.update.username.no", "",
		set(profile.Username, "cce1@ent.example"))},
	{18, "country", nil, answered(sim.CommandFault{Code: "error.update.country.no_update"}, profile.InvalidSpec)},
	{19, "email of another directory", nil, fails(john, profile.InvalidSpec, "error.user.change_domain_update.no",
		"Domain is in another directory: [redacted]", set(profile.Email, "jdoe@other.example"))},
	{19, "the other code", seeds(with(sim.Knobs{CrossDirectory: sim.CodeDomainMismatch})), fails(john, profile.InvalidSpec,
		"error.update.domain.mismatch", "", set(profile.Email, "jdoe@other.example"))},
	{20, "email in use", nil, fails(jdoe, profile.IdentifierTaken, "error.user.email.name_in_use", "", set(profile.Email, johnsEmail))},
	{20, "username in use", nil, fails(john, profile.IdentifierTaken, "error.user.name_in_use", "", set(profile.Username, "JDOE"))},
	{33, "list too long", nil, answered(sim.CommandFault{Code: "error.command.add_remove.list_too_long"}, profile.TargetRefused)},
}

// batchOf are updates of john's last name and of users who do not exist, in turns.
func batchOf(n int) []target.Command {
	var commands []target.Command
	for i := range n {
		who := byEmail(fmt.Sprintf("user%d@claimed-domain1.com", i))
		commands = append(commands, target.Command{
			Identifier: who, RequestID: fmt.Sprintf("request-%d", i), Change: profile.Change{set(profile.LastName, fmt.Sprint("Name", i))},
		})
	}
	return commands
}

// crowd is an edit of the seed that has the users of batchOf with an even number.
func crowd(n int) func(*sim.Seed) {
	return func(seed *sim.Seed) {
		for i := 0; i < n; i += 2 {
			seed.Users = append(seed.Users, sim.User{Type: sim.FederatedID, Email: fmt.Sprintf("user%d@claimed-domain1.com", i)})
		}
	}
}

//nolint:thelper // these are the tests themselves
var requestVectors = []vector{
	{9, "half of a batch fails", seeds(crowd(10)), func(t *testing.T, o *organization) {
		results := o.target.Write(t.Context(), batchOf(10))
		for i, result := range results {
			if i%2 == 0 && result.Err != nil {
				t.Errorf("command %d: %v", i, result.Err)
			}
			if i%2 == 1 {
				wantKind(t, result.Err, profile.UserNotFound)
			}
		}
		if got := o.proxy.Calls(); got != 1 {
			t.Errorf("%d requests, want 1", got)
		}
	}},
	{11, "test mode", nil, func(t *testing.T, o *organization) {
		commands := []target.Command{
			update(john, set(profile.LastName, "Roe")), update(ann, set(profile.LastName, "Roe")),
			update(hugh, set(profile.LastName, "Roe")), update(nobody, set(profile.LastName, "Roe")),
		}
		results := o.as(testOnly).Write(t.Context(), commands)
		wantKind(t, results[2].Err, profile.InvalidSpec)
		if results[2].Tested {
			t.Error("the failure counts as tested")
		}
		for _, i := range []int{0, 1, 3} {
			if results[i].Err != nil || !results[i].Tested {
				t.Errorf("command %d: %+v", i, results[i])
			}
		}
		if got := o.stored(t, sim.BaseJohn).LastName; got != "Doe" {
			t.Errorf("the last name is %s", got)
		}
	}},
	{21, "username without a domain", nil, notSent(byUsername("jdoe", ""), set(profile.LastName, "Roe"))},
	{23, "no list", nil, refusedWhole(sim.Fault{Path: sim.PathAction, Status: 400}, "error.command.malformed")},
	{24, "too many commands", seeds(with(sim.Knobs{CommandsPerRequest: 1})), refusedWhole(sim.Fault{Nth: 1000}, "error.command.malformed")},
	{
		24, "too many commands, empty body", seeds(with(sim.Knobs{CommandsPerRequest: 1, TooManyCommands: sim.TooManyEmpty})),
		refusedWhole(sim.Fault{Nth: 1000}, "400"),
	},
	{25, "bad organization", nil, func(t *testing.T, o *organization) {
		o.target = o.as(func(c *adobe.Config) { c.OrgID = "nonsense" })
		e := wantKind(t, o.write(t, john, set(profile.LastName, "Roe")).Err, profile.TargetRefused)
		if e.Code != "error.organization.invalid_id" || e.Message != "Bad organization Id" || e.WholeRequest {
			t.Errorf("%+v", e)
		}
		_, err := o.target.Read(t.Context(), target.Locator{Identifier: john})
		wantKind(t, err, profile.TargetRefused)
	}},
	{25, "another organization", nil, func(t *testing.T, o *organization) {
		o.target = o.as(func(c *adobe.Config) { c.OrgID = "99999999@AdobeOrg" })
		wantKind(t, o.write(t, john, set(profile.LastName, "Roe")).Err, profile.Denied)
	}},
	{26, "eleventh request in a minute", nil, func(t *testing.T, o *organization) {
		for range 10 {
			if result := o.write(t, john, set(profile.LastName, "Roe")); result.Err != nil {
				t.Fatal(result.Err)
			}
		}
		e := wantKind(t, o.write(t, john, set(profile.LastName, "Doe")).Err, profile.Throttled)
		if e.Code != "429050" || e.Message != "Too many requests" || e.RetryAfter <= 0 || e.RetryAfter > time.Minute || e.WholeRequest {
			t.Errorf("%+v", e)
		}
	}},
	{27, "frequency throttle", nil, func(t *testing.T, o *organization) {
		o.read(t, john)
		for range 2 {
			o.list(t)
		}
		e := wantKind(t, o.write(t, john, set(profile.LastName, "Doe")).Err, profile.Throttled)
		if e.RetryAfter < 1000*time.Second || e.RetryAfter > 1938*time.Second {
			t.Errorf("%+v", e)
		}
	}},
	{31, "answer lost after the change", nil, func(t *testing.T, o *organization) {
		o.sim.Inject(sim.Fault{Path: sim.PathAction, Applied: true, Drop: true})
		renamed := set(profile.Email, "jnew@claimed-domain1.com")
		if e := wantKind(t, o.write(t, john, renamed).Err, profile.TargetUnavailable); e.WholeRequest {
			t.Errorf("%+v", e)
		}
		wantKind(t, o.write(t, john, renamed).Err, profile.UserNotFound)
		if user := o.read(t, byEmail("jnew@claimed-domain1.com")); user.ID != sim.BaseJohn {
			t.Errorf("found %s", user.ID)
		}
	}},
	{31, "no answer in time", nil, func(t *testing.T, o *organization) {
		gate := sim.NewGate()
		o.sim.Inject(sim.Fault{Path: sim.PathAction, Gate: gate, Late: true})
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		result := o.target.Write(ctx, []target.Command{update(john, set(profile.LastName, "Roe"))})[0]
		if e := wantKind(t, result.Err, profile.TargetUnavailable); e.WholeRequest || e.Message != "no answer came in time" {
			t.Errorf("%+v", e)
		}
	}},
}

// list reads the first page of users, as some other program with the same credential might.
func (o *organization) list(t *testing.T) {
	t.Helper()
	url := o.config.BaseURL + "/v2/usermanagement/users/" + sim.BaseOrg + "/0"
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+o.proxy.Bearers()[0])
	request.Header.Set("X-Api-Key", sim.BaseClientA)
	response, err := o.config.Transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
}

// notSent expects that a command is refused before it is sent.
func notSent(who profile.Identifier, steps ...profile.Step) func(*testing.T, *organization) {
	return func(t *testing.T, o *organization) {
		t.Helper()
		wantKind(t, o.write(t, who, steps...).Err, profile.InvalidSpec)
		if got := o.proxy.Calls() + o.proxy.Tokens(); got != 0 {
			t.Errorf("%d requests, want none", got)
		}
	}
}

// refusedWhole expects that every command is told that the request was refused.
func refusedWhole(f sim.Fault, code string) func(*testing.T, *organization) {
	return func(t *testing.T, o *organization) {
		t.Helper()
		o.sim.Inject(f)
		for _, result := range o.target.Write(t.Context(), batchOf(2)) {
			if e := wantKind(t, result.Err, profile.InvalidSpec); !e.WholeRequest || e.Code != code {
				t.Errorf("%+v", e)
			}
		}
	}
}

// deniedBoth expects that reads and writes are denied.
func deniedBoth(code string) func(*testing.T, *organization) {
	return func(t *testing.T, o *organization) {
		t.Helper()
		if err := o.target.Connect(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.clock.advance(25 * time.Hour)
		_, err := o.target.Read(t.Context(), target.Locator{Identifier: john})
		wantKind(t, err, profile.Denied)
		if err := o.target.Connect(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.clock.advance(25 * time.Hour)
		e := wantKind(t, o.write(t, john, set(profile.LastName, "Roe")).Err, profile.Denied)
		if e.Code != code || e.WholeRequest {
			t.Errorf("%+v", e)
		}
		if result := o.write(t, john, set(profile.LastName, "Roe")); result.Err != nil {
			t.Errorf("with a new token: %v", result.Err)
		}
	}
}

func forbidden(code string, edit func(*adobe.Config)) func(*testing.T, *organization) {
	return func(t *testing.T, o *organization) {
		t.Helper()
		o.target = o.as(edit)
		if e := wantKind(t, o.write(t, john, set(profile.LastName, "Roe")).Err, profile.Forbidden); e.Code != code || e.WholeRequest {
			t.Errorf("%+v", e)
		}
	}
}

func withoutAccess(c *adobe.Config) { c.ClientID = sim.BaseDenied }

//nolint:thelper // these are the tests themselves
var accessVectors = []vector{
	{28, "expired token, empty answer", nil, deniedBoth("401")},
	{
		28, "expired token, answer of the service", seeds(with(sim.Knobs{Unauthorized: sim.UnauthorizedResult})),
		deniedBoth("error.unauthorized"),
	},
	{28, "expired token, answer of the gateway", seeds(with(sim.Knobs{Unauthorized: sim.UnauthorizedGateway})), deniedBoth("401013")},
	{29, "wrong API key", nil, forbidden("403003", withoutAccess)},
	{29, "wrong API key, empty answer", seeds(with(sim.Knobs{Forbidden: sim.ForbiddenEmpty})), forbidden("403", withoutAccess)},
	{30, "wrong secret", nil, deniedToken(func(c *adobe.Config) { c.ClientSecret = "wrong-secret" }, "invalid client_secret parameter")},
	{
		30, "wrong secret, 401", seeds(with(sim.Knobs{TokenErrorStatus: http.StatusUnauthorized})),
		deniedToken(func(c *adobe.Config) { c.ClientSecret = "wrong-secret" }, "invalid client_secret parameter"),
	},
	{30, "unknown client", nil, deniedToken(func(c *adobe.Config) { c.ClientID = "client-x" }, "invalid client_id parameter")},
	{32, "token is kept", nil, func(t *testing.T, o *organization) {
		o.read(t, john)
		o.clock.advance(23 * time.Hour)
		o.read(t, john)
		if got := o.sim.Count(http.MethodPost, sim.PathTokenV3); got != 1 {
			t.Errorf("%d token requests, want 1", got)
		}
	}},
}

func deniedToken(edit func(*adobe.Config), message string) func(*testing.T, *organization) {
	return func(t *testing.T, o *organization) {
		t.Helper()
		o.target = o.as(edit)
		e := wantKind(t, o.target.Connect(t.Context()), profile.Denied)
		if e.Code != "invalid_client" || e.Message != message {
			t.Errorf("%+v", e)
		}
		wantKind(t, o.write(t, john, set(profile.LastName, "Roe")).Err, profile.Denied)
		if got := o.proxy.Calls(); got != 0 {
			t.Errorf("%d requests without a token", got)
		}
	}
}
