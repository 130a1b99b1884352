package mosaic_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func TestKnobDefaults(t *testing.T) {
	want := mosaic.Knobs{
		ConflictStatus: 409, Secondary: mosaic.SecondaryReplace, CustomAppData: mosaic.MergeShallow,
		CustomFields: mosaic.CustomFieldsMerge, CustomFieldErrors: mosaic.Reject, Null: mosaic.NullClear,
		CustomDataNull: mosaic.DataNullStore, UnknownField: mosaic.Ignore, LengthCheck: mosaic.On,
		UniqueEmail: mosaic.On, UniquePhone: mosaic.On, KeepOldPrimary: mosaic.Off, ResendUnverifies: mosaic.Off,
		UsernameNeedsPassword: mosaic.Off, HideUsername: mosaic.On, RoleMode: mosaic.RoleNone,
		RetryAfter: mosaic.RetryAfterOff, TokenTTLSeconds: 3600, TokenError: mosaic.TokenErrorMessage,
		IdentifierEndpoint: mosaic.On, Oversize: 400,
	}
	if diff := cmp.Diff(want, mosaic.New(mosaic.Options{}).Knobs()); diff != "" {
		t.Errorf("knobs (-want +got):\n%s", diff)
	}
}

// TestKnobEffects covers the knobs whose settings no numbered vector shows.
func TestKnobEffects(t *testing.T) {
	twice := `{"custom_user_fields":{"loyaltyPoints":3}}`
	cases := map[string]struct {
		knobs  mosaic.Knobs
		body   string
		status int
		path   string
		want   string
	}{
		"username hidden without a password": {
			mosaic.Knobs{}, `{"username":"ann"}`, 200, "result.username", absent,
		},
		"username shown": {
			mosaic.Knobs{HideUsername: mosaic.Off}, `{"username":"ann"}`, 200, "result.username", `"ann"`,
		},
		"username refused without a password": {
			mosaic.Knobs{UsernameNeedsPassword: mosaic.On}, `{"username":"ann"}`, 400, "error_code", "400",
		},
		"email not unique": {
			mosaic.Knobs{UniqueEmail: mosaic.Off}, `{"email":"b@x.io"}`, 200, "result.email.value", `"b@x.io"`,
		},
		"phone unique": {
			mosaic.Knobs{}, `{"phone_number":"+14155550200"}`, 409, "error_code", "409",
		},
		"phone not unique": {
			mosaic.Knobs{UniquePhone: mosaic.Off},
			`{"phone_number":"+14155550200"}`, 200,
			"result.phone_number", `{"value":"+14155550200","phone_number_verified":false}`,
		},
		"custom attributes replaced": {
			mosaic.Knobs{CustomFields: mosaic.CustomFieldsReplace},
			twice, 200,
			"result.custom_user_fields", `{"loyaltyPoints":3}`,
		},
		"custom attributes merged": {
			mosaic.Knobs{}, twice, 200, "result.custom_user_fields", `{"preferredStoreLocation":"NYC","loyaltyPoints":3}`,
		},
		"custom attribute cleared": {
			mosaic.Knobs{}, `{"custom_user_fields":{"preferredStoreLocation":null}}`, 200, "result.custom_user_fields", absent,
		},
		"custom attribute null ignored": {
			mosaic.Knobs{Null: mosaic.NullIgnore},
			`{"custom_user_fields":{"preferredStoreLocation":null}}`, 200,
			"result.custom_user_fields", `{"preferredStoreLocation":"NYC"}`,
		},
		"custom attribute null refused": {
			mosaic.Knobs{Null: mosaic.NullReject},
			`{"custom_user_fields":{"preferredStoreLocation":null}}`, 400,
			"error_code", "400",
		},
		"custom attribute null stored": {
			mosaic.Knobs{Null: mosaic.NullStore},
			`{"custom_user_fields":{"preferredStoreLocation":null}}`, 200,
			"result.custom_user_fields", `{"preferredStoreLocation":null}`,
		},
		"custom attributes all cleared": {
			mosaic.Knobs{}, `{"custom_user_fields":null}`, 200, "result.custom_user_fields", absent,
		},
		"wrong custom attributes ignored": {
			mosaic.Knobs{CustomFieldErrors: mosaic.Ignore},
			`{"custom_user_fields":{"x":1,"loyaltyPoints":"3","marketingOptIn":true}}`, 200,
			"result.custom_user_fields", `{"preferredStoreLocation":"NYC","marketingOptIn":true}`,
		},
		"null in custom_data stored": {
			mosaic.Knobs{}, `{"custom_data":{"z":null}}`, 200, "result.custom_data", `{"k":{"a":1,"b":2},"z":null}`,
		},
		"null in custom_data clears": {
			mosaic.Knobs{CustomDataNull: mosaic.DataNullClear},
			`{"custom_data":{"z":null}}`, 200,
			"result.custom_data", `{"k":{"a":1,"b":2}}`,
		},
		"custom_data cleared whole": {
			mosaic.Knobs{}, `{"custom_data":null}`, 200, "result.custom_data", absent,
		},
		"null in a name is as good as absent": {
			mosaic.Knobs{}, `{"name":{"first_name":"Jo","last_name":null}}`, 200, "result.name", `{"first_name":"Jo"}`,
		},
		"null in a name refused": {
			mosaic.Knobs{Null: mosaic.NullReject}, `{"name":{"last_name":null}}`, 400, "error_code", "400",
		},
		"null in a name stored": {
			mosaic.Knobs{Null: mosaic.NullStore}, `{"name":{"last_name":null}}`, 200, "result.name", `{"last_name":null}`,
		},
		"unknown member of a name ignored": {
			mosaic.Knobs{}, `{"name":{"given_name":"Jo","first_name":"Jo"}}`, 200, "result.name", `{"first_name":"Jo"}`,
		},
		"unknown member of a name refused": {
			mosaic.Knobs{UnknownField: mosaic.Reject}, `{"name":{"given_name":"Jo"}}`, 400, "error_code", "400",
		},
		"status null refused": {
			mosaic.Knobs{}, `{"status":null}`, 400, "error_code", "400",
		},
		"status null ignored": {
			mosaic.Knobs{Null: mosaic.NullIgnore}, `{"status":null}`, 200, "result.status", `"Active"`,
		},
		"email null clears": {
			mosaic.Knobs{},
			`{"email":null,"phone_number":null,"secondary_emails":null,"secondary_phone_numbers":null,"name":null}`,
			200, "result.email", absent,
		},
		"duplicates in a list": {
			mosaic.Knobs{},
			`{"secondary_phone_numbers":["+14155550111","+14155550111"]}`, 200,
			"result.secondary_phone_numbers", `[{"value":"+14155550111","phone_number_verified":false}]`,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			seed := mosaic.BaseSeed()
			seed.Users[0].CustomUserFields = mosaic.Object{"preferredStoreLocation": "NYC"}
			seed.Users[1].Phone = &mosaic.Contact{Value: "+14155550200"}
			b := newBench(t, seed)
			b.sim.SetKnobs(tc.knobs)
			got := b.put(pathU1, tc.body)
			if got.status != tc.status {
				t.Fatalf("status %d, want %d: %s", got.status, tc.status, got.body)
			}
			if diff := cmp.Diff(parse(t, tc.want), member(parse(t, string(got.body)), tc.path)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.path, diff)
			}
		})
	}
}

// TestIdentifierEndpointOff proves the trap of older deployments: 404, as for a user who does not exist.
func TestIdentifierEndpointOff(t *testing.T) {
	b := newBench(t, mosaic.BaseSeed())
	b.sim.SetKnobs(mosaic.Knobs{IdentifierEndpoint: mosaic.Off})
	got := b.get(mosaic.PathByIdentifier + "?identifier_name=email&identifier_value=a@x.io")
	if got.status != 404 || string(got.body) != `{"error_code":404,"message":"User not found"}` {
		t.Errorf("status %d, body %s: want the 404 of an unknown user", got.status, got.body)
	}
}

// TestNotUniqueLookup proves that the oldest user is found where an email is not unique.
func TestNotUniqueLookup(t *testing.T) {
	seed := mosaic.BaseSeed()
	seed.Users[1].Email.Value = "a@x.io"
	got := newBench(t, seed).get("/cis/v1/users/email/a@x.io")
	if id := member(parse(t, string(got.body)), "result.user_id"); id != "u1" {
		t.Errorf("found %v, want u1", id)
	}
}

// TestMandatoryAttribute proves that a mandatory attribute may be left out and not cleared.
func TestMandatoryAttribute(t *testing.T) {
	seed := mosaic.BaseSeed()
	seed.Schema[0].Mandatory = true
	b := newBench(t, seed)
	got := []int{
		b.put(pathU1, `{"custom_user_fields":{"loyaltyPoints":1}}`).status,
		b.put(pathU1, `{"custom_user_fields":{"preferredStoreLocation":null}}`).status,
	}
	if diff := cmp.Diff([]int{200, 400}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

// TestLongestValues proves that the limits of length are inclusive and count characters, not bytes.
func TestLongestValues(t *testing.T) {
	long := func(n int) string { return `"` + strings.Repeat("é", n) + `"` }
	for name, body := range map[string]string{
		"custom String":  `{"custom_user_fields":{"preferredStoreLocation":` + long(512) + `}}`,
		"first name":     `{"name":{"first_name":` + long(30) + `}}`,
		"street address": `{"address":{"street_address":` + long(150) + `}}`,
	} {
		t.Run(name, func(t *testing.T) {
			if got := newBench(t, mosaic.BaseSeed()).put(pathU1, body); got.status != 200 {
				t.Errorf("status %d, want 200: %s", got.status, got.body)
			}
		})
	}
}

// TestValueChecks covers the types of the attributes that no numbered vector shows.
func TestValueChecks(t *testing.T) {
	bodies := map[string]string{
		"email without @":       `{"email":"a.x.io"}`,
		"email as a number":     `{"email":1}`,
		"language as a number":  `{"language":1}`,
		"picture no URL":        `{"picture":"p.png"}`,
		"birthday no date":      `{"birthday":"3 Feb 1990"}`,
		"birthday no such day":  `{"birthday":"1990-02-30"}`,
		"status as a number":    `{"status":1}`,
		"secondary no list":     `{"secondary_emails":"c@x.io"}`,
		"secondary no email":    `{"secondary_emails":["c@x.io","c"]}`,
		"secondary no E.164":    `{"secondary_phone_numbers":["0415"]}`,
		"name no object":        `{"name":"Ann"}`,
		"name member a number":  `{"name":{"first_name":1}}`,
		"address no object":     `{"address":[]}`,
		"city too long":         `{"address":{"city":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}}`,
		"custom_data no object": `{"custom_data":[1]}`,
		"custom_app_data text":  `{"custom_app_data":"x"}`,
		"custom fields a list":  `{"custom_user_fields":[]}`,
		"custom Date":           `{"custom_user_fields":{"privacyNoticeAcceptedAt":"soon"}}`,
		"custom Boolean":        `{"custom_user_fields":{"marketingOptIn":"yes"}}`,
		"custom list":           `{"custom_user_fields":{"wishlistCategories":["a",1]}}`,
		"custom object":         `{"custom_user_fields":{"wishlistCategories":{}}}`,
		"body a list":           `[]`,
		"body null":             `null`,
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, mosaic.BaseSeed())
			got := b.put(pathU1, body)
			messages := decode[struct{ Message []string }](t, got.body)
			if got.status != 400 || len(messages.Message) != 1 {
				t.Errorf("status %d, body %s: want 400 with one message", got.status, got.body)
			}
			if writes := b.sim.Journal(); len(writes) != 0 {
				t.Errorf("journal = %v, want none", writes)
			}
		})
	}
}
