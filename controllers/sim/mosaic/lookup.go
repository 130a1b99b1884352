package mosaic

import (
	"net/http"
)

// getByID is GET /v1/users/{user_id}.
func (s *Server) getByID(c *call) reply {
	return s.getUser(c, c.http.PathValue("user_id"))
}

// getByEmail is GET /v1/users/email/{email}: the primary email only.
func (s *Server) getByEmail(c *call) reply {
	return s.getByIdent(c, emailIdent(c.http.PathValue("email")))
}

// getByPhone is GET /v1/users/phone-number/{phone_number}, and its deprecated alias /v1/users/phone/{phone_number}.
func (s *Server) getByPhone(c *call) reply {
	return s.getByIdent(c, ident{kind: byPhone, value: c.http.PathValue("phone_number")})
}

// getByExternalUserID is GET /v1/users/external-user-id/{external_user_id}.
func (s *Server) getByExternalUserID(c *call) reply {
	return s.getByIdent(c, ident{kind: byExternalUserID, value: c.http.PathValue("external_user_id")})
}

// getByUsername is GET /v1/users/username/{username}: usernames belong to the caller's app.
func (s *Server) getByUsername(c *call) reply {
	return s.getByIdent(c, ident{byUsername, c.grant.app, c.http.PathValue("username")})
}

// getByIdentifier is GET /v1/users/identifier. The names of the built-in identifiers are camelCase here, unlike
// everywhere else (Users OpenAPI). Nobody has an idpIdentifier in the simulator.
func (s *Server) getByIdentifier(c *call) reply {
	if c.knobs.IdentifierEndpoint == Off {
		return s.getUser(c, "identifier")
	}
	query := c.http.URL.Query()
	name, value := query.Get("identifier_name"), query.Get("identifier_value")
	if name == "" || value == "" {
		return badRequest("identifier_name and identifier_value should not be empty")
	}
	switch name {
	case "email":
		return s.getByIdent(c, emailIdent(value))
	case "phoneNumber":
		return s.getByIdent(c, ident{kind: byPhone, value: value})
	case "externalUserId":
		return s.getByIdent(c, ident{kind: byExternalUserID, value: value})
	case "username":
		return s.getByIdent(c, ident{byUsername, c.grant.app, value})
	case "idpIdentifier":
		return userNotFound()
	}
	if !s.schemaFor(c.knobs)[name].Identifier {
		return badRequest("identifier_name is not a known identifier")
	}
	return s.getByIdent(c, ident{byCustom, name, value})
}

// getUser answers with a user as reads see it.
func (s *Server) getUser(c *call, id string) reply {
	u := s.users.Visible(id, c.cutoff())
	if !c.grant.reaches(u) {
		return userNotFound()
	}
	return s.userReply(c, http.StatusOK, u)
}

// getByIdent answers with the oldest of the users that have the identifier and are in the caller's reach. [?] What the
// vendor does where an email is not unique is unknown.
func (s *Server) getByIdent(c *call, key ident) reply {
	for _, u := range s.users.Having(key, s.visible(c)) {
		if c.grant.reaches(u) {
			return s.userReply(c, http.StatusOK, u)
		}
	}
	return userNotFound()
}
