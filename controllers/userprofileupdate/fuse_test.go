package userprofileupdate

import (
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/event"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
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

// What the statuses say was changed within the hour counts as it does in the lane, as far as they tell.
func TestFuseCountsWhatStatusesSay(t *testing.T) {
	t.Parallel()
	const address = "jane@acme.example"
	declares := func(email string) func(*v1alpha1.UserProfileUpdate) {
		return func(upu *v1alpha1.UserProfileUpdate) {
			upu.Spec.Attributes = &v1alpha1.Attributes{Email: &email, LastName: new("Roe")}
		}
	}
	names, everything := profile.Change{changeTo(profile.LastName)}, profile.Change{changeTo(profile.Email), changeTo(profile.LastName)}
	ended := func(kind profile.Kind, change profile.Change, ago time.Duration) profile.Outcome {
		return profile.Outcome{Kind: kind, UserID: "u1", Changed: change, At: now.Add(-ago)}
	}
	for name, tt := range map[string]struct {
		edit     func(*v1alpha1.UserProfileUpdate)
		outcomes []profile.Outcome
		later    func(*v1alpha1.UserProfileUpdate) // since then
		want     bool
	}{
		"renamed": {
			declares("new@acme.example"), []profile.Outcome{ended(profile.Applied, everything, time.Minute)}, nil, true,
		},
		"renamed too long ago": {
			declares("new@acme.example"), []profile.Outcome{ended(profile.Applied, everything, time.Hour)}, nil, false,
		},
		"not renamed": {
			declares("new@acme.example"), []profile.Outcome{ended(profile.Applied, names, time.Minute)}, nil, false,
		},
		"given the address they are found by": {
			declares("Jane@acme.example"), []profile.Outcome{ended(profile.Applied, everything, time.Minute)}, nil, false,
		},
		"given another, and another spec since": {
			declares("new@acme.example"),
			[]profile.Outcome{ended(profile.Applied, everything, time.Minute)},
			func(upu *v1alpha1.UserProfileUpdate) {
				upu.Generation++
				upu.Spec.Attributes.Email = new(address)
			}, true,
		},
		"given an address that comes from elsewhere": {
			func(upu *v1alpha1.UserProfileUpdate) {
				upu.Spec.AttributeValues = []v1alpha1.AttributeValue{{
					Attribute: "email", ValueFrom: v1alpha1.ValueSource{Expression: "metadata.labels.email"},
				}}
			}, []profile.Outcome{ended(profile.Applied, everything, time.Minute)}, nil, true,
		},
		"found by what comes from elsewhere": {
			func(upu *v1alpha1.UserProfileUpdate) {
				declares("")(upu)
				upu.Spec.Identifier.Value = ""
			}, []profile.Outcome{ended(profile.Applied, everything, time.Minute)}, nil, true,
		},
		"applied, and tried out since": {
			declares("new@acme.example"), []profile.Outcome{
				ended(profile.Applied, names, 2*time.Minute), ended(profile.DryRunSucceeded, everything, time.Minute),
			}, nil, false,
		},
		"applied, and failed since": {
			declares("new@acme.example"), []profile.Outcome{
				ended(profile.Applied, names, 2*time.Minute), ended(profile.TargetUnavailable, everything, time.Minute),
			}, nil, false,
		},
		"renamed, and compared since": {
			declares("new@acme.example"), []profile.Outcome{
				ended(profile.Applied, everything, 2*time.Minute), ended(profile.DriftDetected, nil, time.Minute),
			}, nil, true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			upu := jane()
			upu.Spec.Drift = &v1alpha1.Drift{Policy: v1alpha1.DriftReport, Interval: &metav1.Duration{Duration: time.Minute}}
			tt.edit(upu)
			job := janesJob(upu)
			for _, outcome := range tt.outcomes {
				if outcome.Kind == profile.DriftDetected {
					job.purpose = delivery.Compare
				}
				upu.Status = job.next(upu, outcome, nil, outcome.At, 0)
			}
			if tt.later != nil {
				tt.later(upu)
			}
			scheme := runtime.NewScheme()
			if err := v1alpha1.AddToScheme(scheme); err != nil {
				t.Fatal(err)
			}
			c := fake.NewClientBuilder().WithScheme(scheme).WithObjects(upu).WithIndex(upu, targetIndex, targetNames).Build()
			r := &Reconciler{client: c, now: func() time.Time { return now }}
			var want []string
			if tt.want {
				want = []string{"uid/3"}
			}
			if diff := cmp.Diff(want, slices.Collect(maps.Keys(r.renamed(job)))); diff != "" {
				t.Errorf("counted (-want +got):\n%s", diff)
			}
		})
	}
}

func changeTo(attribute profile.Attribute) profile.Step {
	return profile.Step{Attribute: attribute, Action: profile.Set, Value: profile.Text("new")}
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
