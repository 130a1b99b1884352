package mosaic_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// TestPermissions proves that one permission suffices, in either spelling, and only under RoleList.
func TestPermissions(t *testing.T) {
	cases := map[string]struct {
		permissions []string
		mode        mosaic.RoleMode
		want        []int // GET, PUT, list
	}{
		"none at all":         {nil, mosaic.RoleList, []int{200, 200, 200}},
		"not enforced":        {[]string{"users:read"}, mosaic.RoleNone, []int{200, 200, 200}},
		"read":                {[]string{"users:read"}, mosaic.RoleList, []int{200, 403, 200}},
		"read, guide":         {[]string{"read:user"}, mosaic.RoleList, []int{200, 403, 200}},
		"edit":                {[]string{"users:edit"}, mosaic.RoleList, []int{403, 200, 403}},
		"edit by app":         {[]string{"app-a:edit", "app-a:read"}, mosaic.RoleList, []int{200, 200, 200}},
		"edit by another app": {[]string{"app-b:edit"}, mosaic.RoleList, []int{403, 403, 403}},
		"edit of apps":        {[]string{"apps:edit"}, mosaic.RoleList, []int{403, 200, 403}},
		"update, guide":       {[]string{"update:user"}, mosaic.RoleList, []int{403, 200, 403}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			seed := mosaic.BaseSeed()
			seed.Knobs.RoleMode = tc.mode
			b := newBench(t, seed)
			if err := b.sim.SetPermissions(mosaic.BaseClientA, tc.permissions...); err != nil {
				t.Fatal(err)
			}
			got := []int{b.get(pathU1).status, b.put(pathU1, `{}`).status, b.get(mosaic.PathUsers).status}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("GET, PUT, list (-want +got):\n%s", diff)
			}
		})
	}
}

// TestPermissionsReachNewTokens proves that a token keeps the roles of the moment it was issued.
func TestPermissionsReachNewTokens(t *testing.T) {
	seed := mosaic.BaseSeed()
	seed.Knobs.RoleMode = mosaic.RoleList
	b := newBench(t, seed)
	b.token("")
	if err := b.sim.SetPermissions(mosaic.BaseClientA, "users:read"); err != nil {
		t.Fatal(err)
	}
	got := []int{b.put(pathU1, `{}`).status}
	clear(b.tokens)
	got = append(got, b.put(pathU1, `{}`).status)
	if diff := cmp.Diff([]int{200, 403}, got); diff != "" {
		t.Errorf("old token, new token (-want +got):\n%s", diff)
	}
}

func TestRotateSecret(t *testing.T) {
	b := newBench(t, mosaic.BaseSeed())
	b.token("")
	if err := b.sim.RotateSecret(mosaic.BaseClientA, "another"); err != nil {
		t.Fatal(err)
	}
	got := []int{
		b.get(pathU1).status,
		b.do(tokenRequest(mosaic.PathToken, mosaic.BaseClientA, mosaic.BaseSecret)).status,
		b.do(tokenRequest(mosaic.PathToken, mosaic.BaseClientA, "another")).status,
	}
	if diff := cmp.Diff([]int{200, 400, 200}, got); diff != "" {
		t.Errorf("old token, old secret, new secret (-want +got):\n%s", diff)
	}
	if err := b.sim.RotateSecret("nobody", "x"); err == nil {
		t.Error("no error for an unknown client")
	}
}

func TestTokenRefusals(t *testing.T) {
	good := tokenRequest(mosaic.PathToken, mosaic.BaseClientA, mosaic.BaseSecret)
	cases := map[string]func(r *request){
		"unknown client":      func(r *request) { *r = tokenRequest(mosaic.PathToken, "nobody", mosaic.BaseSecret) },
		"another grant":       func(r *request) { r.body = "grant_type=password&client_id=client-a&client_secret=base-secret" },
		"without a secret":    func(r *request) { r.body = "grant_type=client_credentials&client_id=client-a" },
		"without a form":      func(r *request) { r.contentType = "text/plain" },
		"with a broken form":  func(r *request) { r.body = "%zz" },
		"without credentials": func(r *request) { r.body = "grant_type=client_credentials" },
	}
	for name, spoil := range cases {
		t.Run(name, func(t *testing.T) {
			r := good
			spoil(&r)
			if got := newBench(t, mosaic.BaseSeed()).do(r); got.status != 400 {
				t.Errorf("status %d, want 400: %s", got.status, got.body)
			}
		})
	}
}

func TestTokenTTLAndRevocation(t *testing.T) {
	seed := mosaic.BaseSeed()
	seed.Knobs.TokenTTLSeconds = 60
	b := newBench(t, seed)
	ttl := decode[struct {
		ExpiresIn int `json:"expires_in"`
	}](t, b.do(tokenRequest(mosaic.PathToken, mosaic.BaseClientA, mosaic.BaseSecret)).body)
	if ttl.ExpiresIn != 60 {
		t.Errorf("expires_in = %d, want 60", ttl.ExpiresIn)
	}
	if got := b.get(pathU1).status; got != http.StatusOK {
		t.Errorf("status %d before the revocation, want 200", got)
	}
	b.sim.RevokeTokens()
	if got := b.get(pathU1).status; got != http.StatusUnauthorized {
		t.Errorf("status %d after the revocation, want 401", got)
	}
}
