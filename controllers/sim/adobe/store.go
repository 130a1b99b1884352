package adobe

import (
	"slices"
	"time"
)

// store keeps the users with their recent past: reads under lag see a version that writes have already left behind.
// Versions are immutable. The zero time means "from the beginning", so seeded users are visible under any lag.
type store struct {
	histories map[string][]version
	// created lists the ids in the order of creation: the order of lists.
	created []string
	byIdent map[ident][]string
}

// version is a user from a moment on; a nil user is one that is gone.
type version struct {
	since  time.Time
	record *record
}

// record is a user with the logins they can be found by.
type record struct {
	user   *User
	idents []ident
}

func newStore() *store {
	return &store{histories: map[string][]version{}, byIdent: map[ident][]string{}}
}

// put makes r the newest version of the user, nil one that is gone, and forgets the versions no read can see any more.
func (s *store) put(id string, r *record, now time.Time, lag time.Duration) {
	if _, known := s.histories[id]; !known {
		s.created = append(s.created, id)
	}
	s.histories[id] = prune(append(s.histories[id], version{since: now, record: r}), now.Add(-lag))
	if r == nil {
		return
	}
	for _, key := range r.idents {
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
func (s *store) latest(id string) *record {
	history := s.histories[id]
	if len(history) == 0 {
		return nil
	}
	return history[len(history)-1].record
}

// visible is the user as a read sees it whose view ends at the cutoff, nil if there was none.
func (s *store) visible(id string, cutoff time.Time) *record {
	for _, v := range slices.Backward(s.histories[id]) {
		if !v.since.After(cutoff) {
			return v.record
		}
	}
	return nil
}

// find is the user who has the first of the logins that somebody has, nil if nobody has any. The index only grows, so
// each candidate is looked at again.
func (s *store) find(keys []ident, at func(id string) *record) *User {
	for _, key := range keys {
		for _, id := range s.byIdent[key] {
			if r := at(id); r != nil && slices.Contains(r.idents, key) {
				return r.user
			}
		}
	}
	return nil
}

// all are the users in the order of their creation.
func (s *store) all(at func(id string) *record) []*User {
	var users []*User
	for _, id := range s.created {
		if r := at(id); r != nil {
			users = append(users, r.user)
		}
	}
	return users
}
