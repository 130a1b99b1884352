package history

import (
	"slices"
	"time"
)

// Store keeps things by id, and finds them by keys, of which one may be several things'. Things are immutable: a change
// is another Put. It is not safe for concurrent use.
type Store[Key comparable, Thing any] struct {
	keysOf    func(*Thing) []Key
	histories map[string][]version[Thing]
	// created lists the ids in the order of creation.
	created []string
	byKey   map[Key][]string
}

// NewStore returns an empty store of things that have the keys keysOf returns.
func NewStore[Key comparable, Thing any](keysOf func(*Thing) []Key) *Store[Key, Thing] {
	return &Store[Key, Thing]{keysOf: keysOf, histories: map[string][]version[Thing]{}, byKey: map[Key][]string{}}
}

// Put makes t the newest version, nil one that is gone, and forgets the versions that no read under the lag can see any
// more. The zero time means "from the beginning": what is put then is visible under any lag.
func (s *Store[Key, Thing]) Put(id string, t *Thing, now time.Time, lag time.Duration) {
	if _, known := s.histories[id]; !known {
		s.created = append(s.created, id)
	}
	s.histories[id] = prune(append(s.histories[id], version[Thing]{since: now, thing: t}), now.Add(-lag))
	if t == nil {
		return
	}
	for _, key := range s.keysOf(t) {
		if !slices.Contains(s.byKey[key], id) {
			s.byKey[key] = append(s.byKey[key], id)
		}
	}
}

// Latest is the thing as writes see it, nil if there is none.
func (s *Store[Key, Thing]) Latest(id string) *Thing {
	history := s.histories[id]
	if len(history) == 0 {
		return nil
	}
	return history[len(history)-1].thing
}

// Visible is the thing as a read sees it whose view ends at the cutoff, nil if there was none.
func (s *Store[Key, Thing]) Visible(id string, cutoff time.Time) *Thing {
	for _, v := range slices.Backward(s.histories[id]) {
		if !v.since.After(cutoff) {
			return v.thing
		}
	}
	return nil
}

// All are the things in the order of their creation, as at sees them: Latest, or Visible at some cutoff.
func (s *Store[Key, Thing]) All(at func(id string) *Thing) []*Thing {
	return existing(s.created, at)
}

// Having are the things that have the key as at sees them, oldest first. The index only grows, so each is looked at
// again.
func (s *Store[Key, Thing]) Having(key Key, at func(id string) *Thing) []*Thing {
	return slices.DeleteFunc(existing(s.byKey[key], at), func(t *Thing) bool { return !slices.Contains(s.keysOf(t), key) })
}

// existing are those of the things that exist.
func existing[Thing any](ids []string, at func(id string) *Thing) []*Thing {
	var things []*Thing
	for _, id := range ids {
		if t := at(id); t != nil {
			things = append(things, t)
		}
	}
	return things
}
