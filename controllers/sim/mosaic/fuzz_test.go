package mosaic_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// FuzzLoadSeed holds for any seed file: it is refused, or it makes a simulator, and written and read again it is the same.
func FuzzLoadSeed(f *testing.F) {
	base, err := json.Marshal(mosaic.BaseSeed())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(base)
	f.Add([]byte(`{"users":[{"user_id":"u","email":{"value":"A@x.io"},"apps":{"a":{"username":"u"}}}],"apps":[{"id":"a"}]}`))
	f.Add([]byte(`{"tenant_type":"Other","knobs":{"lagMs":-1,"null":"store"},"schema":[{"name":"n","type":"Number"}]}`))
	f.Add([]byte(`{"users":[{"user_id":"u","nulls":["name"],"custom_data":{"a":[1e400]}},{"user_id":"u"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		seed, err := mosaic.LoadSeed(bytes.NewReader(text))
		if err != nil {
			return
		}
		server := mosaic.New(mosaic.Options{Seed: seed})
		if got := len(server.Users()); got != len(seed.Users) {
			t.Errorf("%d users of %d", got, len(seed.Users))
		}
		again, err := json.Marshal(seed)
		if err != nil {
			t.Fatal(err)
		}
		reloaded, err := mosaic.LoadSeed(bytes.NewReader(again))
		if err != nil {
			t.Fatalf("%v: %s", err, again)
		}
		written, err := json.Marshal(reloaded)
		if diff := cmp.Diff(string(again), string(written)); diff != "" || err != nil {
			t.Errorf("%v; read again (-first +second):\n%s", err, diff)
		}
	})
}

// FuzzUpdate holds for any body of an update: no panic, an answer in JSON, and a refused update changes nothing.
func FuzzUpdate(f *testing.F) {
	f.Add([]byte(`{"email":"n@x.io","name":{"first_name":"A"},"address":null,"status":"Disabled"}`))
	f.Add([]byte(`{"custom_data":{"k":null,"n":{"a":1}},"custom_app_data":{},"custom_user_fields":{"loyaltyPoints":"x"}}`))
	f.Add([]byte(`{"secondary_emails":["a@y.io","a@y.io"],"phone_number":"1","birthday":"1990-02-03T00:00:00Z"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, null := range []mosaic.NullMode{mosaic.NullClear, mosaic.NullIgnore, mosaic.NullReject, mosaic.NullStore} {
			seed := mosaic.BaseSeed()
			seed.Knobs.Null = null
			server := mosaic.New(mosaic.Options{Seed: seed})
			before, _ := server.Profile(mosaic.BaseU1, mosaic.BaseAppA)
			rec := httptest.NewRecorder()
			request := httptest.NewRequest(http.MethodPut, "/cis/v1/users/"+mosaic.BaseU1, bytes.NewReader(body))
			request.Header.Set("Authorization", "Bearer "+tokenFor(t, server))
			request.Header.Set("Content-Type", "application/json")
			server.ServeHTTP(rec, request)
			after, _ := server.Profile(mosaic.BaseU1, mosaic.BaseAppA)
			if !json.Valid(rec.Body.Bytes()) || !json.Valid(after) || rec.Code == http.StatusUnauthorized {
				t.Errorf("HTTP %d: %s", rec.Code, rec.Body)
			}
			if rec.Code != http.StatusOK && !bytes.Equal(before, after) {
				t.Errorf("HTTP %d, and the user was changed", rec.Code)
			}
		}
	})
}

// tokenFor gets a token without a connection.
func tokenFor(tb testing.TB, server http.Handler) string {
	tb.Helper()
	asked := tokenRequest(mosaic.PathToken, mosaic.BaseClientA, mosaic.BaseSecret)
	request := httptest.NewRequest(asked.method, asked.path, strings.NewReader(asked.body))
	request.Header.Set("Content-Type", asked.contentType)
	rec := httptest.NewRecorder()
	server.ServeHTTP(rec, request)
	var answered struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &answered); err != nil || answered.Token == "" {
		tb.Fatalf("no token: %s", rec.Body)
	}
	return answered.Token
}
