package adobe

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// operation is what a request is for: it decides with the status what an answer means, and labels the metrics.
type operation string

const (
	getToken    operation = transport.TokenOperation
	getUser     operation = "get-user"
	updateUsers operation = "update-users"
)

// question is one request, and what is needed to judge its answer.
type question struct {
	operation operation
	method    string
	path      string // below /v2/usermanagement, escaped
	body      any    // JSON; nil for none

	// secrets are the values that were sent: no message may contain them.
	secrets []string
}

// ask sends one request and returns the answer if it is a success.
func (c *connection) ask(ctx context.Context, q question) (transport.Answer, error) {
	request, err := c.request(ctx, q)
	if err != nil {
		return transport.Answer{}, &target.Error{
			Kind:    profile.TargetUnavailable,
			Message: "no request can be made; check the url of the ProfileTarget",
		}
	}
	answer, err := c.client.Do(string(q.operation), request)
	if err != nil {
		return transport.Answer{}, failure(err)
	}
	if answer.Status != http.StatusOK {
		return transport.Answer{}, judge(answer, q)
	}
	return answer, nil
}

func (c *connection) request(ctx context.Context, q question) (*http.Request, error) {
	var body io.Reader
	if q.body != nil {
		text, err := json.Marshal(q.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, q.method, c.api+q.path, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("X-Api-Key", c.clientID)
	request.Header.Set("Content-Type", "application/json")
	return request, nil
}

// isSegment tells whether a text can be one segment of a path: dots mean another path, escaped or not (RFC 3986, 6.2.2).
func isSegment(s string) bool { return s != "" && s != "." && s != ".." }

// segment escapes what a path gives a meaning. PathEscape leaves + as it is, which is right, but some servers take it for
// a space.
func segment(s string) string { return strings.ReplaceAll(url.PathEscape(s), "+", "%2B") }
