package connection_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/tlstest"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func authorities(data map[string]string) *corev1.ConfigMap {
	return &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Namespace: "people", Name: "authorities", UID: "authorities-uid"}, Data: data,
	}
}

func secretAuthorities(label string, data map[string][]byte) *corev1.Secret {
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: "people", Name: "authorities", UID: "secret-authorities-uid",
			Labels: map[string]string{v1alpha1.SecretUseLabel: label},
		},
		Data: data,
	}
}

func TestCABundleProblems(t *testing.T) {
	t.Parallel()
	good := string(tlstest.NewAuthority(t).PEM())
	damaged := good + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
	const create = "; create it with certificates in PEM under the key ca.crt"
	for name, c := range map[string]struct {
		bundle client.Object
		secret bool
		key    string
		want   v1alpha1.Reason // empty: none
		says   string
	}{
		"good":              {bundle: authorities(map[string]string{"ca.crt": good})},
		"good, in binary":   {bundle: binary(good)},
		"good, among text":  {bundle: authorities(map[string]string{"ca.crt": "ours:\n" + good + "and\n" + good})},
		"good, under a key": {bundle: authorities(map[string]string{"all.pem": good}), key: "all.pem"},
		"good, in a Secret": {bundle: secretAuthorities("credentials", map[string][]byte{"ca.crt": []byte(good)}), secret: true},
		"ConfigMap missing": {
			want: v1alpha1.ReasonCABundleMissing, says: "ConfigMap people/authorities of spec.tls.caBundle does not exist" + create,
		},
		"Secret missing": {
			secret: true, want: v1alpha1.ReasonSecretMissing,
			says: create + " and the label identity.userprofile.dev/use=credentials",
		},
		"a Secret, no ConfigMap": {bundle: secretAuthorities("credentials", nil), want: v1alpha1.ReasonCABundleMissing, says: "ConfigMap"},
		"Secret not labelled": {
			bundle: secretAuthorities("values", map[string][]byte{"ca.crt": []byte(good)}), secret: true,
			want: v1alpha1.ReasonSecretNotLabelled, says: "Secret people/authorities is not labelled for use as credentials",
		},
		"key missing": {
			bundle: authorities(map[string]string{"other": good}), want: v1alpha1.ReasonCABundleMissing,
			says: "has no value under the key ca.crt; add certificates",
		},
		"key of a Secret missing": {
			bundle: secretAuthorities("credentials", map[string][]byte{"ca.crt": nil}), secret: true,
			want: v1alpha1.ReasonCABundleMissing, says: "Secret people/authorities of spec.tls.caBundle has no value",
		},
		"no certificate": {
			bundle: authorities(map[string]string{"ca.crt": "hello"}), want: v1alpha1.ReasonCABundleInvalid,
			says: "holds no certificate in PEM under the key ca.crt; put there the certificates",
		},
		"only a key": {
			bundle: authorities(map[string]string{"ca.crt": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}),
			want:   v1alpha1.ReasonCABundleInvalid, says: "no certificate in PEM",
		},
		"one damaged": {
			bundle: authorities(map[string]string{"ca.crt": damaged}), want: v1alpha1.ReasonCABundleInvalid,
			says: "holds a certificate that cannot be read",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			objects := []client.Object{goodSecret()}
			if c.bundle != nil {
				objects = append(objects, c.bundle)
			}
			pt := withCA(mosaicAt("https://login.acme.example"))
			ref := &v1alpha1.CABundleReference{Name: "authorities", Key: c.key}
			pt.Spec.TLS.CABundle = v1alpha1.CABundleSource{ConfigMapRef: ref}
			if c.secret {
				pt.Spec.TLS.CABundle = v1alpha1.CABundleSource{SecretRef: ref}
			}
			r := newSecrets(objects...).resolver()
			if c.want == "" {
				resolved(t, r, pt)
				return
			}
			wantProblem(t, r, pt, c.want, c.says)
		})
	}
}

func binary(text string) *corev1.ConfigMap {
	configMap := authorities(nil)
	configMap.BinaryData = map[string][]byte{"ca.crt": []byte(text)}
	return configMap
}

// A bundle of a form that only a later version of the CRDs has is said to be one.
func TestCABundleOfALaterVersion(t *testing.T) {
	t.Parallel()
	pt := mosaicAt("https://login.acme.example")
	pt.Spec.TLS = &v1alpha1.TLSSettings{}
	wantProblem(t, newSecrets(goodSecret()).resolver(), pt, v1alpha1.ReasonInvalidSpec, "upgrade the operator")
}

// secure is a tenant with a certificate of a private authority, which counts its network connections.
type secure struct {
	*httptest.Server

	opened, closed chan struct{}
}

func newSecure(t *testing.T, authority *tlstest.Authority) *secure {
	t.Helper()
	s := &secure{opened: make(chan struct{}, 16), closed: make(chan struct{}, 16)}
	s.Server = authority.Serve(t, sim.New(sim.Options{Seed: sim.BaseSeed()}), func(server *httptest.Server) {
		server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				s.opened <- struct{}{}
			case http.StateClosed:
				s.closed <- struct{}{}
			default:
			}
		}
	})
	return s
}

// wantClosed waits until a network connection is closed.
func (s *secure) wantClosed(t *testing.T) {
	t.Helper()
	select {
	case <-s.closed:
	case <-time.After(10 * time.Second):
		t.Error("the network connection of the former connection is still open")
	}
}

func simSecret() *corev1.Secret {
	secret := goodSecret()
	secret.Data = map[string][]byte{"client_id": []byte(sim.BaseClientA), "client_secret": []byte(sim.BaseSecret)}
	return secret
}

// A bundle that changes makes another connection, at once, and the former one leaves no socket behind: neither when it is
// replaced, nor when its ProfileTarget goes.
func TestCABundleIsReplaced(t *testing.T) {
	t.Parallel()
	authority, other := tlstest.NewAuthority(t), tlstest.NewAuthority(t)
	tenant := newSecure(t, authority)
	s := newSecrets(simSecret(), authorities(map[string]string{"ca.crt": string(authority.PEM())}))
	r, pt := s.resolver(), withCA(mosaicAt(tenant.URL))

	first := resolved(t, r, pt)
	if err := first.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := resolved(t, r, pt); again != first || s.reads != 1 {
		t.Errorf("the same bundle made another connection, or the Secret was read %d times", s.reads)
	}

	s.setAuthorities(t, string(other.PEM()))
	second := resolved(t, r, pt)
	if second.Version == first.Version || second.Tenant != first.Tenant {
		t.Error("want another version for the same tenant")
	}
	tenant.wantClosed(t)
	const want = "it was not issued by an authority that is trusted here"
	if err := second.Connect(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want one with %q: a bundle takes the place of others", err, want)
	}

	s.setAuthorities(t, string(other.PEM())+string(authority.PEM()))
	third := resolved(t, r, pt)
	if err := third.Connect(t.Context()); err != nil {
		t.Fatalf("with both authorities: %v", err)
	}
	tenant.wantClosed(t) // of the attempt before
	r.Forget(client.ObjectKeyFromObject(pt))
	tenant.wantClosed(t)
	if got := len(tenant.opened); got != 3 {
		t.Errorf("%d network connections, want 3", got)
	}
}

func (s *secrets) setAuthorities(t *testing.T, text string) {
	t.Helper()
	configMap := &corev1.ConfigMap{}
	if err := s.Get(t.Context(), client.ObjectKey{Namespace: "people", Name: "authorities"}, configMap); err != nil {
		t.Fatal(err)
	}
	configMap.Data["ca.crt"] = text
	if err := s.Update(t.Context(), configMap); err != nil {
		t.Fatal(err)
	}
}

// The time-out of the spec bounds a request.
func TestRequestTimeout(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(release) })
	pt := mosaicAt(server.URL)
	pt.Spec.Limits = &v1alpha1.Limits{RequestTimeout: &metav1.Duration{Duration: 50 * time.Millisecond}}
	began := time.Now()
	err := resolved(t, newSecrets(goodSecret()).resolver(), pt).Connect(t.Context())
	if took := time.Since(began); err == nil || !strings.Contains(err.Error(), "no answer came in time") || took > 5*time.Second {
		t.Errorf("%v after %s, want no answer in time", err, took)
	}
}
