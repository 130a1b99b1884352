package userprofileupdate

import (
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// What may have been sent has the lag to show, counted from the last attempt or, if that was an earlier process's, from the
// beginning of this one.
func TestUntilItShows(t *testing.T) {
	t.Parallel()
	const lag = time.Minute
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for name, test := range map[string]struct {
		began time.Time
		last  *metav1.Time
		want  time.Duration
	}{
		"never tried, just begun":     {began: now, want: lag},
		"never tried, long ago":       {began: ago(time.Hour), want: 0},
		"tried now":                   {began: ago(time.Hour), last: new(metav1.NewTime(now)), want: lag + time.Second},
		"tried half a minute ago":     {began: ago(time.Hour), last: new(metav1.NewTime(ago(30 * time.Second))), want: 31 * time.Second},
		"tried long ago":              {began: ago(time.Hour), last: new(metav1.NewTime(ago(2 * time.Minute))), want: 0},
		"tried by an earlier process": {began: ago(time.Second), last: new(metav1.NewTime(ago(time.Hour))), want: 59 * time.Second},
		"by a clock that was ahead":   {began: ago(time.Hour), last: new(metav1.NewTime(ago(-time.Hour))), want: 0},
		"and we have just begun":      {began: ago(time.Second), last: new(metav1.NewTime(ago(-time.Hour))), want: 59 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			upu := &v1alpha1.UserProfileUpdate{Status: v1alpha1.UserProfileUpdateStatus{LastAttemptTime: test.last}}
			if got := untilItShows(upu, test.began, now, lag); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}
