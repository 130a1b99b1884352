package mosaic_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// allKnobs are all combinations of the behaviours that sources leave open and that a PUT can meet.
func allKnobs() []sim.Knobs {
	all := []sim.Knobs{{}}
	vary := func(count int, turn func(k *sim.Knobs, i int)) {
		var varied []sim.Knobs
		for _, k := range all {
			for i := range count {
				turn(&k, i)
				varied = append(varied, k)
			}
		}
		all = varied
	}
	vary(2, func(k *sim.Knobs, i int) {
		k.Secondary = []sim.SecondaryMode{sim.SecondaryReplace, sim.SecondaryAppend}[i]
	})
	vary(2, func(k *sim.Knobs, i int) { k.CustomAppData = []sim.MergeMode{sim.MergeShallow, sim.MergeReplace}[i] })
	vary(3, func(k *sim.Knobs, i int) {
		k.CustomFields = []sim.CustomFieldsMode{sim.CustomFieldsMerge, sim.CustomFieldsReplace, sim.CustomFieldsOff}[i]
	})
	vary(4, func(k *sim.Knobs, i int) {
		k.Null = []sim.NullMode{sim.NullClear, sim.NullIgnore, sim.NullReject, sim.NullStore}[i]
	})
	vary(2, func(k *sim.Knobs, i int) {
		k.CustomDataNull = []sim.DataNullMode{sim.DataNullStore, sim.DataNullClear}[i]
	})
	vary(2, func(k *sim.Knobs, i int) { k.UnknownField = []sim.Refusal{sim.Ignore, sim.Reject}[i] })
	vary(2, func(k *sim.Knobs, i int) { k.ResendUnverifies = []sim.Switch{sim.Off, sim.On}[i] })
	return all
}

var (
	store  = profile.Custom.Attribute("preferredStoreLocation")
	points = profile.Custom.Attribute("loyaltyPoints")
)

// rich touches every kind of member, and leaves siblings of every kind alone.
var rich = profile.Change{
	set(profile.City, "LA"),
	setJSON(store, "NYC"),
	clearing(points),
	setJSON(profile.CustomAppData.Attribute("new"), []any{"x"}),
	clearing(profile.CustomAppData.Attribute("old")),
	setJSON(profile.CustomData.Attribute("k"), map[string]any{"a": true}),
	clearing(profile.CustomData.Attribute("z")),
	set(profile.Email, "a@x.io"), // unchanged
	set(profile.LastName, "Roe"),
	clearing(profile.Picture),
	setAll(profile.SecondaryEmails, "c@x.io", "new@x.io"),
	clearing(profile.SecondaryPhoneNumbers),
	clearing(profile.StreetAddress),
}

func richUser(u *sim.User) {
	withPicture(u)
	withSecondaries(u)
	u.SecondaryPhones = []sim.Contact{{Value: "+4930123456"}}
	u.CustomUserFields = sim.Object{"loyaltyPoints": 7.0, "marketingOptIn": true}
	u.CustomData["kept"] = "data"
	u.Apps[sim.BaseAppA] = sim.AppProfile{CustomAppData: sim.Object{"old": "x", "kept": "app"}}
}

// richWant is what is shown after rich under the knobs. What an API that ignores null leaves stays visible, so that
// the caller can tell that it was not honoured.
func richWant(k sim.Knobs) map[profile.Attribute]any {
	want := map[profile.Attribute]any{
		profile.AccountStatus:                   "Active",
		profile.City:                            "LA",
		profile.Country:                         "USA",
		profile.CustomAppData.Attribute("kept"): "app",
		profile.CustomAppData.Attribute("new"):  []any{"x"},
		profile.CustomData.Attribute("k"):       map[string]any{"a": true},
		profile.CustomData.Attribute("kept"):    "data",
		profile.Email:                           "a@x.io",
		profile.FirstName:                       "Ann",
		profile.LastName:                        "Roe",
		profile.PhoneNumber:                     "+14155550100",
		profile.SecondaryEmails:                 []string{"c@x.io", "new@x.io"},
		profile.Title:                           "Ms",
	}
	if k.CustomFields != sim.CustomFieldsOff {
		want[store] = "NYC"
		want[profile.Custom.Attribute("marketingOptIn")] = true
	}
	if k.Null == sim.NullIgnore {
		want[profile.Picture] = "https://x.io/p.png"
		if k.CustomFields == sim.CustomFieldsMerge {
			want[points] = json.Number("7")
		}
	}
	return want
}

func TestEveryKnob(t *testing.T) {
	for _, knobs := range allKnobs() {
		t.Run(describe(knobs), func(t *testing.T) {
			tn := newTenant(t, user(richUser), with(knobs))
			before := reveal(tn.read(t, u1).Profile)
			result, _ := tn.converge(t, rich...)
			if knobs.Null == sim.NullReject {
				wantKind(t, result.Err, profile.InvalidSpec)
				if diff := cmp.Diff(before, reveal(tn.read(t, u1).Profile)); diff != "" {
					t.Errorf("changed (-before +after):\n%s", diff)
				}
				return
			}
			if result.Err != nil {
				t.Fatal(result.Err)
			}
			want := richWant(knobs)
			if diff := cmp.Diff(want, reveal(result.User.Profile)); diff != "" {
				t.Errorf("last result (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want, reveal(tn.read(t, u1).Profile)); diff != "" {
				t.Errorf("read afterwards (-want +got):\n%s", diff)
			}
			wantUnharmed(t, tn, knobs)
		})
	}
}

// wantUnharmed checks in the journal that an unchanged e-mail was never sent, and that one PUT did it but for removals.
func wantUnharmed(t *testing.T, tn *tenant, knobs sim.Knobs) {
	t.Helper()
	if after, _ := tn.sim.User(sim.BaseU1); !after.Email.Verified {
		t.Error("the e-mail address lost its verification")
	}
	var operations []sim.Operation
	for _, w := range tn.sim.Journal() {
		operations = append(operations, w.Operation)
		if slices.Contains(w.Fields, "email") || slices.Contains(w.Fields, "phone_number") {
			t.Errorf("an unchanged contact was sent: %v", w.Fields)
		}
	}
	want := []sim.Operation{sim.OpUpdate}
	if knobs.Secondary == sim.SecondaryAppend {
		want = append(want, sim.OpDeleteSecondaryEmail, sim.OpDeleteSecondaryPhone)
	}
	if diff := cmp.Diff(want, operations); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	if got := tn.sim.Count(http.MethodPut, sim.PathUser); got != 1 {
		t.Errorf("%d PUTs, want 1", got)
	}
}

func describe(k sim.Knobs) string {
	return fmt.Sprintf("secondary=%s appData=%s fields=%s null=%s dataNull=%s unknown=%s resend=%s",
		k.Secondary, k.CustomAppData, k.CustomFields, k.Null, k.CustomDataNull, k.UnknownField, k.ResendUnverifies)
}

// TestSiblings is the wire contract's biggest trap: whatever single member of name or address changes, the others stay.
func TestSiblings(t *testing.T) {
	full := map[profile.Attribute]string{
		profile.FirstName: "Ann", profile.LastName: "Lee", profile.MiddleName: "May", profile.Title: "Ms",
		profile.Country: "USA", profile.State: "NY", profile.City: "NYC", profile.StreetAddress: "1 Rd",
		profile.PostalCode: "10001", profile.AddressType: "Home",
	}
	for attribute := range maps.Keys(full) {
		for _, step := range []profile.Step{set(attribute, "Work"), clearing(attribute)} {
			t.Run(fmt.Sprint(step.Action, " ", attribute), func(t *testing.T) {
				tn := newTenant(t, user(func(u *sim.User) {
					u.Name["middle_name"] = "May"
					u.Address["state"], u.Address["postal_code"], u.Address["type"] = "NY", "10001", "Home"
				}))
				applies(step)(t, tn)
			})
		}
	}
}
