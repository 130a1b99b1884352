package app_test

import (
	"net/http"
	"strings"
	"testing"
)

// Profiles are served where the flag says; without it nowhere (see probes).
func TestProfiles(t *testing.T) {
	t.Parallel()
	c := newCluster(t, "default", "userprofile-system")
	address := freeAddress(t)
	c.start("--pprof-bind-address=" + address)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/debug/pprof/goroutine?debug=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	code, body, err := do(http.DefaultClient, request)
	if err != nil || code != http.StatusOK || !strings.HasPrefix(body, "goroutine profile:") {
		t.Errorf("HTTP %d, %v; want a profile:\n%s", code, err, body)
	}
}
