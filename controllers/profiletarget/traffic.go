package profiletarget

import (
	"context"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
)

// trafficInterval is how often the status may be written for no other reason than that the traffic changed.
const trafficInterval = 10 * time.Second

// traffic follows how the lanes of ProfileTargets stand: it looks every so often, and wakes those of which something
// changed. It is safe for concurrent use.
type traffic struct {
	lanes Lanes
	wake  func(types.NamespacedName)

	mu   sync.Mutex
	seen map[types.NamespacedName]sight
}

// sight is how the lane with that key stood when it was last looked at.
type sight struct {
	lane  string
	stats delivery.Stats
}

func newTraffic(lanes Lanes, wake func(types.NamespacedName)) *traffic {
	return &traffic{lanes: lanes, wake: wake, seen: map[types.NamespacedName]sight{}}
}

// Start looks at the lanes until the context ends. It is a manager's runnable.
func (t *traffic) Start(ctx context.Context) error {
	tick := time.NewTicker(trafficInterval)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			for _, key := range t.look() {
				t.wake(key)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// look returns the ProfileTargets whose lanes stand otherwise than before.
func (t *traffic) look() []types.NamespacedName {
	t.mu.Lock()
	defer t.mu.Unlock()
	var changed []types.NamespacedName
	for key, before := range t.seen {
		now := sight{lane: before.lane, stats: t.lanes.Stats(before.lane)}
		if now != before {
			t.seen[key] = now
			changed = append(changed, key)
		}
	}
	return changed
}

// follow has the lane looked at for the ProfileTarget from now on.
func (t *traffic) follow(key types.NamespacedName, lane string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen[key].lane != lane {
		t.seen[key] = sight{lane: lane, stats: t.lanes.Stats(lane)}
	}
}

// of is how the ProfileTarget's lane stood when it was last looked at.
func (t *traffic) of(key types.NamespacedName) delivery.Stats {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.seen[key].stats
}

// forget ends following the lane of a ProfileTarget that is no connection any more.
func (t *traffic) forget(key types.NamespacedName) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.seen, key)
}

// show puts the traffic into a status.
func show(status *v1alpha1.ProfileTargetStatus, stats delivery.Stats) {
	status.Queued = int32(min(stats.Queued, maxCount))     //nolint:gosec // bounded
	status.InFlight = int32(min(stats.InFlight, maxCount)) //nolint:gosec // bounded
	status.ThrottledUntil = nil
	if !stats.ThrottledUntil.IsZero() {
		status.ThrottledUntil = &metav1.Time{Time: stats.ThrottledUntil.Truncate(time.Second)}
	}
}

// maxCount keeps counts within their fields.
const maxCount = 1 << 30
