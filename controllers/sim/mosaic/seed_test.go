package mosaic_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// TestSeedRoundTrip proves that a seed file says all a seed can say.
func TestSeedRoundTrip(t *testing.T) {
	want := mosaic.BaseSeed()
	want.Knobs = mosaic.Knobs{Null: mosaic.NullReject, LagMillis: 250}
	want.Users[0].Nulls = []string{"picture"}
	want.Users[0].SecondaryEmails = []mosaic.Contact{{Value: "c@x.io"}}
	file, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := mosaic.LoadSeed(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("seed (-want +got):\n%s", diff)
	}
}

func TestSeedRefused(t *testing.T) {
	cases := map[string]struct{ seed, want string }{
		"not JSON":          {`{`, "unexpected EOF"},
		"two values":        {`{} {}`, "more than one JSON value"},
		"unknown member":    {`{"user":[]}`, "unknown field"},
		"app twice":         {`{"apps":[{"id":"a"},{"id":"a"}]}`, `app "a"`},
		"client of no app":  {`{"clients":[{"client_id":"c","app":"a"}]}`, `unknown app "a"`},
		"client without id": {`{"apps":[{"id":"a"}],"clients":[{"app":"a"}]}`, "client_id missing"},
		"management with roles": {
			`{"apps":[{"id":"a","management":true}],"clients":[{"client_id":"c","app":"a","permissions":["users:read"]}]}`,
			"cannot hold roles",
		},
		"attribute type":  {`{"schema":[{"name":"x","type":"Integer"}]}`, "Integer is none of"},
		"attribute twice": {`{"schema":[{"name":"x","type":"String"},{"name":"x","type":"Date"}]}`, `attribute "x"`},
		"too many attributes": {
			`{"schema":[` + strings.Repeat(`{"name":"x","type":"String"},`, 40) + `{"name":"y","type":"Date"}]}`,
			"the vendor allows 40",
		},
		"user twice":             {`{"users":[{"user_id":"u"},{"user_id":"u"}]}`, `user "u"`},
		"user of no app":         {`{"users":[{"user_id":"u","apps":{"a":{}}}]}`, `unknown app "a"`},
		"user status":            {`{"users":[{"user_id":"u","status":"active"}]}`, "active is none of"},
		"tenant type":            {`{"tenant_type":"B2B"}`, "B2B is none of"},
		"knob value":             {`{"knobs":{"null":"delete"}}`, "knob null"},
		"negative knob":          {`{"knobs":{"lagMs":-1}}`, "knob lagMs"},
		"every mistake together": {`{"knobs":{"rate":-1},"users":[{}]}`, "knob rate"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := mosaic.LoadSeed(strings.NewReader(tc.seed))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error = %v, want one that says %q", err, tc.want)
			}
		})
	}
}

func TestNewPanicsOnBadSeed(t *testing.T) {
	for name, do := range map[string]func(){
		"New":      func() { mosaic.New(mosaic.Options{Seed: mosaic.Seed{Users: []mosaic.User{{}}}}) },
		"SetKnobs": func() { mosaic.New(mosaic.Options{}).SetKnobs(mosaic.Knobs{Null: "delete"}) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			do()
		})
	}
}

// TestSeedDefaults covers what a seed may leave out.
func TestSeedDefaults(t *testing.T) {
	b := newBench(t, mosaic.Seed{Users: []mosaic.User{{ID: "u1"}}})
	want := mosaic.User{ID: "u1", Status: mosaic.StatusActive, CreatedAt: start.UnixMilli(), UpdatedAt: start.UnixMilli()}
	if diff := cmp.Diff(want, b.user("u1")); diff != "" {
		t.Errorf("user (-want +got):\n%s", diff)
	}
}

// TestReadme proves that the seed file in the README loads, and that the README names every knob.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```json\n")
	file, _, _ := strings.Cut(rest, "```")
	if _, err := mosaic.LoadSeed(strings.NewReader(file)); err != nil {
		t.Errorf("seed file: %v", err)
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[mosaic.Knobs]()) {
		knob, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if !strings.Contains(string(text), "`"+knob+"`") {
			t.Errorf("knob %s is not in the README", knob)
		}
	}
}
