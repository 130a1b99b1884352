package mosaic

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

const (
	// RequestsPerMinute is what Mosaic documents for user management (Mosaic guides, Rate limits: 20,000 requests per
	// minute per application).
	RequestsPerMinute = 20000

	// MaxInFlight is ours: enough for some thousand requests a minute at usual response times, too little to be
	// noticed by Mosaic's edge.
	MaxInFlight = 16
)

// Config is one connection to a tenant.
type Config struct {
	// BaseURL is scheme, host and, behind a gateway, the path before /cis.
	BaseURL string

	// ClientID and ClientSecret of an application of the tenant.
	ClientID     string
	ClientSecret string

	// B2C tenants alone have custom attributes and custom identifiers.
	B2C bool

	// CustomAttributes of the tenant's user schema, by name. Mosaic has no API to read it.
	CustomAttributes map[string]target.Type

	// CustomIdentifiers are the custom attributes by which users can be found.
	CustomIdentifiers []string

	// Roots are the authorities that have to sign the certificates of the hosts; nil for those that the system trusts.
	Roots *x509.CertPool

	// Timeout bounds one request, with its token and its answer; default transport.DefaultTimeout.
	Timeout time.Duration

	// Transport sends the requests; default: one of its own. It is the seam for tests: Roots has no effect on it.
	Transport http.RoundTripper

	// Metrics count the requests; nil for none.
	Metrics *transport.Metrics
}

// Format prints the endpoint only, under every verb.
func (c Config) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "Mosaic at %s", c.BaseURL)
}
