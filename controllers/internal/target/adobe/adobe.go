package adobe

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// system is the name of both systems in the metrics: they share a token, and requests for it are neither's.
const system = "Adobe"

// scope of the tokens: all three are mandatory, in one text with commas (Developer Console, OAuth server-to-server).
const scope = "openid,AdobeID,user_management_sdk"

// Organization is what is connected with one credential: a Target for each system, which share the token. A credential
// is for all users of its organization, whatever their type.
type Organization struct {
	Enterprise *Target
	Federated  *Target
}

// Target is the users of one system.
type Target struct {
	*connection

	traits traits
	schema target.Schema

	// dryRun is the same in test mode; nil if this one is in it.
	dryRun *Target
}

var _ target.Target = (*Target)(nil)

// connection is what the systems of an organization share.
type connection struct {
	api      string // URL of /v2/usermanagement
	orgID    string
	clientID string
	client   *transport.Client
}

// apiPath is where the API begins at its host.
const apiPath = "/v2/usermanagement"

// Endpoint is the one form of a base URL, so that two spellings of it are the same endpoint: without a slash at the end,
// and without the path that Adobe's documents print.
func Endpoint(baseURL string) string {
	return strings.TrimSuffix(strings.TrimRight(baseURL, "/"), apiPath)
}

// New returns both systems of an organization. It does not call Adobe.
func New(config Config) Organization {
	c := connect(config)
	return Organization{
		Enterprise: newTarget(c, enterprise, config.TestOnly),
		Federated:  newTarget(c, federated, config.TestOnly),
	}
}

func newTarget(c *connection, of traits, testOnly bool) *Target {
	t := &Target{connection: c, traits: of, schema: schemaOf(of, testOnly)}
	if !testOnly {
		t.dryRun = newTarget(c, of, true)
	}
	return t
}

func connect(config Config) *connection {
	base := Endpoint(cmp.Or(config.BaseURL, DefaultBaseURL))
	ims := strings.TrimRight(cmp.Or(config.IMSURL, DefaultIMSURL), "/")
	return &connection{
		api:      base + apiPath,
		orgID:    config.OrgID,
		clientID: config.ClientID,
		client: transport.New(transport.Options{
			System: system,
			APIURL: base,
			Credentials: transport.Credentials{
				TokenURL:     ims + "/ims/token/v3",
				ClientID:     config.ClientID,
				ClientSecret: config.ClientSecret,
				Scopes:       []string{scope},
			},
			Roots:   config.Roots,
			Base:    config.Transport,
			Timeout: config.Timeout,
			Metrics: config.Metrics,
		}),
	}
}

// Schema is what the users of the system have.
func (t *Target) Schema() target.Schema { return t.schema }

// DryRun has Adobe check every command and carry out none.
func (t *Target) DryRun() target.Target {
	if t.dryRun == nil {
		return t
	}
	return t.dryRun
}

// Connect asks for a new token and keeps it, for the other system too.
func (t *Target) Connect(ctx context.Context) error {
	if err := t.client.Connect(ctx); err != nil {
		e := failure(err)
		if e.Kind == profile.Throttled {
			e.Kind = profile.TargetUnavailable // there is no lane that could wait
		}
		return e
	}
	return nil
}

// CloseIdleConnections closes the network connections that carry no request now, of the other system too.
func (t *Target) CloseIdleConnections() { t.client.CloseIdleConnections() }

// failure says what it means that there is no answer.
func failure(err error) *target.Error {
	if refused, ok := errors.AsType[*transport.TokenError](err); ok {
		return judge(refused.Answer, question{operation: getToken})
	}
	return &target.Error{Kind: profile.TargetUnavailable, Message: err.Error(), Err: err}
}
