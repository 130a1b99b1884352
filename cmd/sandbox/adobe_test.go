package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

func TestSentToAdobe(t *testing.T) {
	for want, accepted := range map[string]adobe.Write{
		"update email, username":        {Operation: adobe.OpUpdate, Fields: []string{"email", "username"}},
		"update lastname, in test mode": {Operation: adobe.OpUpdate, Fields: []string{"lastname"}, TestOnly: true},
	} {
		if diff := cmp.Diff(want, sentToAdobe(accepted)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// A request is counted whether or not it was let in; commands are those that Adobe looked at.
func TestTrafficOfAdobe(t *testing.T) {
	simulated, err := newOrganization(adobeSeed)
	if err != nil {
		t.Fatal(err)
	}
	for _, request := range []struct{ method, path string }{
		{http.MethodPost, "/ims/token/v3"},
		{http.MethodGet, "/v2/usermanagement/organizations/12345ABC@AdobeOrg/users/nina@studio.example"},
		{http.MethodGet, "/v2/usermanagement/organizations/12345ABC@AdobeOrg/users/paul@studio.example"},
		{http.MethodPost, "/v2/usermanagement/action/12345ABC@AdobeOrg"},
	} {
		simulated.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(request.method, request.path, bytes.NewReader(nil)))
	}
	if diff := cmp.Diff("1 for a token, 2 to read a user, 1 with 0 commands", simulated.traffic()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
