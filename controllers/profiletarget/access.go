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
	message string
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

// permit drops the denial, and tells whether there was one.
func (a *access) permit(key types.NamespacedName) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, found := a.denials[key]
	delete(a.denials, key)
	return found
}

// denied returns what the vendor said to that version of the connection, if it denied it something.
func (a *access) denied(key types.NamespacedName, version string) (message string, found bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d, found := a.denials[key]
	return d.message, found && d.version == version
}
