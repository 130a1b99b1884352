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

// scope of the tokens: all three are mandatory, in one text with commas (Developer Console, OAuth server-to-server).
const scope = "openid,AdobeID,user_management_sdk"

// Target is a live connection to an organization.
type Target struct {
	traits   traits
	schema   target.Schema
	api      string // URL of /v2/usermanagement
	orgID    string
	clientID string
	testOnly bool
	client   *transport.Client
}

var _ target.Target = (*Target)(nil)

// New returns a connection. It does not call Adobe. It panics if there is no such system.
func New(config Config) *Target {
	const path = "/v2/usermanagement"
	base := strings.TrimSuffix(strings.TrimRight(cmp.Or(config.BaseURL, DefaultBaseURL), "/"), path)
	ims := strings.TrimRight(cmp.Or(config.IMSURL, DefaultIMSURL), "/")
	t := traitsOf(config.System)
	return &Target{
		traits:   t,
		schema:   schemaOf(config.System, t),
		api:      base + path,
		orgID:    config.OrgID,
		clientID: config.ClientID,
		testOnly: config.TestOnly,
		client: transport.New(transport.Options{
			System: string(config.System),
			Credentials: transport.Credentials{
				TokenURL:     ims + "/ims/token/v3",
				ClientID:     config.ClientID,
				ClientSecret: config.ClientSecret,
				Scopes:       []string{scope},
			},
			Base:    config.Transport,
			Metrics: config.Metrics,
		}),
	}
}

// Schema is what the users of the system have.
func (t *Target) Schema() target.Schema { return t.schema }

// Connect asks for a new token and keeps it.
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

// failure says what it means that there is no answer.
func failure(err error) *target.Error {
	if refused, ok := errors.AsType[*transport.TokenError](err); ok {
		return judge(refused.Answer, question{operation: getToken})
	}
	return &target.Error{Kind: profile.TargetUnavailable, Message: err.Error(), Err: err}
}
