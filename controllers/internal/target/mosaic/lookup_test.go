package mosaic_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/mosaic"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// awkward are values that a path or a query could take for something else.
var awkward = []string{
	"a/b", "../u2", "..%2fu2", "a%2Fb", "100%", "a b", "a+b", "a?b=c", "a#b", "a;b", "a&b=c", "a=b", "ü@x.io", "a\\b", "...", "~",
	"identifier", "count", "email", "a:b", `"quoted"`, "ñ😀", "%00", "-", "a//b", "a/",
}

func TestAwkwardIdentifiers(t *testing.T) {
	for _, value := range awkward {
		t.Run(value, func(t *testing.T) {
			tn := newTenant(t, user(func(u *sim.User) {
				u.ExternalUserID = value
				u.Email = &sim.Contact{Value: value}
				u.HasPassword = true
				u.Apps[sim.BaseAppA] = sim.AppProfile{Username: value}
				u.CustomUserFields = sim.Object{"accountNumber": value}
			}))
			for _, who := range []target.Locator{
				by(profile.ByExternalUserID, value), by(profile.ByEmail, value), by(profile.ByUsername, value),
				byCustom("accountNumber", value),
			} {
				finds(who, sim.BaseU1)(t, tn)
			}
		})
	}
}

// User ids come from Mosaic; but one that is written by hand must not become another path either.
func TestAwkwardUserIDs(t *testing.T) {
	for _, id := range awkward {
		t.Run(id, func(t *testing.T) {
			tn := newTenant(t)
			_, err := tn.target.Read(t.Context(), by(profile.ByUserID, id))
			honest := []profile.Kind{profile.UserNotFound, profile.InvalidSpec, profile.TargetUnavailable}
			if err == nil || !slices.Contains(honest, target.KindOf(err)) {
				t.Errorf("got %v (%s)", err, target.KindOf(err))
			}
		})
	}
}

func TestIdentifiersThatAreNoPathAreNotSent(t *testing.T) {
	tn := newTenant(t)
	for _, who := range []target.Locator{
		by(profile.ByExternalUserID, "."), by(profile.ByUsername, ".."), by(profile.ByUserID, ""), by("Nickname", "x"),
	} {
		misses(who, profile.InvalidSpec)(t, tn)
	}
	if got := tn.proxy.Calls() + tn.proxy.Tokens(); got != 0 {
		t.Errorf("%d requests, want none", got)
	}
}

// canned returns a target whose every call is answered with that status and body.
func canned(t *testing.T, status int, body string) *mosaic.Target {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/oidc/token") {
			_, _ = io.WriteString(w, `{"access_token":"t"}`)
			return
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	base := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(base.CloseIdleConnections)
	return mosaic.New(mosaic.Config{BaseURL: server.URL, ClientID: "id", ClientSecret: "secret", B2C: true, Transport: base})
}

func TestAnswersAboutAnotherUser(t *testing.T) {
	const rest = `"status":"Active","created_at":1,"updated_at":1`
	custom := byCustom("loyaltyId", "L1")
	pinned := by(profile.ByEmail, "old@x.io")
	pinned.UserID = "u1"
	for name, c := range map[string]struct {
		who  target.Locator
		user string // members beside the rest
		want profile.Kind
	}{
		"same e-mail":             {by(profile.ByEmail, "a@x.io"), `"user_id":"u1","email":{"value":"A@X.io"}`, ""},
		"other e-mail":            {by(profile.ByEmail, "a@x.io"), `"user_id":"u1","email":{"value":"b@x.io"}`, profile.TargetUnavailable},
		"e-mail not shown":        {by(profile.ByEmail, "a@x.io"), `"user_id":"u1"`, profile.TargetUnavailable},
		"no user_id":              {by(profile.ByEmail, "a@x.io"), `"email":{"value":"a@x.io"}`, profile.TargetUnavailable},
		"user_id is no path":      {by(profile.ByEmail, "a@x.io"), `"user_id":"..","email":{"value":"a@x.io"}`, profile.TargetUnavailable},
		"user_id is a number":     {by(profile.ByEmail, "a@x.io"), `"user_id":1,"email":{"value":"a@x.io"}`, profile.TargetUnavailable},
		"same id":                 {u1, `"user_id":"u1"`, ""},
		"other id":                {u1, `"user_id":"u2"`, profile.TargetUnavailable},
		"id in other case":        {u1, `"user_id":"U1"`, profile.TargetUnavailable},
		"pinned, other e-mail":    {pinned, `"user_id":"u1","email":{"value":"new@x.io"}`, ""},
		"pinned, other id":        {pinned, `"user_id":"u2","email":{"value":"old@x.io"}`, profile.TargetUnavailable},
		"same phone":              {by(profile.ByPhone, "+1415"), `"user_id":"u1","phone_number":{"value":"+1415"}`, ""},
		"other phone":             {by(profile.ByPhone, "+1415"), `"user_id":"u1","phone_number":{"value":"1415"}`, profile.TargetUnavailable},
		"same external id":        {by(profile.ByExternalUserID, "E"), `"user_id":"u1","external_user_id":"E"`, ""},
		"other external id":       {by(profile.ByExternalUserID, "E"), `"user_id":"u1","external_user_id":"e"`, profile.TargetUnavailable},
		"same username":           {by(profile.ByUsername, "bob"), `"user_id":"u1","username":"bob"`, ""},
		"other username":          {by(profile.ByUsername, "bob"), `"user_id":"u1","username":"bo"`, profile.TargetUnavailable},
		"username not shown":      {by(profile.ByUsername, "bob"), `"user_id":"u1"`, ""},
		"same custom":             {custom, `"user_id":"u1","custom_user_fields":{"loyaltyId":"L1"}`, ""},
		"same custom number":      {byCustom("loyaltyId", "7"), `"user_id":"u1","custom_user_fields":{"loyaltyId":7}`, ""},
		"other custom":            {custom, `"user_id":"u1","custom_user_fields":{"loyaltyId":"L2"}`, profile.TargetUnavailable},
		"this custom not shown":   {custom, `"user_id":"u1","custom_user_fields":{"tier":"L1"}`, profile.TargetUnavailable},
		"no custom shown":         {custom, `"user_id":"u1"`, ""},
		"no custom shown, a null": {custom, `"user_id":"u1","custom_user_fields":{"loyaltyId":null}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			answer := canned(t, http.StatusOK, fmt.Sprintf(`{"result":{%s,%s}}`, c.user, rest))
			found, err := answer.Read(t.Context(), c.who)
			if c.want != "" {
				wantKind(t, err, c.want)
				return
			}
			if err != nil || found.ID != "u1" {
				t.Errorf("got %q, %v", found.ID, err)
			}
		})
	}
}

func TestUpdateAnsweredWithAnotherUser(t *testing.T) {
	tn := newTenant(t)
	u := tn.read(t, u1)
	other := canned(t, http.StatusOK, `{"result":{"user_id":"u2"}}`)
	result := other.Write(t.Context(), []target.Command{{User: u, Change: profile.Change{set(profile.Language, "fr")}}})[0]
	wantKind(t, result.Err, profile.TargetUnavailable)
	if result.User.ID != u.ID {
		t.Errorf("the result is about %s", result.User.ID)
	}
}

func TestBaseURLs(t *testing.T) {
	tn := newTenant(t)
	for _, suffix := range []string{"", "/", "//", "/cis", "/cis/"} {
		config := tn.config
		config.BaseURL += suffix
		if _, err := mosaic.New(config).Read(t.Context(), u1); err != nil {
			t.Errorf("with %q: %v", suffix, err)
		}
	}
	for _, wrong := range []string{"", "::", "ftp://x", "http://%zz", tn.config.BaseURL + "/elsewhere"} {
		config := tn.config
		config.BaseURL = wrong
		e := wantKind(t, mosaic.New(config).Connect(t.Context()), profile.TargetUnavailable)
		if strings.Contains(e.Message+e.Code, sim.BaseSecret) {
			t.Errorf("the secret is shown: %s", e.Message)
		}
		_, err := mosaic.New(config).Read(t.Context(), u1)
		wantKind(t, err, profile.TargetUnavailable)
	}
}

func TestRegions(t *testing.T) {
	for _, region := range []string{"US", "EU", "CA", "AU", "Sandbox"} {
		if url, found := mosaic.BaseURL(region); !found || !strings.HasPrefix(url, "https://api.") || strings.HasSuffix(url, "/") {
			t.Errorf("%s: %q", region, url)
		}
	}
	if _, found := mosaic.BaseURL("Moon"); found {
		t.Error("there is a region Moon")
	}
}

func TestConfigPrintsNoCredentials(t *testing.T) {
	config := mosaic.Config{BaseURL: "https://x.io", ClientID: "cl1ent", ClientSecret: "s3cret"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, printed := range []any{config, &config, struct{ C mosaic.Config }{config}, mosaic.New(config)} {
			if shown := fmt.Sprintf(verb, printed); strings.Contains(shown, "s3cret") || strings.Contains(shown, "cl1ent") {
				t.Errorf("%s prints %s", verb, shown)
			}
		}
	}
}
