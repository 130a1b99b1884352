package profiletarget

import (
	"sync"

	"k8s.io/apimachinery/pkg/types"
)

// access remembers the connections whose credentials are accepted but are not allowed to do what was asked. The zero
// value remembers none. It is safe for concurrent use.
type access struct {
	mu      sync.Mutex
	denials map[types.NamespacedName]denial
}

// denial is what the vendor said to one version of a connection.
type denial struct {
	version string
	message string // for the condition
}

func denialOf(version, said string) denial {
	return denial{version: version, message: "the vendor accepts the credentials, but denied a request: " + said +
		"; give them the right to read and edit users at the vendor"}
}

// forbid notes a denial, and tells whether it is news.
func (a *access) forbid(key types.NamespacedName, d denial) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.denials[key].version == d.version {
		return false // the first message stands, however often and variously the vendor says it
	}
	if a.denials == nil {
		a.denials = map[types.NamespacedName]denial{}
	}
	a.denials[key] = d
	return true
}

// recall notes a denial of which nothing was heard in this process yet.
func (a *access) recall(key types.NamespacedName, d denial) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, heard := a.denials[key]; heard {
		return
	}
	if a.denials == nil {
		a.denials = map[types.NamespacedName]denial{}
	}
	a.denials[key] = d
}

// permit drops the denial, and tells whether there was one.
func (a *access) permit(key types.NamespacedName) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.denials == nil {
		a.denials = map[types.NamespacedName]denial{}
	}
	former := a.denials[key]
	a.denials[key] = denial{} // heard of, and over: what an earlier process wrote is old
	return former != denial{}
}

// forget drops all that is known of a target that is gone.
func (a *access) forget(key types.NamespacedName) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.denials, key)
}

// denied returns what the vendor said to that version of the connection, if it denied it something.
func (a *access) denied(key types.NamespacedName, version string) (message string, found bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d, found := a.denials[key]
	return d.message, found && d.version == version
}
