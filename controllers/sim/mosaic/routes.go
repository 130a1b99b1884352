package mosaic

import (
	"net/http"
)

// The templates of the served paths: what Request.Path and Write.Path carry and what Fault.Path may name.
const (
	PathToken            = "/oidc/token"
	PathTokenCIS         = "/cis/oidc/token"
	PathUsers            = "/cis/v1/users"
	PathCount            = "/cis/v1/users/count"
	PathUser             = "/cis/v1/users/{user_id}"
	PathByIdentifier     = "/cis/v1/users/identifier"
	PathByEmail          = "/cis/v1/users/email/{email}"
	PathByPhone          = "/cis/v1/users/phone-number/{phone_number}"
	PathByPhoneOld       = "/cis/v1/users/phone/{phone_number}"
	PathByExternalUserID = "/cis/v1/users/external-user-id/{external_user_id}"
	PathByUsername       = "/cis/v1/users/username/{username}"
	PathUserApps         = "/cis/v1/users/{user_id}/apps"
	PathSecondaryEmail   = "/cis/v1/users/{user_id}/emails/{email}"
	PathSecondaryPhone   = "/cis/v1/users/{user_id}/phone-numbers/{phone_number}"
	PathVerifyEmail      = "/cis/v1/users/{user_id}/emails/{email}/verify"
	PathVerifyPhone      = "/cis/v1/users/{user_id}/phone-numbers/{phone_number}/verify"
	PathManageUser       = "/cis/v1/manage/users/{user_id}"
)

// route is one endpoint: what it needs and what it does. A route without a need is open.
type route struct {
	method string
	path   string
	need   need
	handle func(*Server, *call) reply
}

// routes are the endpoints of the Users OpenAPI that concern users. There is no PATCH.
func routes() []route {
	return []route{
		{http.MethodPost, PathToken, needNothing, (*Server).issueToken},
		{http.MethodPost, PathTokenCIS, needNothing, (*Server).issueToken},

		{http.MethodGet, PathUsers, needList, (*Server).listUsers},
		{http.MethodPost, PathUsers, needCreate, (*Server).createUser},
		{http.MethodGet, PathCount, needList, (*Server).countUsers},

		{http.MethodGet, PathUser, needRead, (*Server).getByID},
		{http.MethodGet, PathByIdentifier, needRead, (*Server).getByIdentifier},
		{http.MethodGet, PathByEmail, needRead, (*Server).getByEmail},
		{http.MethodGet, PathByPhone, needRead, (*Server).getByPhone},
		{http.MethodGet, PathByPhoneOld, needRead, (*Server).getByPhone},
		{http.MethodGet, PathByExternalUserID, needRead, (*Server).getByExternalUserID},
		{http.MethodGet, PathByUsername, needRead, (*Server).getByUsername},

		{http.MethodPut, PathUser, needEdit, (*Server).updateUser},
		{http.MethodDelete, PathSecondaryEmail, needEdit, (*Server).deleteSecondaryEmail},
		{http.MethodDelete, PathSecondaryPhone, needEdit, (*Server).deleteSecondaryPhone},
		{http.MethodPost, PathVerifyEmail, needEdit, (*Server).verifyEmail},
		{http.MethodPost, PathVerifyPhone, needEdit, (*Server).verifyPhone},
		{http.MethodDelete, PathUserApps, needDelete, (*Server).removeFromApp},
		{http.MethodDelete, PathManageUser, needAdmin, (*Server).deleteUser},
	}
}

// register mounts the endpoints. net/http matches segment by segment on the escaped path, so that PathValue has + and
// %2B as +, and %2F inside a value. Whatever else is asked for, PATCH included, gets the vendor framework's 404 [I].
func (s *Server) register() {
	for _, rt := range routes() {
		s.mux.HandleFunc(rt.method+" "+rt.path, func(w http.ResponseWriter, r *http.Request) { s.serve(rt, w, r) })
	}
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.serve(unmatched, w, r) })
}

var unmatched = route{need: needNothing, handle: func(_ *Server, c *call) reply {
	return failure(http.StatusNotFound, "Cannot "+c.http.Method+" "+c.http.URL.EscapedPath())
}}
