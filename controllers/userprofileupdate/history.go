package userprofileupdate

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// maxHistory is the most entries the status holds.
const maxHistory = 5

// remembered is the history with one more attempt, which came to that reason.
func remembered(history []v1alpha1.PastOutcome, digest, reason string, at metav1.Time) []v1alpha1.PastOutcome {
	if len(history) > 0 && history[0].Digest == digest && history[0].Reason == reason {
		same := slices.Clone(history)
		same[0].Count, same[0].LastTime = min(same[0].Count+1, maxAttempts), at
		return same
	}
	entry := v1alpha1.PastOutcome{Digest: digest, Reason: reason, Count: 1, FirstTime: at, LastTime: at}
	return append([]v1alpha1.PastOutcome{entry}, history[:min(len(history), maxHistory-1)]...)
}
