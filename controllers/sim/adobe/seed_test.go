package adobe_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// TestSeedRoundTrip proves that a seed file says all a seed can say.
func TestSeedRoundTrip(t *testing.T) {
	want := wideSeed()
	want.Knobs = adobe.Knobs{Window: adobe.WindowSliding, LagMillis: 250}
	want.Clients[0].OldSecret = "old"
	file, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := adobe.LoadSeed(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("seed (-want +got):\n%s", diff)
	}
}

func TestSeedRefused(t *testing.T) {
	const federated = `"directories":[{"name":"F","type":"federatedID","domains":["a.example"]},` +
		`{"name":"E","type":"enterpriseID","domains":["e.example"]},{"name":"G","type":"federatedID","domains":["g.example"]}]`
	cases := map[string]struct{ seed, want string }{
		"not JSON":          {`{`, "unexpected EOF"},
		"two values":        {`{} {}`, "more than one JSON value"},
		"unknown member":    {`{"user":[]}`, "unknown field"},
		"client twice":      {`{"clients":[{"client_id":"c"},{"client_id":"c"}]}`, `client "c"`},
		"client without id": {`{"clients":[{}]}`, "client_id missing"},
		"directory twice":   {`{"directories":[{"name":"F","type":"federatedID"},{"name":"F","type":"federatedID"}]}`, `directory "F"`},
		"directory type":    {`{"directories":[{"name":"A","type":"adobeID"}]}`, "adobeID is none of"},
		"directory login":   {`{"directories":[{"name":"A","type":"federatedID","login":"x"}]}`, "login of directory A: x is none of"},
		"domain twice":      {`{"foreign_domains":["A.example"],` + federated + `}`, `domain "A.example": claimed twice`},
		"user id twice": {
			`{"users":[{"id":"u","type":"adobeID","email":"a@x.io"},{"id":"u","type":"adobeID","email":"b@x.io"}]}`,
			`user "u": id given twice`,
		},
		"email twice": {`{"users":[{"type":"adobeID","email":"a@x.io"},{"type":"adobeID","email":"A@x.io"}]}`, "adobeID given twice"},
		"username twice": {
			`{"users":[{"type":"federatedID","email":"a@a.example","username":"u"},` +
				`{"type":"federatedID","email":"b@a.example","username":"U"}],` + federated + `}`,
			"username given twice",
		},
		"user type":        {`{"users":[{"type":"unknown","email":"a@x.io"}]}`, "unknown is none of"},
		"user status":      {`{"users":[{"type":"adobeID","email":"a@x.io","status":"Active"}]}`, "Active is none of"},
		"no email":         {`{"users":[{"type":"adobeID","email":"a"}]}`, "no email address"},
		"unclaimed domain": {`{"users":[{"type":"federatedID","email":"a@x.io"}]}`, `domain "x.io" is not claimed`},
		"another type": {
			`{"users":[{"type":"enterpriseID","email":"a@a.example"}],` + federated + `}`,
			"a enterpriseID in a directory of federatedIDs",
		},
		"of two directories": {
			`{"users":[{"type":"federatedID","email":"a@a.example","domain":"g.example"}],` + federated + `}`,
			"two directories",
		},
		"knob value":          {`{"knobs":{"window":"hourly"}}`, "knob window: hourly is none of"},
		"negative knob":       {`{"knobs":{"lagMs":-1}}`, "knob lagMs"},
		"negative rate":       {`{"knobs":{"actionRate":-2}}`, "knob actionRate"},
		"all the mistakes":    {`{"knobs":{"order":"x"},"clients":[{}]}`, "knob order"},
		"all the mistakes, 2": {`{"knobs":{"order":"x"},"clients":[{}]}`, "client_id missing"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := adobe.LoadSeed(strings.NewReader(tc.seed))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error = %v, want one that says %q", err, tc.want)
			}
		})
	}
}

func TestPanicsOnBadInput(t *testing.T) {
	for name, do := range map[string]func(){
		"New":      func() { adobe.New(adobe.Options{Seed: adobe.Seed{Clients: []adobe.Client{{}}}}) },
		"SetKnobs": func() { adobe.New(adobe.Options{}).SetKnobs(adobe.Knobs{Window: "hourly"}) },
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
	seed := adobe.BaseSeed()
	seed.Users = []adobe.User{{Type: adobe.EnterpriseID, Email: "Jo@ent.example"}}
	b := newBench(t, seed)
	got := b.sim.Users()[0]
	if got.ID == "" {
		t.Error("no id")
	}
	want := adobe.User{
		ID: got.ID, Type: adobe.EnterpriseID, Email: "Jo@ent.example", Username: "JO@ENT.EXAMPLE", Domain: "ent.example",
		Status: adobe.StatusActive,
	}
	if diff := cmp.Diff(want, got); diff != "" {
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
	if _, err := adobe.LoadSeed(strings.NewReader(file)); err != nil {
		t.Errorf("seed file: %v", err)
	}
	known := map[string]bool{}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[adobe.Knobs]()) {
		knob, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		known[knob] = true
		if !strings.Contains(string(text), "| `"+knob+"` ("+field.Name+")") {
			t.Errorf("knob %s (%s) is not in the README's table", knob, field.Name)
		}
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		knob, rest, _ := strings.Cut(strings.TrimPrefix(line, "| `"), "`")
		if strings.HasPrefix(line, "| `") && strings.HasPrefix(rest, " (") && !known[knob] {
			t.Errorf("the README has a knob %s that does not exist", knob)
		}
	}
}
