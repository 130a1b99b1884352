package userprofileupdate

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// fuseState is how the fuse of a target stands, as its spec and status say.
type fuseState struct {
	// uid of the target: one that is created anew has another fuse.
	uid types.UID

	// limit is the most updates within fuseWindow that change what people are found by; zero if there is no fuse.
	limit int

	// blown tells that it has blown and was not replaced.
	blown bool

	// reset is what the fuse in use was asked for with, and since is when that was; zero if none has blown yet.
	reset string
	since time.Time
}

// fuseWindow is the hour in limits.identityChangesPerHour.
const fuseWindow = time.Hour

func fuseOf(of v1alpha1.GenericProfileTarget) fuseState {
	limits := of.GetSpec().Limits
	if limits == nil || limits.IdentityChangesPerHour == nil {
		return fuseState{}
	}
	state := fuseState{
		uid: of.GetUID(), limit: int(*limits.IdentityChangesPerHour), reset: of.GetStatus().LastHandledFuseReset,
	}
	if blown := meta.FindStatusCondition(of.GetStatus().Conditions, string(v1alpha1.ConditionFuseBlown)); blown != nil {
		state.blown = meta.IsStatusConditionTrue(of.GetStatus().Conditions, blown.Type)
		state.since = blown.LastTransitionTime.Time
	}
	return state
}

// fuses count the updates that change what people are found by, for each target. The zero value counts none. It is safe
// for concurrent use.
type fuses struct {
	mu       sync.Mutex
	byTarget map[types.NamespacedName]*fuse
}

type fuse struct {
	fuseState

	// changes are those of the last hour, by update and generation: the same may be tried more than once.
	changes map[string]time.Time
}

// observe takes over how the fuse of a target stands. What this process has not counted itself, made tells.
func (f *fuses) observe(key types.NamespacedName, state fuseState, made func() map[string]time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known := f.byTarget[key]
	switch {
	case state.limit == 0:
		delete(f.byTarget, key)
	case known == nil, known.uid != state.uid:
		if f.byTarget == nil {
			f.byTarget = map[types.NamespacedName]*fuse{}
		}
		f.byTarget[key] = &fuse{fuseState: state, changes: made()}
	case known.reset != state.reset:
		*known = fuse{fuseState: state, changes: map[string]time.Time{}}
	default:
		known.limit = state.limit
		known.blown = known.blown || state.blown
	}
}

// spend counts a change, and tells whether it may be made, or else which fuse has blown. What was counted before may be
// tried again.
func (f *fuses) spend(key types.NamespacedName, change string, now time.Time) (blown fuseState, may bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	of := f.byTarget[key]
	if of == nil || of.counts(change, now) {
		return fuseState{}, true
	}
	if of.blown = of.blown || len(of.changes) >= of.limit; of.blown {
		return of.fuseState, false
	}
	of.changes[change] = now
	return fuseState{}, true
}

// refuses tells whether a change is not to be made, without counting it.
func (f *fuses) refuses(key types.NamespacedName, change string, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	of := f.byTarget[key]
	return of != nil && of.blown && !of.counts(change, now)
}

func (f *fuse) counts(change string, now time.Time) bool {
	for made, at := range f.changes {
		if now.Sub(at) >= fuseWindow {
			delete(f.changes, made)
		}
	}
	_, counted := f.changes[change]
	return counted
}

// renamed are the changes that were made through the target of a job before its fuse was counted here, as their status says:
// before this process began, or before the fuse or the target was there.
func (r *Reconciler) renamed(j *job) map[string]time.Time {
	made := map[string]time.Time{}
	begin := r.now().Add(-fuseWindow)
	for _, upu := range r.cached(targetIndex, targetName(j.target)) {
		applied := upu.Status.Applied
		if applied == nil || !applied.Time.After(begin) || !applied.Time.After(j.fuse.since) || targetOf(upu) != j.target {
			continue
		}
		if j.wasRenamed(upu) {
			made[changeOf(string(upu.UID), upu.Status.ObservedGeneration)] = applied.Time.Time
		}
	}
	return made
}

// wasRenamed tells whether an update has last applied a change as renames tells of. Values are not in the status: that somebody
// was given the address that they were found by shows only where the spec says both, and still is the one that was applied.
func (j *job) wasRenamed(upu *v1alpha1.UserProfileUpdate) bool {
	ready := meta.FindStatusCondition(upu.Status.Conditions, string(v1alpha1.ConditionReady))
	if ready == nil || ready.Reason != string(v1alpha1.ReasonApplied) {
		return false // the changes are those of a later attempt, which failed or was a dry run
	}
	kept, keeps := desired.Kept(&upu.Spec)
	keeps = keeps && upu.Status.ObservedGeneration == upu.Generation
	return slices.ContainsFunc(upu.Status.Changes, func(change v1alpha1.AttributeChange) bool {
		attribute := profile.Attribute(change.Attribute)
		return j.port.Schema().Identifies(attribute) && (!keeps || attribute != kept)
	})
}

func changeOf(uid string, generation int64) string {
	return uid + "/" + strconv.FormatInt(generation, 10)
}

// permit counts the change if it is one of what people are found by. It runs in a lane.
func (r *Reconciler) permit(j *job) func(profile.Change) error {
	return func(change profile.Change) error {
		if !j.renames(change) {
			return nil
		}
		blown, may := r.fuses.spend(j.target, changeOf(j.owner.UID, j.generation), r.now())
		if may {
			return nil
		}
		r.targets.Blow(j.target, blown.uid, blown.reset)
		return &target.Error{Kind: profile.FuseBlown, Message: "the fuse of the target has blown"}
	}
}

// refusesAnyway tells whether the fuse keeps the update from being made, where no user has to be read to know.
func (r *Reconciler) refusesAnyway(j *job) bool {
	return !j.port.Schema().ReadsFirst && !j.port.Schema().TestOnly && j.purpose == delivery.Apply &&
		j.renames(j.Plan(target.User{})) && r.fuses.refuses(j.target, changeOf(j.owner.UID, j.generation), r.now())
}

// renames tells whether the change is one of what people are found or sign in by. To give somebody the address that they
// were found by is none.
func (j *job) renames(change profile.Change) bool {
	by, _ := j.login.Attribute()
	for _, step := range change {
		to, _ := step.Value.Text()
		same := step.Attribute == by && strings.EqualFold(to, j.login.Value)
		if !same && j.port.Schema().Identifies(step.Attribute) {
			return true
		}
	}
	return false
}
