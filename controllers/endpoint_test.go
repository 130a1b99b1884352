package controllers_test

import (
	"net/http"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/tlstest"
)

// newSecureWorld returns a world without objects whose tenant has a certificate of the authority, and whose operator does
// not run yet.
func newSecureWorld(t *testing.T, authority *tlstest.Authority) *world {
	t.Helper()
	w := newEmptyWorld(t)
	w.url = authority.Serve(t, http.StripPrefix("/tenant", w.tenant)).URL + "/tenant"
	return w
}

// authorities are in a ConfigMap.
func authorities(text string) *corev1.ConfigMap {
	return &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: "authorities"}, Data: map[string]string{v1alpha1.DefaultCABundleKey: text},
	}
}

// secureTarget is a connection to the tenant that trusts the authorities.
func (w *world) secureTarget() *v1alpha1.ProfileTarget {
	pt := w.target("default")
	pt.Spec.TLS = trusting("authorities")
	return pt
}

// A host that nobody has named gets nothing: no credentials, no token, no data. Once whoever runs the operator names it,
// all goes on by itself.
func TestHostThatIsNotAllowed(t *testing.T) {
	authority := tlstest.NewAuthority(t)
	w := newSecureWorld(t, authority)
	w.hosts = nil
	w.create(w.secret())
	w.create(authorities(string(authority.PEM())))
	pt := w.secureTarget()
	w.create(pt)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	w.create(upu)
	w.start()
	refused := w.connected(pt, v1alpha1.ReasonEndpointNotAllowed)
	for _, says := range []string{"127.0.0.1", "--allowed-endpoint-hosts"} {
		if !strings.Contains(refused.Message, says) {
			t.Errorf("the message is %q, want %q in it", refused.Message, says)
		}
	}
	if waiting := w.ready(upu, v1alpha1.ReasonTargetNotReady); !strings.Contains(waiting.Message, "--allowed-endpoint-hosts") {
		t.Errorf("the message of the update is %q", waiting.Message)
	}
	if got := w.tenant.Requests(); len(got) != 0 {
		t.Errorf("the host got %d requests", len(got))
	}

	w.hosts = []string{"127.0.0.1"}
	w.restart()
	w.connected(pt, v1alpha1.ReasonConnected)
	w.ready(upu, v1alpha1.ReasonApplied)
}

// A redirect is not followed, whether for a token or for a request, and is said to be no answer of the vendor.
func TestRedirectToAnotherHost(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		redirects func(path string) bool
		target    v1alpha1.Reason
		message   string
	}{
		"token": {
			redirects: func(string) bool { return true },
			target:    v1alpha1.ReasonTargetUnavailable,
			message: "the token endpoint answered HTTP 307 in a form that does not look like Mosaic; check the region or url of the " +
				"ProfileTarget",
		},
		"request": {
			redirects: func(path string) bool { return !strings.HasSuffix(path, "/token") },
			target:    v1alpha1.ReasonConnected,
			message: "the endpoint answered HTTP 307 in a form that does not look like Mosaic; check the region or url of the " +
				"ProfileTarget",
		},
	} {
		t.Run(name, func(t *testing.T) {
			authority := tlstest.NewAuthority(t)
			w := newEmptyWorld(t)
			elsewhere := authority.Serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				t.Errorf("the other host got %s %s with the headers %v", r.Method, r.URL.Path, r.Header)
			}))
			w.url = authority.Serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if test.redirects(r.URL.Path) {
					http.Redirect(rw, r, elsewhere.URL+r.URL.Path, http.StatusTemporaryRedirect)
					return
				}
				w.tenant.ServeHTTP(rw, r)
			})).URL
			w.create(w.secret())
			w.create(authorities(string(authority.PEM())))
			pt := w.secureTarget()
			w.create(pt)
			upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
			w.create(upu)
			w.start()
			shown := w.connected(pt, test.target)
			if test.target == v1alpha1.ReasonConnected {
				shown = w.ready(upu, v1alpha1.ReasonTargetUnavailable)
			}
			if !strings.Contains(shown.Message, test.message) {
				t.Errorf("the message is %q, want %q in it", shown.Message, test.message)
			}
		})
	}
}

// Every mistake in a bundle of authorities shows on the ProfileTarget and is mended at once by mending the bundle.
func TestMistakesInAuthoritiesMendThemselves(t *testing.T) {
	authority := tlstest.NewAuthority(t)
	good := string(authority.PEM())
	for name, test := range map[string]struct {
		text    string // empty: there is no ConfigMap
		reason  v1alpha1.Reason
		message string
	}{
		"missing":        {"", v1alpha1.ReasonCABundleMissing, "authorities of spec.tls.caBundle does not exist; create it"},
		"no certificate": {"hello", v1alpha1.ReasonCABundleInvalid, "holds no certificate in PEM"},
		"another authority's": {
			string(tlstest.NewAuthority(t).PEM()), v1alpha1.ReasonTargetUnavailable,
			"the certificate of the server is not accepted: it was not issued by an authority that is trusted here",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newSecureWorld(t, authority)
			w.create(w.secret())
			pt := w.secureTarget()
			w.create(pt)
			configMap := authorities(test.text)
			if test.text != "" {
				w.create(configMap)
			}
			upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
			w.create(upu)
			w.start()
			if ready := w.connected(pt, test.reason); !strings.Contains(ready.Message, test.message) {
				t.Errorf("the message is %q, want %q in it", ready.Message, test.message)
			}
			w.ready(upu, v1alpha1.ReasonTargetNotReady)
			if got := w.tenant.Requests(); len(got) != 0 {
				t.Errorf("the tenant got %d requests", len(got))
			}
			if test.text == "" {
				w.create(authorities(good))
			} else {
				edit(w, configMap, func(c *corev1.ConfigMap) { c.Data[v1alpha1.DefaultCABundleKey] = good })
			}
			w.connected(pt, v1alpha1.ReasonConnected)
			w.ready(upu, v1alpha1.ReasonApplied)
		})
	}
}
