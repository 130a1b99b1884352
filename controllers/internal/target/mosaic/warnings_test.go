package mosaic_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

func codes(warnings []profile.Warning) []string {
	var found []string
	for _, warning := range warnings {
		found = append(found, warning.Code)
	}
	return found
}

// A changed address works at once, but the person has to verify it: nobody would know from a bare success.
func TestChangedContactsAreUnverified(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change profile.Change
		want   []string
	}{
		"e-mail": {profile.Change{set(profile.Email, "n@x.io")}, []string{"Unverified"}},
		"phone":  {profile.Change{set(profile.PhoneNumber, "+14155550111")}, []string{"Unverified"}},
		"name":   {profile.Change{set(profile.FirstName, "Jo")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := newTenant(t)
			result := tn.change(t, test.change...)
			if result.Err != nil {
				t.Fatal(result.Err)
			}
			if diff := cmp.Diff(test.want, codes(result.Warnings)); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}
