package userprofileupdate

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// What comes to the same is counted, what does not goes on top, and there is an end to it.
func TestHistory(t *testing.T) {
	minute := func(n int) metav1.Time { return metav1.NewTime(now.Add(time.Duration(n) * time.Minute)) }
	var history []v1alpha1.PastOutcome
	history = remembered(history, "d1", "TargetUnavailable", minute(1))
	first := history
	history = remembered(history, "d1", "TargetUnavailable", minute(2))
	history = remembered(history, "d1", "Applied", minute(3))
	history = remembered(history, "d2", "Applied", minute(4))
	want := []v1alpha1.PastOutcome{
		{Digest: "d2", Reason: "Applied", Count: 1, FirstTime: minute(4), LastTime: minute(4)},
		{Digest: "d1", Reason: "Applied", Count: 1, FirstTime: minute(3), LastTime: minute(3)},
		{Digest: "d1", Reason: "TargetUnavailable", Count: 2, FirstTime: minute(1), LastTime: minute(2)},
	}
	if diff := cmp.Diff(want, history); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if first[0].Count != 1 {
		t.Error("an earlier history was changed")
	}
	for n := range 10 {
		history = remembered(history, strconv.Itoa(n), "Applied", minute(n))
	}
	if len(history) != maxHistory || history[0].Digest != "9" {
		t.Errorf("%d entries, the first of %s", len(history), history[0].Digest)
	}
}
