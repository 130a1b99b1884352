package adobe

import (
	"net/http"
	"strings"
)

// The templates of the served paths: what Request.Path carries and what Fault.Path may name.
const (
	PathTokenV2      = "/ims/token/v2"
	PathTokenV3      = "/ims/token/v3"
	PathStatus       = "/status"
	PathAction       = "/v2/usermanagement/action/{orgId}"
	PathUser         = "/v2/usermanagement/organizations/{orgId}/users/{userString}"
	PathUsers        = "/v2/usermanagement/users/{orgId}/{page}"
	PathUsersByGroup = "/v2/usermanagement/users/{orgId}/{page}/{groupName}"
	PathGroups       = "/v2/usermanagement/groups/{orgId}/{page}"
)

// route is one endpoint: the quota it draws on and what it does. A guarded one needs a key, a token and the
// organization; a paged one is a list.
type route struct {
	method  string
	path    string
	bucket  bucket
	guarded bool
	paged   bool
	handle  func(*Server, *call) reply
}

func routes() []route {
	return []route{
		{http.MethodPost, PathTokenV2, bucketToken, false, false, (*Server).issueToken},
		{http.MethodPost, PathTokenV3, bucketToken, false, false, (*Server).issueToken},
		{http.MethodGet, PathStatus, bucketNone, false, false, (*Server).status},

		{http.MethodPost, PathAction, bucketAction, true, false, (*Server).act},
		{http.MethodGet, PathUser, bucketRead, true, false, (*Server).getUser},
		{http.MethodGet, PathUsers, bucketRead, true, true, (*Server).listUsers},
		{http.MethodGet, PathUsersByGroup, bucketRead, true, true, (*Server).listGroupUsers},
		{http.MethodGet, PathGroups, bucketGroups, true, true, (*Server).listGroups},
	}
}

// register mounts the endpoints; the identity service takes a trailing slash as well. Whatever else is asked for is a
// 404 [?].
func (s *Server) register() {
	for _, rt := range routes() {
		serve := func(w http.ResponseWriter, r *http.Request) { s.serve(rt, w, r) }
		s.mux.HandleFunc(rt.method+" "+rt.path, serve)
		if strings.HasPrefix(rt.path, "/ims/") {
			s.mux.HandleFunc(rt.method+" "+rt.path+"/{$}", serve)
		}
	}
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.serve(unmatched, w, r) })
}

var unmatched = route{handle: func(*Server, *call) reply {
	return gatewayReply(http.StatusNotFound, "404000", "Resource not found")
}}

// status is what umapi-client.py asks before it begins, without a token.
func (*Server) status(*call) reply {
	return jsonReply(http.StatusOK, struct {
		Build   string `json:"build"`
		Version string `json:"version"`
		State   string `json:"state"`
	}{"2559", "2.1.54", "LIVE"})
}
