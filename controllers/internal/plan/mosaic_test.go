package plan_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/mosaic"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/targettest"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// Mosaic replaces name and address whole, and custom data in ways on which its documents conflict.
func TestPlansComeTrueAtMosaic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		server := sim.New(sim.Options{Seed: mosaicTenant(t)})
		tenant := mosaicConnection(server)
		p, desired := desiredOf(t, tenant.Schema(), profile.Identifier{Type: profile.ByUserID, Value: sim.BaseU1}, mosaicValue)
		before := mosaicMembers(t, server)

		user := readAt(t, tenant, p.Identifier())
		change := p.Plan(user)
		wantManagedOnly(t, desired, change)
		after := writtenAt(t, tenant, target.Command{Identifier: p.Identifier(), User: user, Change: change})

		got := mosaicMembers(t, server)
		for attribute, value := range desired.Set {
			want, _ := json.Marshal(value.Reveal())
			if !shows(attribute, string(want), got[mosaicMember(attribute)]) {
				t.Errorf("%s is %s, want %s", attribute, got[mosaicMember(attribute)], want)
			}
		}
		for _, attribute := range desired.Clear {
			if value, found := got[mosaicMember(attribute)]; found {
				t.Errorf("%s is not cleared but %s", attribute, value)
			}
		}
		for _, step := range change {
			delete(before, mosaicMember(step.Attribute))
			delete(got, mosaicMember(step.Attribute))
		}
		if diff := cmp.Diff(before, got); diff != "" {
			t.Errorf("members that are not in the change were altered (-before +after):\n%s", diff)
		}
		wantQuiet(t, p, change, after, readAt(t, tenant, p.Identifier()))
	})
}

func mosaicConnection(server *sim.Server) target.Target {
	return mosaic.New(mosaic.Config{
		BaseURL: "https://mosaic.example", ClientID: sim.BaseClientA, ClientSecret: sim.BaseSecret, B2C: true,
		CustomAttributes: map[string]target.Type{
			"preferredStoreLocation":  target.TypeString,
			"loyaltyPoints":           target.TypeNumber,
			"privacyNoticeAcceptedAt": target.TypeTimestamp,
			"marketingOptIn":          target.TypeBoolean,
			"wishlistCategories":      target.TypeTexts,
		},
		Transport: targettest.Direct{Handler: server},
	})
}

// mosaicTenant draws a user and how Mosaic behaves. A user without a password has no visible username, so theirs has one.
func mosaicTenant(t *rapid.T) sim.Seed {
	seed := sim.BaseSeed()
	seed.Knobs = sim.Knobs{
		Secondary:        one(t, "sets", sim.SecondaryReplace, sim.SecondaryAppend),
		CustomAppData:    one(t, "app data", sim.MergeShallow, sim.MergeReplace),
		CustomFields:     one(t, "custom", sim.CustomFieldsMerge, sim.CustomFieldsReplace),
		Null:             one(t, "null", sim.NullClear, sim.NullStore),
		CustomDataNull:   one(t, "null in data", sim.DataNullStore, sim.DataNullClear),
		UnknownField:     one(t, "unknown members", sim.Ignore, sim.Reject),
		ResendUnverifies: one(t, "resending unverifies", sim.Off, sim.On),
	}
	have := profile.Profile{}
	tenant := mosaicConnection(nil).Schema()
	for _, attribute := range attributesOfSchema(tenant) {
		if tenant.Permanent[attribute] || rapid.Bool().Draw(t, "has "+string(attribute)) {
			have[attribute] = valueOf(mosaicValue(attribute).Draw(t, "current "+string(attribute)))
		}
	}
	user := sim.User{
		ID: sim.BaseU1, CreatedAt: 1, UpdatedAt: 1, HasPassword: true,
		Name: sim.Object{}, Address: sim.Object{}, CustomUserFields: sim.Object{},
		CustomData: sim.Object{"theirs": "x", "none": nil},
	}
	app := sim.AppProfile{CustomAppData: sim.Object{"theirs": "x"}}
	for attribute, value := range have {
		seedAttribute(&user, &app, attribute, value)
	}
	user.Apps = map[string]sim.AppProfile{sim.BaseAppA: app}
	seed.Users = []sim.User{user}
	return seed
}

// seedAttribute gives a user of the simulator a value.
func seedAttribute(user *sim.User, app *sim.AppProfile, attribute profile.Attribute, value profile.Value) {
	text, _ := value.Text()
	contacts := func() (list []sim.Contact) {
		members, _ := value.Texts()
		for _, member := range members {
			list = append(list, sim.Contact{Value: member, Verified: true})
		}
		return list
	}
	group, name := attribute.Group()
	object, member, nested := strings.Cut(mosaicMember(attribute), "/")
	switch {
	case group == profile.CustomAppData:
		app.CustomAppData[name] = asStored(value)
	case group == profile.CustomData:
		user.CustomData[name] = asStored(value)
	case group == profile.Custom:
		user.CustomUserFields[name] = asStored(value)
	case nested && object == "name":
		user.Name[member] = text
	case nested:
		user.Address[member] = text
	}
	switch attribute {
	case profile.Email:
		user.Email = &sim.Contact{Value: text, Verified: true}
	case profile.PhoneNumber:
		user.Phone = &sim.Contact{Value: text, Verified: true}
	case profile.SecondaryEmails:
		user.SecondaryEmails = contacts()
	case profile.SecondaryPhoneNumbers:
		user.SecondaryPhones = contacts()
	case profile.Username:
		app.Username = text
	case profile.ExternalAccountID:
		app.ExternalAccountID = text
	case profile.ExternalUserID:
		user.ExternalUserID = text
	case profile.Birthday:
		user.Birthday = text
	case profile.Picture:
		user.Picture = text
	case profile.Language:
		user.Language = text
	case profile.AccountStatus:
		user.Status = sim.Status(text)
	default:
	}
}

// asStored is a value as a server keeps it that reads JSON with numbers as floats.
func asStored(value profile.Value) any {
	text, err := json.Marshal(value.Reveal())
	if err != nil {
		panic(err)
	}
	var data any
	_ = json.Unmarshal(text, &data) // as it was just written
	return data
}

// mosaicValue draws values that Mosaic takes: lengths are those of its documents.
func mosaicValue(attribute profile.Attribute) *rapid.Generator[any] {
	t, _ := mosaicConnection(nil).Schema().TypeOf(attribute)
	switch t {
	case target.TypeEmail:
		return addresses("x.io").AsAny()
	case target.TypePhone:
		return phones.AsAny()
	case target.TypeDate:
		return dates.AsAny()
	case target.TypeTimestamp:
		return pick(dates, "2026-01-02T03:04:05Z", "2026-01-02T04:04:05+01:00").AsAny()
	case target.TypeURL:
		return rapid.SampledFrom([]any{"https://x.io/p.png", "https://x.io/q.png"})
	case target.TypeEmails:
		return rapid.SliceOfN(addresses("y.io"), 1, 4).AsAny()
	case target.TypePhones:
		return rapid.SliceOfN(phones, 1, 4).AsAny()
	case target.TypeAddressType:
		return rapid.SampledFrom([]any{"Home", "Work", "Other"})
	case target.TypeAccountStatus:
		return rapid.SampledFrom([]any{"Active", "Disabled", "Pending"})
	case target.TypeNumber:
		return numbers().AsAny()
	case target.TypeBoolean:
		return rapid.Bool().AsAny()
	case target.TypeTexts:
		return rapid.SliceOfN(text(9).AsAny(), 1, 3).AsAny()
	case target.TypeJSON:
		return anyJSON()
	default:
		return pick(text(30), "Roe", "roe", "Müller").AsAny()
	}
}

// mosaicMember is where an attribute stands in Mosaic's form of a user.
func mosaicMember(attribute profile.Attribute) string {
	if group, name := attribute.Group(); group != "" {
		return map[profile.Group]string{
			profile.Custom: "custom_user_fields", profile.CustomData: "custom_data", profile.CustomAppData: "custom_app_data",
		}[group] + "/" + name
	}
	return map[profile.Attribute]string{
		profile.Email: "email", profile.PhoneNumber: "phone_number", profile.Username: "username", profile.Birthday: "birthday",
		profile.ExternalUserID: "external_user_id", profile.ExternalAccountID: "external_account_id", profile.Language: "language",
		profile.Picture: "picture", profile.AccountStatus: "status", profile.SecondaryEmails: "secondary_emails",
		profile.SecondaryPhoneNumbers: "secondary_phone_numbers", profile.FirstName: "name/first_name",
		profile.LastName: "name/last_name", profile.MiddleName: "name/middle_name", profile.Title: "name/title",
		profile.Country: "address/country", profile.State: "address/state", profile.City: "address/city",
		profile.StreetAddress: "address/street_address", profile.PostalCode: "address/postal_code", profile.AddressType: "address/type",
	}[attribute]
}

// mosaicMembers is the user as Mosaic shows it, one JSON text for each member, those of objects apart. Null is no value;
// what Mosaic alone writes is left out.
func mosaicMembers(t *rapid.T, server *sim.Server) map[string]string {
	raw, _ := server.Profile(sim.BaseU1, sim.BaseAppA)
	var user map[string]json.RawMessage
	if err := json.Unmarshal(raw, &user); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for name, value := range user {
		if !slices.Contains([]string{"name", "address", "custom_data", "custom_app_data", "custom_user_fields"}, name) {
			found[name] = compact(value)
			continue
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(value, &members); err != nil {
			t.Fatal(err)
		}
		for member, value := range members {
			found[name+"/"+member] = compact(value)
		}
	}
	maps.DeleteFunc(found, func(name, value string) bool {
		return value == "null" || slices.Contains([]string{"updated_at", "status_changed_at", "address/updated_at"}, name)
	})
	return found
}

func compact(text json.RawMessage) string {
	var data any
	_ = json.Unmarshal(text, &data)
	again, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	return string(again)
}

// shows tells whether a member means what was desired, by another implementation than the one under test.
func shows(attribute profile.Attribute, want, got string) bool {
	var wanted, shown any
	if json.Unmarshal([]byte(want), &wanted) != nil || json.Unmarshal([]byte(got), &shown) != nil {
		return false
	}
	switch attribute {
	case profile.Email:
		return strings.EqualFold(wanted.(string), contact(shown))
	case profile.PhoneNumber:
		return wanted == contact(shown)
	case profile.SecondaryEmails, profile.SecondaryPhoneNumbers:
		return cmp.Equal(contacts(wanted), contacts(shown))
	case "custom.privacyNoticeAcceptedAt":
		return moment(wanted).Equal(moment(shown))
	default:
		return cmp.Equal(wanted, shown)
	}
}

// contact is a text, or the value of an object.
func contact(data any) string {
	if object, isObject := data.(map[string]any); isObject {
		data = object["value"]
	}
	return strings.ToLower(data.(string))
}

func contacts(data any) map[string]bool {
	set := map[string]bool{}
	for _, member := range data.([]any) {
		set[contact(member)] = true
	}
	return set
}

func moment(data any) time.Time {
	layout := time.RFC3339
	if !strings.Contains(data.(string), "T") {
		layout = time.DateOnly
	}
	at, _ := time.Parse(layout, data.(string))
	return at
}
