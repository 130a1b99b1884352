package controllers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

const driftInterval = 5 * time.Minute

func drift(policy v1alpha1.DriftPolicy) *v1alpha1.Drift {
	return &v1alpha1.Drift{Policy: policy, Interval: &metav1.Duration{Duration: driftInterval}}
}

// overdue has an operator begin that finds the update due. That is how time passes here.
func (w *world) overdue(upu *v1alpha1.UserProfileUpdate) {
	w.Helper()
	w.stop()
	w.makeDue(upu)
	w.forget()
	w.start()
}

// makeDue does that to an update at which no operator looks.
func (w *world) makeDue(upu *v1alpha1.UserProfileUpdate) {
	w.Helper()
	if err := w.Get(w.Context(), keyOf(upu), upu); err != nil {
		w.Fatal(err)
	}
	before := upu.DeepCopy()
	upu.Status.NextAttemptTime = &metav1.Time{Time: time.Now().Add(-time.Minute)}
	if err := w.Status().Patch(w.Context(), upu, client.MergeFrom(before)); err != nil {
		w.Fatal(err)
	}
}

// compared waits until the update was due and is no more. It took one write, and the next time is the interval and some
// jitter away.
func (w *world) compared(upu *v1alpha1.UserProfileUpdate) (drifted *metav1.Condition) {
	w.Helper()
	w.until("that it was compared", func() bool {
		if err := w.Get(w.Context(), keyOf(upu), upu); err != nil {
			w.Fatal(err)
		}
		return upu.Status.NextAttemptTime != nil && upu.Status.NextAttemptTime.After(time.Now())
	}, func() any { return upu.Status })
	checkInvariants(w.T, upu)
	w.wantDueTime(upu)
	if got := w.writes.of("userprofileupdates"); got != 1 {
		w.Errorf("the API server got %d writes of the update, want 1", got)
	}
	return meta.FindStatusCondition(upu.Status.Conditions, string(v1alpha1.ConditionDrifted))
}

func (w *world) wantDueTime(upu *v1alpha1.UserProfileUpdate) {
	w.Helper()
	next := upu.Status.NextAttemptTime
	if next == nil {
		w.Fatal("no time is due")
	}
	const rounding = 20 * time.Second // to full seconds, and until the outcome was recorded
	if wait := next.Sub(upu.Status.LastAttemptTime.Time); wait < driftInterval || wait > driftInterval*12/10+rounding {
		w.Errorf("due %s after the last attempt, want %s and up to a fifth more", wait, driftInterval)
	}
}

// announced counts the events of that reason.
func (w *world) announced(reason string) int {
	w.Helper()
	events := &eventsv1.EventList{}
	if err := w.List(w.Context(), events, client.InNamespace(w.namespace)); err != nil {
		w.Fatal(err)
	}
	count := 0
	for _, event := range events.Items {
		if event.Reason == reason {
			count++
			if event.Series != nil {
				count += int(event.Series.Count) - 1
			}
		}
	}
	return count
}

func (w *world) wantAnnounced(reason string, want int) {
	w.Helper()
	w.until("the event", func() bool { return w.announced(reason) >= want }, func() any { return w.announced(reason) })
	if got := w.announced(reason); got != want {
		w.Errorf("%d events %s, want %d", got, reason, want)
	}
}

// somebodySets changes the title in the vendor's portal.
func (w *world) somebodySets(title string) {
	w.Helper()
	if err := w.tenant.PortalEdit(mosaic.BaseU1, func(u *mosaic.User) { u.Name["title"] = title }); err != nil {
		w.Fatal(err)
	}
}

// What somebody changed is reported once, for as long as it is so, and nothing is sent.
func TestDriftIsReported(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr"), City: new("York")})
	upu.Spec.Drift = drift(v1alpha1.DriftReport)
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	w.wantDueTime(upu)
	applied := upu.Status.DeepCopy()

	w.overdue(upu)
	if drifted := w.compared(upu); drifted != nil {
		t.Errorf("Drifted is %+v although nobody changed anything", drifted)
	}
	w.somebodySets("Ms")
	for range 2 {
		w.overdue(upu)
		drifted := w.compared(upu)
		if drifted == nil || drifted.Status != metav1.ConditionTrue || !strings.Contains(drifted.Message, " title;") {
			t.Errorf("Drifted is %+v, want it to name the title alone", drifted)
		}
		if diff := cmp.Diff([]string{"GET " + mosaic.PathUser}, w.userRequests()); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
		w.wantAnnounced(string(v1alpha1.ReasonDriftDetected), 1) // what is not sent when the operator stops is lost
	}
	meta.RemoveStatusCondition(&upu.Status.Conditions, string(v1alpha1.ConditionDrifted))
	upu.Status.NextAttemptTime, upu.Status.LastAttemptTime = applied.NextAttemptTime, applied.LastAttemptTime
	if diff := cmp.Diff(applied, &upu.Status); diff != "" {
		t.Errorf("the rest of the status has changed (-before +after):\n%s", diff)
	}

	w.somebodySets("Dr")
	w.overdue(upu)
	if drifted := w.compared(upu); drifted != nil {
		t.Errorf("Drifted is %+v although the title is back", drifted)
	}
}

// An edit ends what was reported, and without drift nothing is due.
func TestDriftIsNoLongerReported(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	upu.Spec.Drift = drift(v1alpha1.DriftReport)
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	w.somebodySets("Ms")
	w.overdue(upu)
	if drifted := w.compared(upu); drifted == nil {
		t.Fatal("Drifted is not there")
	}
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Drift.Policy = v1alpha1.DriftIgnore })
	w.ready(upu, v1alpha1.ReasonApplied)
	if len(upu.Status.Conditions) != 1 || upu.Status.NextAttemptTime != nil {
		t.Errorf("the status is %+v, want Ready only and nothing due", upu.Status)
	}
	w.overdue(upu)
	last := w.update("last", v1alpha1.Attributes{})
	w.create(last)
	w.ready(last, v1alpha1.ReasonNothingManaged)
	if requests := w.userRequests(); len(requests) != 0 {
		t.Errorf("drift is ignored, and yet %q", requests)
	}
}

// What somebody changed is put right, and only that is sent.
func TestDriftIsCorrected(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr"), City: new("York")})
	upu.Spec.Drift = drift(v1alpha1.DriftCorrect)
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	w.overdue(upu)
	if drifted := w.compared(upu); drifted != nil || w.announced("DriftCorrected") != 0 {
		t.Errorf("nothing was to be corrected: %+v", drifted)
	}
	w.somebodySets("Ms")
	w.overdue(upu)
	if drifted := w.compared(upu); drifted != nil {
		t.Errorf("Drifted is %+v, although it was corrected", drifted)
	}
	want := []v1alpha1.AttributeChange{{Attribute: "title", Action: v1alpha1.ChangeSet}}
	if diff := cmp.Diff(want, upu.Status.Changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if user, _ := w.tenant.User(mosaic.BaseU1); user.Name["title"] != "Dr" {
		t.Errorf("the title is %v", user.Name["title"])
	}
	w.wantAnnounced("DriftCorrected", 1)
}

// A username that Mosaic does not show, as the person has no password, is no drift: it would never end. An edit writes it.
func TestDriftOfAHiddenUsername(t *testing.T) {
	for _, policy := range []v1alpha1.DriftPolicy{v1alpha1.DriftReport, v1alpha1.DriftCorrect} {
		t.Run(string(policy), func(t *testing.T) {
			w := newWorld(t)
			upu := w.update("ann", v1alpha1.Attributes{Username: new("ann"), Title: new("Dr")})
			upu.Spec.Drift = drift(policy)
			w.create(upu)
			w.ready(upu, v1alpha1.ReasonApplied)
			for range 2 {
				w.overdue(upu)
				if drifted := w.compared(upu); drifted != nil || w.announced("DriftCorrected") != 0 {
					t.Errorf("nothing was to be corrected: %+v", drifted)
				}
				if diff := cmp.Diff([]string{"GET " + mosaic.PathUser}, w.userRequests()); diff != "" {
					t.Errorf("requests (-want +got):\n%s", diff)
				}
			}
			edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Username = new("anna") })
			w.ready(upu, v1alpha1.ReasonApplied)
			if user, _ := w.tenant.User(mosaic.BaseU1); user.Apps[mosaic.BaseAppA].Username != "anna" {
				t.Errorf("the edit has not reached the user: %+v", user.Apps)
			}
		})
	}
}

// At Adobe a comparison is one read of one user, and a correction one command.
func TestDriftAtAdobe(t *testing.T) {
	for policy, want := range map[v1alpha1.DriftPolicy]struct {
		firstName string
		actions   []int
	}{
		v1alpha1.DriftReport:  {"Jim", nil},
		v1alpha1.DriftCorrect: {"Joan", []int{1}},
	} {
		t.Run(string(policy), func(t *testing.T) {
			w := newAdobeWorld(t)
			upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{FirstName: new("Joan"), LastName: new("Roe")})
			upu.Spec.Drift = drift(policy)
			w.create(upu)
			w.start()
			w.ready(upu, v1alpha1.ReasonApplied)
			w.overdue(upu)
			if drifted := w.compared(upu); drifted != nil || w.reads() != 1 || w.actions() != nil {
				t.Errorf("Drifted is %+v, %d reads, requests %v; want one read and nothing else", drifted, w.reads(), w.actions())
			}
			if err := w.org.PortalEdit(adobe.BaseJohn, func(u *adobe.User) { u.FirstName = "Jim" }); err != nil {
				t.Fatal(err)
			}
			w.overdue(upu)
			drifted := w.compared(upu)
			if (drifted != nil) != (policy == v1alpha1.DriftReport) {
				t.Errorf("Drifted is %+v", drifted)
			}
			if drifted != nil && !strings.Contains(drifted.Message, " firstName;") {
				t.Errorf("the message is %q, want it to name the first name alone", drifted.Message)
			}
			if diff := cmp.Diff(want.actions, w.actions()); diff != "" || w.reads() != 1 {
				t.Errorf("%d reads; commands in the requests (-want +got):\n%s", w.reads(), diff)
			}
			if got := w.john(); got.FirstName != want.firstName || got.LastName != "Roe" {
				t.Errorf("the user is %+v", got)
			}
			if lists := w.org.Count(http.MethodGet, adobe.PathUsers); lists != 0 {
				t.Errorf("%d lists of users were asked for", lists)
			}
		})
	}
}

// An update whose person is gone is no longer Ready.
func TestDriftOfSomebodyGone(t *testing.T) {
	w := newAdobeWorld(t)
	upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{LastName: new("Roe")})
	upu.Spec.Drift = drift(v1alpha1.DriftReport)
	w.create(upu)
	w.start()
	w.ready(upu, v1alpha1.ReasonApplied)
	if err := w.org.PortalDelete(adobe.BaseJohn); err != nil {
		t.Fatal(err)
	}
	w.overdue(upu)
	w.ready(upu, v1alpha1.ReasonUserNotFound)
}

// Nobody is called out of bed because the vendor could not be asked whether all is as it should be.
func TestDriftThatCannotBeRead(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	upu.Spec.Drift = drift(v1alpha1.DriftCorrect)
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	w.tenant.Inject(mosaic.Fault{Method: http.MethodGet, Times: mosaic.Always, Status: http.StatusInternalServerError})
	w.overdue(upu)
	w.until("two failures", func() bool {
		w.ready(upu, v1alpha1.ReasonApplied)
		return upu.Status.Attempts == 2
	}, func() any { return upu.Status })
	wait := upu.Status.NextAttemptTime.Sub(upu.Status.LastAttemptTime.Time)
	if wait < 10*time.Second || wait > 35*time.Second || len(upu.Status.Errors) != 0 {
		t.Errorf("it is tried again after %s; errors %v", wait, upu.Status.Errors)
	}
}

// A restart costs nothing: what is not due is not read, nor written, nor is a token asked for.
func TestDriftThatIsNotDue(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	upu.Spec.Drift = drift(v1alpha1.DriftCorrect)
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	w.restart()
	last := w.update("last", v1alpha1.Attributes{})
	w.create(last)
	w.ready(last, v1alpha1.ReasonNothingManaged)
	if requests := w.tenant.Requests(); len(requests) != 0 {
		t.Errorf("requests after the restart: %v", requests)
	}
	if got := w.writes.of("userprofileupdates"); got != 1 {
		t.Errorf("the API server got %d writes of updates, want that of the last one", got)
	}
}
