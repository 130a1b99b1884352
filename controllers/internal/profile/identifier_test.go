package profile_test

import (
	"encoding/json"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

func TestIdentifierAttribute(t *testing.T) {
	for name, tc := range map[string]struct {
		who   profile.Identifier
		want  profile.Attribute
		found bool
	}{
		"user id":          {profile.Identifier{Type: profile.ByUserID}, "", false},
		"external user id": {profile.Identifier{Type: profile.ByExternalUserID}, "externalUserID", true},
		"email":            {profile.Identifier{Type: profile.ByEmail}, "email", true},
		"phone":            {profile.Identifier{Type: profile.ByPhone}, "phoneNumber", true},
		"username":         {profile.Identifier{Type: profile.ByUsername}, "username", true},
		"custom":           {profile.Identifier{Type: profile.ByCustom, Name: "loyaltyId"}, "custom.loyaltyId", true},
		"unknown":          {profile.Identifier{Type: "Face"}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got, found := tc.who.Attribute(); got != tc.want || found != tc.found {
				t.Errorf("got %q, %t, want %q, %t", got, found, tc.want, tc.found)
			}
		})
	}
}

func TestIdentifierMatches(t *testing.T) {
	by := func(t profile.IdentifierType, value string) profile.Identifier {
		return profile.Identifier{Type: t, Value: value}
	}
	custom := func(name, value string) profile.Identifier {
		return profile.Identifier{Type: profile.ByCustom, Name: name, Value: value}
	}
	user := profile.Profile{
		profile.Email:           profile.Text("Jane@Acme.example"),
		profile.Username:        profile.Text("JDoe"),
		profile.PhoneNumber:     profile.Text("+14155550100"),
		profile.ExternalUserID:  profile.Text("E1"),
		profile.SecondaryEmails: profile.Texts("other@acme.example"),
		"custom.loyaltyId":      profile.JSON(json.Number("4711")),
		"custom.listed":         profile.JSON([]any{"a"}),
		"custom.null":           profile.Value{},
	}
	for name, tc := range map[string]struct {
		reason string
		who    profile.Identifier
		want   bool
	}{
		"user id":              {"the id is the id", by(profile.ByUserID, "u1"), true},
		"other user id":        {"ids are compared as they are", by(profile.ByUserID, "U1"), false},
		"email":                {"case does not matter to mail servers", by(profile.ByEmail, "jane@acme.EXAMPLE"), true},
		"other email":          {"another address is another", by(profile.ByEmail, "jane@acme.example.org"), false},
		"secondary email":      {"only the main address identifies", by(profile.ByEmail, "other@acme.example"), false},
		"username":             {"case does not matter to logins", by(profile.ByUsername, "jdoe"), true},
		"phone":                {"the number is the number", by(profile.ByPhone, "+14155550100"), true},
		"other phone":          {"another number is another", by(profile.ByPhone, "+14155550101"), false},
		"external user id":     {"the id is the id", by(profile.ByExternalUserID, "E1"), true},
		"external id, case":    {"foreign ids may differ in case", by(profile.ByExternalUserID, "e1"), false},
		"number":               {"a number is compared as it is written", custom("loyaltyId", "4711"), true},
		"other number":         {"another number is another", custom("loyaltyId", "471"), false},
		"unknown":              {"what the user does not have cannot match", custom("ssn", ""), false},
		"a list is no id":      {"nor does a list, however it prints", custom("listed", "[a]"), false},
		"null is no id either": {"nor null", custom("null", "<nil>"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tc.who.Matches("u1", user); got != tc.want {
				t.Errorf("%s: got %t", tc.reason, got)
			}
		})
	}
}

// Digests of it are recorded: another text would be another person, and another desired state.
func TestCanonicalIsStable(t *testing.T) {
	who := profile.Identifier{Type: profile.ByUsername, Value: "jdoe", Domain: "acme.example"}
	if got, want := string(who.Canonical()), `["Username","","jdoe","acme.example"]`; got != want {
		t.Errorf("identifier %s, want %s", got, want)
	}
	desired := profile.Desired{
		Identifier: who,
		Set:        profile.Profile{profile.LastName: profile.Text("Roe"), profile.SecondaryEmails: profile.Texts("b@c", "a@b")},
		Clear:      []profile.Attribute{profile.Picture},
	}
	want := `[["Username","","jdoe","acme.example"],{"lastName":"Roe","secondaryEmails":["a@b","b@c"]},["picture"]]`
	if got := string(desired.Canonical()); got != want {
		t.Errorf("desired state %s, want %s", got, want)
	}
}

func TestDigestTellsIdentifiersApart(t *testing.T) {
	parts := []string{"", "a", "b", "ab", "aa", "1:a", "1:a,", ",", "a,1:a", "0:,", ":", "A", "é"}
	seen := map[string][3]string{}
	for _, kind := range parts {
		for _, name := range parts {
			for _, value := range parts {
				digest := profile.Identifier{Type: profile.IdentifierType(kind), Name: name, Value: value}.Digest()
				if other, found := seen[digest]; found {
					t.Errorf("%q and %q have the digest %s", other, [3]string{kind, name, value}, digest)
				}
				seen[digest] = [3]string{kind, name, value}
			}
		}
	}
}
