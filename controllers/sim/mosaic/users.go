package mosaic

import (
	"net/http"
)

// updateUser is PUT /v1/users/{user_id}: a partial update.
func (s *Server) updateUser(c *call) reply {
	body, ok := c.object()
	if !ok {
		return badRequest("body must be a JSON object")
	}
	old := s.target(c)
	e := s.edit(c, old)
	if bad := e.check(body); len(bad) > 0 {
		return badRequest(bad...)
	}
	if old == nil {
		return userNotFound()
	}
	e.apply(body)
	if refusal, refused := s.refuse(e, old); refused {
		return refusal
	}
	s.commit(c, OpUpdate, old, e.user, sortedKeys(body))
	return s.userReply(c, http.StatusOK, e.user)
}

// target is the user a write is for, nil where the caller gets a 404: no such user, outside the caller's app, or
// created so recently that reads do not know it yet (a public client retries its writes on that, too).
func (s *Server) target(c *call) *User {
	id := c.http.PathValue("user_id")
	u := s.users.Latest(id)
	if !c.grant.reaches(u) || s.users.Visible(id, c.cutoff()) == nil {
		return nil
	}
	return u
}

// edit starts a write on a copy of the user, or on a new user if old is nil.
func (s *Server) edit(c *call, old *User) *edit {
	user := &User{}
	if old != nil {
		user = old.clone()
	}
	if user.Apps == nil {
		user.Apps = map[string]AppProfile{}
	}
	profile := user.Apps[c.grant.app]
	return &edit{
		user: user, profile: &profile, app: c.grant.app, knobs: c.knobs, schema: s.schemaFor(c.knobs), now: c.now,
	}
}

// refuse is for what shows only in the result of a write.
func (s *Server) refuse(e *edit, old *User) (reply, bool) {
	if name := e.oversized(); name != "" {
		return tooLarge(name+" exceeds 500 KB", e.knobs), true
	}
	if e.knobs.UsernameNeedsPassword == On && e.profile.Username != "" && !e.user.HasPassword {
		return badRequest("username requires a password"), true
	}
	if key, taken := s.taken(old, e.user, e.knobs); taken {
		return identifierTaken(key, e.knobs), true
	}
	return reply{}, false
}

// commit stores the result of a write and journals it. updated_at grows only if something changed [?]. Old is nil for
// a new user, edited for one that is gone.
func (s *Server) commit(c *call, op Operation, old, edited *User, fields []string) {
	id, before, after := "", Object{}, Object{}
	if old != nil {
		id, before = old.ID, s.wireFull(old, c.grant.app, c.knobs)
	}
	if edited != nil {
		id, after = edited.ID, s.wireFull(edited, c.grant.app, c.knobs)
	}
	changed := differences(before, after)
	if edited != nil && len(changed) > 0 {
		edited.touch(c.now)
	}
	s.users.Put(id, edited, c.now, c.knobs.lag())
	s.records.writes = append(s.records.writes, Write{
		Seq: c.seq, RequestID: c.requestID(), Time: c.now, Operation: op, Method: c.http.Method, Path: c.route.path,
		UserID: id, ClientID: c.client, Fields: fields, Changed: changed, Sent: c.sent(),
	})
}

func (s *Server) userReply(c *call, status int, u *User) reply {
	return resultReply(status, s.wire(u, c.grant.app, c.knobs))
}

// schemaFor is the user schema, nil where custom attributes do not exist.
func (s *Server) schemaFor(k Knobs) schema {
	if k.CustomFields == CustomFieldsOff {
		return nil
	}
	return s.schema
}
