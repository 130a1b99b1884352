package userprofileupdate

import (
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// What keeps an update from being made may go before the update says that it waits for that. It goes on then, although the
// wake-up came too early.
func TestWhatGoesBeforeTheUpdateWaitsForIt(t *testing.T) {
	rival := claimant("rival", personByDigest("tenant", "other"), "lastName", "phoneNumber")
	rival.persons = append(rival.persons, personByID("tenant", "u1"))
	for name, test := range map[string]struct {
		keeps  func(*bench)
		goes   func(*bench)
		reason v1alpha1.Reason
	}{
		"a rival": {
			func(b *bench) { b.reconciler.claims.take(rival) },
			func(b *bench) { b.reconciler.claims.forget(rival.holder) },
			v1alpha1.ReasonConflict,
		},
		"a rival, after another one": {
			func(b *bench) {
				b.reconciler.claims.waitFor(types.NamespacedName{Name: "former"}, b.key)
				b.reconciler.claims.take(rival)
			},
			func(b *bench) { b.reconciler.claims.forget(rival.holder) },
			v1alpha1.ReasonConflict,
		},
		"a fuse": {
			func(b *bench) { b.setFuse("", metav1.ConditionTrue) },
			func(b *bench) { b.setFuse("1", metav1.ConditionFalse) },
			v1alpha1.ReasonFuseBlown,
		},
	} {
		for goes, want := range map[bool]v1alpha1.Reason{true: v1alpha1.ReasonApplied, false: test.reason} {
			t.Run(name+" "+map[bool]string{true: "goes", false: "stays"}[goes], func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := newBench(t, func(upu *v1alpha1.UserProfileUpdate) {
						upu.Spec.Attributes.PhoneNumber = new("+14155550100")
					}, func(int) error { return nil })
					test.keeps(b)
					b.reconcile()
					<-b.woken
					if goes {
						test.goes(b)
					}
					if b.workUntil(time.Minute, time.Hour); b.reason() != want || b.looked > 5 {
						t.Errorf("%s after %d looks, want %s after a few", b.reason(), b.looked, want)
					}
				})
			})
		}
	}
}

// setFuse puts a fuse into the target, for that reset.
func (b *bench) setFuse(reset string, blown metav1.ConditionStatus) {
	b.Helper()
	pt := &v1alpha1.ProfileTarget{}
	if err := b.reconciler.client.Get(b.Context(), types.NamespacedName{Namespace: b.key.Namespace, Name: "default"}, pt); err != nil {
		b.Fatal(err)
	}
	pt.Spec.Limits = &v1alpha1.Limits{IdentityChangesPerHour: new(int32(1))}
	pt.Status.LastHandledFuseReset = reset
	meta.SetStatusCondition(&pt.Status.Conditions, metav1.Condition{
		Type: string(v1alpha1.ConditionFuseBlown), Status: blown, Reason: "Test",
	})
	if err := b.reconciler.client.Update(b.Context(), pt); err != nil {
		b.Fatal(err)
	}
}
