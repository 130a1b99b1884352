package faults_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/faults"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 6, 1, 14, 0, 10, 0, time.FixedZone("", 2*60*60))
	cases := map[string]struct {
		form faults.RetryAfter
		wait time.Duration
		want []string
	}{
		"none":             {"", time.Minute, nil},
		"off":              {faults.RetryAfterOff, time.Minute, nil},
		"seconds":          {faults.RetryAfterSeconds, 90 * time.Second, []string{"90"}},
		"seconds, up":      {faults.RetryAfterSeconds, 1001 * time.Millisecond, []string{"2"}},
		"no second at all": {faults.RetryAfterSeconds, 0, []string{"0"}},
		"date":             {faults.RetryAfterDate, 50 * time.Second, []string{"Mon, 01 Jun 2026 12:01:00 GMT"}},
		"date, up":         {faults.RetryAfterDate, 49001 * time.Millisecond, []string{"Mon, 01 Jun 2026 12:01:00 GMT"}},
		"zero":             {faults.RetryAfterZero, time.Minute, []string{"0"}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			h := http.Header{}
			tc.form.Set(h, now, tc.wait)
			if diff := cmp.Diff(tc.want, h["Retry-After"]); diff != "" {
				t.Errorf("Retry-After (-want +got):\n%s", diff)
			}
		})
	}
}
