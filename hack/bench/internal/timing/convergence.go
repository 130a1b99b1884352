package timing

import (
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// Convergence tells when updates got ready. The zero value can be used. It is safe for concurrent use.
type Convergence struct {
	mu      sync.Mutex
	awaited map[string]chan<- time.Time // by the name of the update
}

// await returns what will have the time at which the update of that name was first seen ready.
func (c *Convergence) await(name string) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.awaited == nil {
		c.awaited = map[string]chan<- time.Time{}
	}
	seen := make(chan time.Time, 1)
	c.awaited[name] = seen
	return seen
}

// Look is shown each state of the updates.
func (c *Convergence) Look(upu *v1alpha1.UserProfileUpdate) {
	now := time.Now()
	if !Ready(upu) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if seen, awaited := c.awaited[upu.Name]; awaited {
		seen <- now
		delete(c.awaited, upu.Name)
	}
}

// Ready tells whether the update as it is now was carried out.
func Ready(upu *v1alpha1.UserProfileUpdate) bool {
	return upu.Status.ObservedGeneration == upu.Generation &&
		meta.IsStatusConditionTrue(upu.Status.Conditions, string(v1alpha1.ConditionReady))
}
