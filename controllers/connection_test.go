package controllers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// Every mistake in a connection shows on the ProfileTarget, is repeated by the updates that wait for it, and mends
// itself, for both, when somebody corrects it.
func TestMistakesInAConnectionMendThemselves(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		secret  func(*corev1.Secret) // nil: there is none
		reason  v1alpha1.Reason
		message string
		mend    func(*world, *corev1.Secret)
	}{
		"Secret missing": {
			reason:  v1alpha1.ReasonSecretMissing,
			message: "does not exist; create it with the keys client_id and client_secret",
			mend:    func(w *world, secret *corev1.Secret) { w.create(secret) },
		},
		"Secret without the label": {
			secret:  func(s *corev1.Secret) { s.Labels = nil },
			reason:  v1alpha1.ReasonSecretNotLabelled,
			message: "label it identity.userprofile.dev/use=credentials",
			mend: func(w *world, secret *corev1.Secret) {
				edit(w, secret, func(s *corev1.Secret) {
					s.Labels = map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseCredentials}
				})
			},
		},
		"Secret without a key": {
			secret:  func(s *corev1.Secret) { delete(s.StringData, "client_secret") },
			reason:  v1alpha1.ReasonSecretIncomplete,
			message: "no value under the key client_secret; add it",
			mend: func(w *world, secret *corev1.Secret) {
				edit(w, secret, func(s *corev1.Secret) {
					s.StringData = map[string]string{"client_secret": mosaic.BaseSecret}
				})
			},
		},
		"credentials rejected": {
			secret:  func(s *corev1.Secret) { s.StringData["client_secret"] = "wrong" },
			reason:  v1alpha1.ReasonCredentialsRejected,
			message: "",
			mend: func(w *world, secret *corev1.Secret) {
				edit(w, secret, func(s *corev1.Secret) {
					s.StringData = map[string]string{"client_secret": mosaic.BaseSecret}
				})
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newEmptyWorld(t)
			secret := w.secret()
			if test.secret != nil {
				broken := secret.DeepCopy()
				test.secret(broken)
				w.create(broken)
				secret = broken
			}
			pt := w.target("default")
			w.create(pt)
			upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
			w.create(upu)
			w.start()
			ready := w.connected(pt, test.reason)
			if !strings.Contains(ready.Message, test.message) {
				t.Errorf("the message of the target is %q, want it to contain %q", ready.Message, test.message)
			}
			waiting := w.ready(upu, v1alpha1.ReasonTargetNotReady)
			if !strings.Contains(waiting.Message, w.namespace+"/default") {
				t.Errorf("the message of the update is %q, want the name of the target in it", waiting.Message)
			}
			test.mend(w, secret)
			w.connected(pt, v1alpha1.ReasonConnected)
			w.ready(upu, v1alpha1.ReasonApplied)
		})
	}
}

// A URL that leads to something else than Mosaic says so.
func TestEndpointThatIsNotMosaic(t *testing.T) {
	w := newEmptyWorld(t)
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	w.url = other.URL
	w.create(w.secret())
	pt := w.target("default")
	w.create(pt)
	w.start()
	ready := w.connected(pt, v1alpha1.ReasonTargetUnavailable)
	if !strings.Contains(ready.Message, "Mosaic") {
		t.Errorf("the message is %q, want it to say that this is not Mosaic", ready.Message)
	}
}

// Credentials that are revoked while in use show on the ProfileTarget too. What was applied stays applied.
func TestCredentialsRevokedInUse(t *testing.T) {
	w := newWorld(t)
	applied := w.update("applied", v1alpha1.Attributes{Title: new("Dr")})
	w.create(applied)
	w.ready(applied, v1alpha1.ReasonApplied)
	pt := w.defaultTarget()
	w.connected(pt, v1alpha1.ReasonConnected)

	if err := w.tenant.RotateSecret(mosaic.BaseClientA, "rotated"); err != nil {
		t.Fatal(err)
	}
	w.tenant.RevokeTokens()
	upu := w.update("late", v1alpha1.Attributes{City: new("LA")})
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonTargetNotReady)
	w.connected(pt, v1alpha1.ReasonCredentialsRejected)

	secret := &corev1.Secret{}
	if err := w.Get(t.Context(), client.ObjectKey{Namespace: w.namespace, Name: "credentials"}, secret); err != nil {
		t.Fatal(err)
	}
	edit(w, secret, func(s *corev1.Secret) { s.StringData = map[string]string{"client_secret": "rotated"} })
	w.connected(pt, v1alpha1.ReasonConnected)
	w.ready(upu, v1alpha1.ReasonApplied)
	before := applied.ResourceVersion
	w.ready(applied, v1alpha1.ReasonApplied)
	if applied.ResourceVersion != before {
		t.Error("the update that was applied before was written to")
	}
}

// A role that does not allow an edit shows on the ProfileTarget. Nothing is sent then, and all go on when the role allows
// it and somebody says so, or after a while.
func TestRoleThatDoesNotAllowEdits(t *testing.T) {
	w := newWorld(t)
	pt := w.defaultTarget()
	w.connected(pt, v1alpha1.ReasonConnected)
	w.tenant.SetKnobs(mosaic.Knobs{RoleMode: mosaic.RoleList})
	if err := w.tenant.SetPermissions(mosaic.BaseClientA, "users:read"); err != nil {
		t.Fatal(err)
	}
	w.tenant.RevokeTokens()
	denied := w.update("denied", v1alpha1.Attributes{Title: new("Dr")})
	w.create(denied)
	w.ready(denied, v1alpha1.ReasonTargetNotReady)
	w.connected(pt, v1alpha1.ReasonAccessDenied)
	requests := len(w.userRequests())
	waiting := w.update("waiting", v1alpha1.Attributes{City: new("LA")})
	w.create(waiting)
	w.ready(waiting, v1alpha1.ReasonTargetNotReady)
	if got := w.userRequests()[requests:]; len(got) != 0 {
		t.Errorf("the tenant got %q for an update that had to wait", got)
	}

	if err := w.tenant.SetPermissions(mosaic.BaseClientA, "users:read", "users:edit"); err != nil {
		t.Fatal(err)
	}
	edit(w, pt, func(pt *v1alpha1.ProfileTarget) {
		pt.Annotations = map[string]string{v1alpha1.ReconcileRequestAnnotation: "now"}
	})
	w.connected(pt, v1alpha1.ReasonConnected)
	w.ready(denied, v1alpha1.ReasonApplied)
	w.ready(waiting, v1alpha1.ReasonApplied)
}

// An update whose system its target does not connect to says so, and which systems it does.
func TestTargetOfTheWrongSystem(t *testing.T) {
	for name, test := range map[string]struct {
		system  v1alpha1.System
		target  string
		message string
	}{
		"Adobe through Mosaic": {
			v1alpha1.SystemAdobeEnterprise, "default",
			"spec.target.system is AdobeEnterprise, but ProfileTarget %s/default connects to Mosaic; " +
				"create the update anew with a target of its system",
		},
		"Mosaic through Adobe": {
			v1alpha1.SystemMosaic, "adobe",
			"spec.target.system is Mosaic, but ProfileTarget %s/adobe connects to AdobeEnterprise and AdobeFederated; " +
				"create the update anew with a target of its system",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newAdobeWorld(t)
			w.create(w.secret())
			w.create(w.target("default"))
			w.start()
			upu := w.update("ann", v1alpha1.Attributes{LastName: new("Roe")})
			upu.Spec.Target = v1alpha1.TargetReference{
				System: test.system, Ref: v1alpha1.TargetObjectReference{Name: test.target},
			}
			w.create(upu)
			ready := w.ready(upu, v1alpha1.ReasonTargetMismatch)
			if want := fmt.Sprintf(test.message, w.namespace); ready.Message != want {
				t.Errorf("the message is %q, want %q", ready.Message, want)
			}
			if err := w.Delete(t.Context(), upu); err != nil {
				t.Fatal(err)
			}
			anew := w.update("ann", v1alpha1.Attributes{LastName: new("Roe")})
			w.create(anew)
			w.ready(anew, v1alpha1.ReasonApplied)
		})
	}
}
