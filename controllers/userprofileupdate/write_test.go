package userprofileupdate

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/tools/events"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// The cache may still show an object that was deleted, while another has its name already. The outcome of the one must
// not become the status of the other, which would then count as applied.
func TestOutcomeIsNotWrittenToAnotherObjectOfTheName(t *testing.T) {
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		t.Fatal(err)
	}
	other := jane()
	other.UID, other.ResourceVersion = "other", "100"
	c := fake.NewClientBuilder().WithScheme(scheme).WithStatusSubresource(other).WithObjects(other).Build()

	cached := jane()
	r := &Reconciler{client: c, events: events.NewFakeRecorder(1)}
	status := janesJob(cached).next(cached, profile.Outcome{Kind: profile.Applied, UserID: "u1", At: now}, nil, now, 0)
	if err := r.write(t.Context(), cached, status); !apierrors.IsConflict(err) {
		t.Errorf("error %v, want a conflict", err)
	}
	got := &v1alpha1.UserProfileUpdate{}
	if err := c.Get(t.Context(), client.ObjectKeyFromObject(other), got); err != nil {
		t.Fatal(err)
	}
	if got.Status.Results != nil || len(got.Status.Conditions) != 0 {
		t.Errorf("the other object has the status %+v", got.Status)
	}
}

// An outcome that a worker has written, and did not yet say so, is not written once more at the end: it is one attempt.
func TestOutcomeIsSettledOnce(t *testing.T) {
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		upu     *v1alpha1.UserProfileUpdate
		purpose delivery.Purpose
	}{
		"an attempt":   {jane(), delivery.Apply},
		"a comparison": {compared(v1alpha1.DriftReport), delivery.Compare},
	} {
		t.Run(name, func(t *testing.T) {
			upu := test.upu
			upu.ResourceVersion = "100"
			c := fake.NewClientBuilder().WithScheme(scheme).WithStatusSubresource(upu).WithObjects(upu).Build()
			r := &Reconciler{
				client: c, live: c, events: events.NewFakeRecorder(9),
				now: func() time.Time { return now }, jitter: func() float64 { return 0 },
			}
			report := delivery.Report{Outcome: profile.Outcome{Kind: profile.TargetUnavailable, Message: "no answer", At: now}}
			job := janesJob(upu)
			job.purpose = test.purpose
			report.Planner = job
			var attempts []int32
			for range 2 {
				if err := r.Settle(t.Context(), report); err != nil {
					t.Fatal(err)
				}
				got := &v1alpha1.UserProfileUpdate{}
				if err := c.Get(t.Context(), client.ObjectKeyFromObject(upu), got); err != nil {
					t.Fatal(err)
				}
				attempts = append(attempts, got.Status.Attempts, got.Status.History[0].Count)
			}
			if diff := cmp.Diff([]int32{1, 1, 1, 1}, attempts); diff != "" {
				t.Errorf("attempts, and how often history counts it, after each (-want +got):\n%s", diff)
			}
		})
	}
}
