package controllers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

const (
	newEmail   = "john.new@claimed-domain1.com"
	newerEmail = "john.newer@claimed-domain2.com"
)

// john is who has to be found, whatever happens.
func (w *world) john() adobe.User {
	w.Helper()
	user, found := w.org.User(adobe.BaseJohn)
	if !found {
		w.Fatal("john is gone")
	}
	return user
}

// onlyJohnWasWritten holds for everything that an update of john may lead to.
func (w *world) onlyJohnWasWritten() {
	w.Helper()
	for _, write := range w.org.Journal() {
		if write.UserID != adobe.BaseJohn {
			w.Errorf("%s was written: %+v", write.UserID, write)
		}
	}
}

// lose has the answer to the next request with commands get lost, before or after it was carried out.
func (w *world) lose(applied bool) {
	w.org.Inject(adobe.Fault{Method: http.MethodPost, Path: adobe.PathAction, Applied: applied, Drop: true})
}

// A change of the address by which the user is found: they are read and recorded, then the change is sent, and from then
// on they are found by the new address, which nobody can read in the status.
func TestMove(t *testing.T) {
	w := newAdobeWorld(t)
	upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail)})
	w.create(upu)
	w.start()
	w.ready(upu, v1alpha1.ReasonApplied)
	if got := w.john(); got.Email != newEmail || got.Username != newEmail {
		t.Errorf("the user is %+v, want the address and the username that follows it", got)
	}
	if w.reads() != 1 || len(w.actions()) != 1 || w.writes.of("userprofileupdates") != 2 {
		t.Errorf("%d reads, %d requests and %d status writes, want one, one and two",
			w.reads(), len(w.actions()), w.writes.of("userprofileupdates"))
	}
	identity := upu.Status.Identity
	if identity == nil || identity.UserID != adobe.BaseJohn || identity.Move == nil || identity.Move.State != v1alpha1.MoveDone {
		t.Fatalf("identity is %+v, want a move of john that is done", identity)
	}
	if shown := fmt.Sprintf("%+v %+v", identity, identity.Move); strings.Contains(shown, "john.new") {
		t.Errorf("the identity shows the address: %s", shown)
	}

	w.restart()
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.LastName = new("Roe") })
	w.ready(upu, v1alpha1.ReasonApplied)
	if got := w.john(); got.LastName != "Roe" || got.Email != newEmail {
		t.Errorf("the user is %+v, want the last name too", got)
	}
	if w.reads() != 0 {
		t.Errorf("%d reads, want none: nothing moves any more", w.reads())
	}
}

// Whatever happens to the answer, the user is renamed once, and the update knows where they are, also in the next
// process.
func TestLostMoves(t *testing.T) {
	for name, tt := range map[string]struct {
		applied, restart bool
		warnings         []string
	}{
		"lost before it was carried out": {warnings: []string{"UsernameFollows"}},
		"lost after it was carried out":  {applied: true, warnings: []string{"AlreadyMoved"}},
		"lost before, and a restart":     {restart: true, warnings: []string{"UsernameFollows"}},
		"lost after, and a restart":      {applied: true, restart: true, warnings: []string{"AlreadyMoved"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newAdobeWorld(t)
			w.lose(tt.applied)
			upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail), LastName: new("Roe")})
			w.create(upu)
			w.start()
			w.unavailable(upu)
			if got := upu.Status.Identity; got == nil || got.Move == nil || got.Move.State != v1alpha1.MovePending {
				t.Fatalf("identity is %+v, want a pending move", got)
			}
			if tt.restart {
				w.restart()
			}
			w.ready(upu, v1alpha1.ReasonApplied)
			var warnings []string
			for _, warning := range upu.Status.Warnings {
				warnings = append(warnings, warning.WarningCode)
			}
			if diff := cmp.Diff(tt.warnings, warnings); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
			if got := w.john(); got.Email != newEmail || got.LastName != "Roe" {
				t.Errorf("the user is %+v", got)
			}
			if got := upu.Status.Identity.Move; got == nil || got.State != v1alpha1.MoveDone {
				t.Errorf("the move is %+v, want it done", got)
			}
			w.onlyJohnWasWritten()
		})
	}
}

// The next generation corrects a typo in the new address, before or after the first one was reached, while what Adobe lets
// read is older than that.
func TestTypoInTheNewAddress(t *testing.T) {
	for name, lost := range map[string][]bool{
		"done":                             nil,
		"lost before it was carried out":   {false},
		"lost after it was carried out":    {true},
		"and the correction is lost after": {true, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newLaggingAdobeWorld(t)
			for _, applied := range lost {
				w.lose(applied)
			}
			upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail)})
			w.create(upu)
			w.start()
			if lost == nil {
				w.ready(upu, v1alpha1.ReasonApplied)
			} else {
				w.unavailable(upu)
			}
			edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Email = new(newerEmail) })
			w.ready(upu, v1alpha1.ReasonApplied)
			if got := w.john(); got.Email != newerEmail {
				t.Errorf("the user is %+v, want the corrected address", got)
			}
			w.onlyJohnWasWritten()
		})
	}
}

// newLaggingAdobeWorld has an Adobe that is a second behind with what it lets read. The operator expects two.
func newLaggingAdobeWorld(t *testing.T) *world {
	t.Helper()
	w := newAdobeWorldWith(t, func(seed *adobe.Seed) { seed.Knobs.LagMillis = 1000 })
	w.minute = 2 * time.Second
	return w
}

// A move that was made and not answered is repeated at once, while the user still shows where they were. They are not said to
// be gone.
func TestMoveThatDoesNotShowYet(t *testing.T) {
	w := newLaggingAdobeWorld(t)
	w.org.Inject(adobe.Fault{Path: adobe.PathAction, Status: http.StatusInternalServerError, Applied: true})
	upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail)})
	w.create(upu)
	w.start()
	w.ready(upu, v1alpha1.ReasonApplied)
	for _, past := range upu.Status.History {
		if past.Reason == string(v1alpha1.ReasonUserNotFound) {
			t.Errorf("history has %+v", past)
		}
	}
	w.onlyJohnWasWritten()
}

// What is refused for what it says leaves the person where they are: where an earlier request has moved them, though nobody was
// told.
func TestRefusedAfterALostMove(t *testing.T) {
	w := newAdobeWorld(t)
	w.lose(true)
	upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail)})
	w.create(upu)
	w.start()
	w.unavailable(upu)
	refusal := w.org.InjectCommand(adobe.CommandFault{User: newEmail, Code: "error.user.change_domain_update.no", Times: adobe.Always})
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.LastName = new("Roe") })
	w.ready(upu, v1alpha1.ReasonInvalidSpec)
	refusal.Remove()
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.LastName = new("Row") })
	w.ready(upu, v1alpha1.ReasonApplied)
	if got := w.john(); got.Email != newEmail || got.LastName != "Row" {
		t.Errorf("the user is %+v", got)
	}
	w.onlyJohnWasWritten()
}

// The request that moved the person is repeated, as it seemed to fail, and then refused, as the integration's certificate has
// expired, say. They may be where they were or not: that is not forgotten.
func TestRefusedWhileAMoveIsUncertain(t *testing.T) {
	w := newAdobeWorld(t)
	w.org.Inject(adobe.Fault{Path: adobe.PathAction, Status: http.StatusInternalServerError, Applied: true})
	w.org.Inject(adobe.Fault{Path: adobe.PathAction, Nth: 2, Status: http.StatusBadRequest})
	upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail)})
	w.create(upu)
	w.start()
	w.ready(upu, v1alpha1.ReasonInvalidSpec)
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.LastName = new("Roe") })
	w.ready(upu, v1alpha1.ReasonApplied)
	if got := w.john(); got.Email != newEmail || got.LastName != "Roe" {
		t.Errorf("the user is %+v", got)
	}
	w.onlyJohnWasWritten()
}

// The typo is corrected while the move to it is under way.
func TestTypoCorrectedMeanwhile(t *testing.T) {
	for name, lost := range map[string]bool{"answered": false, "lost": true} {
		t.Run(name, func(t *testing.T) {
			w := newLaggingAdobeWorld(t)
			held := adobe.NewGate()
			t.Cleanup(held.Release)
			w.org.Inject(adobe.Fault{Path: adobe.PathAction, Gate: held, Late: true, Applied: true, Drop: lost})
			upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail)})
			w.create(upu)
			w.start()
			if err := held.Await(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Email = new(newerEmail) })
			seen := w.update("seen", v1alpha1.Attributes{Title: new("Dr")})
			w.create(seen)
			w.ready(seen, v1alpha1.ReasonTargetNotFound) // by now the edit was looked at, too
			held.Release()
			w.ready(upu, v1alpha1.ReasonApplied)
			if got := w.john(); got.Email != newerEmail {
				t.Errorf("the user is %+v, want the corrected address", got)
			}
			w.onlyJohnWasWritten()
		})
	}
}

// A mistyped identifier finds nobody, and that is all: the new address may be somebody's, who is never looked at.
func TestMistypedIdentifierOfAMove(t *testing.T) {
	w := newAdobeWorld(t)
	upu := w.adobeUpdate("typo", "jdoo@claimed-domain1.com", v1alpha1.Attributes{Email: new(annsEmail), LastName: new("Roe")})
	w.create(upu)
	w.start()
	w.ready(upu, v1alpha1.ReasonUserNotFound)
	w.restart()
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.FirstName = new("Jane") })
	w.ready(upu, v1alpha1.ReasonUserNotFound)
	if len(w.actions()) != 0 || upu.Status.Identity != nil {
		t.Errorf("requests %v, identity %+v, want none of either", w.actions(), upu.Status.Identity)
	}
}

// An update that was made anew, as by a restored backup, has no record of the move it once made. It says that nobody is
// found, and does not guess.
func TestMoveWithoutARecord(t *testing.T) {
	w := newAdobeWorld(t)
	first := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail)})
	w.create(first)
	w.start()
	w.ready(first, v1alpha1.ReasonApplied)
	if err := w.Delete(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	w.forget()
	again := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail), LastName: new("Roe")})
	w.create(again)
	w.ready(again, v1alpha1.ReasonUserNotFound)
	if len(w.actions()) != 0 {
		t.Errorf("requests with %v commands, want none", w.actions())
	}
	edit(w, again, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Identifier.Value = newEmail })
	w.ready(again, v1alpha1.ReasonApplied)
	w.onlyJohnWasWritten()
}

// The old address now is somebody else's. The update goes on to mean john.
func TestOldAddressOfSomebodyElse(t *testing.T) {
	for name, lost := range map[string]bool{"after the move": false, "while nobody knew whether it was made": true} {
		t.Run(name, func(t *testing.T) {
			w := newAdobeWorld(t)
			upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail)})
			if lost {
				w.lose(true)
			}
			w.create(upu)
			w.start()
			if lost {
				w.unavailable(upu)
			} else {
				w.ready(upu, v1alpha1.ReasonApplied)
			}
			if err := w.org.PortalEdit(adobe.BaseAnn, func(u *adobe.User) { u.Email, u.Username = johnsEmail, johnsEmail }); err != nil {
				t.Fatal(err)
			}
			edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.LastName = new("Roe") })
			w.ready(upu, v1alpha1.ReasonApplied)
			if got := w.john(); got.Email != newEmail || got.LastName != "Roe" {
				t.Errorf("the user is %+v", got)
			}
			w.onlyJohnWasWritten()
		})
	}
}

// Without its key the operator cannot know where it moved somebody to. It stops and says so, and an identifier that names
// them mends it.
func TestLostKey(t *testing.T) {
	w := newAdobeWorld(t)
	upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail)})
	w.create(upu)
	w.start()
	w.ready(upu, v1alpha1.ReasonApplied)
	key := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "userprofile-operator-key"}}
	if err := w.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	w.restart()
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.LastName = new("Roe") })
	w.ready(upu, v1alpha1.ReasonAmbiguousMove)
	if got := len(w.org.Requests()); got != 0 {
		t.Errorf("%d requests to the vendor, want none", got)
	}
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) {
		upu.Annotations = map[string]string{v1alpha1.ReconcileRequestAnnotation: strings.Repeat("now", 100)}
	})
	w.until("the answer", func() bool {
		w.ready(upu, v1alpha1.ReasonAmbiguousMove)
		return upu.Status.LastHandledReconcileAt != ""
	}, func() any { return upu.Status })
	if got := len(w.org.Requests()); got != 0 {
		t.Errorf("%d requests to the vendor when asked again, want none: the old address may be anybody's", got)
	}
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Identifier.Value = newEmail })
	w.ready(upu, v1alpha1.ReasonApplied)
	if got := w.john(); got.LastName != "Roe" {
		t.Errorf("the user is %+v", got)
	}
}

// Updates that were moved cost nothing any more.
func TestMovedCostsNothing(t *testing.T) {
	w := newAdobeWorld(t)
	upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail)})
	w.create(upu)
	w.start()
	w.ready(upu, v1alpha1.ReasonApplied)
	w.restart()
	after := w.adobeUpdate("after", annsEmail, v1alpha1.Attributes{LastName: new("Roe")})
	w.create(after)
	w.ready(after, v1alpha1.ReasonApplied)
	if w.reads() != 0 || len(w.actions()) != 1 || w.writes.of("userprofileupdates") != 1 {
		t.Errorf("%d reads, %d requests and %d status writes, want only those of the other update",
			w.reads(), len(w.actions()), w.writes.of("userprofileupdates"))
	}
}

// A username that is found with its domain moves as an address does.
func TestMoveOfAUsername(t *testing.T) {
	w := newAdobeWorld(t)
	upu := w.adobeUpdate("jane", "jdoe", v1alpha1.Attributes{Username: new("jroe")})
	upu.Spec.Identifier.Type, upu.Spec.Identifier.Domain = v1alpha1.IdentifierUsername, "claimed-domain1.com"
	w.create(upu)
	w.start()
	w.ready(upu, v1alpha1.ReasonApplied)
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.LastName = new("Roe") })
	w.ready(upu, v1alpha1.ReasonApplied)
	user, _ := w.org.User(adobe.BaseUsername)
	if user.Username != "jroe" || user.LastName != "Roe" {
		t.Errorf("the user is %+v", user)
	}
}
