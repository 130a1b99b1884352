package adobe

import (
	"crypto/subtle"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// grant is what an access token stands for.
type grant struct {
	client  string
	expires time.Time
}

// tokenAnswer is the answer of the token endpoint. expires_in is in seconds (Developer Console, OAuth
// server-to-server); the JWT exchange, which no longer exists, had milliseconds.
type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
}

// scopes are all mandatory (Developer Console, OAuth server-to-server).
var scopes = []string{"openid", "AdobeID", "user_management_sdk"}

// issueToken is the client credentials grant of IMS, version 2 or 3. Old tokens stay good: tokens may overlap.
func (s *Server) issueToken(c *call) reply {
	params, ok := c.params()
	if !ok {
		return tokenError(c.knobs, "invalid_request", "malformed parameters")
	}
	if params.Get("grant_type") != "client_credentials" {
		return tokenError(c.knobs, "unsupported_grant_type", "invalid grant_type parameter")
	}
	client, known := s.clients[params.Get("client_id")]
	if !known {
		return tokenError(c.knobs, "invalid_client", "invalid client_id parameter")
	}
	c.client = client.ID
	if rep, ok := s.spend(c, bucketToken); !ok {
		return rep
	}
	if !client.accepts(params.Get("client_secret")) {
		return tokenError(c.knobs, "invalid_client", "invalid client_secret parameter")
	}
	if !covers(params.Get("scope")) {
		return tokenError(c.knobs, "invalid_scope", "invalid scope parameter")
	}
	return jsonReply(http.StatusOK, tokenAnswer{
		AccessToken: s.newGrant(client, c), TokenType: "bearer", ExpiresIn: c.knobs.TokenTTLSeconds,
	})
}

// newGrant stores a new token and drops the expired ones. Real tokens are JWTs; clients must not read them, so these
// are opaque.
func (s *Server) newGrant(client Client, c *call) string {
	maps.DeleteFunc(s.tokens, func(_ string, g *grant) bool { return !c.now.Before(g.expires) })
	token := fmt.Sprintf("sim-%06d-%s", c.seq, s.randomText(24, lowerAlphanumeric))
	s.tokens[token] = &grant{client: client.ID, expires: c.now.Add(seconds(c.knobs.TokenTTLSeconds))}
	return token
}

// RevokeTokens makes every token issued so far invalid: the next call with one answers 401. Safe for concurrent use.
func (s *Server) RevokeTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// tokenError is an error of RFC 6749, 5.2. Two public clients branch on exactly the descriptions of invalid_client
// [I]; the others are [?].
func tokenError(k Knobs, code, description string) reply {
	return oauthReply(k.TokenErrorStatus, code, description)
}

// accepts compares the secret with both of the client's.
func (cl Client) accepts(secret string) bool {
	return secret != "" && (same(cl.Secret, secret) || same(cl.OldSecret, secret))
}

func same(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// covers says whether every scope is asked for, separated by commas, blanks or both: with ", " it works too
// (EvotecIT/PowerAdobe) [I].
func covers(scope string) bool {
	asked := strings.FieldsFunc(scope, func(r rune) bool { return r == ',' || r == ' ' })
	return !slices.ContainsFunc(scopes, func(needed string) bool { return !slices.Contains(asked, needed) })
}

// params are the parameters of a token request: of its form, or of its query (Developer Console recommends the form).
func (c *call) params() (url.Values, bool) {
	query := c.http.URL.Query()
	if len(c.body) == 0 {
		return query, true
	}
	mediaType, _, err := mime.ParseMediaType(c.http.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/x-www-form-urlencoded" {
		return nil, false
	}
	form, err := url.ParseQuery(string(c.body))
	maps.Copy(query, form)
	return query, err == nil
}
