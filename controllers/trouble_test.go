package controllers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// Every mistake a person can make in an update ends in a condition that says what to change, and mends itself when
// they do.
func TestMistakesInAnUpdateMendThemselves(t *testing.T) {
	for name, test := range map[string]struct {
		update  func(*world) *v1alpha1.UserProfileUpdate
		reason  v1alpha1.Reason
		message string
		mend    func(*world, *v1alpha1.UserProfileUpdate)
	}{
		"unknown ProfileTarget": {
			update: func(w *world) *v1alpha1.UserProfileUpdate {
				upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
				upu.Spec.Target.Ref.Name = "later"
				return upu
			},
			reason:  v1alpha1.ReasonTargetNotFound,
			message: "/later does not exist; create it",
			mend: func(w *world, _ *v1alpha1.UserProfileUpdate) {
				w.create(w.target("later"))
			},
		},
		"identifier that matches nobody": {
			update: func(w *world) *v1alpha1.UserProfileUpdate {
				upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
				upu.Spec.Identifier.Value = "nobody@x.io"
				return upu
			},
			reason:  v1alpha1.ReasonUserNotFound,
			message: "correct spec.identifier, or create the user",
			mend: func(w *world, upu *v1alpha1.UserProfileUpdate) {
				edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Identifier.Value = "a@x.io" })
			},
		},
		"user who is created later": {
			update: func(w *world) *v1alpha1.UserProfileUpdate {
				upu := w.update("eve", v1alpha1.Attributes{Title: new("Dr")})
				upu.Spec.Identifier.Value = "eve@x.io"
				return upu
			},
			reason:  v1alpha1.ReasonUserNotFound,
			message: "create the user",
			mend: func(w *world, _ *v1alpha1.UserProfileUpdate) {
				_, err := w.tenant.PortalCreate(mosaic.User{
					Email: &mosaic.Contact{Value: "eve@x.io"},
					Apps:  map[string]mosaic.AppProfile{mosaic.BaseAppA: {}},
				})
				if err != nil {
					w.Fatal(err)
				}
			},
		},
		"custom identifier that matches nobody": {
			update: func(w *world) *v1alpha1.UserProfileUpdate {
				upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
				upu.Spec.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierCustom, Name: "accountNumber", Value: "1"}
				return upu
			},
			reason:  v1alpha1.ReasonIdentifierUnresolved,
			message: "does not prove that there is none",
			mend: func(w *world, upu *v1alpha1.UserProfileUpdate) {
				edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) {
					upu.Spec.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, Value: "a@x.io"}
				})
			},
		},
		"custom attribute that is not in the schema": {
			update: func(w *world) *v1alpha1.UserProfileUpdate {
				return w.update("ann", v1alpha1.Attributes{Custom: &apiextensionsv1.JSON{Raw: []byte(`{"loyaltyPoints":3}`)}})
			},
			reason:  v1alpha1.ReasonInvalidSpec,
			message: "userSchema has no attribute loyaltyPoints; declare it there",
			mend: func(w *world, _ *v1alpha1.UserProfileUpdate) {
				edit(w, w.defaultTarget(), func(pt *v1alpha1.ProfileTarget) {
					pt.Spec.Mosaic.UserSchema = append(pt.Spec.Mosaic.UserSchema,
						v1alpha1.CustomAttribute{Name: "loyaltyPoints", Type: v1alpha1.CustomNumber})
				})
			},
		},
		"value that the vendor rejects": {
			update: func(w *world) *v1alpha1.UserProfileUpdate {
				return w.update("ann", v1alpha1.Attributes{FirstName: new(strings.Repeat("x", 31))})
			},
			reason:  v1alpha1.ReasonInvalidSpec,
			message: "first_name",
			mend: func(w *world, upu *v1alpha1.UserProfileUpdate) {
				edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.FirstName = new("Anna") })
			},
		},
		"unique value that another user has": {
			update: func(w *world) *v1alpha1.UserProfileUpdate {
				return w.update("ann", v1alpha1.Attributes{ExternalUserID: new("E2")})
			},
			reason:  v1alpha1.ReasonIdentifierTaken,
			message: "another user has",
			mend: func(w *world, upu *v1alpha1.UserProfileUpdate) {
				edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.ExternalUserID = new("E1") })
			},
		},
		"feature that is off at the vendor": {
			update: func(w *world) *v1alpha1.UserProfileUpdate {
				w.tenant.SetKnobs(mosaic.Knobs{CustomFields: mosaic.CustomFieldsOff})
				return w.update("ann", v1alpha1.Attributes{
					Title:  new("Dr"),
					Custom: &apiextensionsv1.JSON{Raw: []byte(`{"preferredStoreLocation":"NYC"}`)},
				})
			},
			reason:  v1alpha1.ReasonNotHonoured,
			message: "does not show custom.preferredStoreLocation",
			mend: func(w *world, upu *v1alpha1.UserProfileUpdate) {
				w.tenant.SetKnobs(mosaic.Knobs{})
				edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Title = new("Prof") })
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			upu := test.update(w)
			w.create(upu)
			ready := w.ready(upu, test.reason)
			if !strings.Contains(ready.Message, test.message) {
				t.Errorf("the message is %q, want it to contain %q", ready.Message, test.message)
			}
			results, errs := upu.Status.Results, upu.Status.Errors
			if results == nil || results.NotCompleted != 1 || len(errs) != 1 || errs[0].Message == "" {
				t.Errorf("results are %+v with errors %+v, want one not completed with its error", results, errs)
			}
			test.mend(w, upu)
			w.ready(upu, v1alpha1.ReasonApplied)
			if upu.Status.Errors != nil || upu.Status.Attempts != 0 || upu.Status.NextAttemptTime != nil {
				t.Errorf("traces of the failure are left: %+v", upu.Status)
			}
		})
	}
}

// A failure of the vendor passes: the update is tried again by itself.
func TestFailuresOfTheVendorPass(t *testing.T) {
	for name, fault := range map[string]mosaic.Fault{
		"500":                         {Status: http.StatusInternalServerError},
		"502 with a page":             {Status: http.StatusBadGateway, Answer: mosaic.AnswerHTML},
		"truncated JSON":              {Answer: mosaic.AnswerTruncated},
		"answer larger than 1 MiB":    {Answer: mosaic.AnswerOversized},
		"connection reset":            {Drop: true, Method: http.MethodPut},
		"PUT applied, then reset":     {Drop: true, Applied: true, Method: http.MethodPut},
		"PUT applied, then truncated": {Answer: mosaic.AnswerTruncated, Method: http.MethodPut},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if fault.Method == "" {
				fault.Method = http.MethodGet
			}
			injected := w.tenant.Inject(fault)
			upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
			w.create(upu)
			ready := w.unavailable(upu)
			if upu.Status.NextAttemptTime == nil || upu.Status.Attempts != 1 {
				t.Errorf("after the failure the status is %+v, want the next attempt in it", upu.Status)
			}
			if strings.Contains(ready.Message, "<html") {
				t.Errorf("the message holds a page: %s", ready.Message)
			}
			w.converged(upu)
			if injected.Fired() != 1 {
				t.Errorf("the fault fired %d times", injected.Fired())
			}
			var changed int
			for _, write := range w.tenant.Journal() {
				changed += len(write.Changed)
			}
			if changed != 1 {
				t.Errorf("the tenant's journal is %v, want exactly one net change", w.tenant.Journal())
			}
		})
	}
}

// A throttled lane waits as long as the vendor asked, and the update succeeds without a word about it.
func TestThrottling(t *testing.T) {
	w := newWorld(t)
	w.tenant.Inject(mosaic.Fault{
		Method: http.MethodGet, Status: http.StatusTooManyRequests,
		RetryAfter: mosaic.RetryAfterSeconds, RetryAfterIn: 2 * time.Second,
	})
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	requests := w.userRequests()
	want := []string{"GET " + mosaic.PathByEmail, "GET " + mosaic.PathByEmail, "PUT " + mosaic.PathUser}
	if diff := cmp.Diff(want, requests); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if got := w.writes.of("userprofileupdates"); got != 1 {
		t.Errorf("the API server got %d writes, want 1", got)
	}
}

// Whoever has to wait for long is told so, once, with an estimate; those under way and those queued alike.
func TestLongWaitIsSaid(t *testing.T) {
	w := newWorld(t)
	w.connected(w.defaultTarget(), v1alpha1.ReasonConnected)
	w.tenant.Inject(mosaic.Fault{
		Method: http.MethodGet, Status: http.StatusTooManyRequests,
		RetryAfter: mosaic.RetryAfterSeconds, RetryAfterIn: 40 * time.Second,
	})
	began := time.Now()
	first := w.update("first", v1alpha1.Attributes{Title: new("Dr")})
	w.create(first)
	w.until("the refusal", func() bool { return len(w.userRequests()) == 1 }, func() any { return w.userRequests() })
	second := w.update("second", v1alpha1.Attributes{City: new("LA")})
	w.create(second)
	for _, upu := range []*v1alpha1.UserProfileUpdate{first, second} {
		w.ready(upu, v1alpha1.ReasonQueued)
		if upu.Status.NextAttemptTime == nil || upu.Status.NextAttemptTime.Sub(began) < 35*time.Second {
			t.Errorf("%s: the next attempt is expected at %v, want the end of the pause", upu.Name, upu.Status.NextAttemptTime)
		}
		if upu.Status.Results != nil || upu.Status.Attempts != 0 {
			t.Errorf("%s: waiting counts as an attempt: %+v", upu.Name, upu.Status)
		}
	}
	for _, upu := range []*v1alpha1.UserProfileUpdate{first, second} {
		w.ready(upu, v1alpha1.ReasonApplied)
	}
	if got := w.writes.of("userprofileupdates"); got != 4 {
		t.Errorf("the API server got %d writes, want two for each update", got)
	}
}

// An expired or revoked token is replaced by exactly one new one.
func TestOneNewTokenOn401(t *testing.T) {
	w := newWorld(t)
	w.connected(w.defaultTarget(), v1alpha1.ReasonConnected)
	w.tenant.RevokeTokens()
	before := w.tenant.Count(http.MethodPost, mosaic.PathToken)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	if got := w.tenant.Count(http.MethodPost, mosaic.PathToken) - before; got != 1 {
		t.Errorf("%d tokens were asked for, want 1", got)
	}
}

// What came of a request is told although its connection was taken away in the meantime, and so nothing is sent twice.
func TestOutcomeOutlivesItsConnection(t *testing.T) {
	w := newAdobeWorld(t)
	held := adobe.NewGate()
	t.Cleanup(held.Release)
	w.org.Inject(adobe.Fault{Path: adobe.PathAction, Gate: held, Late: true})
	upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{LastName: new("Roe")})
	w.create(upu)
	w.start()
	if err := held.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	pt := w.targetNamed("adobe")
	edit(w, pt, func(pt *v1alpha1.ProfileTarget) { pt.Spec.Suspend = true })
	w.connected(pt, v1alpha1.ReasonSuspended)
	held.Release()
	w.ready(upu, v1alpha1.ReasonApplied)
	edit(w, pt, func(pt *v1alpha1.ProfileTarget) { pt.Spec.Suspend = false })
	w.connected(pt, v1alpha1.ReasonConnected)
	next := w.adobeUpdate("ann", annsEmail, v1alpha1.Attributes{LastName: new("Roe")})
	w.create(next)
	w.ready(next, v1alpha1.ReasonApplied)
	if journal := w.org.Journal(); len(journal) != 2 {
		t.Errorf("%d writes, want one of each: %+v", len(journal), journal)
	}
}
