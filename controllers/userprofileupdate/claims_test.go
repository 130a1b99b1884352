package userprofileupdate

import (
	"slices"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// rivals are claims that nobody has recorded yet.
func rivals(woken *[]string) *claims {
	none := func(person) []*v1alpha1.UserProfileUpdate { return nil }
	return newClaims(none, nobodys[claim], func(key types.NamespacedName) { *woken = append(*woken, key.Name) })
}

func claimant(name string, who person, attributes ...string) claim {
	return claim{holder: types.NamespacedName{Name: name}, uid: types.UID(name), persons: []person{who}, attributes: attributes}
}

// Whom a lane has found stays claimed while the outcome is being written: an update that names the same user otherwise must
// not slip in between.
func TestClaimOfWhoWasFound(t *testing.T) {
	var woken []string
	c := rivals(&woken)
	first, second := claimant("first", "by e-mail", "title"), claimant("second", "by phone", "title")
	if c.take(first) != nil || c.also(first.holder, "user") != nil {
		t.Fatal("the first has no rival")
	}
	if c.take(second) != nil {
		t.Fatal("nobody knows yet whom the second means")
	}
	if lost := c.also(second.holder, "user"); lost == nil || lost.winner != first.holder {
		t.Fatalf("the second lost %+v, want to the first", lost)
	}
	if c.take(first) != nil { // looked at again, for its report
		t.Fatal("the first lost what it has")
	}
	if lost := c.also(second.holder, "user"); lost == nil || len(woken) > 0 {
		t.Errorf("the second lost %+v and %q was woken, want the first to have it still", lost, woken)
	}
	c.forget(first.holder)
	if c.also(second.holder, "user") != nil || !slices.Contains(woken, "second") {
		t.Errorf("the second does not take over; %q was woken", woken)
	}
}

// Of two that have applied the same attribute, which their identifiers may have hidden, the older keeps it.
func TestClaimsOfBoth(t *testing.T) {
	old, young := claimant("old", "jane", "title"), claimant("young", "jane", "title")
	old.created, young.created = now, now.Add(time.Hour)
	if !young.yieldsTo(old, []string{"title"}) {
		t.Error("one that has applied nothing yields to nobody")
	}
	young.applied = []string{"title"}
	if young.yieldsTo(old, []string{"title"}) {
		t.Error("the one that has applied it yields to one that has not")
	}
	old.applied = []string{"title"}
	if !young.yieldsTo(old, []string{"title"}) || old.yieldsTo(young, []string{"title"}) {
		t.Error("the older does not keep it")
	}
}
