package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func TestSentToMosaic(t *testing.T) {
	for want, accepted := range map[string]mosaic.Write{
		"PUT address, name":             {Method: "PUT", Operation: mosaic.OpUpdate, Fields: []string{"address", "name"}},
		"DELETE delete secondary email": {Method: "DELETE", Operation: mosaic.OpDeleteSecondaryEmail},
	} {
		if diff := cmp.Diff(want, sentToMosaic(accepted)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// Without a password the API does not show the user name.
func TestUsersOfMosaicHavePasswords(t *testing.T) {
	simulated, err := newTenant(mosaicSeed)
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range simulated.(*tenant).Users() {
		if !user.HasPassword {
			t.Errorf("user %s has no password", user.ID)
		}
	}
}
