package adobe

import (
	"encoding/json"
	"fmt"
)

// PortalEdit changes a user as somebody else would, in the Admin Console: outside the API, unchecked, without a trace
// in Journal. Reads lag behind as after any write. edit gets a copy; the server is locked meanwhile, so edit must not
// call it. It fails for an unknown user.
func (s *Server) PortalEdit(userID string, edit func(*User)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.users.latest(userID)
	if old == nil {
		return fmt.Errorf("adobe simulator: no user %q", userID)
	}
	edited := old.user.clone()
	edit(edited)
	edited.ID = userID
	s.store(edited)
	return nil
}

// PortalCreate adds a user outside the API, with a new id if u has none, and returns the id. It fails if the id
// exists.
func (s *Server) PortalCreate(u User) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	created := u.complete()
	if created.ID == "" {
		created.ID = s.newUserID()
	}
	if s.users.latest(created.ID) != nil {
		return "", fmt.Errorf("adobe simulator: user %q exists", created.ID)
	}
	s.store(created)
	return created.ID, nil
}

// PortalDelete removes a user outside the API. It fails for an unknown user.
func (s *Server) PortalDelete(userID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users.latest(userID) == nil {
		return fmt.Errorf("adobe simulator: no user %q", userID)
	}
	s.users.put(userID, nil, s.clock(), s.knobs.lag())
	return nil
}

// User returns a copy of the user as the last write left it, whatever the lag; false if there is none.
func (s *Server) User(userID string) (User, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.users.latest(userID)
	if r == nil {
		return User{}, false
	}
	return *r.user.clone(), true
}

// UserByEmail returns a copy of the user with the email, whatever its letter case: the Enterprise or Federated ID if
// an Adobe ID has it too; false if there is none.
func (s *Server) UserByEmail(email string) (User, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users.find([]ident{emailIdent(email), adobeIdent(email)}, s.users.latest)
	if u == nil {
		return User{}, false
	}
	return *u.clone(), true
}

// Users returns a copy of every user, oldest first.
func (s *Server) Users() []User {
	s.mu.Lock()
	defer s.mu.Unlock()
	var users []User
	for _, u := range s.users.all(s.users.latest) {
		users = append(users, *u.clone())
	}
	return users
}

// Profile returns the user in the API's own form, indented, as it would be read without lag; false if there is none.
func (s *Server) Profile(userID string) (json.RawMessage, bool) {
	u, ok := s.User(userID)
	if !ok {
		return nil, false
	}
	text, err := json.MarshalIndent(wire(&u, Knobs{}), "", "  ")
	return text, err == nil
}

// store makes u the newest version.
func (s *Server) store(u *User) {
	s.users.put(u.ID, s.indexed(u), s.clock(), s.knobs.lag())
}

func (s *Server) indexed(u *User) *record {
	return &record{user: u, idents: s.claims.idents(u)}
}
