package adobe_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

func TestKnobDefaults(t *testing.T) {
	want := adobe.Knobs{
		CommandsPerRequest: 10, TooManyCommands: adobe.TooManyResult, StepsPerCommand: 10, ListLimit: 20,
		MinuteMillis: 60_000, Window: adobe.WindowFixed, ActionRate: 10, ReadRate: 25, GroupRate: 5,
		ActionRateApp: 100, ReadRateApp: 100, TokenRate: adobe.Unlimited, CountRejected: adobe.Off,
		RetryAfter: adobe.RetryAfterSeconds, FrequencyThrottle: adobe.On, FrequencyWindow: 7200, FrequencyPenalty: 1938,
		TokenTTLSeconds: 86_399, TokenErrorStatus: 400, Unauthorized: adobe.UnauthorizedEmpty,
		Forbidden: adobe.ForbiddenCode, UnknownOrg: 401, Order: adobe.OrderShuffled, ErrorOrder: adobe.ErrorsByIndex,
		AfterFailure: adobe.FailureContinue, NameSyntaxErrors: adobe.Off, UsernameFollows: adobe.FollowAlways,
		EmptyValue: adobe.EmptyIgnore, EmptyUpdate: adobe.OutcomeSuccess, UnknownField: adobe.Reject,
		UpdateCountry: adobe.Reject, DomainWithEmail: adobe.Reject, CrossDirectory: adobe.CodeChangeDomain,
		UnclaimedUser: adobe.CodeNonexistent, MissingRemoval: adobe.OutcomeSuccess, PageSize: 2000, ExtraFields: adobe.Off,
	}
	if diff := cmp.Diff(want, adobe.New(adobe.Options{}).Knobs()); diff != "" {
		t.Errorf("knobs (-want +got):\n%s", diff)
	}
}

// TestKnobEffects covers the knobs of commands whose settings no numbered vector shows.
func TestKnobEffects(t *testing.T) {
	const ann = "ann@claimed-domain1.com"
	update := func(user, fields string) string {
		return fmt.Sprintf(`[{"user":%q,"do":[{"update":%s}]}]`, user, fields)
	}
	const separate = `[{"user":"ann@claimed-domain1.com","do":[{"update":{"username":"a2@claimed-domain2.com"}},
		{"update":{"email":"a3@claimed-domain1.com"}}]}]`
	const failing = `[{"user":"ann@claimed-domain1.com","do":[{"update":{"email":"jdoe@claimed-domain1.com"}},{"update":{"lastname":"x"}}]}]`
	cases := map[string]struct {
		knobs  adobe.Knobs
		body   string
		codes  []string
		writes []string
	}{
		"fewer steps": {adobe.Knobs{StepsPerCommand: 1}, separate, []string{"error.command.add_remove.list_too_long"}, nil},
		"username follows": {
			adobe.Knobs{},
			separate, nil,
			[]string{"0.0 update ann [username] changed [username]", "0.1 update ann [email] changed [email username]"},
		},
		"username not equal": {
			adobe.Knobs{UsernameFollows: adobe.FollowEqual},
			separate, nil,
			[]string{"0.0 update ann [username] changed [username]", "0.1 update ann [email] changed [email]"},
		},
		"username was equal": {
			adobe.Knobs{UsernameFollows: adobe.FollowEqual},
			update(ann, `{"email":"a3@claimed-domain1.com"}`), nil,
			[]string{"0.0 update ann [email] changed [email username]"},
		},
		"Enterprise username": {
			adobe.Knobs{UsernameFollows: adobe.FollowNever},
			update("cce0@ent.example", `{"email":"c@ent.example"}`), nil,
			[]string{"0.0 update enterprise [email] changed [email username]"},
		},
		"email and username": {
			adobe.Knobs{UsernameFollows: adobe.FollowNever},
			update(ann, `{"email":"a3@claimed-domain1.com","username":"a3@claimed-domain1.com"}`), nil,
			[]string{"0.0 update ann [email username] changed [email username]"},
		},
		"followed into one in use": {
			adobe.Knobs{},
			`[{"user":"jdoe@claimed-domain1.com","do":[{"update":{"username":"taken@claimed-domain1.com"}},{"update":{"lastname":"x"}}]},
			{"user":"ann@claimed-domain1.com","do":[{"update":{"email":"taken@claimed-domain1.com"}}]}]`,
			[]string{"error.user.name_in_use"},
			[]string{"0.0 update john [username] changed [username]", "0.1 update john [lastname] changed [lastname]"},
		},
		"go on after a failure": {
			adobe.Knobs{},
			failing,
			[]string{"error.user.email.name_in_use"},
			[]string{"0.1 update ann [lastname] changed [lastname]"},
		},
		"stop after a failure": {adobe.Knobs{AfterFailure: adobe.FailureStop}, failing, []string{"error.user.email.name_in_use"}, nil},
		"empty value ignored": {
			adobe.Knobs{},
			update(ann, `{"email":"","lastname":"x"}`), nil,
			[]string{"0.0 update ann [email lastname] changed [lastname]"},
		},
		"empty value refused": {
			adobe.Knobs{EmptyValue: adobe.EmptyReject},
			update(ann, `{"email":"","firstname":"","lastname":"","username":""}`),
			[]string{"error.user.email.invalid", "error.user.firstname_missing", "error.user.lastname_missing", "error.user.name.invalid"},
			nil,
		},
		"empty value stored": {
			adobe.Knobs{EmptyValue: adobe.EmptyStore},
			update(ann, `{"lastname":""}`), nil,
			[]string{"0.0 update ann [lastname] changed [lastname]"},
		},
		"empty login not stored": {
			adobe.Knobs{EmptyValue: adobe.EmptyStore},
			update(ann, `{"username":""}`),
			[]string{"error.user.name.invalid"},
			nil,
		},
		"both names": {
			adobe.Knobs{},
			update(ann, `{"firstname":"A","lastname":"B"}`), nil,
			[]string{"0.0 update ann [firstname lastname] changed [firstname lastname]"},
		},
		"empty update": {adobe.Knobs{}, update(ann, `{}`), nil, []string{"0.0 update ann [] changed []"}},
		"empty update refused": {
			adobe.Knobs{EmptyUpdate: adobe.OutcomeError},
			update(ann, `{"email":""}`),
			[]string{"error.user.command.missing.arguments"},
			nil,
		},
		"unknown field ignored": {
			adobe.Knobs{UnknownField: adobe.Ignore},
			`[{"user":"ann@claimed-domain1.com","x":1,"do":[{"update":{"title":"x","lastname":"x"}}]}]`, nil,
			[]string{"0.0 update ann [lastname title] changed [lastname]"},
		},
		"country ignored": {
			adobe.Knobs{UpdateCountry: adobe.Ignore},
			update(ann, `{"country":"DE","lastname":"x"}`), nil,
			[]string{"0.0 update ann [country lastname] changed [lastname]"},
		},
		"domain with email ignored": {
			adobe.Knobs{DomainWithEmail: adobe.Ignore},
			`[{"user":"ann@claimed-domain1.com","domain":"x","do":[{"update":{"lastname":"x"}}]}]`, nil,
			[]string{"0.0 update ann [lastname] changed [lastname]"},
		},
		"removal of nobody": {adobe.Knobs{}, `[{"user":"no@claimed-domain1.com","do":[{"removeFromOrg":{}}]}]`, nil, nil},
		"removal of nobody refused": {
			adobe.Knobs{MissingRemoval: adobe.OutcomeError},
			`[{"user":"no@claimed-domain1.com","do":[{"removeFromOrg":{}}]}]`,
			[]string{adobe.CodeNonexistent},
			nil,
		},
		"removal": {
			adobe.Knobs{},
			`[{"user":"ann@claimed-domain1.com","do":[{"removeFromOrg":{"deleteAccount":true}}]}]`, nil,
			[]string{"0.0 removeFromOrg ann [deleteAccount] changed [country domain email firstname lastname username]"},
		},
		"Adobe ID preferred": {
			adobe.Knobs{},
			`[{"user":"ann@claimed-domain1.com","useAdobeID":true,"do":[{"update":{"lastname":"x"}}]}]`,
			[]string{adobe.CodeUpdateAdobeID},
			nil,
		},
		"not a new letter case of a username": {
			adobe.Knobs{},
			update(ann, `{"username":"ANN@claimed-domain1.com"}`), nil,
			[]string{"0.0 update ann [username] changed []"},
		},
		"username that is no email": {
			adobe.Knobs{}, update(ann, `{"username":"ann"}`), nil, []string{"0.0 update ann [username] changed [username]"},
		},
		"membership": {
			adobe.Knobs{},
			`[{"user":"hugh@home.example","do":[{"add":{"group":["Design","Photography"]}},{"remove":{"group":["Design"]}},{"remove":"all"}]}]`, nil,
			[]string{"0.0 add home [group] changed [groups]", "0.1 remove home [group] changed [groups]", "0.2 remove home [] changed [groups]"},
		},
		"create who exists, ignored": {
			adobe.Knobs{},
			existing("ignoreIfAlreadyExists"), nil,
			[]string{"0.0 createFederatedID ann [country email firstname lastname option] changed []", "0.1 add ann [group] changed [groups]"},
		},
		"create who exists, updated": {
			adobe.Knobs{},
			existing("updateIfAlreadyExists"), nil,
			[]string{
				"0.0 createFederatedID ann [country email firstname lastname option] changed [firstname lastname]",
				"0.1 add ann [group] changed [groups]",
			},
		},
		"create an Adobe ID": {
			adobe.Knobs{},
			`[{"user":"jdoe@claimed-domain1.com","do":[{"addAdobeID":{"email":"jdoe@claimed-domain1.com"}}]}]`, nil,
			[]string{"0.0 addAdobeID new [email] changed [domain email username]"},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, wideSeed())
			tc.knobs.Order = adobe.OrderSent
			b.sim.SetKnobs(tc.knobs)
			got := b.act(tc.body)
			if got.status != 200 {
				t.Fatalf("status %d: %s", got.status, got.body)
			}
			if diff := cmp.Diff(tc.codes, decode[outcome](t, got.body).codes()); diff != "" {
				t.Errorf("codes (-want +got):\n%s\n%s", diff, got.body)
			}
			if diff := cmp.Diff(tc.writes, journal(b)); diff != "" {
				t.Errorf("journal (-want +got):\n%s", diff)
			}
		})
	}
}

func existing(option string) string {
	return `[{"user":"ann@claimed-domain1.com","do":[{"createFederatedID":{"email":"ann@claimed-domain1.com","country":"DE",
		"firstname":"New","lastname":"Name","option":"` + option + `"}},{"add":{"group":["Design"]}}]}]`
}

// TestNameSyntaxErrors proves that an error of form can carry the command's requestID and user.
func TestNameSyntaxErrors(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.sim.SetKnobs(adobe.Knobs{NameSyntaxErrors: adobe.On})
	got := decode[outcome](t, b.do(updating("ann@claimed-domain1.com", `{"option":"x"}`)).body)
	want := []entry{{
		Message: "Option is not allowed in command: update", ErrorCode: "error.command.update.option.no",
		RequestID: "action_1", User: "ann@claimed-domain1.com",
	}}
	if diff := cmp.Diff(want, got.Errors); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

// TestOrder proves that commands are shuffled, the same way for the same seed, and reported by index all the same.
func TestOrder(t *testing.T) {
	body := `[`
	for i := range 10 {
		body += fmt.Sprintf(`{"user":"u%d@claimed-domain1.com","do":[{"update":{"lastname":"x"}}]},`, i)
	}
	body = body[:len(body)-1] + `]`
	run := func(k adobe.Knobs) (order, reported []int) {
		seed := adobe.BaseSeed()
		seed.Users = append(seed.Users, fiveUsers()...)
		b := newBench(t, seed)
		b.sim.SetKnobs(k)
		for _, e := range decode[outcome](t, b.act(body).body).Errors {
			reported = append(reported, e.Index)
		}
		for _, w := range b.sim.Journal() {
			order = append(order, w.Index)
		}
		return order, reported
	}
	byIndex := []int{5, 6, 7, 8, 9}
	sent, reported := run(adobe.Knobs{Order: adobe.OrderSent})
	if diff := cmp.Diff([][]int{{0, 1, 2, 3, 4}, byIndex}, [][]int{sent, reported}); diff != "" {
		t.Errorf("as sent (-want +got):\n%s", diff)
	}
	shuffled, reported := run(adobe.Knobs{})
	if cmp.Equal(sent, shuffled) || !cmp.Equal(byIndex, reported) {
		t.Errorf("carried out as %v, reported as %v", shuffled, reported)
	}
	if again, _ := run(adobe.Knobs{}); !cmp.Equal(shuffled, again) {
		t.Errorf("equal seeds carry out %v and %v", shuffled, again)
	}
	if _, reported := run(adobe.Knobs{ErrorOrder: adobe.ErrorsAsCarried}); cmp.Equal(byIndex, reported) {
		t.Errorf("reported as %v, want the order of execution", reported)
	}
}

// TestExtraFields proves that the members no document knows are in every answer, and that the known ones stay.
func TestExtraFields(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.sim.SetKnobs(adobe.Knobs{ExtraFields: adobe.On})
	for path, got := range map[string]answer{
		"simulatedExtra.since":          b.do(updating("ann@claimed-domain1.com", `{"lastname":"x"}`)),
		"errors.0.simulatedExtra.since": b.do(updating("no@claimed-domain1.com", `{"lastname":"x"}`)),
		"user.simulatedExtra.since":     b.get(pathUser + "ann@claimed-domain1.com"),
		"users.0.simulatedExtra.since":  b.get(pathUsers + "1"),
		"groups.0.memberCount":          b.get(pathGroups + "0"),
	} {
		if _, missing := memberAt(parse(t, string(got.body)), path).(none); missing {
			t.Errorf("no %s in %s", path, got.body)
		}
	}
}

// TestMoreCommands proves that the limits of a request can be those others have seen.
func TestMoreCommands(t *testing.T) {
	body := `[` + strings.Repeat(`{"user":"ann@claimed-domain1.com","do":[{"update":{}}]},`, 19) +
		`{"user":"ann@claimed-domain1.com","do":[{"add":{"group":["Design","Design","Design"]}}]}]`
	b := newBench(t, adobe.BaseSeed())
	b.sim.SetKnobs(adobe.Knobs{CommandsPerRequest: 20, ListLimit: 2})
	got := decode[outcome](t, b.act(body).body)
	if diff := cmp.Diff([]string{"error.command.add_remove.list_too_long"}, got.codes()); diff != "" || got.Completed != 19 {
		t.Errorf("%d completed, codes (-want +got):\n%s", got.Completed, diff)
	}
}
