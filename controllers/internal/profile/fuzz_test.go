package profile_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// FuzzIdentifier holds that one person is one: what Matches takes for the same, Canonical writes in the same way, and the
// other way round. A digest of it decides whose record it is, and which update has claimed an attribute.
func FuzzIdentifier(f *testing.F) {
	f.Add("jane@acme.example", "JANE@acme.example", "acme.example")
	f.Add("jroe", "jroe ", "")
	f.Add("stra\u00dfe@x.io", "STRASSE@x.io", "x")
	f.Add("\u212a", "k", "\u017f")
	f.Add("\xff", "\xfe", "\xff")
	types := []profile.IdentifierType{
		profile.ByUserID, profile.ByExternalUserID, profile.ByEmail, profile.ByPhone, profile.ByUsername, profile.ByCustom,
	}
	f.Fuzz(func(t *testing.T, value, other, domain string) {
		for _, kind := range types {
			one := profile.Identifier{Type: kind, Name: "n", Value: value, Domain: domain}
			two := one
			two.Value = other
			shown := func(text string) (string, profile.Profile) {
				attribute, _ := one.Attribute()
				return text, profile.Profile{attribute: profile.Text(text)}
			}
			if !one.Matches(shown(value)) {
				t.Errorf("%s: %q does not match itself", kind, value)
			}
			if one.Matches(shown(other)) != two.Matches(shown(value)) {
				t.Errorf("%s: %q matches %q in one direction", kind, value, other)
			}
			if !json.Valid(one.Canonical()) {
				t.Errorf("%s: %q has no canonical form but %s", kind, value, one.Canonical())
			}
			same := string(one.Canonical()) == string(two.Canonical())
			if isText := utf8.ValidString(value) && utf8.ValidString(other); isText && same != one.Matches(shown(other)) {
				t.Errorf("%s: %q and %q are one person by Matches or by Canonical, not by both", kind, value, other)
			}
			if (one.Digest() == two.Digest()) != (value == other) {
				t.Errorf("%s: digests of %q and %q", kind, value, other)
			}
		}
	})
}

// FuzzTexts holds that a set is the same in whatever order and however often its members are named.
func FuzzTexts(f *testing.F) {
	f.Add("a,b,a")
	f.Add(",")
	f.Add("\xff,\u00e9,e\u0301")
	f.Fuzz(func(t *testing.T, list string) {
		members := strings.Split(list, ",")
		given := slices.Clone(members)
		one, _ := profile.Texts(members...).Texts()
		again, _ := profile.Texts(one...).Texts()
		slices.Reverse(given)
		reversed, _ := profile.Texts(append(given, given...)...).Texts()
		if !slices.Equal(one, again) || !slices.Equal(one, reversed) {
			t.Errorf("%q, again %q, reversed and twice %q", one, again, reversed)
		}
		for _, member := range members {
			if !slices.Contains(one, member) {
				t.Errorf("%q is lost", member)
			}
		}
	})
}
