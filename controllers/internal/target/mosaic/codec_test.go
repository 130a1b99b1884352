package mosaic

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// full is a user with every member that Mosaic's documents show (Users OpenAPI, ApiUser), and some they do not.
const full = `{"result":{
	"user_id":"xovgrhzbnple2y7oebahm","status":"Active","status_changed_at":"2026-01-01T00:00:00Z",
	"created_at":1700000000000,"updated_at":1700000000001,
	"email":{"value":"jane@x.io","email_verified":true,"verified_at":"2026-01-01T00:00:00Z"},
	"secondary_emails":[{"value":"z@x.io"},{"value":"b@x.io","email_verified":false}],
	"phone_number":{"value":"+14155550100","phone_number_verified":false},
	"secondary_phone_numbers":[{"value":"+4930123456"}],
	"username":"jroe","birthday":"1990-02-03T23:00:00.000-05:00","picture":"https://x.io/p.png","language":"en",
	"external_user_id":"E1","external_account_id":"A1","app_name":"App",
	"name":{"title":"Ms","first_name":"Jane","last_name":"Roe","middle_name":"May","suffix":"PhD"},
	"address":{"country":"USA","state":"NY","city":"NYC","street_address":"1 Rd","postal_code":"10001","type":"Home",
		"updated_at":1700000000001,"floor":3,"gone":null},
	"custom_data":{"k":{"a":1},"gone":null,"big":12345678901234567890,"a.b":"dotted"},
	"custom_app_data":{"tier":"gold"},
	"custom_user_fields":{"points":1.50,"tags":["b","a"],"ok":false},
	"groupIds":["g"],"identities":[],"last_auth":"2026-01-01T00:00:00Z","password_information":{"expired":false},"new_member":{"x":[1]}
}}`

func TestDecodeUser(t *testing.T) {
	user, err := decodeUser([]byte(full))
	if err != nil {
		t.Fatal(err)
	}
	want := map[profile.Attribute]any{
		profile.AccountStatus: "Active", profile.Email: "jane@x.io", profile.PhoneNumber: "+14155550100",
		profile.SecondaryEmails: []string{"b@x.io", "z@x.io"}, profile.SecondaryPhoneNumbers: []string{"+4930123456"},
		profile.Username: "jroe", profile.Birthday: "1990-02-03", profile.Picture: "https://x.io/p.png", profile.Language: "en",
		profile.ExternalUserID: "E1", profile.ExternalAccountID: "A1",
		profile.Title: "Ms", profile.FirstName: "Jane", profile.LastName: "Roe", profile.MiddleName: "May",
		profile.Country: "USA", profile.State: "NY", profile.City: "NYC", profile.StreetAddress: "1 Rd",
		profile.PostalCode: "10001", profile.AddressType: "Home",
		"customData.k": map[string]any{"a": json.Number("1")}, "customData.big": json.Number("12345678901234567890"),
		"customData.a.b": "dotted", "customAppData.tier": "gold",
		"custom.points": json.Number("1.50"), "custom.tags": []any{"b", "a"}, "custom.ok": false,
	}
	got := map[profile.Attribute]any{}
	for attribute, value := range user.Profile {
		got[attribute] = value.Reveal()
	}
	if diff := cmp.Diff(want, got); diff != "" || user.ID != "xovgrhzbnple2y7oebahm" {
		t.Errorf("%s (-want +got):\n%s", user.ID, diff)
	}
}

func TestDecodeUserTolerates(t *testing.T) {
	for name, c := range map[string]struct {
		members string
		want    profile.Profile
	}{
		"nothing":                  {``, profile.Profile{}},
		"nulls":                    {`,"email":null,"name":null,"picture":null,"secondary_emails":null,"custom_data":null`, profile.Profile{}},
		"nulls inside":             {`,"email":{"value":null},"name":{"title":null}`, profile.Profile{}},
		"empty":                    {`,"email":{},"name":{},"picture":"","secondary_emails":[],"custom_data":{}`, profile.Profile{}},
		"e-mail as a text":         {`,"email":"a@x.io"`, profile.Profile{profile.Email: profile.Text("a@x.io")}},
		"secondary e-mail as text": {`,"secondary_emails":["a@x.io"]`, profile.Profile{profile.SecondaryEmails: profile.Texts("a@x.io")}},
		"birthday that is none":    {`,"birthday":"Tuesday"`, profile.Profile{profile.Birthday: profile.Text("Tuesday")}},
		"unknown status":           {`,"status":"Locked"`, profile.Profile{profile.AccountStatus: profile.Text("Locked")}},
	} {
		t.Run(name, func(t *testing.T) {
			user, err := decodeUser([]byte(`{"result":{"user_id":"u"` + c.members + `}}`))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, user.Profile, cmp.Comparer(sameValue)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func sameValue(a, b profile.Value) bool { return cmp.Equal(a.Reveal(), b.Reveal()) }

func TestDecodeUserRefuses(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"nothing":             {``, "not the JSON of a user"},
		"page":                {`<html>`, "not the JSON of a user"},
		"cut off":             {full[:500], "not the JSON of a user"},
		"more":                {full + `<html>`, "something follows"},
		"array":               {`[]`, "not the JSON of a user"},
		"null":                {`null`, "no usable user_id"},
		"no result":           {`{"user_id":"u"}`, "no usable user_id"},
		"result is an array":  {`{"result":[{"user_id":"u"}]}`, "not the JSON of a user"},
		"count":               {`{"result":{"user_count":1}}`, "no usable user_id"},
		"email is a number":   {`{"result":{"user_id":"u","email":1}}`, "email has"},
		"value is a number":   {`{"result":{"user_id":"u","email":{"value":1}}}`, "email has"},
		"name is a text":      {`{"result":{"user_id":"u","name":"Jane"}}`, "name has"},
		"member is a list":    {`{"result":{"user_id":"u","name":{"title":["Ms"]}}}`, "title has"},
		"set is an object":    {`{"result":{"user_id":"u","secondary_emails":{}}}`, "secondary_emails has"},
		"set has a number":    {`{"result":{"user_id":"u","secondary_emails":[1]}}`, "secondary_emails has"},
		"set has null":        {`{"result":{"user_id":"u","secondary_phone_numbers":[null]}}`, "secondary_phone_numbers has"},
		"custom_data is text": {`{"result":{"user_id":"u","custom_data":"x"}}`, "custom_data has"},
		"several":             {`{"result":{"user_id":"u","custom_data":"x","name":1,"address":2}}`, "address has"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := decodeUser([]byte(c.body)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestBodyOf(t *testing.T) {
	user, err := decodeUser([]byte(full))
	if err != nil {
		t.Fatal(err)
	}
	set := func(a profile.Attribute, v profile.Value) profile.Step {
		return profile.Step{Attribute: a, Action: profile.Set, Value: v}
	}
	unset := func(a profile.Attribute) profile.Step { return profile.Step{Attribute: a, Action: profile.Clear} }
	for name, c := range map[string]struct {
		change profile.Change
		want   string
	}{
		"texts": {
			profile.Change{set(profile.Email, profile.Text("n@x.io")), set(profile.PhoneNumber, profile.Text("+1")), unset(profile.Picture)},
			`{"email":"n@x.io","phone_number":"+1","picture":null}`,
		},
		"name keeps unknown members": {
			profile.Change{set(profile.LastName, profile.Text("Doe")), unset(profile.Title)},
			`{"name":{"first_name":"Jane","last_name":"Doe","middle_name":"May","suffix":"PhD"}}`,
		},
		"address drops what is Mosaic's": {
			profile.Change{set(profile.City, profile.Text("LA")), set(profile.State, profile.Text("CA"))},
			`{"address":{"country":"USA","state":"CA","city":"LA","street_address":"1 Rd","postal_code":"10001","type":"Home","floor":3}}`,
		},
		"sets": {
			profile.Change{set(profile.SecondaryEmails, profile.Texts("b@x.io", "a@x.io")), unset(profile.SecondaryPhoneNumbers)},
			`{"secondary_emails":["a@x.io","b@x.io"],"secondary_phone_numbers":[]}`,
		},
		"custom_data sends what changed": {
			profile.Change{set("customData.k", profile.JSON(true)), unset("customData.big"), set("customData.a.b", profile.JSON("x"))},
			`{"custom_data":{"k":true,"big":null,"a.b":"x"}}`,
		},
		"custom_app_data sends all": {
			profile.Change{set("customAppData.new", profile.JSON(json.Number("1.0"))), unset("customAppData.old")},
			`{"custom_app_data":{"tier":"gold","new":1.0,"old":null}}`,
		},
		"custom attributes send all": {
			profile.Change{unset("custom.ok"), set("custom.tags", profile.JSON([]any{"c"}))},
			`{"custom_user_fields":{"points":1.50,"tags":["c"],"ok":null}}`,
		},
		"numbers as they are": {
			profile.Change{set("customAppData.n", profile.JSON(json.Number("12345678901234567890")))},
			`{"custom_app_data":{"tier":"gold","n":12345678901234567890}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(bodyOf(user.Record.(record), c.change))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(decoded(t, c.want), decoded(t, string(got))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if again, _ := decodeUser([]byte(full)); !cmp.Equal(again.Record, user.Record) {
		t.Error("the record was changed")
	}
}

func TestBodyOfAnEmptyUser(t *testing.T) {
	change := profile.Change{
		{Attribute: profile.City, Action: profile.Set, Value: profile.Text("LA")},
		{Attribute: "custom.a", Action: profile.Set, Value: profile.JSON("x")},
		{Attribute: profile.Title, Action: profile.Clear},
	}
	got, err := json.Marshal(bodyOf(record{}, change))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"address":{"city":"LA"},"custom_user_fields":{"a":"x"},"name":{}}`; string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var data any
	if err := decoder.Decode(&data); err != nil {
		t.Fatal(err)
	}
	return data
}
