package userprofileupdate

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// An update that is suspended keeps what it has applied, and nothing else from anybody.
func TestClaimsOfOneThatIsSuspended(t *testing.T) {
	person := personByDigest("tenant", "jane")
	rival := claimant("rival", person, "lastName")
	rival.created = now
	for name, test := range map[string]struct {
		before func(*bench, *v1alpha1.UserProfileUpdate)
		kept   bool
	}{
		"was about to be applied": {func(b *bench, upu *v1alpha1.UserProfileUpdate) {
			b.reconciler.claims.take(claim{holder: b.key, uid: upu.UID, persons: rival.persons, attributes: rival.attributes})
		}, false},
		"has the name of one that was": {func(b *bench, _ *v1alpha1.UserProfileUpdate) {
			b.reconciler.claims.take(claim{holder: b.key, uid: "gone", persons: rival.persons, attributes: rival.attributes})
			b.reconciler.written.remember(ownerOf(object("gone", "1")))
		}, false},
		"was to go first": {func(b *bench, upu *v1alpha1.UserProfileUpdate) {
			waiting := upu.DeepCopy()
			waiting.Spec.Suspend = false
			b.reconciler.claims.unseen = func(claim) []*v1alpha1.UserProfileUpdate {
				if b.looked > 0 {
					return nil
				}
				return []*v1alpha1.UserProfileUpdate{waiting}
			}
		}, false},
		"was applied": {func(b *bench, upu *v1alpha1.UserProfileUpdate) {
			upu.Status = recordedAs("jane", "lastName").Status
			if err := b.reconciler.client.Status().Update(b.Context(), upu); err != nil {
				b.Fatal(err)
			}
			b.reconciler.claims.settle(upu)
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Suspend = true }, func(int) error { return nil })
				var woken []string
				claims := rivals(&woken)
				b.reconciler.claims = claims
				upu := &v1alpha1.UserProfileUpdate{}
				if err := b.reconciler.client.Get(t.Context(), b.key, upu); err != nil {
					t.Fatal(err)
				}
				test.before(b, upu)
				if claims.take(rival) == nil {
					t.Fatal("the rival has no rival")
				}
				b.reconcile()
				if got := slices.Contains(woken, "rival"); got == test.kept {
					t.Errorf("the rival was woken: %t", got)
				}
				if kept := claims.take(rival) != nil; kept != test.kept {
					t.Errorf("kept from the rival: %t, want %t", kept, test.kept)
				}
			})
		})
	}
}

// An update that becomes a dry run keeps nothing from anybody any more, once no request is under way.
func TestClaimsOfOneThatBecomesADryRun(t *testing.T) {
	for name, underWay := range map[string]bool{"is read": false, "is written": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				gate := make(chan struct{})
				b := newBench(t, func(upu *v1alpha1.UserProfileUpdate) {
					upu.Spec.Attributes.PhoneNumber = new("+14155550100")
				}, func(int) error {
					if !underWay {
						<-gate
					}
					return nil
				})
				b.system.gate = gate
				b.reconcile()
				synctest.Wait()
				b.edit(func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Mode = v1alpha1.ModeDryRun })
				rival := claimant("rival", b.reconciler.claims.held[b.key].persons[0], "phoneNumber")
				again := b.reconcile().RequeueAfter
				if kept := b.reconciler.claims.take(rival) != nil; kept != underWay || underWay && again == 0 {
					t.Errorf("kept from the rival: %t, want %t; it is looked at again after %s", kept, underWay, again)
				}
				close(gate)
				synctest.Wait()
				b.reconcile()
				if lost := b.reconciler.claims.take(rival); lost != nil {
					t.Errorf("lost %q to a dry run", lost.attributes)
				}
			})
		})
	}
}

// What an update is about to apply under a name is no longer claimed once another one has the name.
func TestClaimsOfOneThatWasReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, func(*v1alpha1.UserProfileUpdate) {}, func(int) error { return nil })
		rival := claimant("rival", "jane", "lastName")
		b.reconciler.claims.take(claim{holder: b.key, uid: "gone", persons: rival.persons, attributes: rival.attributes})
		b.reconciler.written.remember(ownerOf(object("gone", "1")))
		if _, found, err := b.reconciler.get(t.Context(), b.key); !found || err != nil {
			t.Fatalf("found = %t, %v", found, err)
		}
		if lost := b.reconciler.claims.take(rival); lost != nil {
			t.Errorf("lost %q to one that is gone", lost.attributes)
		}
	})
}

// An update that was applied, and that its connection keeps from being applied anew, claims no more than what was applied.
func TestClaimsOfOneThatIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Target.Ref.Name = "missing" }, func(int) error { return nil })
		upu := &v1alpha1.UserProfileUpdate{}
		if err := b.reconciler.client.Get(t.Context(), b.key, upu); err != nil {
			t.Fatal(err)
		}
		upu.Status = recordedAs("jane", "lastName").Status
		upu.Status.ObservedGeneration = upu.Generation
		upu.Status.Conditions = []metav1.Condition{{
			Type: string(v1alpha1.ConditionReady), Status: metav1.ConditionTrue, Reason: string(v1alpha1.ReasonApplied),
		}}
		if err := b.reconciler.client.Status().Update(t.Context(), upu); err != nil {
			t.Fatal(err)
		}
		whom := personByDigest("tenant", "jane")
		b.reconciler.claims.take(claim{holder: b.key, uid: upu.UID, persons: []person{whom}, attributes: []string{"lastName", "title"}})
		b.reconcile()
		if lost := b.reconciler.claims.take(claimant("rival", whom, "title")); lost != nil {
			t.Errorf("lost %q to one that has not applied it", lost.attributes)
		}
		if b.reconciler.claims.take(claimant("rival", whom, "lastName")) == nil {
			t.Error("what was applied is no longer claimed")
		}
	})
}

// Of one that names the user by an id from a Secret only the digest of that is on record.
func TestConflictWithOneThatNamesAnIDFromElsewhere(t *testing.T) {
	for name, pinned := range map[string]bool{"found for the first time": false, "on record": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, func(*v1alpha1.UserProfileUpdate) {}, func(int) error { return nil })
				if pinned {
					b.workUntil(time.Minute, time.Hour)
					b.edit(func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.PhoneNumber = new("+14155550100") })
				}
				id := profile.Identifier{Type: profile.ByUserID, Value: "u1"}
				digest, err := b.reconciler.keys.Digest(t.Context(), id.Canonical())
				if err != nil {
					t.Fatal(err)
				}
				rival := recordedAs("rival", "lastName", "phoneNumber")
				if pinned {
					rival.Status.Applied.Attributes = []string{"phoneNumber"}
				}
				rival.Status.Identity.Digest = digest
				b.reconciler.claims.settle(rival)
				if b.workUntil(2*time.Minute, time.Hour); b.reason() != v1alpha1.ReasonConflict {
					t.Errorf("%s, want a conflict", b.reason())
				}
			})
		})
	}
}

// edit changes what the update declares.
func (b *bench) edit(change func(*v1alpha1.UserProfileUpdate)) {
	b.Helper()
	upu := &v1alpha1.UserProfileUpdate{}
	if err := b.reconciler.client.Get(b.Context(), b.key, upu); err != nil {
		b.Fatal(err)
	}
	change(upu)
	upu.Generation++
	if err := b.reconciler.client.Update(b.Context(), upu); err != nil {
		b.Fatal(err)
	}
}
