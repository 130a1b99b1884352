package userprofileupdate

import (
	"strconv"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/event"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// A fuse lets its limit pass within any hour, the same change as often as it is tried, and once it has blown nothing else,
// however much time passes.
func TestFuseCounts(t *testing.T) {
	t.Parallel()
	var f fuses
	key := types.NamespacedName{Namespace: "people", Name: "default"}
	made := func() map[string]time.Time { return nil }
	if _, may := f.spend(key, "without a fuse", now); !may {
		t.Error("a target without a fuse has one")
	}
	before := map[string]time.Time{"restarted/1": now.Add(-30 * time.Minute)}
	f.observe(key, fuseState{limit: 3}, func() map[string]time.Time { return before })
	for _, step := range []struct {
		after  time.Duration
		change string
		want   bool
	}{
		{0, "a/1", true},
		{0, "a/1", true}, // tried again
		{time.Minute, "a/2", true},
		{time.Minute, "restarted/1", true},
		{31 * time.Minute, "b/1", true}, // the one before the restart is an hour old
		{59 * time.Minute, "c/1", false},
		{59 * time.Minute, "a/2", true}, // was let through before
		{59 * time.Minute, "c/1", false},
		{10 * time.Hour, "c/1", false}, // it has blown
	} {
		if _, may := f.spend(key, step.change, now.Add(step.after)); may != step.want {
			t.Errorf("after %s: %s may be made: %v, want %v", step.after, step.change, may, step.want)
		}
	}
	f.observe(key, fuseState{limit: 100}, made)
	if !f.refuses(key, "d/1", now.Add(10*time.Hour)) {
		t.Error("a higher limit has replaced the fuse")
	}
	f.observe(key, fuseState{limit: 100, reset: "1"}, made)
	for i := range 100 {
		if _, may := f.spend(key, strconv.Itoa(i), now.Add(10*time.Hour)); !may {
			t.Fatalf("change %d is not let through a new fuse", i)
		}
	}
	if blown, may := f.spend(key, "one more", now.Add(10*time.Hour)); may || blown.reset != "1" {
		t.Errorf("spend = %+v %v, want the new fuse to have blown", blown, may)
	}
	f.observe(key, fuseState{}, made)
	if _, may := f.spend(key, "c/1", now.Add(10*time.Hour)); !may {
		t.Error("a fuse that was taken out goes on")
	}
}

// A process that finds a fuse blown keeps it so.
func TestFuseStaysBlown(t *testing.T) {
	t.Parallel()
	var f fuses
	key := types.NamespacedName{Name: "shared"}
	f.observe(key, fuseState{limit: 3, blown: true}, func() map[string]time.Time { return map[string]time.Time{} })
	if _, may := f.spend(key, "a/1", now); may {
		t.Error("a blown fuse lets a change through")
	}
}

// A target that is created anew, under the name of one whose fuse has blown, has a fuse of its own. It counts what was changed
// within the hour, as after a restart: to delete a target is no way around its fuse.
func TestFuseOfAnotherTarget(t *testing.T) {
	t.Parallel()
	var f fuses
	key := types.NamespacedName{Namespace: "people", Name: "default"}
	made := func() map[string]time.Time { return map[string]time.Time{"a/1": now} }
	f.observe(key, fuseState{uid: "former", limit: 1}, made)
	if blown, may := f.spend(key, "b/1", now); may || blown.uid != "former" {
		t.Errorf("spend = %+v %v, want the fuse to have blown", blown, may)
	}
	anew := fuseState{uid: "new", limit: 1}
	f.observe(key, anew, made)
	if f.refuses(key, "b/1", now) {
		t.Error("the fuse of the new target has blown before anything was tried")
	}
	if blown, may := f.spend(key, "b/1", now); may || blown.uid != "new" {
		t.Errorf("spend = %+v %v, want the new fuse to have blown", blown, may)
	}
	anew.limit = 2
	f.observe(key, anew, made)
	if !f.refuses(key, "b/1", now) {
		t.Error("what is known of the same target is forgotten")
	}
}

// A fuse that was replaced lets updates go on, also if the target has never said that the former one had blown.
func TestReplacedFuseWakesItsUpdates(t *testing.T) {
	t.Parallel()
	before := &v1alpha1.ProfileTarget{}
	after := before.DeepCopy()
	if (connectionChanged{}).Update(event.UpdateEvent{ObjectOld: before, ObjectNew: after}) {
		t.Error("nothing has changed")
	}
	after.Status.LastHandledFuseReset = "1"
	if !(connectionChanged{}).Update(event.UpdateEvent{ObjectOld: before, ObjectNew: after}) {
		t.Error("nobody is told that the fuse was replaced")
	}
}
