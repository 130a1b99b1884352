package controllers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// ending is what a story has come to.
type ending struct {
	// mosaic and adobe are everybody there is.
	mosaic []mosaic.User
	adobe  []adobe.User

	// changes are all that were made at a vendor, of whom and what.
	changes []string

	// resent counts the requests of a vendor's journal that changed nothing.
	resent int

	// updates as they are, by name, and as they were.
	updates, former map[string]v1alpha1.UserProfileUpdateStatus

	// writes of updates that the API server carried out.
	writes int
}

func (w *world) ending(updates []*v1alpha1.UserProfileUpdate) ending {
	w.Helper()
	e := ending{mosaic: w.tenant.Users(), writes: w.reaper.writes(updates)}
	for _, write := range w.tenant.Journal() {
		e.notef(write.Changed, "%s of %s: %s", write.Operation, write.UserID, strings.Join(write.Fields, ", "))
	}
	if w.org != nil {
		e.adobe = w.org.Users()
		for _, write := range w.org.Journal() {
			e.notef(write.Changed, "%s: %s", write.UserID, strings.Join(write.Changed, ", "))
		}
	}
	slices.Sort(e.changes) // those of a batch have no order
	for _, upu := range updates {
		if err := w.Get(w.Context(), keyOf(upu), upu); err != nil {
			w.Fatal(err)
		}
		checkInvariants(w.T, upu)
	}
	e.updates = statuses(updates)
	return e
}

func statuses(updates []*v1alpha1.UserProfileUpdate) map[string]v1alpha1.UserProfileUpdateStatus {
	all := map[string]v1alpha1.UserProfileUpdateStatus{}
	for _, upu := range updates {
		all[upu.Name] = *upu.Status.DeepCopy()
	}
	return all
}

func (e *ending) notef(changed []string, format string, args ...any) {
	if len(changed) == 0 {
		e.resent++
		return
	}
	e.changes = append(e.changes, fmt.Sprintf(format, args...))
}

// compareExactly complains where an operator that has lived through the story has done anything else than one to whom nothing
// happened.
func compareExactly(t *testing.T, tale story, want, got ending) {
	t.Helper()
	tale.again, tale.hasty = want.resent, false
	compare(t, tale, want, got)
	for name := range want.updates {
		was, is := want.updates[name], got.updates[name]
		wantSame(t, "the outcome of "+name, outcomeOf(was), outcomeOf(is))
	}
}

func outcomeOf(status v1alpha1.UserProfileUpdateStatus) []string {
	var outcomes []string
	for _, past := range status.History {
		outcomes = append(outcomes, fmt.Sprintf("%d times %s", past.Count, past.Reason))
	}
	return outcomes
}

// compare complains where a disturbed story has come to another end than an undisturbed one.
func compare(t *testing.T, tale story, want, got ending) {
	t.Helper()
	times := cmpopts.IgnoreTypes(time.Time{})
	wantSame(t, "Mosaic's users", want.mosaic, got.mosaic,
		times, cmpopts.IgnoreFields(mosaic.User{}, "UpdatedAt", "AddressUpdatedAt"))
	wantSame(t, "Adobe's users", want.adobe, got.adobe)
	if !tale.hasty {
		wantSame(t, "what was changed at the vendor", want.changes, got.changes)
	}
	if got.resent > tale.again {
		t.Errorf("%d commands changed nothing, want %d at most", got.resent, tale.again)
	}
	if got.writes > want.writes {
		t.Errorf("%d writes of updates, want no more than the %d of one who lives", got.writes, want.writes)
	}
	for name, status := range want.updates {
		compareUpdate(t, name, want.former[name], status, got.updates[name])
	}
}

func wantSame(t *testing.T, what string, want, got any, opts ...cmp.Option) {
	t.Helper()
	if diff := cmp.Diff(want, got, opts...); diff != "" {
		t.Errorf("%s (-undisturbed +disturbed):\n%s", what, diff)
	}
}

// compareUpdate holds a status to that of an undisturbed story, and to what it was before. A process that finds the work of
// another done has changed less, perhaps nothing, and has not heard what the vendor warned of.
func compareUpdate(t *testing.T, name string, former, want, got v1alpha1.UserProfileUpdateStatus) {
	t.Helper()
	for _, change := range got.Changes {
		if !slices.Contains(want.Changes, change) && !slices.Equal(former.Changes, got.Changes) {
			t.Errorf("%s: changed %v, which one who lives does not: %v", name, change, want.Changes)
		}
	}
	for _, warning := range got.Warnings {
		known := func(other v1alpha1.CommandWarning) bool { return other.WarningCode == warning.WarningCode }
		if warning.WarningCode != "AlreadyMoved" && !slices.ContainsFunc(want.Warnings, known) {
			t.Errorf("%s: warns of %+v, which one who lives does not: %v", name, warning, want.Warnings)
		}
	}
	wantSame(t, "the status of "+name, essence(want), essence(got))
}

// essence is a status without times, attempts and texts, and without what tells one world from another: digests and what
// is sealed are there or not.
func essence(of v1alpha1.UserProfileUpdateStatus) v1alpha1.UserProfileUpdateStatus {
	const there = "there"
	s := *of.DeepCopy()
	s.Warnings, s.Changes, s.History, s.LastAttemptTime = nil, nil, nil, nil
	hide := func(texts ...*string) {
		for _, text := range texts {
			if *text != "" {
				*text = there
			}
		}
	}
	hide(&s.ObservedTarget)
	if s.NextAttemptTime != nil {
		s.NextAttemptTime = &metav1.Time{}
	}
	for i := range s.ObservedSources {
		hide(&s.ObservedSources[i].UID, &s.ObservedSources[i].ResourceVersion)
	}
	if s.Applied != nil {
		hide(&s.Applied.Digest)
		s.Applied.Time = metav1.Time{}
	}
	if s.Identity != nil {
		hide(&s.Identity.Digest, &s.Identity.Tenant)
		if s.Identity.Move != nil {
			hide(&s.Identity.Move.From, &s.Identity.Move.To)
		}
	}
	for i := range s.Conditions {
		condition := &s.Conditions[i]
		condition.LastTransitionTime, condition.Message = metav1.Time{}, ""
		if condition.Reason == string(v1alpha1.ReasonUnchanged) {
			condition.Reason = string(v1alpha1.ReasonApplied)
		}
	}
	return s
}
