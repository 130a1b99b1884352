package controllers_test

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/tlstest"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// newConnectedWorld returns a world whose operator is connected to a tenant over TLS.
func newConnectedWorld(t *testing.T) (*world, *v1alpha1.ProfileTarget) {
	t.Helper()
	authority := tlstest.NewAuthority(t)
	w := newSecureWorld(t, authority)
	w.create(w.secret())
	w.create(authorities(string(authority.PEM())))
	pt := w.secureTarget()
	w.create(pt)
	w.start()
	w.connected(pt, v1alpha1.ReasonConnected)
	return w, pt
}

// putCredentials edits a Secret, and returns its new version.
func (w *world) putCredentials(name, clientSecret string) string {
	w.Helper()
	secret := &corev1.Secret{}
	if err := w.Get(w.Context(), client.ObjectKey{Namespace: w.namespace, Name: name}, secret); err != nil {
		w.Fatal(err)
	}
	edit(w, secret, func(s *corev1.Secret) { s.StringData = map[string]string{"client_secret": clientSecret} })
	return secret.ResourceVersion
}

// answers are how often the tenant gave each status, to requests for tokens and to others.
func (w *world) answers() (tokens, others map[int]int) {
	tokens, others = map[int]int{}, map[int]int{}
	for _, request := range w.tenant.Requests() {
		if request.Path == mosaic.PathToken {
			tokens[request.Status]++
		} else {
			others[request.Status]++
		}
	}
	return tokens, others
}

// A Secret that is edited is noticed at once, and used for the next request, by the operator that runs.
func TestRotationOfASecret(t *testing.T) {
	w, pt := newConnectedWorld(t)
	before := w.update("before", v1alpha1.Attributes{Title: new("Dr")})
	w.create(before)
	w.ready(before, v1alpha1.ReasonApplied)

	if err := w.tenant.RotateSecret(mosaic.BaseClientA, "rotated"); err != nil {
		t.Fatal(err)
	}
	version := w.putCredentials("credentials", "rotated")
	w.until("connected with the new Secret", func() bool {
		w.connected(pt, v1alpha1.ReasonConnected)
		return pt.Status.ObservedSecret.ResourceVersion == version
	}, func() any { return pt.Status })
	w.tenant.Forget()
	after := w.update("after", v1alpha1.Attributes{City: new("LA")})
	w.create(after)
	w.ready(after, v1alpha1.ReasonApplied)
	if tokens, others := w.answers(); len(tokens) != 0 || len(others) != 1 || others[http.StatusOK] == 0 {
		t.Errorf("the tenant answered %v to requests for tokens and %v to others, want no further token and no failure", tokens, others)
	}
	written := before.ResourceVersion
	if w.ready(before, v1alpha1.ReasonApplied); before.ResourceVersion != written {
		t.Error("the update that was applied before was written to")
	}
}

// While both secrets are good, and updates go on meanwhile, a rotation fails no request: not while the new secret is added at
// Adobe, nor while it comes into the Secret, nor when the old one is taken away.
func TestRotationWithoutInterruption(t *testing.T) {
	authority := tlstest.NewAuthority(t)
	w := newEmptyWorld(t)
	seed := adobe.BaseSeed()
	seed.Knobs.ActionRate = adobe.Unlimited
	w.org = adobe.New(adobe.Options{Seed: seed})
	server := authority.Serve(t, w.org)
	w.create(&corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Name: "adobe", Labels: map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseCredentials},
		},
		StringData: map[string]string{"client_id": adobe.BaseClientA, "client_secret": adobe.BaseSecret},
	})
	w.create(authorities(string(authority.PEM())))
	pt := w.secureTarget()
	pt.Name = "adobe"
	pt.Spec.Mosaic = nil
	pt.Spec.Adobe = &v1alpha1.AdobeConnection{
		OrgID: adobe.BaseOrg, URL: server.URL, IMSURL: server.URL,
		CredentialsSecretRef: v1alpha1.SecretReference{Name: "adobe"},
	}
	pt.Spec.Limits = &v1alpha1.Limits{RequestsPerMinute: new(int32(90000))}
	w.create(pt)
	upu := w.adobeUpdate("ann", annsEmail, v1alpha1.Attributes{LastName: new("Roe")})
	w.create(upu)
	w.start()
	w.ready(upu, v1alpha1.ReasonApplied)
	w.connected(pt, v1alpha1.ReasonConnected)
	n := 0
	change := func() {
		t.Helper()
		n++
		edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.LastName = new(fmt.Sprintf("Roe %d", n)) })
		w.ready(upu, v1alpha1.ReasonApplied)
	}
	change()
	if err := w.org.AddSecret(adobe.BaseClientA, "added"); err != nil {
		t.Fatal(err)
	}
	change()
	version := w.putCredentials("adobe", "added")
	for observed := ""; observed != version; observed = w.targetNamed("adobe").Status.ObservedSecret.ResourceVersion {
		change() // while the connection is replaced
	}
	if err := w.org.RotateSecret(adobe.BaseClientA, "added"); err != nil {
		t.Fatal(err)
	}
	change()
	for _, request := range w.org.Requests() {
		if request.Status != http.StatusOK {
			t.Errorf("Adobe answered %d to %s %s", request.Status, request.Method, request.Path)
		}
	}
	if got := w.org.Count(http.MethodPost, adobe.PathTokenV3); got < 2 {
		t.Errorf("%d tokens, want one for each secret at least", got)
	}
}

// A token that is no longer accepted costs one answer and one new token, not the connection.
func TestRevokedToken(t *testing.T) {
	w, pt := newConnectedWorld(t)
	first := w.update("first", v1alpha1.Attributes{Title: new("Dr")})
	w.create(first)
	w.ready(first, v1alpha1.ReasonApplied)
	w.tenant.Forget()
	w.tenant.RevokeTokens()
	second := w.update("second", v1alpha1.Attributes{City: new("LA")})
	w.create(second)
	w.ready(second, v1alpha1.ReasonApplied)
	tokens, others := w.answers()
	if tokens[http.StatusOK] != 1 || len(tokens) != 1 || others[http.StatusUnauthorized] != 1 {
		t.Errorf("the tenant answered %v to requests for tokens and %v to others, want one 401 and one token", tokens, others)
	}
	w.connected(pt, v1alpha1.ReasonConnected)
}

// A token that expires is renewed before, and costs not even that.
func TestExpiredToken(t *testing.T) {
	authority := tlstest.NewAuthority(t)
	w := newSecureWorld(t, authority)
	w.tenant.SetKnobs(mosaic.Knobs{TokenTTLSeconds: 1})
	w.create(w.secret())
	w.create(authorities(string(authority.PEM())))
	pt := w.secureTarget()
	w.create(pt)
	first := w.update("first", v1alpha1.Attributes{Title: new("Dr")})
	w.create(first)
	w.start()
	w.ready(first, v1alpha1.ReasonApplied)
	w.connected(pt, v1alpha1.ReasonConnected)
	used := time.Now()
	w.until("expiry", func() bool { return time.Since(used) > time.Second }, func() any { return "" })
	w.tenant.SetKnobs(mosaic.Knobs{}) // the next token lives long enough for both requests
	w.tenant.Forget()
	second := w.update("second", v1alpha1.Attributes{City: new("LA")})
	w.create(second)
	w.ready(second, v1alpha1.ReasonApplied)
	tokens, others := w.answers()
	if tokens[http.StatusOK] != 1 || len(others) != 1 || others[http.StatusOK] == 0 {
		t.Errorf("the tenant answered %v to requests for tokens and %v to others, want one token and no failure", tokens, others)
	}
}

// A gateway gets a certificate of a new authority. With both in the bundle nobody notices; without, what fails goes on as
// soon as the bundle has it. The operator runs through all of it.
func TestRotationOfAnAuthority(t *testing.T) {
	t.Parallel()
	before, after := tlstest.NewAuthority(t), tlstest.NewAuthority(t)
	for name, test := range map[string]struct {
		bundle   func(text string) client.Object
		source   v1alpha1.CABundleSource
		overlaps bool
	}{
		"ConfigMap": {
			func(text string) client.Object { return authorities(text) },
			v1alpha1.CABundleSource{ConfigMapRef: &v1alpha1.CABundleReference{Name: "authorities"}},
			false,
		},
		"ConfigMap, both for a while": {
			func(text string) client.Object { return authorities(text) },
			v1alpha1.CABundleSource{ConfigMapRef: &v1alpha1.CABundleReference{Name: "authorities"}},
			true,
		},
		"Secret": {
			func(text string) client.Object { return secretAuthorities(text) },
			v1alpha1.CABundleSource{SecretRef: &v1alpha1.CABundleReference{Name: "authorities"}},
			false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newEmptyWorld(t)
			gateway := newGateway(t, w.tenant, before)
			w.url = gateway.URL
			w.create(w.secret())
			bundle := test.bundle(string(before.PEM()))
			w.create(bundle)
			pt := w.secureTarget()
			pt.Spec.TLS.CABundle = test.source
			w.create(pt)
			w.start()
			w.connected(pt, v1alpha1.ReasonConnected)
			first := w.update("first", v1alpha1.Attributes{Title: new("Dr")})
			w.create(first)
			w.ready(first, v1alpha1.ReasonApplied)
			if test.overlaps {
				w.trust(pt, bundle, test.bundle(string(before.PEM())+string(after.PEM())))
			}

			gateway.rotate(after)
			second := w.update("second", v1alpha1.Attributes{City: new("LA")})
			w.create(second)
			if !test.overlaps {
				w.ready(second, v1alpha1.ReasonTargetUnavailable)
			} else {
				w.ready(second, v1alpha1.ReasonApplied)
			}

			w.trust(pt, bundle, test.bundle(string(after.PEM())))
			w.ready(second, v1alpha1.ReasonApplied)
			third := w.update("third", v1alpha1.Attributes{State: new("CA")})
			w.create(third)
			w.ready(third, v1alpha1.ReasonApplied)
		})
	}
}

// secretAuthorities are in a Secret.
func secretAuthorities(text string) *corev1.Secret {
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Name: "authorities", Labels: map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseCredentials},
		},
		Data: map[string][]byte{v1alpha1.DefaultCABundleKey: []byte(text)},
	}
}

// trust replaces a bundle, and waits until the target is connected with it.
func (w *world) trust(pt *v1alpha1.ProfileTarget, bundle, next client.Object) {
	w.Helper()
	next.SetNamespace(w.namespace)
	if err := w.Update(w.Context(), next); err != nil {
		w.Fatal(err)
	}
	w.until("connected with the new bundle", func() bool {
		w.connected(pt, v1alpha1.ReasonConnected)
		observed := pt.Status.ObservedCABundle
		return observed != nil && observed.UID == string(bundle.GetUID()) && observed.ResourceVersion == next.GetResourceVersion()
	}, func() any { return pt.Status })
}

// gateway is a server whose certificate changes.
type gateway struct {
	*httptest.Server

	config atomic.Pointer[tls.Config]
	test   *testing.T
}

func newGateway(t *testing.T, behind http.Handler, authority *tlstest.Authority) *gateway {
	t.Helper()
	g := &gateway{test: t}
	g.rotate(authority)
	g.Server = authority.Serve(t, behind, func(s *httptest.Server) {
		s.TLS.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return g.config.Load(), nil }
	})
	return g
}

// rotate takes a certificate of the authority, for connections to come; those there are end.
func (g *gateway) rotate(authority *tlstest.Authority) {
	g.config.Store(&tls.Config{Certificates: []tls.Certificate{authority.Issue(g.test)}, MinVersion: tls.VersionTLS12})
	if g.Server != nil {
		g.CloseClientConnections()
	}
}
