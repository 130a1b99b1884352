package adobe_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// FuzzLoadSeed holds for any seed file: it is refused, or it makes a simulator, and written and read again it is the same.
func FuzzLoadSeed(f *testing.F) {
	base, err := json.Marshal(adobe.BaseSeed())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(base)
	f.Add([]byte(`{"org_id":"1@AdobeOrg","directories":[{"name":"d","type":"federatedID","domains":["X.io","x.io"]}]}`))
	f.Add([]byte(`{"users":[{"type":"adobeID","email":"a"},{"type":"adobeID","email":"A","status":"removed"}]}`))
	f.Add([]byte(`{"org_id":"1@AdobeOrg","knobs":{"pageSize":-1,"actionRate":-1,"minuteMs":1}}{}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		seed, err := adobe.LoadSeed(bytes.NewReader(text))
		if err != nil {
			return
		}
		server := adobe.New(adobe.Options{Seed: seed})
		if got := len(server.Users()); got != len(seed.Users) {
			t.Errorf("%d users of %d", got, len(seed.Users))
		}
		again, err := json.Marshal(seed)
		if err != nil {
			t.Fatal(err)
		}
		reloaded, err := adobe.LoadSeed(bytes.NewReader(again))
		if err != nil {
			t.Fatalf("%v: %s", err, again)
		}
		written, err := json.Marshal(reloaded)
		if diff := cmp.Diff(string(again), string(written)); diff != "" || err != nil {
			t.Errorf("%v; read again (-first +second):\n%s", err, diff)
		}
	})
}

// FuzzAction holds for any body of a request with commands: no panic, an answer in JSON whose counts are those of the
// commands, and a user changes only by a write that stands in the journal.
func FuzzAction(f *testing.F) {
	f.Add([]byte(`[{"user":"ann@claimed-domain1.com","requestID":"r","do":[{"update":{"lastname":"x"}}]}]`))
	f.Add([]byte(`[{"user":"jdoe","domain":"claimed-domain1.com","do":[{"update":{"username":"a@foreign.example"}},{"update":{}}]}]`))
	f.Add([]byte(`[{"user":"ann@claimed-domain1.com","do":[{"remove":{"group":["Design"]}},{"removeFromOrg":{"deleteAccount":true}}]}]`))
	f.Add([]byte(`[{"user":"CCE0@ent.example","useAdobeID":true,"do":[{"update":{"email":"b@ent.example","country":"DE"}}]},{}]`))
	f.Add([]byte(`[{"user":"n@claimed-domain1.com","do":[{"createFederatedID":{"email":"n@claimed-domain1.com","country":"DE"}}]}]`))
	f.Add([]byte(`{"user":1}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, knobs := range []adobe.Knobs{{}, {
			UnknownField: adobe.Ignore, EmptyValue: adobe.EmptyStore, AfterFailure: adobe.FailureStop, Order: adobe.OrderSent,
		}} {
			seed := adobe.BaseSeed()
			seed.Knobs = knobs
			server := adobe.New(adobe.Options{Seed: seed})
			before := server.Users()
			rec := httptest.NewRecorder()
			server.ServeHTTP(rec, direct(t.Context(), tokenOf(t, server), string(body)))
			if rec.Code == http.StatusOK {
				wantCounts(t, body, rec.Body.Bytes())
			} else if diff := cmp.Diff(before, server.Users()); diff != "" {
				t.Errorf("HTTP %d, and users were changed:\n%s", rec.Code, diff)
			}
			changed := 0
			for _, write := range server.Journal() {
				changed += len(write.Changed)
			}
			if same := cmp.Equal(before, server.Users()); same != (changed == 0) {
				t.Errorf("users are as they were: %t, and %d changes are in the journal", same, changed)
			}
		}
	})
}

func wantCounts(t *testing.T, sent, answered []byte) {
	t.Helper()
	var commands []json.RawMessage
	var counts struct {
		Completed    int `json:"completed"`
		NotCompleted int `json:"notCompleted"`
		Tested       int `json:"completedInTestMode"`
	}
	if json.Unmarshal(sent, &commands) != nil || json.Unmarshal(answered, &counts) != nil ||
		counts.Completed+counts.NotCompleted+counts.Tested != len(commands) {
		t.Errorf("%d commands, answered with %s", len(commands), answered)
	}
}
