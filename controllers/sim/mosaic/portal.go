package mosaic

import (
	"encoding/json"
	"fmt"
)

// PortalEdit changes a user as somebody else would, in the Admin Portal: outside the API, unchecked, without a trace
// in Journal. updated_at grows, and reads lag behind as after any write. edit gets a copy; the server is locked
// meanwhile, so edit must not call it. It fails for an unknown user.
func (s *Server) PortalEdit(userID string, edit func(*User)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.users.Latest(userID)
	if old == nil {
		return fmt.Errorf("mosaic simulator: no user %q", userID)
	}
	edited := old.clone()
	edit(edited)
	edited.ID = userID
	edited.touch(s.clock())
	s.store(edited)
	return nil
}

// PortalCreate adds a user outside the API, with a new user_id if u has none, and returns the id. It fails if the id
// exists.
func (s *Server) PortalCreate(u User) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.ID == "" {
		u.ID = s.randomText(userIDLength)
	}
	if s.users.Latest(u.ID) != nil {
		return "", fmt.Errorf("mosaic simulator: user %q exists", u.ID)
	}
	s.store(s.complete(u))
	return u.ID, nil
}

// PortalDelete removes a user outside the API. It fails for an unknown user.
func (s *Server) PortalDelete(userID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users.Latest(userID) == nil {
		return fmt.Errorf("mosaic simulator: no user %q", userID)
	}
	s.users.Put(userID, nil, s.clock(), s.knobs.lag())
	return nil
}

// User returns a copy of the user as the last write left it, whatever the lag; false if there is none.
func (s *Server) User(userID string) (User, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return snapshot(s.users.Latest(userID))
}

// UserByEmail returns a copy of the user with the primary email, the oldest if there is more than one; false if there
// is none.
func (s *Server) UserByEmail(email string) (User, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.users.Having(emailIdent(email), s.users.Latest)
	if len(found) == 0 {
		return User{}, false
	}
	return snapshot(found[0])
}

// Users returns a copy of every user, oldest first.
func (s *Server) Users() []User {
	s.mu.Lock()
	defer s.mu.Unlock()
	var users []User
	for _, u := range s.users.All(s.users.Latest) {
		users = append(users, *u.clone())
	}
	return users
}

// Profile returns the user in the API's own form, indented, as the app's clients would read it without lag; false if
// there is none.
func (s *Server) Profile(userID, appID string) (json.RawMessage, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users.Latest(userID)
	if u == nil {
		return nil, false
	}
	text, err := json.MarshalIndent(s.wire(u, appID, s.knobs), "", "  ")
	return text, err == nil
}

// store makes u the newest version.
func (s *Server) store(u *User) {
	s.users.Put(u.ID, u, s.clock(), s.knobs.lag())
}

func snapshot(u *User) (User, bool) {
	if u == nil {
		return User{}, false
	}
	return *u.clone(), true
}
