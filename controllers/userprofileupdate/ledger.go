package userprofileupdate

import (
	"sync"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/resourceversion"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
)

// ledger remembers of each object which one it was and what we last wrote to it. With it a cache that does not yet show
// our own write cannot lead to a second call to the vendor, and the lanes learn of objects that are gone.
//
// The zero ledger is empty and ready. It is safe for concurrent use.
type ledger struct {
	mu      sync.Mutex
	entries map[types.NamespacedName]entry
}

type entry struct {
	owner           delivery.Owner
	resourceVersion string
}

func keyOf(owner delivery.Owner) types.NamespacedName {
	return types.NamespacedName{Namespace: owner.Namespace, Name: owner.Name}
}

// remember notes that there is work for the owner.
func (l *ledger) remember(owner delivery.Owner) {
	l.update(owner, func(*entry) {})
}

// wrote notes the object as the API server returned it from our write.
func (l *ledger) wrote(upu *v1alpha1.UserProfileUpdate) {
	l.update(ownerOf(upu), func(e *entry) { e.resourceVersion = upu.ResourceVersion })
}

func (l *ledger) update(owner delivery.Owner, change func(*entry)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.entries == nil {
		l.entries = map[types.NamespacedName]entry{}
	}
	e := l.entries[keyOf(owner)]
	if e.owner != owner {
		e = entry{owner: owner}
	}
	change(&e)
	l.entries[keyOf(owner)] = e
}

// newerThan tells whether we wrote to the object after the state given. Resource versions are ordered (KEP-5504).
func (l *ledger) newerThan(upu *v1alpha1.UserProfileUpdate) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	e, found := l.entries[keyOf(ownerOf(upu))]
	if !found || e.owner.UID != string(upu.UID) || e.resourceVersion == "" {
		return false
	}
	order, err := resourceversion.CompareResourceVersion(e.resourceVersion, upu.ResourceVersion)
	return err == nil && order > 0
}

// replaced tells whether it was another object that had the object's name before.
func (l *ledger) replaced(upu *v1alpha1.UserProfileUpdate) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	e, found := l.entries[keyOf(ownerOf(upu))]
	return found && e.owner.UID != string(upu.UID)
}

// forget drops an object that is gone and returns what owner it was.
func (l *ledger) forget(key types.NamespacedName) (delivery.Owner, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e, found := l.entries[key]
	delete(l.entries, key)
	return e.owner, found
}
