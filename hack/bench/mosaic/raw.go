package main

import (
	"context"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/hack/bench/internal/tenant"
)

// writers is how many write side by side: as many as the operator has workers.
const writers = 16

// rounds are how often they write it: a second or two alone tell little on a machine that is never quite idle.
const rounds = 2

// fieldOwner is the operator's: one more would be one more list of fields in each object.
const fieldOwner = "userprofile-operator"

// rawRate is how many status patches of the updates the API server takes in a second from a client that does nothing else:
// merge patches as large as the operator's, in its name and with its precondition. The updates are as new after that.
func (w *world) rawRate(ctx context.Context) (float64, error) {
	if err := w.read(ctx); err != nil {
		return 0, err
	}
	var took time.Duration
	for range rounds {
		begun := time.Now()
		if err := w.patch(ctx, writtenStatus()); err != nil {
			return 0, err
		}
		took += time.Since(begun)
		if err := w.patch(ctx, v1alpha1.UserProfileUpdateStatus{ObservedGeneration: -1}); err != nil {
			return 0, err
		}
	}
	return float64(rounds*len(w.updates)) / took.Seconds(), nil
}

// read reads the updates as they are now.
func (w *world) read(ctx context.Context) error {
	var list v1alpha1.UserProfileUpdateList
	if err := w.client.List(ctx, &list, client.InNamespace(tenant.Name)); err != nil {
		return err
	}
	w.updates = list.Items
	return nil
}

func (w *world) patch(ctx context.Context, status v1alpha1.UserProfileUpdateStatus) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	c := client.WithFieldOwner(w.client, fieldOwner)
	workqueue.ParallelizeUntil(ctx, writers, len(w.updates), func(n int) {
		upu := &w.updates[n]
		before := upu.DeepCopy()
		status.DeepCopyInto(&upu.Status)
		patch := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
		if err := c.Status().Patch(ctx, upu, patch); err != nil {
			fail(err)
		}
	})
	return context.Cause(ctx)
}

// writtenStatus has what the operator writes of an update that was applied, but for Ready, which is not yet True.
func writtenStatus() v1alpha1.UserProfileUpdateStatus {
	now := metav1.Now().Rfc3339Copy()
	const (
		digest      = "01234567.0123456789abcdef0123456789abcdef"
		fingerprint = "0123456789abcdef"
	)
	return v1alpha1.UserProfileUpdateStatus{
		ObservedGeneration: 1,
		Results:            &v1alpha1.Results{Result: v1alpha1.ResultSuccess, Completed: 1},
		Changes:            []v1alpha1.AttributeChange{{Attribute: "lastName", Action: v1alpha1.ChangeSet}},
		Identity:           &v1alpha1.Identity{Digest: digest, Tenant: fingerprint, UserID: "user-0000"},
		ObservedTarget:     fingerprint + "." + fingerprint,
		Applied:            &v1alpha1.Applied{Digest: digest, Time: now, Attributes: []string{"lastName"}},
		LastAttemptTime:    &now,
		History: []v1alpha1.PastOutcome{{
			Digest: digest, Reason: string(v1alpha1.ReasonApplied), Count: 1, FirstTime: now, LastTime: now,
		}},
		Conditions: []metav1.Condition{{
			Type: string(v1alpha1.ConditionReady), Status: metav1.ConditionUnknown, ObservedGeneration: 1,
			LastTransitionTime: now, Reason: string(v1alpha1.ReasonProgressing), Message: "The user has the declared attributes",
		}},
	}
}
