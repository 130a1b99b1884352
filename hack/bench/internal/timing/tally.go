package timing

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// Tally counts the updates that are ready, or were. The zero value can be used. It is safe for concurrent use.
type Tally struct {
	mu      sync.Mutex
	ready   map[string]bool // by the name of the update
	want    int
	reached chan time.Time
}

// Look is shown each state of the updates.
func (t *Tally) Look(upu *v1alpha1.UserProfileUpdate) {
	now := time.Now()
	if !Ready(upu) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ready == nil {
		t.ready = map[string]bool{}
	}
	t.ready[upu.Name] = true
	t.tell(now)
}

// Await waits until so many are ready, and returns when they were. It fails if that is not so after patience. One caller at
// a time may wait.
func (t *Tally) Await(ctx context.Context, count int, patience time.Duration) (time.Time, error) {
	reached := t.expect(count)
	select {
	case at := <-reached:
		return at, nil
	case <-time.After(patience):
		return time.Time{}, fmt.Errorf("only %d of %d updates were ready after %s", t.Count(), count, patience)
	case <-ctx.Done():
		return time.Time{}, context.Cause(ctx)
	}
}

// Count is how many are ready.
func (t *Tally) Count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.ready)
}

func (t *Tally) expect(count int) <-chan time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	reached := make(chan time.Time, 1)
	t.want, t.reached = count, reached
	t.tell(time.Now())
	return reached
}

func (t *Tally) tell(now time.Time) {
	if t.reached != nil && len(t.ready) >= t.want {
		t.reached <- now
		t.reached = nil
	}
}
