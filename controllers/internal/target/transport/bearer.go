package transport

import (
	"net/http"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// bearer adds the token (RFC 6750, 2.1) and drops it when the system no longer accepts it. It does not repeat the
// request: that is the caller's, who counts requests against a quota, and is told when this one goes out.
type bearer struct {
	next   http.RoundTripper
	tokens *tokens
}

func (b bearer) RoundTrip(request *http.Request) (*http.Response, error) {
	token, err := b.tokens.get(request.Context())
	if err != nil {
		if request.Body != nil {
			_ = request.Body.Close() // a RoundTripper closes the body whatever happens
		}
		return nil, err
	}
	request = request.Clone(request.Context())
	request.Header.Set("Authorization", "Bearer "+token)
	target.Sent(request.Context())
	response, err := b.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	switch response.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden: // roles are in the token: a new one may have more
		b.tokens.drop(token)
	}
	return response, nil
}

// bearerOf returns the token of the request that was answered.
func bearerOf(response *http.Response) string {
	if response.Request == nil {
		return ""
	}
	return strings.TrimPrefix(response.Request.Header.Get("Authorization"), "Bearer ")
}
