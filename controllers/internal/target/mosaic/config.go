package mosaic

import (
	"fmt"
	"net/http"

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

	// Transport sends the requests; default: one of its own. It is the seam for tests and for other TLS settings.
	Transport http.RoundTripper

	// Metrics count the requests; nil for none.
	Metrics *transport.Metrics
}

// Format prints the endpoint only, under every verb.
func (c Config) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "Mosaic at %s", c.BaseURL)
}
