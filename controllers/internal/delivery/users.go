package delivery

import (
	"sync"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// users keeps the jobs of one lane that are about the same user from interleaving. Two objects may name one person by
// different identifiers, which shows only once both were read; and as vendors replace some attributes together (Mosaic
// the whole name), a write that follows from a read before somebody else's write would undo that one.
//
// So a job watches what others write from before its read on, locks the user it found, and reads again if that user was
// written in the meantime. What is read may lag behind what was written: for a minute the revision is remembered that a write
// was answered with, and what is older than that is not believed. Nothing else is kept of a user whom no job has locked, and
// a watch ends with its job.
type users struct {
	mu      sync.Mutex
	locks   map[string]*userLock // by user ID
	watches map[*watch]bool

	// recent are the revisions by user ID that writes were answered with since a time, former those of the minute before.
	minute         time.Duration
	recent, former map[string]int64
	since          time.Time
}

type userLock struct {
	// turn holds one token while nobody has the lock.
	turn chan struct{}

	// wanted counts who has it or waits for it.
	wanted int
}

// watch collects the users that were written since it began.
type watch struct {
	users   *users
	written map[string]bool
}

func newUsers(minute time.Duration) *users {
	return &users{locks: map[string]*userLock{}, watches: map[*watch]bool{}, minute: minute}
}

// lock waits until no other job has the user, and returns how to give it back.
func (u *users) lock(id string) (unlock func()) {
	l := u.want(id)
	<-l.turn
	return func() {
		l.turn <- struct{}{}
		u.unwant(id, l)
	}
}

func (u *users) want(id string) *userLock {
	u.mu.Lock()
	defer u.mu.Unlock()
	l := u.locks[id]
	if l == nil {
		l = &userLock{turn: make(chan struct{}, 1)}
		l.turn <- struct{}{}
		u.locks[id] = l
	}
	l.wanted++
	return l
}

func (u *users) unwant(id string, l *userLock) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if l.wanted--; l.wanted == 0 {
		delete(u.locks, id)
	}
}

// wrote says that a write to the user has ended, whatever came of it, and with what revision if that is known. Whoever says
// so has the lock.
func (u *users) wrote(id string, revision int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.remember(id, revision)
	for w := range u.watches {
		if w.written == nil {
			w.written = map[string]bool{}
		}
		w.written[id] = true
	}
}

func (u *users) remember(id string, revision int64) {
	if revision == 0 {
		return
	}
	switch now := time.Now(); {
	case now.Sub(u.since) >= 2*u.minute:
		u.recent, u.former, u.since = map[string]int64{}, nil, now
	case now.Sub(u.since) >= u.minute:
		u.recent, u.former, u.since = map[string]int64{}, u.recent, now
	}
	u.recent[id] = max(u.recent[id], revision)
}

// predates tells whether the user was read as they were before a write of which there was an answer.
func (u *users) predates(user target.User) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return user.Revision != 0 && user.Revision < max(u.recent[user.ID], u.former[user.ID])
}

// watch begins to watch.
func (u *users) watch() *watch {
	u.mu.Lock()
	defer u.mu.Unlock()
	w := &watch{users: u}
	u.watches[w] = true
	return w
}

// saw tells whether the user was written since the watch began.
func (w *watch) saw(id string) bool {
	w.users.mu.Lock()
	defer w.users.mu.Unlock()
	return w.written[id]
}

// end stops watching.
func (w *watch) end() {
	w.users.mu.Lock()
	defer w.users.mu.Unlock()
	delete(w.users.watches, w)
}
