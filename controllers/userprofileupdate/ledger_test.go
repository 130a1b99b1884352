package userprofileupdate

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

func object(uid, resourceVersion string) *v1alpha1.UserProfileUpdate {
	return &v1alpha1.UserProfileUpdate{ObjectMeta: metav1.ObjectMeta{
		Namespace: "people", Name: "jane", UID: types.UID(uid), ResourceVersion: resourceVersion,
	}}
}

func TestLedgerKnowsAStaleCache(t *testing.T) {
	for name, test := range map[string]struct {
		wrote  string
		cached *v1alpha1.UserProfileUpdate
		want   bool
	}{
		"cache is behind our write":         {"100", object("a", "99"), true},
		"cache shows our write":             {"100", object("a", "100"), false},
		"cache is ahead, by more digits":    {"99", object("a", "100"), false},
		"cache is behind, by fewer digits":  {"100", object("a", "99"), true},
		"another object of the same name":   {"100", object("b", "99"), false},
		"version that cannot be understood": {"100", object("a", "new"), false},
	} {
		t.Run(name, func(t *testing.T) {
			var l ledger
			l.wrote(object("a", test.wrote))
			if got := l.newerThan(test.cached); got != test.want {
				t.Errorf("newerThan = %v, want %v", got, test.want)
			}
		})
	}
}

func TestLedgerKeepsTheWriteWhenWorkIsSubmitted(t *testing.T) {
	var l ledger
	l.wrote(object("a", "100"))
	l.remember(ownerOf(object("a", "")))
	if !l.newerThan(object("a", "99")) {
		t.Error("the write was forgotten")
	}
}

func TestLedgerTellsObjectsOfOneNameApart(t *testing.T) {
	var l ledger
	old := object("a", "1")
	l.remember(ownerOf(old))
	if l.replaced(old) {
		t.Error("the object was replaced by itself")
	}
	if !l.replaced(object("b", "2")) {
		t.Error("another object of the same name has not replaced it")
	}
	owner, found := l.forget(types.NamespacedName{Namespace: "people", Name: "jane"})
	if !found || owner.UID != "a" {
		t.Errorf("forget = %v %v, want owner a", owner, found)
	}
	if _, found := l.forget(types.NamespacedName{Namespace: "people", Name: "jane"}); found {
		t.Error("forgotten, and still there")
	}
}
