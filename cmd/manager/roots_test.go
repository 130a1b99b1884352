package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// ownCA is the variable that has TestMain report what a process trusts instead of running tests. It names a file with the
// certificate of a CA of one's own.
const ownCA = "TEST_OWN_CA"

// trusted is what a process trusts.
type trusted struct {
	OwnCA   bool `json:"ownCA"`   // the CA of one's own
	Mozilla bool `json:"mozilla"` // every certificate that is compiled in
}

// A process loads its roots once, so each case is a process of its own, and this is all that it does.
func TestMain(m *testing.M) {
	file := os.Getenv(ownCA)
	if file == "" {
		os.Exit(m.Run())
	}
	report, err := trust(file)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(report)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func TestRoots(t *testing.T) {
	t.Parallel()
	own := newCA(t)
	nothing := filepath.Join(t.TempDir(), "nothing")
	for name, test := range map[string]struct {
		env  []string
		want trusted
	}{
		"an image without certificates": {
			[]string{"SSL_CERT_FILE=" + nothing, "SSL_CERT_DIR=" + nothing},
			trusted{Mozilla: true},
		},
		"certificates of the system come first": {
			[]string{"SSL_CERT_FILE=" + own, "SSL_CERT_DIR=" + nothing},
			trusted{OwnCA: true},
		},
		"unless told otherwise": {
			[]string{"SSL_CERT_FILE=" + own, "SSL_CERT_DIR=" + nothing, "GODEBUG=x509usefallbackroots=1"},
			trusted{Mozilla: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := exec.CommandContext(t.Context(), os.Args[0])
			command.Env = append(append(os.Environ(), "GODEBUG=", ownCA+"="+own), test.env...)
			command.Stderr = os.Stderr
			out, err := command.Output()
			if err != nil {
				t.Fatal(err)
			}
			var got trusted
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("trusted (-want +got):\n%s", diff)
			}
		})
	}
}

// trust verifies certificates as a connection does that names no roots.
func trust(file string) (trusted, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return trusted{}, err
	}
	block, _ := pem.Decode(text)
	report := trusted{Mozilla: true}
	if report.OwnCA, err = verifies(block.Bytes); err != nil {
		return trusted{}, err
	}
	for root := range bundle.Roots() {
		if root.Constraint != nil { // is trusted only for what it signed before some day
			continue
		}
		ok, err := verifies(root.Certificate)
		if err != nil {
			return trusted{}, err
		}
		report.Mozilla = report.Mozilla && ok
	}
	return report, nil
}

// verifies tells whether a certificate is trusted in the middle of its life.
func verifies(der []byte) (bool, error) {
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return false, err
	}
	half := certificate.NotAfter.Sub(certificate.NotBefore) / 2
	_, err = certificate.Verify(x509.VerifyOptions{CurrentTime: certificate.NotBefore.Add(half)})
	return err == nil, nil
}

// newCA makes a CA and returns the file with its certificate.
func newCA(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "own CA"},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.Add(time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
