package tlstest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Loopback is the address of the servers.
const Loopback = "127.0.0.1"

// lifetime of certificates, before and after now.
const lifetime = time.Hour

// Authority signs certificates of servers.
type Authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// NewAuthority returns an authority that nobody trusts yet.
func NewAuthority(tb testing.TB) *Authority {
	tb.Helper()
	key := newKey(tb)
	template := template("Private authority")
	template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
	return &Authority{certificate: sign(tb, template, template, key, key), key: key}
}

// PEM is the certificate of the authority.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

// Pool trusts the authority and no other.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// Issue returns the certificate of a server, for Loopback and valid now unless an edit says otherwise.
func (a *Authority) Issue(tb testing.TB, edits ...func(*x509.Certificate)) tls.Certificate {
	tb.Helper()
	key := newKey(tb)
	template := template("Server")
	template.IPAddresses = []net.IP{net.ParseIP(Loopback)}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, edit := range edits {
		edit(template)
	}
	return tls.Certificate{Certificate: [][]byte{sign(tb, template, a.certificate, key, a.key).Raw}, PrivateKey: key}
}

// Serve serves over TLS until the end of the test, with a good certificate unless an edit says otherwise.
func (a *Authority) Serve(tb testing.TB, handler http.Handler, edits ...func(*httptest.Server)) *httptest.Server {
	tb.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{a.Issue(tb)}, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it would tell of every handshake that is refused
	for _, edit := range edits {
		edit(server)
	}
	server.StartTLS()
	tb.Cleanup(server.Close)
	return server
}

func template(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-lifetime),
		NotAfter:     time.Now().Add(lifetime),
	}
}

func newKey(tb testing.TB) *ecdsa.PrivateKey {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

func sign(tb testing.TB, template, parent *x509.Certificate, key, by *ecdsa.PrivateKey) *x509.Certificate {
	tb.Helper()
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, by)
	if err != nil {
		tb.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(raw)
	if err != nil {
		tb.Fatal(err)
	}
	return certificate
}
