package adobe

import (
	"net/http"
	"regexp"
	"strings"
)

// orgID is what an organization id looks like (UMAPI, ActionsRef).
var orgID = regexp.MustCompile(`^[0-9A-Za-z]+@AdobeOrg$`)

// admit looks at the API key, then at the token [?]. The key must be that of the token's client [I].
func (s *Server) admit(c *call) (reply, bool) {
	key := c.http.Header.Get("X-Api-Key")
	if key == "" {
		return emptyReply(http.StatusForbidden), false
	}
	client, known := s.clients[key]
	if !known {
		return forbidden(c.knobs), false
	}
	c.client = client.ID
	g := s.tokens[c.bearer()]
	switch {
	case client.NoAccess:
		return forbidden(c.knobs), false
	case g == nil || !c.now.Before(g.expires):
		return c.unauthorized(), false
	case g.client != client.ID:
		return forbidden(c.knobs), false
	}
	return reply{}, true
}

// checkOrg looks at the organization in the path. UMAPI has two answers to a wrong one: 400 "Bad organization Id" in
// ActionsRef, 401 "invalid organization" in unauthorized.
func (s *Server) checkOrg(c *call) (reply, bool) {
	asked := c.http.PathValue("orgId")
	switch {
	case asked == s.org:
		return reply{}, true
	case orgID.MatchString(asked) && c.knobs.UnknownOrg == http.StatusUnauthorized:
		return c.unauthorized(), false
	default:
		return resultReply(http.StatusBadRequest, "error.organization.invalid_id", "Bad organization Id"), false
	}
}

func (c *call) unauthorized() reply {
	return unauthorized(c.knobs, c.route.paged)
}

func (c *call) bearer() string {
	scheme, token, _ := strings.Cut(c.http.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}
