package faults_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/faults"
)

func TestFilter(t *testing.T) {
	const template = "/users/{id}"
	cases := map[string]struct {
		filter faults.Filter
		want   bool
	}{
		"anything":                 {faults.Filter{}, true},
		"the method":               {faults.Filter{Method: "PUT"}, true},
		"another method":           {faults.Filter{Method: "GET"}, false},
		"the template":             {faults.Filter{Path: template}, true},
		"another template":         {faults.Filter{Path: "/users"}, false},
		"the escaped path":         {faults.Filter{Path: "/users/a%2Fb"}, true},
		"the unescaped path":       {faults.Filter{Path: "/users/a/b"}, false},
		"another path":             {faults.Filter{Path: "/users/b"}, false},
		"a pattern":                {faults.Filter{Path: "/users/a*"}, true},
		"no pattern":               {faults.Filter{Path: "/users/[a"}, false},
		"the method, another path": {faults.Filter{Method: "PUT", Path: "/users/b"}, false},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPut, "/users/a%2Fb?c=d", http.NoBody)
			if got := tc.filter.Matches(r, template); got != tc.want {
				t.Errorf("Matches() = %v, want %v", got, tc.want)
			}
		})
	}
}
