package main

import (
	"fmt"
	"strings"
	"testing"
)

// counted is a line of the API server's.
func counted(code, resource, subresource, verb string, count int) string {
	return fmt.Sprintf(`apiserver_request_total{code=%q,component="apiserver",dry_run="",group="identity.userprofile.dev",`+
		`resource=%q,scope="resource",subresource=%q,verb=%q,version="v1alpha1"} %d`, code, resource, subresource, verb, count)
}

func TestStatusWrites(t *testing.T) {
	metrics := strings.Join([]string{
		"# TYPE apiserver_request_total counter",
		counted("200", "userprofileupdates", "status", "PATCH", 332),
		counted("200", "userprofileupdates", "status", "APPLY", 10),
		counted("409", "userprofileupdates", "status", "PATCH", 7),
		counted("200", "userprofileupdates", "", "PATCH", 34),
		counted("200", "profiletargets", "status", "PATCH", 8),
		counted("200", "userprofileupdates", "status", "GET", 2),
		strings.Replace(counted("200", "userprofileupdates", "status", "PATCH", 5), "_total", "_terminations_total", 1),
	}, "\n")
	got, err := statusWrites(strings.NewReader(metrics))
	if err != nil || got != 342 {
		t.Errorf("%d status writes and error %v, want 342", got, err)
	}
}
