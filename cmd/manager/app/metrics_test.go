package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ours is a metric that appears with the first request to a vendor. There may be two: the target and the update may each
// have asked for a token.
const ours = `userprofile_target_requests_total{code="200",operation="token",system="Mosaic"} `

// The operator of config/default serves its metrics to whom the API server lets have them, and to nobody else.
func TestMetricsOfTheDeployment(t *testing.T) {
	t.Parallel()
	c := newCluster(t, "default", "userprofile-system")
	r := c.start()
	c.updatesSomebody("people")
	for _, name := range []string{"prometheus", "stranger"} {
		c.create(&corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Namespace: "strangers", Name: name}})
	}
	c.create(&rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "prometheus"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "userprofile-operator-metrics-reader"},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: "strangers", Name: "prometheus"}},
	})
	c.mayScrape("system:serviceaccount:strangers:prometheus")

	for name, test := range map[string]struct {
		token string
		want  int
	}{
		"nobody":          {"", http.StatusUnauthorized},
		"invented token":  {"invented", http.StatusInternalServerError}, // so controller-runtime says that the review failed
		"no permission":   {c.token("strangers", "stranger"), http.StatusForbidden},
		"with permission": {c.token("strangers", "prometheus"), http.StatusOK},
	} {
		code, body, err := c.scrape("https://"+r.metrics+"/metrics", test.token)
		if err != nil {
			t.Fatal(err)
		}
		if code != test.want || strings.Contains(body, ours) != (test.want == http.StatusOK) {
			t.Errorf("%s: HTTP %d, want %d:\n%s", name, code, test.want, body)
		}
	}
	code, body, err := c.scrape("http://"+r.metrics+"/metrics", c.token("strangers", "prometheus"))
	if err == nil && code != http.StatusBadRequest { // the connection is closed, at times before the answer is read
		t.Errorf("plain HTTP: HTTP %d, want 400:\n%s", code, body)
	}
	handshakes(t, r.metrics)
	probes(c, r)
}

// mayScrape waits until a role that was just bound has an effect: the operator remembers a refusal for a while.
func (c *cluster) mayScrape(user string) {
	c.Helper()
	c.until(func() string {
		review := &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
			User: user, NonResourceAttributes: &authorizationv1.NonResourceAttributes{Path: "/metrics", Verb: "get"},
		}}
		c.create(review)
		if !review.Status.Allowed {
			return fmt.Sprintf("%s may not scrape: %+v", user, review.Status)
		}
		return ""
	})
}

// handshakes are what clients may agree upon with the server.
func handshakes(t *testing.T, address string) {
	t.Helper()
	for name, test := range map[string]struct {
		version uint16
		offered []string
		want    string
	}{
		"TLS 1.0":            {tls.VersionTLS10, nil, "protocol version"},
		"TLS 1.1":            {tls.VersionTLS11, nil, "protocol version"},
		"TLS 1.2":            {tls.VersionTLS12, nil, ""},
		"TLS 1.3":            {tls.VersionTLS13, nil, ""},
		"HTTP/2 or HTTP/1.1": {tls.VersionTLS13, []string{"h2", "http/1.1"}, "http/1.1"},
		"HTTP/2 alone":       {tls.VersionTLS13, []string{"h2"}, "no application protocol"},
	} {
		var got string
		connection, err := tls.Dial("tcp", address, &tls.Config{
			InsecureSkipVerify: true, MinVersion: test.version, MaxVersion: test.version, NextProtos: test.offered,
		})
		if err != nil {
			got = err.Error()
		} else {
			got = connection.ConnectionState().NegotiatedProtocol
			_ = connection.Close()
		}
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// probes say whether all is well, and nothing of what is not: everybody may ask.
func probes(c *cluster, r *replica) {
	c.Helper()
	for path, want := range map[string]string{
		"/healthz": "200 ok", "/readyz": "200 ok", "/metrics": "404 404 page not found\n", "/debug/pprof/": "404 404 page not found\n",
	} {
		code, body, err := c.probe(r, path)
		if got := fmt.Sprintf("%d %s", code, body); err != nil || got != want {
			c.Errorf("%s: got %q, %v; want %q", path, got, err, want)
		}
	}
}

// The certificate of a directory, such as a mounted Secret, is served instead of one that nobody knows; also the next one.
func TestCertificateOfTheMetrics(t *testing.T) {
	t.Parallel()
	c := newCluster(t, "default", "userprofile-system")
	dir := t.TempDir()
	first := writeCertificate(t, dir)
	r := c.start("--metrics-cert-path=" + dir)
	serves := func(want *x509.Certificate) {
		t.Helper()
		roots := x509.NewCertPool()
		roots.AddCert(want)
		c.until(func() string {
			connection, err := tls.Dial("tcp", r.metrics, &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13})
			if err != nil {
				return fmt.Sprintf("the certificate of the directory is not served: %v", err)
			}
			_ = connection.Close()
			return ""
		})
	}
	serves(first)
	serves(writeCertificate(t, dir))
	handshakes(t, r.metrics)
}

// writeCertificate writes a new certificate for 127.0.0.1 into a directory, with its key.
func writeCertificate(t *testing.T, dir string) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: t.Name()},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{
		"tls.crt": {Type: "CERTIFICATE", Bytes: der}, "tls.key": {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(filepath.Join(dir, file), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

// scrape does what Prometheus does. It does not know the certificate, which is the replica's own.
func (c *cluster) scrape(url, token string) (code int, body string, err error) {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), http.MethodGet, url, nil)
	if err != nil {
		c.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}
	return do(&http.Client{Transport: transport}, req)
}
