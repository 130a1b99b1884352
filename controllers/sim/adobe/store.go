package adobe

import "github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/history"

// store keeps the users with their recent past and finds them by their logins.
type store struct {
	*history.Store[ident, record]
}

// record is a user with the logins they can be found by.
type record struct {
	user   *User
	idents []ident
}

func newStore() *store {
	return &store{history.NewStore(func(r *record) []ident { return r.idents })}
}

// find is the user who has the first of the logins that somebody has, nil if nobody has any.
func (s *store) find(keys []ident, at func(id string) *record) *User {
	for _, key := range keys {
		if found := s.Having(key, at); len(found) > 0 {
			return found[0].user
		}
	}
	return nil
}

// all are the users in the order of their creation.
func (s *store) all(at func(id string) *record) []*User {
	var users []*User
	for _, r := range s.All(at) {
		users = append(users, r.user)
	}
	return users
}
