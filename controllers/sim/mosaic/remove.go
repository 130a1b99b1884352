package mosaic

import "net/http"

// removeFromApp is DELETE /v1/users/{user_id}/apps: the user leaves the caller's app and is out of its reach.
func (s *Server) removeFromApp(c *call) reply {
	old := s.target(c)
	if old == nil {
		return userNotFound()
	}
	edited := old.clone()
	delete(edited.Apps, c.grant.app)
	s.commit(c, OpRemoveFromApp, old, edited, nil)
	return emptyReply(http.StatusNoContent)
}

// deleteUser is DELETE /v1/manage/users/{user_id}, with an admin token: the user leaves the tenant.
func (s *Server) deleteUser(c *call) reply {
	old := s.target(c)
	if old == nil {
		return userNotFound()
	}
	s.commit(c, OpDelete, old, nil, nil)
	return emptyReply(http.StatusNoContent)
}
