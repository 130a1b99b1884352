package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChanges(t *testing.T) {
	for name, tt := range map[string]struct {
		before, after string
		want          []string
	}{
		"nothing": {`{"a":"x"}`, `{"a":"x"}`, nil},
		"a value": {
			`{"name":{"first_name":"Jane","last_name":"Doe"}}`, `{"name":{"first_name":"Jane","last_name":"Roe"}}`,
			[]string{"- name.last_name: Doe", "+ name.last_name: Roe"},
		},
		"one more and one less": {`{"a":1,"c":3}`, `{"b":true,"c":3}`, []string{"- a: 1", "+ b: true"}},
		"null and numbers":      {`{"a":null,"b":1200000000}`, `{"a":"","b":1.5}`, []string{"- a: null", "+ a: ", "- b: 1200000000", "+ b: 1.5"}},
		"contacts move": {
			`{"e":[{"value":"a","v":true},{"value":"b","v":false}]}`, `{"e":[{"value":"b","v":false},{"value":"a","v":true}]}`,
			nil,
		},
		"contacts come and go": {
			`{"e":[{"value":"a","v":true},{"value":"b","v":false}]}`, `{"e":[{"value":"c","v":false},{"value":"a","v":true}]}`,
			[]string{"- e[b].v: false", "+ e[c].v: false"},
		},
		"a list":            {`{"l":["a"]}`, `{"l":["a","b"]}`, []string{"+ l[1]: b"}},
		"the vendor's time": {`{"updated_at":1,"x":{"updated_at":1}}`, `{"updated_at":2,"x":{"updated_at":3}}`, nil},
		"somebody new":      {`{}`, `{"a":"x"}`, []string{"+ a: x"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := changes(newProfile("u", json.RawMessage(tt.before)).leaves, newProfile("u", json.RawMessage(tt.after)).leaves)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestShowProfiles(t *testing.T) {
	before := profiles{
		newProfile("u1", json.RawMessage(`{"email":{"value":"jane@acme.example"},"city":"York"}`)),
		newProfile("u2", json.RawMessage(`{"city":"York"}`)),
		newProfile("u3", json.RawMessage(`{"email":"john@acme.example"}`)),
	}
	after := profiles{
		newProfile("u1", json.RawMessage(`{"email":{"value":"jane@acme.example"},"city":"Bath"}`)),
		newProfile("u2", json.RawMessage(`{"city":"York"}`)),
		newProfile("u3", json.RawMessage(`{"email":"jack@acme.example"}`)),
	}
	var shown bytes.Buffer
	printer{to: &shown}.showProfiles(before, after, []write{
		{userID: "u1", sent: "PUT address, name"}, {userID: "u3", sent: "update email"}, {userID: "u1", sent: "DELETE phone"},
	})
	const want = `jane@acme.example (u1)
  - city: York
  + city: Bath
    sent: PUT address, name
    sent: DELETE phone
u2 (u2)
    nothing changed
john@acme.example (u3)
  - email: john@acme.example
  + email: jack@acme.example
    sent: update email
`
	if diff := cmp.Diff(want, shown.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
