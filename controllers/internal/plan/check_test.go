package plan_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// problems returns what Check finds wrong, and holds that it shows no canary.
func problems(t *testing.T, desired profile.Desired, schema target.Schema) []string {
	t.Helper()
	p, err := plan.Check(desired, schema)
	if err == nil {
		return nil
	}
	invalid, ok := errors.AsType[*plan.InvalidError](err)
	if !ok || p != nil {
		t.Fatalf("got a plan %v and the error %v of type %T", p, err, err)
	}
	if strings.Contains(err.Error(), canary) {
		t.Errorf("the message shows a value: %s", err)
	}
	return invalid.Problems
}

var byID = profile.Identifier{Type: profile.ByUserID, Value: "u1"}

// valuesOf are values that a type takes, and that it does not, with what it says of the latter.
var valuesOf = map[target.Type]struct {
	want string
	good []profile.Value
	bad  []profile.Value
}{
	target.TypeText: {
		want: "a text that is not empty; to remove the value, name the attribute in spec.clear",
		good: textValues("Zoë", " ", "0"),
		bad:  []profile.Value{profile.Text(""), profile.JSON(true), profile.Texts(canary)},
	},
	target.TypeName: {
		want: "a text that is not empty; to remove the value, name the attribute in spec.clear",
		good: textValues("jdoe", "jane@acme.example"),
		bad:  []profile.Value{profile.Text(""), profile.JSON(json.Number("1"))},
	},
	target.TypeEmail: {
		want: "an e-mail address, such as jane@acme.example",
		good: textValues("a@b", "jane+1@acme.example", "Zoë@ü.example"),
		bad:  textValues("", canary, "@canary", "canary@", "canary@a@b", "ca nary@a", "canary@a\n", "\tcanary@a"),
	},
	target.TypePhone: {
		want: "a phone number in E.164 form: a plus sign, the country code, then digits only, such as +14155550100",
		good: textValues("+14155550100", "+12", "+123456789012345"),
		bad:  textValues("", canary, "4155550100", "+04155550100", "+1 415 555 0100", "+1", "+1234567890123456", "+１４１５"),
	},
	target.TypeDate: {
		want: "a date in the form YYYY-MM-DD, such as 1990-02-03",
		good: textValues("1990-02-03", "2000-02-29", "0001-01-01"),
		bad:  textValues("", canary, "1990-2-3", "03.02.1990", "2001-02-29", "1990-02-03T00:00:00Z"),
	},
	target.TypeTimestamp: {
		want: "an ISO 8601 date, such as 1990-02-03 or 1990-02-03T00:00:00Z",
		good: textValues("1990-02-03", "1990-02-03T04:05:06Z", "1990-02-03T04:05:06.789+01:00"),
		bad:  append(textValues("", canary, "1990-02-03 04:05:06", "04:05:06", "1990-02-03T04:05:06"), profile.JSON(json.Number("1990"))),
	},
	target.TypeURL: {
		want: "an http or https URL, such as https://img.acme.example/jane.png",
		good: textValues("https://img.acme.example/jane.png", "http://a"),
		bad:  textValues("", canary, "ftp://canary", "https://", "https://canary x", "javascript:canary"),
	},
	target.TypeAddressType: {
		want: "Home, Work or Other",
		good: textValues("Home", "Work", "Other"),
		bad:  textValues("", canary, "home"),
	},
	target.TypeAccountStatus: {
		want: "Active, Disabled or Pending",
		good: textValues("Active", "Disabled", "Pending"),
		bad:  textValues("", canary, "Suspended"),
	},
	target.TypeEmails: {
		want: "a list that is not empty, each member an e-mail address, such as jane@acme.example; to remove all, name the " +
			"attribute in spec.clear",
		good: []profile.Value{profile.Texts("a@b"), profile.Texts("a@b", "c@d", "a@b")},
		bad:  []profile.Value{profile.Texts(), profile.Texts("a@b", canary), profile.Text("canary@b"), profile.JSON([]any{"canary@b"})},
	},
	target.TypePhones: {
		want: "a list that is not empty, each member a phone number in E.164 form: a plus sign, the country code, then digits " +
			"only, such as +14155550100; to remove all, name the attribute in spec.clear",
		good: []profile.Value{profile.Texts("+14155550100", "+4930123456")},
		bad:  []profile.Value{profile.Texts(), profile.Texts("+14155550100", canary), profile.Text("+14155550100")},
	},
	target.TypeString: {
		want: "a text of at most 512 characters",
		good: textValues("", canary, strings.Repeat("ü", 512)),
		bad:  []profile.Value{profile.Text(strings.Repeat("ü", 506) + " canary"), profile.JSON(json.Number("1")), profile.JSON([]any{canary})},
	},
	target.TypeNumber: {
		want: "a number",
		good: jsonValues(json.Number("0"), json.Number("-1.5e300"), json.Number("12345678901234567890")),
		bad:  jsonValues("1", canary, true, []any{json.Number("1")}),
	},
	target.TypeBoolean: {
		want: "true or false",
		good: jsonValues(true, false),
		bad:  jsonValues("true", canary, json.Number("1")),
	},
	target.TypeTexts: {
		want: "a list of texts",
		good: jsonValues([]any{}, []any{"a", "b", "a"}),
		bad:  jsonValues(canary, []any{"a", json.Number("1")}, []any{canary, nil}, map[string]any{"a": canary}),
	},
	target.TypeJSON: {
		good: jsonValues("", false, json.Number("0"), []any{nil}, map[string]any{"a": nil}),
	},
	target.TypeText250: {
		want: "a text that is not empty, of at most 250 characters",
		good: textValues("Zoë", strings.Repeat("ü", 250)),
		bad:  append(textValues("", strings.Repeat("ü", 245)+canary), profile.JSON(true)),
	},
	target.TypeName250: {
		want: "a text that is not empty, of at most 250 characters",
		good: textValues("jdoe", "jane@acme.example", strings.Repeat("u", 250)),
		bad:  append(textValues("", strings.Repeat("u", 245)+canary), profile.JSON(json.Number("1"))),
	},
	target.TypeEmail60: {
		want: "an e-mail address of at most 60 characters, such as jane@acme.example",
		good: textValues("a@b", strings.Repeat("u", 47)+"@acme.example"),
		bad:  textValues("", canary, "canary@", canary+strings.Repeat("u", 42)+"@acme.example", "ca nary@a"),
	},
}

func textValues(all ...string) []profile.Value {
	var values []profile.Value
	for _, s := range all {
		values = append(values, profile.Text(s))
	}
	return values
}

func jsonValues(all ...any) []profile.Value {
	var values []profile.Value
	for _, data := range all {
		values = append(values, profile.JSON(data))
	}
	return values
}

func TestCheckHoldsValuesAgainstTheirType(t *testing.T) {
	for of, attribute := range attributeOf {
		t.Run(string(attribute), func(t *testing.T) {
			values, found := valuesOf[of]
			if !found {
				t.Fatalf("there is no row for the type %q", of)
			}
			for _, value := range values.good {
				if got := problems(t, setting(attribute, value), withEverything()); got != nil {
					t.Errorf("%#v: got %q, want nothing wrong", value.Reveal(), got)
				}
			}
			for _, value := range values.bad {
				got := problems(t, setting(attribute, value), withEverything())
				want := []string{fmt.Sprintf("spec.attributes.%s: must be %s", attribute, values.want)}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%#v (-want +got):\n%s", value.Reveal(), diff)
				}
			}
			want := []string{fmt.Sprintf(
				"spec.attributes.%s: null is no value; to clear the attribute, name it in spec.clear", attribute)}
			if diff := cmp.Diff(want, problems(t, setting(attribute, profile.JSON(nil)), withEverything())); diff != "" {
				t.Errorf("null (-want +got):\n%s", diff)
			}
		})
	}
}

func setting(attribute profile.Attribute, value profile.Value) profile.Desired {
	return profile.Desired{Identifier: byID, Set: profile.Profile{attribute: value}}
}

func by(t profile.IdentifierType, value string) profile.Identifier {
	return profile.Identifier{Type: t, Value: value}
}

func custom(name, value string) profile.Identifier {
	return profile.Identifier{Type: profile.ByCustom, Name: name, Value: value}
}

func TestCheckIdentifier(t *testing.T) {
	few := withEverything()
	few.System = "Adobe"
	few.Identifiers = map[profile.IdentifierType]bool{profile.ByEmail: true, profile.ByUsername: true, profile.ByPhone: false}
	bare := target.Schema{System: "Bare", Identifiers: map[profile.IdentifierType]bool{profile.ByEmail: true}}

	const dots = "spec.identifier.value: cannot be . or .., which no system can look up"
	for name, tc := range map[string]struct {
		reason string
		who    profile.Identifier
		schema target.Schema
		want   []string
	}{
		"user id":          {"any text but a dot", by(profile.ByUserID, "..."), withEverything(), nil},
		"external user id": {"no attribute of the system", by(profile.ByExternalUserID, "E 1"), withEverything(), nil},
		"email":            {"an address", by(profile.ByEmail, "a@b"), withEverything(), nil},
		"email unmanaged":  {"the system does not have the attribute", by(profile.ByEmail, "a"), bare, nil},
		"custom":           {"whatever form it has", custom("number", "0012"), withEverything(), nil},
		"no email": {
			"an address is held to the form of the attribute",
			by(profile.ByEmail, canary),
			withEverything(),
			[]string{"spec.identifier.value: must be an e-mail address, such as jane@acme.example"},
		},
		"no phone": {
			"a number too",
			by(profile.ByPhone, "0"+canary),
			withEverything(),
			[]string{"spec.identifier.value: must be a phone number in E.164 form: a plus sign, the country code, then digits only, " +
				"such as +14155550100"},
		},
		"empty": {
			"nobody is meant",
			by(profile.ByUserID, ""),
			withEverything(),
			[]string{"spec.identifier.value: cannot be empty"},
		},
		"empty custom": {
			"nobody is meant",
			custom("number", ""),
			withEverything(),
			[]string{"spec.identifier.value: cannot be empty"},
		},
		"dot":      {"it would change the path of the request", by(profile.ByUserID, "."), withEverything(), []string{dots}},
		"two dots": {"it would change the path of the request", by(profile.ByUsername, ".."), withEverything(), []string{dots}},
		"other type": {
			"the message says which types there are, in order",
			by(profile.ByPhone, canary),
			few,
			[]string{"spec.identifier.type: Adobe does not find users by Phone; use Email or Username"},
		},
		"the only type": {
			"also if there is one",
			by(profile.ByUserID, canary),
			bare,
			[]string{"spec.identifier.type: Bare does not find users by UserID; use Email"},
		},
		"many types": {
			"also if there are many",
			by("Face", canary),
			withEverything(),
			[]string{"spec.identifier.type: Mosaic does not find users by Face; use Custom, Email, ExternalUserID, Phone, UserID " +
				"or Username"},
		},
		"no custom identifiers": {
			"the message says who has them",
			custom("loyaltyId", canary),
			few,
			[]string{"spec.identifier.type: this connection has no custom identifiers, which only B2C tenants have; use Email or " +
				"Username"},
		},
		"undeclared": {
			"declared as an attribute is not declared as an identifier; the value is wrong as well",
			custom("string", ".."),
			withEverything(),
			[]string{
				"spec.identifier.name: string is not a custom identifier of this tenant; declare it in the target's userSchema " +
					"with identifier: true",
				dots,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := problems(t, profile.Desired{Identifier: tc.who}, tc.schema)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
}

func TestCheckNames(t *testing.T) {
	workforce := withEverything()
	workforce.CustomAttributes = nil
	long := strings.Repeat("ü", 246)

	for name, tc := range map[string]struct {
		reason  string
		desired profile.Desired
		schema  target.Schema
		want    []string
	}{
		"unknown": {
			"the system does not have it",
			setting(profile.Title, profile.Text(canary)), withEverything(),
			[]string{"spec.attributes.title: Mosaic has no attribute title; remove it"},
		},
		"unknown group": {
			"the system does not have it",
			setting("customAppData.k", profile.Text(canary)), withEverything(),
			[]string{"spec.attributes.customAppData.k: Mosaic has no attribute customAppData.k; remove it"},
		},
		"undeclared": {
			"the tenant may have it, but the target does not say so",
			setting("custom.tier", profile.Text(canary)), withEverything(),
			[]string{"spec.attributes.custom.tier: the target's userSchema has no attribute tier; declare it there, or remove " +
				"custom.tier here"},
		},
		"no custom attributes": {
			"the tenant cannot have any",
			setting("custom.string", profile.Text(canary)), workforce,
			[]string{"spec.attributes.custom.string: this connection has no custom attributes, and so no custom.string; they exist " +
				"only in B2C tenants and must be declared in the target's userSchema"},
		},
		"empty key": {
			"nobody could name it",
			setting("customData.", profile.Text(canary)), withEverything(),
			[]string{"spec.attributes.customData: a key cannot be empty"},
		},
		"longest key": {
			"as long as the status can hold, counted in characters",
			setting(profile.CustomData.Attribute(long[:2*245]), profile.Text("v")), withEverything(),
			nil,
		},
		"key too long": {
			"the status could not record the change",
			setting(profile.CustomData.Attribute(long), profile.Text(canary)), withEverything(),
			[]string{"spec.attributes.customData: the key that begins with " + long[:2*40] + " is too long; the name customData and " +
				"the key may have 255 characters together"},
		},
		"group too long": {
			"nothing breaks when the key is the short part",
			setting(profile.Group(long+long).Attribute("k"), profile.Text(canary)), withEverything(),
			[]string{"spec.attributes." + long + long + ": the key that begins with k is too long; the name " + long + long +
				" and the key may have 255 characters together"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, problems(t, tc.desired, tc.schema)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
}

func TestCheckClear(t *testing.T) {
	workforce := withEverything()
	workforce.CustomAttributes = nil

	for name, tc := range map[string]struct {
		reason string
		clear  []profile.Attribute
		set    profile.Profile
		schema target.Schema
		want   []string
	}{
		"known": {
			reason: "built in, custom and free ones",
			clear:  []profile.Attribute{profile.Picture, "custom.string", "customData.any"},
			schema: withEverything(),
		},
		"twice": {
			reason: "naming one twice does no harm",
			clear:  []profile.Attribute{profile.Picture, profile.Email, profile.Picture},
			schema: withEverything(),
		},
		"permanent": {
			reason: "the system wants a value",
			clear:  []profile.Attribute{profile.AccountStatus},
			schema: withEverything(),
			want:   []string{"spec.clear: accountStatus cannot be cleared on Mosaic; remove it from the list"},
		},
		"both": {
			reason: "one of the two cannot be meant",
			clear:  []profile.Attribute{"customData.any"},
			set:    profile.Profile{"customData.any": profile.Text(canary)},
			schema: withEverything(),
			want:   []string{"spec.clear: customData.any stands in spec.attributes.customData.any too; remove it from one of them"},
		},
		"permanent and both": {
			reason: "the first reason is enough",
			clear:  []profile.Attribute{profile.AccountStatus},
			set:    profile.Profile{profile.AccountStatus: profile.Text("Active")},
			schema: withEverything(),
			want:   []string{"spec.clear: accountStatus cannot be cleared on Mosaic; remove it from the list"},
		},
		"unknown": {
			reason: "the list may be long, so every message names the attribute",
			clear:  []profile.Attribute{"title", "customAppData.k", "custom.tier"},
			schema: withEverything(),
			want: []string{
				"spec.clear: the target's userSchema has no attribute tier; declare it there, or remove custom.tier here",
				"spec.clear: Mosaic has no attribute customAppData.k; remove it",
				"spec.clear: Mosaic has no attribute title; remove it",
			},
		},
		"no custom attributes": {
			reason: "the tenant cannot have any",
			clear:  []profile.Attribute{"custom.string"},
			schema: workforce,
			want: []string{"spec.clear: this connection has no custom attributes, and so no custom.string; they exist only in B2C " +
				"tenants and must be declared in the target's userSchema"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			given := slices.Clone(tc.clear)
			got := problems(t, profile.Desired{Identifier: byID, Set: tc.set, Clear: tc.clear}, tc.schema)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
			if diff := cmp.Diff(given, tc.clear); diff != "" {
				t.Errorf("the argument was changed (-before +after):\n%s", diff)
			}
		})
	}
}

// An update manages as many attributes as the status has room for, to set and to clear together.
func TestCheckNumberOfAttributes(t *testing.T) {
	desired := profile.Desired{Identifier: byID, Set: profile.Profile{}}
	for i := range 200 {
		desired.Set[profile.CustomData.Attribute(fmt.Sprint("set", i))] = profile.Text(canary)
	}
	for i := range 56 {
		desired.Clear = append(desired.Clear, profile.CustomData.Attribute(fmt.Sprint("gone", i)))
	}
	if got := problems(t, desired, withEverything()); got != nil {
		t.Errorf("256 attributes are refused: %s", got)
	}
	desired.Clear = append(desired.Clear, profile.Picture)
	want := []string{"spec: the update manages 257 attributes, those that come from elsewhere and those to clear among them, and " +
		"may manage 256; divide them among several updates of the person"}
	if diff := cmp.Diff(want, problems(t, desired, withEverything())); diff != "" {
		t.Errorf("257 attributes (-want +got):\n%s", diff)
	}
}

func TestCheckNamesEveryMistakeInOrder(t *testing.T) {
	desired := profile.Desired{
		Identifier: profile.Identifier{Type: profile.ByCustom, Name: "string"},
		Set: profile.Profile{
			profile.PhoneNumber: profile.Text(canary),
			profile.Email:       profile.Text(canary),
			profile.LastName:    profile.Text("Roe"),
			"custom.tier":       profile.Text(canary),
		},
		Clear: []profile.Attribute{profile.Title, profile.AccountStatus, profile.Picture},
	}
	want := []string{
		"identifier.name", "identifier.value",
		"attributes.custom.tier", "attributes.email", "attributes.phoneNumber",
		"clear", "clear",
	}
	for range 20 { // maps have another order every time
		var got []string
		for _, problem := range problems(t, desired, withEverything()) {
			field, _, _ := strings.Cut(problem, ":")
			got = append(got, strings.TrimPrefix(field, "spec."))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
}

func TestInvalidErrorIsReadable(t *testing.T) {
	all := make([]string, 12)
	for i := range all {
		all[i] = fmt.Sprint("p", i)
	}
	for count, want := range map[int]string{
		0:  "",
		1:  "p0",
		2:  "p0; p1",
		10: "p0; p1; p2; p3; p4; p5; p6; p7; p8; p9",
		12: "p0; p1; p2; p3; p4; p5; p6; p7; p8; p9; and 2 more",
	} {
		if got := (&plan.InvalidError{Problems: all[:count]}).Error(); got != want {
			t.Errorf("%d problems: got %s, want %s", count, got, want)
		}
	}
}

func TestCheckAcceptsEveryType(t *testing.T) {
	desired := profile.Desired{Identifier: byID, Set: profile.Profile{}, Clear: []profile.Attribute{"customData.gone"}}
	for of, attribute := range attributeOf {
		desired.Set[attribute] = valuesOf[of].good[0]
	}
	p, err := plan.Check(desired, withEverything())
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Identifier(); got != byID {
		t.Errorf("the plan is about %s", got.Type)
	}
	want := slices.Sorted(maps.Keys(desired.Set))
	var got []profile.Attribute
	for _, step := range p.Plan(target.User{}) {
		got = append(got, step.Attribute)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a user without any value gets them all (-want +got):\n%s", diff)
	}
}
