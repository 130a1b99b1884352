package profiletarget

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
)

// lanes stand as they are told.
type lanes struct {
	Lanes // nil: nothing is revoked here

	mu    sync.Mutex
	stats map[string]delivery.Stats
}

func (l *lanes) Stats(lane string) delivery.Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stats[lane]
}

func (l *lanes) set(lane string, stats delivery.Stats) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stats[lane] = stats
}

// However often the traffic changes, a target is woken for it every ten seconds at most, and not at all if nothing
// changes; every target of a lane is, but none whose lane is quiet or which is gone.
func TestTrafficWakesRarely(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		woken := map[string]int{}
		busy := &lanes{stats: map[string]delivery.Stats{}}
		tr := newTraffic(busy, func(key types.NamespacedName) { woken[key.Name]++ })
		for name, lane := range map[string]string{"one": "busy", "two": "busy", "quiet": "quiet", "gone": "busy"} {
			tr.follow(types.NamespacedName{Name: name}, lane)
		}
		tr.forget(types.NamespacedName{Name: "gone"})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- tr.Start(ctx) }()
		for second := range 35 { // three looks see a change
			busy.set("busy", delivery.Stats{Queued: second})
			time.Sleep(time.Second)
		}
		time.Sleep(time.Minute) // one more, and then nothing
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(map[string]int{"one": 4, "two": 4}, woken); diff != "" {
			t.Errorf("wake-ups (-want +got):\n%s", diff)
		}
		if got := tr.of(types.NamespacedName{Name: "one"}).Queued; got != 34 {
			t.Errorf("%d queued, want 34", got)
		}
	})
}

func TestShow(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, 3, 4, 5, 6, 7, 890, time.UTC)
	status := v1alpha1.ProfileTargetStatus{}
	show(&status, delivery.Stats{Queued: 1990, InFlight: 10, ThrottledUntil: until})
	want := v1alpha1.ProfileTargetStatus{Queued: 1990, InFlight: 10, ThrottledUntil: &metav1.Time{Time: until.Truncate(time.Second)}}
	if diff := cmp.Diff(want, status); diff != "" {
		t.Errorf("busy (-want +got):\n%s", diff)
	}
	show(&status, delivery.Stats{})
	if diff := cmp.Diff(v1alpha1.ProfileTargetStatus{}, status); diff != "" {
		t.Errorf("quiet (-want +got):\n%s", diff)
	}
}
