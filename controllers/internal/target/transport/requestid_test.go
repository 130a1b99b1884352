package transport_test

import (
	"net/http"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// What goes to the log as a correlation id is one, and nothing of a person that somebody put into that header.
func TestRequestID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"0f8fad5b-d9cb-469f-a165-70867728950e": true,
		"EqMeeJUsxQjhJvXq6cZPzOZI5rpgUbeM":     true,
		"sim-000002":                           true,
		"":                                     false,
		"short-1":                              false,
		"jane.roe1@acme.example":               false,
		"+493012345678":                        false,
		"493012345678":                         false,
		"Wilhelmina-Roe":                       false,
		"Jane Roe, 12 Main Street":             false,
	} {
		answer := transport.Answer{Header: http.Header{"X-Request-Id": {id}}}
		if got := answer.RequestID("X-Request-Id"); (got == id && id != "") != want {
			t.Errorf("of %q the id is %q", id, got)
		}
	}
}
