package mosaic

import (
	"slices"
	"time"
)

// store keeps the users with their recent past: reads under lag see a version that writes have already left behind.
// Versions are immutable. The zero time means "from the beginning", so seeded users are visible under any lag.
type store struct {
	histories map[string][]version
	// created lists the ids in the order of creation: the order of lists, and of a lookup that matches more than one.
	created []string
	byIdent map[ident][]string
}

// version is a user from a moment on; nil is a user that is gone.
type version struct {
	since time.Time
	user  *User
}

func newStore() *store {
	return &store{histories: map[string][]version{}, byIdent: map[ident][]string{}}
}

// put makes u the newest version of the user and forgets the versions no read can see any more.
func (s *store) put(id string, u *User, now time.Time, lag time.Duration) {
	if _, known := s.histories[id]; !known {
		s.created = append(s.created, id)
	}
	s.histories[id] = prune(append(s.histories[id], version{since: now, user: u}), now.Add(-lag))
	if u == nil {
		return
	}
	for _, key := range u.idents() {
		if !slices.Contains(s.byIdent[key], id) {
			s.byIdent[key] = append(s.byIdent[key], id)
		}
	}
}

// prune drops what was replaced by the cutoff. The oldest version left inherits the beginning of time if it replaced
// another, so that a lag raised later does not turn an old user into one just created.
func prune(history []version, cutoff time.Time) []version {
	first := 0
	for i, v := range history {
		if !v.since.After(cutoff) {
			first = i
		}
	}
	kept := slices.Clone(history[first:])
	if first > 0 {
		kept[0].since = time.Time{}
	}
	return kept
}

// latest is the user as writes see it, nil if there is none.
func (s *store) latest(id string) *User {
	history := s.histories[id]
	if len(history) == 0 {
		return nil
	}
	return history[len(history)-1].user
}

// visible is the user as a read sees it whose view ends at the cutoff, nil if there was none.
func (s *store) visible(id string, cutoff time.Time) *User {
	for _, v := range slices.Backward(s.histories[id]) {
		if !v.since.After(cutoff) {
			return v.user
		}
	}
	return nil
}

// all are the visible users in the order of their creation.
func (s *store) all(cutoff time.Time) []*User {
	var users []*User
	for _, id := range s.created {
		if u := s.visible(id, cutoff); u != nil {
			users = append(users, u)
		}
	}
	return users
}

// having are the users that carry the identifier now, oldest first. The index only grows, so each is looked at again.
func (s *store) having(key ident, at func(id string) *User) []*User {
	var users []*User
	for _, id := range s.byIdent[key] {
		if u := at(id); u != nil && slices.Contains(u.idents(), key) {
			users = append(users, u)
		}
	}
	return users
}
