package mosaic

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// system is the name people use.
const system = "Mosaic"

// batchSize is one: the Users API updates one user a request.
const batchSize = 1

// Target is a live connection to a tenant of Mosaic.
type Target struct {
	schema target.Schema
	users  string // URL of /v1/users
	client *transport.Client
}

var _ target.Target = (*Target)(nil)

// Endpoint is the one form of a base URL, so that two spellings of it are the same endpoint: without a slash at the end,
// and without the /cis that the vendor's documents often include.
func Endpoint(baseURL string) string {
	return strings.TrimSuffix(strings.TrimRight(baseURL, "/"), "/cis")
}

// New returns a connection. It does not call Mosaic.
func New(config Config) *Target {
	base := Endpoint(config.BaseURL)
	return &Target{
		schema: schemaOf(config),
		users:  base + "/cis/v1/users",
		client: transport.New(transport.Options{
			System: system,
			APIURL: base,
			Credentials: transport.Credentials{
				TokenURL:     base + "/oidc/token",
				ClientID:     config.ClientID,
				ClientSecret: config.ClientSecret,
			},
			Roots:   config.Roots,
			Base:    config.Transport,
			Timeout: config.Timeout,
			Metrics: config.Metrics,
		}),
	}
}

// Schema is what the tenant accepts.
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

// CloseIdleConnections closes the network connections that carry no request now.
func (t *Target) CloseIdleConnections() { t.client.CloseIdleConnections() }

// DryRun reads and writes nothing: Mosaic has no test mode.
func (t *Target) DryRun() target.Target { return target.DryRun(t) }

// Read finds one user, and makes sure that it is the one that was asked for.
func (t *Target) Read(ctx context.Context, who target.Locator) (target.User, error) {
	q, err := lookup(who)
	if err != nil {
		return target.User{}, err
	}
	answer, err := t.ask(ctx, q)
	if err != nil {
		return target.User{}, err
	}
	user, err := t.decode(answer)
	if err != nil {
		return target.User{}, err
	}
	if !isMeant(who, user) {
		return target.User{}, anotherUser(answer)
	}
	return user, nil
}

// Write carries out one command with one request: an update, or the removal of one member of a set. It sends nothing
// if nothing of the command is left to be sent.
func (t *Target) Write(ctx context.Context, commands []target.Command) []target.Result {
	if len(commands) > batchSize {
		panic(fmt.Sprintf("mosaic: %d commands in one Write, at most %d are possible", len(commands), batchSize))
	}
	results := make([]target.Result, len(commands))
	for i, command := range commands {
		results[i] = t.write(ctx, command)
	}
	return results
}

// failure says what it means that there is no answer.
func failure(err error) *target.Error {
	if refused, ok := errors.AsType[*transport.TokenError](err); ok {
		return judge(refused.Answer, question{operation: getToken})
	}
	return &target.Error{Kind: profile.TargetUnavailable, Message: err.Error(), Err: err}
}
