package mosaic

import "net/http"

// deleteSecondaryEmail is DELETE /v1/users/{user_id}/emails/{email}.
func (s *Server) deleteSecondaryEmail(c *call) reply {
	return s.deleteSecondary(c, OpDeleteSecondaryEmail, "secondary_emails", func(u *User) bool {
		return remove(&u.SecondaryEmails, c.http.PathValue("email"))
	})
}

// deleteSecondaryPhone is DELETE /v1/users/{user_id}/phone-numbers/{phone_number}.
func (s *Server) deleteSecondaryPhone(c *call) reply {
	return s.deleteSecondary(c, OpDeleteSecondaryPhone, "secondary_phone_numbers", func(u *User) bool {
		return remove(&u.SecondaryPhones, c.http.PathValue("phone_number"))
	})
}

// deleteSecondary answers 404 for a value that is not there any more, and for the primary one [I].
func (s *Server) deleteSecondary(c *call, op Operation, field string, remove func(*User) bool) reply {
	old := s.target(c)
	if old == nil {
		return userNotFound()
	}
	edited := old.clone()
	if !remove(edited) {
		return failure(http.StatusNotFound, "No such value in "+field)
	}
	s.commit(c, op, old, edited, []string{field})
	return emptyReply(http.StatusNoContent)
}

// verifyEmail is POST /v1/users/{user_id}/emails/{email}/verify.
func (s *Server) verifyEmail(c *call) reply {
	return s.verifyContact(c, OpVerifyEmail, "email", func(u *User, promote bool) bool {
		return verify(&u.Email, &u.SecondaryEmails, c.http.PathValue("email"), promote, c.knobs.KeepOldPrimary == On, c.now)
	})
}

// verifyPhone is POST /v1/users/{user_id}/phone-numbers/{phone_number}/verify.
func (s *Server) verifyPhone(c *call) reply {
	return s.verifyContact(c, OpVerifyPhone, "phone_number", func(u *User, promote bool) bool {
		value := c.http.PathValue("phone_number")
		return verify(&u.Phone, &u.SecondaryPhones, value, promote, c.knobs.KeepOldPrimary == On, c.now)
	})
}

// verifyContact answers 202 without a body. A promotion may clash with another user's primary value [I].
func (s *Server) verifyContact(c *call, op Operation, field string, verify func(u *User, promote bool) bool) reply {
	body, ok := c.object()
	if !ok && len(c.body) > 0 {
		return badRequest("body must be a JSON object")
	}
	old := s.target(c)
	if old == nil {
		return userNotFound()
	}
	promote, _ := body["change_to_primary"].(bool)
	edited := old.clone()
	if !verify(edited, promote) {
		return failure(http.StatusNotFound, "No such "+field)
	}
	if key, taken := s.taken(old, edited, c.knobs); taken {
		return identifierTaken(key, c.knobs)
	}
	s.commit(c, op, old, edited, []string{field})
	return emptyReply(http.StatusAccepted)
}
