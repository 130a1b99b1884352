package adobe

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// The public hosts (UMAPI, Authentication and ActionsRef): of the API, and of the token endpoint.
const (
	apiHost = "usermanagement.adobe.io"
	imsHost = "ims-na1.adobelogin.com"

	DefaultBaseURL = "https://" + apiHost
	DefaultIMSURL  = "https://" + imsHost
)

// Hosts returns the names of the public hosts.
func Hosts() []string { return []string{apiHost, imsHost} }

const (
	// RequestsPerMinute is what a client may send to the action endpoint (UMAPI, ActionsRef, Throttle Limits: "client=10").
	RequestsPerMinute = 10

	// ReadsPerMinute is how many single users a client may read (UMAPI, Get user, Throttle Limits: "client=25").
	ReadsPerMinute = 25

	// CommandsPerRequest is the most commands in one request (UMAPI, ActionsRef: "limited to 10"). A request with more is
	// refused whole (zincarla/AdobeUMInterface 13).
	CommandsPerRequest = 10

	// MaxInFlight is how many requests of a client are under way at once by default. It is ours, for Adobe documents none:
	// 10 requests a minute of 1 to 4 s each (the recordings in user-sync.py) are less than one at a time, so 4 are ample.
	MaxInFlight = 4
)

// Config is one connection to an organization.
type Config struct {
	// BaseURL is scheme, host and, behind a gateway, the path before /v2/usermanagement; default DefaultBaseURL.
	BaseURL string

	// IMSURL is the same for the token endpoint, before /ims; default DefaultIMSURL.
	IMSURL string

	// OrgID looks like 12345ABC@AdobeOrg.
	OrgID string

	// ClientID and ClientSecret of an OAuth server-to-server credential. ClientID is the API key, too.
	ClientID     string
	ClientSecret string

	// TestOnly has Adobe check every command and carry out none (UMAPI, ActionsRef, testOnly). A user who does not exist is
	// no error then.
	TestOnly bool

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
	_, _ = fmt.Fprintf(f, "%s at %s", system, c.BaseURL)
}
