package adobe

import (
	"net/http"
	"strings"
)

// getUser is GET /v2/usermanagement/organizations/{orgId}/users/{userString}. domain is AdobeID for an Adobe ID, else
// any domain of the user's directory; without it an Enterprise or Federated ID comes first (UMAPI, Get user).
func (s *Server) getUser(c *call) reply {
	l := login{name: c.http.PathValue("userString"), domain: c.http.URL.Query().Get("domain")}
	l.adobeID = strings.EqualFold(l.domain, "AdobeID")
	u := s.users.find(s.claims.logins(l), s.visible(c))
	if u == nil || u.Status != StatusActive || !s.claims.holds(u, l) {
		return userNotFound(l.name)
	}
	return jsonReply(http.StatusOK, userAnswer{Result: "success", User: wire(u, c.knobs), Extra: c.knobs.extra()})
}

// holds says whether the domain of a lookup is one of the user's directory, if it has one.
func (c claims) holds(u *User, l login) bool {
	if l.domain == "" || l.adobeID {
		return true
	}
	if u.Foreign {
		return strings.EqualFold(l.domain, u.Domain)
	}
	home := c.home(u)
	return home != nil && home == c.directory(l.domain)
}
