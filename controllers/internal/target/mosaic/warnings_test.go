package mosaic_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
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

// That a username is not shown proves nothing of a user without a password, and much of one with.
func TestHiddenUsername(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		knobs       sim.Knobs
		hasPassword bool
		hidden      bool
		want        []string
	}{
		"no password":        {hidden: true, want: []string{"NotShown"}},
		"password":           {hasPassword: true},
		"no password, shown": {knobs: sim.Knobs{HideUsername: sim.Off}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := newTenant(t, with(test.knobs), user(func(u *sim.User) { u.HasPassword = test.hasPassword }))
			result := tn.change(t, set(profile.Username, "ann"))
			if value, _ := result.User.Profile[profile.Username].Text(); result.Err != nil || value != "ann" {
				t.Errorf("the username is %q, error %v", value, result.Err)
			}
			if diff := cmp.Diff(test.want, codes(result.Warnings)); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
			after := tn.read(t, u1)
			if _, shown := after.Profile[profile.Username]; after.Hidden[profile.Username] != test.hidden || shown == test.hidden {
				t.Errorf("hidden: %v, shown: %v", after.Hidden, shown)
			}
		})
	}
}
