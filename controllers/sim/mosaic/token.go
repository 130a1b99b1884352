package mosaic

import (
	"crypto/subtle"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// grant is what an access token stands for. Permissions are those of the moment it was issued: a role that changes
// reaches new tokens only (guides, manage client roles).
type grant struct {
	client      string
	app         string
	management  bool
	permissions []string
	expires     time.Time
}

// issueToken is the OAuth 2.0 client credentials grant (RFC 6749, 4.4). The endpoint takes a form and the credentials
// in it; HTTP Basic is documented nowhere [?] and not accepted. The resource parameter is ignored.
func (s *Server) issueToken(c *call) reply {
	form, ok := c.form()
	if !ok || form.Get("grant_type") != "client_credentials" {
		return failure(http.StatusBadRequest, "Bad request")
	}
	client, known := s.clients[form.Get("client_id")]
	if !known || subtle.ConstantTimeCompare([]byte(client.Secret), []byte(form.Get("client_secret"))) != 1 {
		return badCredentials(c.knobs.TokenError)
	}
	c.client = client.ID
	token := s.newGrant(client, c)
	return jsonReply(http.StatusOK, Object{
		"access_token": token, "token_type": "Bearer", "expires_in": c.knobs.TokenTTLSeconds, "scope": "",
	})
}

// newGrant stores a new token and drops the expired ones. Real tokens are JWTs; clients must not read them, so these
// are opaque.
func (s *Server) newGrant(client Client, c *call) string {
	maps.DeleteFunc(s.tokens, func(_ string, g *grant) bool { return !c.now.Before(g.expires) })
	token := fmt.Sprintf("sim-%06d-%s", c.seq, s.randomText(24))
	s.tokens[token] = &grant{
		client:      client.ID,
		app:         client.App,
		management:  s.apps[client.App].Management,
		permissions: client.Permissions,
		expires:     c.now.Add(c.knobs.tokenTTL()),
	}
	return token
}

// authenticate finds the grant of the bearer token, nil if there is none that is still good.
func (s *Server) authenticate(c *call) *grant {
	g := s.tokens[c.bearer()]
	if g == nil || !c.now.Before(g.expires) {
		return nil
	}
	return g
}

// RevokeTokens makes every token issued so far invalid: the next call with one answers 401. Safe for concurrent use.
func (s *Server) RevokeTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

func badCredentials(shape TokenErrorShape) reply {
	switch shape {
	case TokenErrorArray:
		return badRequest("Bad request")
	case TokenErrorOAuth:
		return jsonReply(http.StatusUnauthorized, Object{
			"error": "invalid_client", "error_description": "Client authentication failed",
		})
	default:
		return failure(http.StatusBadRequest, "Bad request")
	}
}

func (c *call) bearer() string {
	scheme, token, _ := strings.Cut(c.http.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// form is the request's form, false if it is none.
func (c *call) form() (url.Values, bool) {
	mediaType, _, err := mime.ParseMediaType(c.http.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/x-www-form-urlencoded" {
		return nil, false
	}
	form, err := url.ParseQuery(string(c.body))
	return form, err == nil
}
