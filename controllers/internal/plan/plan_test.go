package plan_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

func accepted(t *testing.T, desired profile.Desired) *plan.Plan {
	t.Helper()
	p, err := plan.Check(desired, withEverything())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func set(attribute profile.Attribute, value profile.Value) profile.Step {
	return profile.Step{Attribute: attribute, Action: profile.Set, Value: value}
}

func clearing(attribute profile.Attribute) profile.Step {
	return profile.Step{Attribute: attribute, Action: profile.Clear}
}

func TestPlan(t *testing.T) {
	current := profile.Profile{
		profile.Email:           profile.Text("Jane@Acme.example"),
		profile.LastName:        profile.Text("Doe"),
		profile.Picture:         profile.Text("https://a"),
		profile.SecondaryEmails: profile.Texts("b@acme.example", "c@acme.example"),
		"customData.any":        profile.JSON(map[string]any{"a": "b"}),
		"customAppData.theirs":  profile.Text("unknown to the schema"),
	}
	for name, tc := range map[string]struct {
		reason string
		set    profile.Profile
		clear  []profile.Attribute
		want   profile.Change
	}{
		"nothing": {
			reason: "nothing is managed",
		},
		"nothing differs": {
			reason: "what the user has is not sent again",
			set: profile.Profile{
				profile.Email:           profile.Text("jane@acme.EXAMPLE"),
				profile.LastName:        profile.Text("Doe"),
				profile.SecondaryEmails: profile.Texts("C@acme.example", "b@acme.example"),
			},
			clear: []profile.Attribute{profile.Birthday, "customData.other"},
		},
		"only what differs": {
			reason: "one of two differs",
			set:    profile.Profile{profile.Email: profile.Text("jane@acme.example"), profile.LastName: profile.Text("Roe")},
			want:   profile.Change{set(profile.LastName, profile.Text("Roe"))},
		},
		"in order": {
			reason: "by name, whatever is done",
			set: profile.Profile{
				profile.PhoneNumber: profile.Text("+14155550100"),
				profile.Birthday:    profile.Text("1990-02-03"),
				"custom.boolean":    profile.JSON(false),
			},
			clear: []profile.Attribute{profile.SecondaryEmails, "customData.any", profile.Picture},
			want: profile.Change{
				set(profile.Birthday, profile.Text("1990-02-03")),
				set("custom.boolean", profile.JSON(false)),
				clearing("customData.any"),
				set(profile.PhoneNumber, profile.Text("+14155550100")),
				clearing(profile.Picture),
				clearing(profile.SecondaryEmails),
			},
		},
		"sets are whole": {
			reason: "a step has every member that is wanted",
			set:    profile.Profile{profile.SecondaryEmails: profile.Texts("b@acme.example", "d@acme.example")},
			want:   profile.Change{set(profile.SecondaryEmails, profile.Texts("b@acme.example", "d@acme.example"))},
		},
		"named twice": {
			reason: "there is one step for each attribute",
			clear:  []profile.Attribute{profile.Picture, profile.Picture},
			want:   profile.Change{clearing(profile.Picture)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := maps.Clone(current)
			p := accepted(t, profile.Desired{Identifier: byID, Set: tc.set, Clear: tc.clear})
			for range 10 { // maps have another order every time
				if diff := cmp.Diff(tc.want, p.Plan(target.User{Profile: current}), revealed); diff != "" {
					t.Fatalf("%s (-want +got):\n%s", tc.reason, diff)
				}
			}
			if diff := cmp.Diff(before, current, revealed); diff != "" {
				t.Errorf("the user was changed (-before +after):\n%s", diff)
			}
		})
	}
}

func number(s string) profile.Value { return profile.JSON(json.Number(s)) }

// equalities are pairs of values of one type that mean the same, or not. A desired value is never of a wrong form; a
// current one may be, and is then replaced.
var equalities = map[target.Type]struct {
	equal     [][2]profile.Value
	different [][2]profile.Value
}{
	target.TypeText: {
		equal: [][2]profile.Value{{profile.Text("Roe"), profile.Text("Roe")}, {profile.Text("Roe"), profile.JSON("Roe")}},
		different: [][2]profile.Value{
			{profile.Text("Roe"), profile.Text("roe")},
			{profile.Text("Roe"), profile.Texts("Roe")},
			{profile.Text("1"), number("1")},
		},
	},
	target.TypeName: {
		equal:     [][2]profile.Value{{profile.Text("jdoe"), profile.Text("JDoe")}, {profile.Text("ÉMILE"), profile.Text("émile")}},
		different: [][2]profile.Value{{profile.Text("jdoe"), profile.Text("jdoe1")}, {profile.Text("jdoe"), profile.JSON(true)}},
	},
	target.TypeEmail: {
		equal: [][2]profile.Value{{profile.Text("Jane@acme.example"), profile.Text("jane@ACME.example")}},
		different: [][2]profile.Value{
			{profile.Text("jane@acme.example"), profile.Text("jane@acme.example.org")},
			{profile.Text("a@b"), profile.Texts("a@b")},
		},
	},
	target.TypeText250: {
		equal:     [][2]profile.Value{{profile.Text("Roe"), profile.Text("Roe")}},
		different: [][2]profile.Value{{profile.Text("Roe"), profile.Text("roe")}},
	},
	target.TypeName250: {
		equal:     [][2]profile.Value{{profile.Text("jdoe"), profile.Text("JDoe")}},
		different: [][2]profile.Value{{profile.Text("jdoe"), profile.Text("jdoe1")}},
	},
	target.TypeEmail60: {
		equal:     [][2]profile.Value{{profile.Text("Jane@acme.example"), profile.Text("jane@ACME.example")}},
		different: [][2]profile.Value{{profile.Text("jane@acme.example"), profile.Text("jane@acme.example.org")}},
	},
	target.TypePhone: {
		equal:     [][2]profile.Value{{profile.Text("+14155550100"), profile.Text("+14155550100")}},
		different: [][2]profile.Value{{profile.Text("+14155550100"), profile.Text("14155550100")}},
	},
	target.TypeDate: {
		equal:     [][2]profile.Value{{profile.Text("1990-02-03"), profile.Text("1990-02-03")}},
		different: [][2]profile.Value{{profile.Text("1990-02-03"), profile.Text("1990-02-04")}},
	},
	target.TypeAddressType: {
		equal:     [][2]profile.Value{{profile.Text("Home"), profile.Text("Home")}},
		different: [][2]profile.Value{{profile.Text("Home"), profile.Text("Work")}},
	},
	target.TypeAccountStatus: {
		equal:     [][2]profile.Value{{profile.Text("Active"), profile.Text("Active")}},
		different: [][2]profile.Value{{profile.Text("Active"), profile.Text("Disabled")}},
	},
	target.TypeURL: {
		equal:     [][2]profile.Value{{profile.Text("https://a/B"), profile.Text("https://a/B")}},
		different: [][2]profile.Value{{profile.Text("https://a/B"), profile.Text("https://a/b")}},
	},
	target.TypeTimestamp: {
		equal: [][2]profile.Value{
			{profile.Text("1990-02-03"), profile.Text("1990-02-03T00:00:00Z")},
			{profile.Text("1990-02-03"), profile.Text("1990-02-03T00:00:00.000Z")},
			{profile.Text("1990-02-03T01:00:00+01:00"), profile.Text("1990-02-02T19:00:00-05:00")},
		},
		different: [][2]profile.Value{
			{profile.Text("1990-02-03"), profile.Text("1990-02-03T00:00:00.001Z")},
			{profile.Text("1990-02-03"), profile.Text("3 February 1990")},
			{profile.Text("1990-02-03"), number("633225600")},
		},
	},
	target.TypeEmails: {
		equal: [][2]profile.Value{
			{profile.Texts("a@b", "c@d"), profile.Texts("c@d", "a@b")},
			{profile.Texts("a@b", "A@B"), profile.Texts("a@b")},
			{profile.Texts("Z@b", "a@b"), profile.Texts("z@b", "A@b")},
		},
		different: [][2]profile.Value{
			{profile.Texts("a@b", "c@d"), profile.Texts("a@b")},
			{profile.Texts("a@b"), profile.Texts("a@b", "c@d")},
			{profile.Texts("a@b"), profile.Texts()},
			{profile.Texts("a@b"), profile.Text("a@b")},
			{profile.Texts("a@b"), profile.JSON([]any{"a@b"})},
		},
	},
	target.TypePhones: {
		equal:     [][2]profile.Value{{profile.Texts("+12", "+34"), profile.Texts("+34", "+12", "+12")}},
		different: [][2]profile.Value{{profile.Texts("+12"), profile.Texts("+13")}, {profile.Texts("+12"), profile.Texts("12")}},
	},
	target.TypeString: {
		equal: [][2]profile.Value{{profile.JSON("Gold"), profile.JSON("Gold")}, {profile.JSON(""), profile.JSON("")}},
		different: [][2]profile.Value{
			{profile.JSON("Gold"), profile.JSON("gold")},
			{profile.JSON("1"), number("1")},
			{profile.JSON(""), profile.JSON(nil)},
		},
	},
	target.TypeNumber: {
		equal: [][2]profile.Value{
			{number("1"), number("1.0")},
			{number("100"), number("1e2")},
			{number("0.1"), number("0.10000000000000001")}, // the same 64-bit float
			{number("0"), number("-0")},
			{number("0"), number("-0.0e7")},
			{number("9007199254740993"), number("9007199254740993")},
			{number("1000000000000000000000"), number("1e+21")},
			{number("1e400"), number("1e400")},
		},
		different: [][2]profile.Value{
			{number("1"), number("2")},
			{number("0.1"), number("0.1000000000000001")},
			{number("9007199254740993"), number("9007199254740992")},         // beyond a float's precision
			{number("12345678901234567891"), number("12345678901234567890")}, // beyond 64 bits
			{number("1e400"), number("1e401")},                               // beyond a float
			{number("1"), number("-1")},
			{number("1"), profile.JSON("1")},
			{number("0"), profile.JSON(false)},
			{number("0"), profile.JSON(nil)},
		},
	},
	target.TypeBoolean: {
		equal:     [][2]profile.Value{{profile.JSON(false), profile.JSON(false)}},
		different: [][2]profile.Value{{profile.JSON(false), profile.JSON(true)}, {profile.JSON(true), profile.JSON("true")}},
	},
	target.TypeTexts: {
		equal: [][2]profile.Value{{profile.JSON([]any{"b", "a", "b"}), profile.JSON([]any{"b", "a", "b"})}},
		different: [][2]profile.Value{
			{profile.JSON([]any{"a", "b"}), profile.JSON([]any{"b", "a"})},
			{profile.JSON([]any{"a"}), profile.JSON([]any{"a", "a"})},
			{profile.JSON([]any{"a"}), profile.JSON("a")},
			{profile.JSON([]any{}), profile.JSON(nil)},
		},
	},
	target.TypeJSON: {
		equal: [][2]profile.Value{
			{decoded(`{"a": [1, {"b": null}], "c": "d"}`), decoded(`{"c": "d", "a": [1.0, {"b": null}]}`)},
			{decoded(`[true, "", 1e2]`), decoded(`[true, "", 100]`)},
		},
		different: [][2]profile.Value{
			{decoded(`{"a": null}`), decoded(`{}`)},
			{decoded(`{"a": 1}`), decoded(`{"b": 1}`)},
			{decoded(`{"a": {"b": 1}}`), decoded(`{"a": {"b": 1, "c": 2}}`)},
			{decoded(`[1, 2]`), decoded(`[2, 1]`)},
			{decoded(`[1]`), decoded(`{"0": 1}`)},
			{decoded(`{"a": 1}`), decoded(`[["a", 1]]`)},
			{decoded(`"1"`), decoded(`1`)},
			{decoded(`false`), decoded(`0`)},
			{decoded(`{"a": 1}`), profile.JSON(map[string]int{"a": 1})}, // which no decoder makes
			{decoded(`{"a": [1]}`), profile.JSON(map[string]any{"a": []int{1}})},
		},
	},
}

func decoded(s string) profile.Value {
	decoder := json.NewDecoder(strings.NewReader(s))
	decoder.UseNumber()
	var data any
	if err := decoder.Decode(&data); err != nil {
		panic(err)
	}
	return profile.JSON(data)
}

func TestPlanComparesByType(t *testing.T) {
	for of, attribute := range attributeOf {
		t.Run(string(attribute), func(t *testing.T) {
			pairs, found := equalities[of]
			if !found {
				t.Fatalf("there is no row for the type %q", of)
			}
			for _, pair := range pairs.equal {
				if !unchanged(t, attribute, pair[0], pair[1]) || !unchanged(t, attribute, pair[1], pair[0]) {
					t.Errorf("%v is sent although the user has %v", pair[0].Reveal(), pair[1].Reveal())
				}
			}
			for _, pair := range pairs.different {
				if unchanged(t, attribute, pair[0], pair[1]) {
					t.Errorf("%v is not sent although the user has %v", pair[0].Reveal(), pair[1].Reveal())
				}
			}
		})
	}
}

// unchanged tells whether nothing is planned for a user who has got and shall have want.
func unchanged(t *testing.T, attribute profile.Attribute, want, got profile.Value) bool {
	t.Helper()
	user := target.User{Profile: profile.Profile{attribute: got}}
	return accepted(t, setting(attribute, want)).Plan(user).Empty()
}

func TestMissing(t *testing.T) {
	change := profile.Change{
		set("custom.string", profile.JSON("gold")),
		clearing("customData.any"),
		set(profile.Email, profile.Text("jane@acme.example")),
		set(profile.LastName, profile.Text("Roe")),
		clearing(profile.Picture),
	}
	for name, tc := range map[string]struct {
		reason string
		after  profile.Profile
		want   []profile.Attribute
	}{
		"all taken": {
			reason: "case does not matter to an address; what is not in the change does not matter at all",
			after: profile.Profile{
				"custom.string":     profile.JSON("gold"),
				profile.Email:       profile.Text("Jane@acme.example"),
				profile.LastName:    profile.Text("Roe"),
				profile.PhoneNumber: profile.Text("+12"),
			},
		},
		"none taken": {
			reason: "old values, absent values, and values that should be gone, in the order of the change",
			after: profile.Profile{
				"customData.any": profile.JSON([]any{}),
				profile.LastName: profile.Text("Doe"),
				profile.Email:    profile.JSON(true),
				profile.Picture:  profile.Text("https://a"),
			},
			want: []profile.Attribute{"custom.string", "customData.any", profile.Email, profile.LastName, profile.Picture},
		},
		"nothing left": {
			reason: "who has nothing has nothing to clear either",
			want:   []profile.Attribute{"custom.string", profile.Email, profile.LastName},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := accepted(t, profile.Desired{Identifier: byID})
			if diff := cmp.Diff(tc.want, p.Missing(change, target.User{Profile: tc.after})); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
}

func TestMoves(t *testing.T) {
	email := profile.Identifier{Type: profile.ByEmail, Value: "jane@acme.example"}
	custom := profile.Identifier{Type: profile.ByCustom, Name: "number", Value: "1"}
	for name, tc := range map[string]struct {
		reason string
		who    profile.Identifier
		change profile.Change
		want   bool
	}{
		"own address":    {"the new address is not the one in the spec", email, profile.Change{set(profile.Email, profile.Text("a@b"))}, true},
		"own address no": {"without it the user is found by it no more", email, profile.Change{clearing(profile.Email)}, true},
		"other":          {"nobody is found by these", email, profile.Change{clearing(profile.Username), clearing("custom.email")}, false},
		"user id":        {"the id cannot be changed", byID, profile.Change{set(profile.Email, profile.Text("a@b"))}, false},
		"custom":         {"a custom identifier is an attribute too", custom, profile.Change{set("custom.number", number("2"))}, true},
		"other custom":   {"another one is not", custom, profile.Change{set("custom.string", profile.Text("2"))}, false},
		"nothing":        {"nothing moves nobody", email, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := accepted(t, profile.Desired{Identifier: tc.who}).Moves(tc.change); got != tc.want {
				t.Errorf("%s: got %t", tc.reason, got)
			}
		})
	}
}

// The identifier is in unexported fields, where fmt would not ask for its placeholder.
func TestAPlanPrintsNoValue(t *testing.T) {
	p := accepted(t, profile.Desired{
		Identifier: profile.Identifier{Type: profile.ByEmail, Value: canary + "@acme.example"},
		Set:        profile.Profile{profile.LastName: profile.Text(canary)},
	})
	type job struct {
		*plan.Plan

		desired profile.Desired
	}
	for name, printed := range map[string]any{
		"plan": p, "struct": struct{ Plan *plan.Plan }{p}, "embedded": job{p, profile.Desired{Identifier: p.Identifier()}},
		"nil": (*plan.Plan)(nil), "embedded nil": job{},
	} {
		for _, verb := range "vsqdx" {
			for _, flag := range []string{"", "+", "#"} {
				format := "%" + flag + string(verb)
				if got := fmt.Sprintf(format, printed); strings.Contains(got, canary) || strings.Contains(got, "PANIC") ||
					strings.Contains(got, fmt.Sprintf("%x", canary)) {
					t.Errorf("%s of %s: %s", format, name, got)
				}
			}
		}
	}
}
