package mosaic

import "net/http"

// userIDLength is the length of the ids in the vendor's samples, such as xovgrhzbnple2y7oebahm.
const userIDLength = 21

// createUser is POST /v1/users. The new user is Pending, in the caller's app.
func (s *Server) createUser(c *call) reply {
	body, ok := c.object()
	if !ok {
		return badRequest("body must be a JSON object")
	}
	fields := sortedKeys(body)
	credentials, _ := body["credentials"].(Object)
	delete(body, "credentials") // create only, so not an attribute
	e := s.edit(c, nil)
	if bad := e.check(body); len(bad) > 0 {
		return badRequest(bad...)
	}
	if body["email"] == nil && body["phone_number"] == nil {
		// Users OpenAPI, createUser. [X] The journey step takes any identifier.
		return badRequest("email or phone_number is required")
	}
	e.user.ID = s.randomText(userIDLength)
	e.user.Status = StatusPending
	e.user.CreatedAt = c.now.UnixMilli()
	e.user.HasPassword = credentials["password"] != nil
	e.user.Apps[c.grant.app] = AppProfile{}
	e.apply(body)
	if refusal, refused := s.refuse(e, nil); refused {
		return refusal
	}
	s.commit(c, OpCreate, nil, e.user, fields)
	return s.userReply(c, http.StatusCreated, e.user)
}
