package userprofileupdate

import (
	"context"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/keyring"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// +kubebuilder:rbac:groups=identity.userprofile.dev,resources=userprofileupdates,verbs=get;list;watch
// +kubebuilder:rbac:groups=identity.userprofile.dev,resources=userprofileupdates/status,verbs=patch
// +kubebuilder:rbac:groups=identity.userprofile.dev,resources=profiletargets;clusterprofiletargets,verbs=list;watch
// +kubebuilder:rbac:groups="",resources=namespaces,verbs=list;watch
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create
// +kubebuilder:rbac:groups="",resources=secrets,verbs=create,namespace=system
// +kubebuilder:rbac:groups="",resources=secrets,verbs=get,resourceNames=userprofile-operator-key,namespace=system

// Reconciler brings UserProfileUpdates to the state they declare.
type Reconciler struct {
	client      client.Client
	live        client.Reader
	events      events.EventRecorder
	lanes       *delivery.Dispatcher
	connections Connections
	keys        *keyring.Keyring
	sources     *sources
	programs    *expression.Cache
	targets     Targets
	namespaces  client.Reader // of the metadata; nil if ClusterProfileTargets are not served
	fuses       fuses
	now         func() time.Time
	began       func() time.Time // when the first update was looked at
	lag         time.Duration    // of what vendors let read behind what was written
	jitter      func() float64
	written     ledger
	notices     notices
	claims      *claims
}

// Reconcile looks at one update. It never waits for the vendor: a lane carries the work out and wakes the object.
func (r *Reconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	r.began()
	upu, found, err := r.get(ctx, req.NamespacedName)
	if !found || err != nil {
		return ctrl.Result{}, err
	}
	if upu.Spec.Suspend {
		return r.suspend(upu), nil
	}
	job, outcome, err := r.resolve(ctx, upu)
	if outcome == nil && err == nil {
		if settled, wait := job.settled(upu, r.now()); settled {
			return r.rest(ctx, upu, job, wait)
		}
		job, outcome, err = r.prepare(ctx, upu, job)
	}
	if err != nil {
		return ctrl.Result{}, err
	}
	if outcome != nil {
		return r.refuse(ctx, upu, job, *outcome)
	}
	if !r.lanes.Applies(job.owner) && job.amountsToTheSame(upu) {
		if err := r.recordSources(ctx, upu, job); err != nil {
			return ctrl.Result{}, client.IgnoreNotFound(err)
		}
		return r.later(upu), nil
	}
	if report, found := r.lanes.Report(job.owner); found && report.Version == job.version {
		return r.conclude(ctx, upu, job, report)
	}
	if wait, err := r.precede(ctx, upu, job); wait > 0 || err != nil {
		return ctrl.Result{RequeueAfter: wait}, err
	}
	r.submit(job)
	if job.waits != nil {
		return ctrl.Result{}, r.hold(ctx, upu, job)
	}
	return r.await(ctx, upu, job)
}

// suspend leaves the update alone. Once no request is under way it claims no more than what was applied.
func (r *Reconciler) suspend(upu *v1alpha1.UserProfileUpdate) ctrl.Result {
	if r.lanes.Withdraw(ownerOf(upu)) {
		return ctrl.Result{RequeueAfter: flightPause}
	}
	r.claims.settle(upu)
	return ctrl.Result{}
}

// rest ends the look at an update whose status answers for it until something happens or, if it is not zero, for that long.
func (r *Reconciler) rest(ctx context.Context, upu *v1alpha1.UserProfileUpdate, job *job, until time.Duration) (ctrl.Result, error) {
	if wait, err := r.finish(ctx, upu, job); wait > 0 || err != nil {
		return ctrl.Result{RequeueAfter: wait}, err
	}
	r.lanes.Forget(job.owner)
	return ctrl.Result{RequeueAfter: until}, r.rekey(ctx, upu, job)
}

// get returns the update, not older than our last write to it, and whether there is anything to do for it.
func (r *Reconciler) get(ctx context.Context, key types.NamespacedName) (*v1alpha1.UserProfileUpdate, bool, error) {
	upu := &v1alpha1.UserProfileUpdate{}
	err := r.client.Get(ctx, key, upu)
	if err == nil && r.written.newerThan(upu) {
		err = r.live.Get(ctx, key, upu)
	}
	if apierrors.IsNotFound(err) || (err == nil && !upu.DeletionTimestamp.IsZero()) {
		r.forget(key)
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if r.written.replaced(upu) {
		r.forget(key)
	}
	return upu, true, nil
}

func (r *Reconciler) forget(key types.NamespacedName) {
	r.claims.forget(key)
	if owner, found := r.written.forget(key); found {
		r.lanes.Forget(owner)
	}
}

// hold says why the update waits: nobody knows for how long.
func (r *Reconciler) hold(ctx context.Context, upu *v1alpha1.UserProfileUpdate, job *job) error {
	if leavesAlone(upu, *job.waits) {
		return nil
	}
	return client.IgnoreNotFound(r.record(ctx, upu, job, *job.waits))
}

// patience is how long an update waits for its turn without a word about it.
const patience = 10 * time.Second

// await says once that the update has to wait for its turn, if it has to wait for long and the status does not yet answer
// for this generation.
func (r *Reconciler) await(ctx context.Context, upu *v1alpha1.UserProfileUpdate, job *job) (ctrl.Result, error) {
	if answer(upu) != "" {
		return ctrl.Result{}, nil
	}
	expected, waits := r.lanes.Estimate(job.owner)
	if !waits || expected.Sub(r.now()) < patience {
		return ctrl.Result{RequeueAfter: patience}, nil
	}
	if !r.notices.begin() {
		return ctrl.Result{RequeueAfter: noticePause + time.Duration(r.jitter()*float64(noticePause))}, nil
	}
	defer r.notices.end()
	err := r.record(ctx, upu, job, profile.Outcome{Kind: profile.Queued, Expected: expected})
	return ctrl.Result{}, client.IgnoreNotFound(err)
}

// cachePause lets the cache show what was written, by us or by whoever came before us.
const cachePause = 100 * time.Millisecond

// conclude writes what came of it, then announces it, and only then lets go of the outcome: a failed write is tried
// again with the same outcome, never with another call to the vendor.
func (r *Reconciler) conclude(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, job *job, report delivery.Report,
) (ctrl.Result, error) {
	outcome := report.Outcome
	if leavesAlone(upu, outcome) {
		r.claims.settle(upu)
		return ctrl.Result{}, nil
	}
	err := r.record(ctx, upu, job, outcome)
	if apierrors.IsConflict(err) {
		return ctrl.Result{RequeueAfter: cachePause}, nil
	}
	if err != nil {
		return ctrl.Result{}, err
	}
	r.lanes.Acknowledge(job.owner, job.version)
	if outcome.Kind != profile.Progressing {
		r.claims.settle(upu)
	}
	switch outcome.Kind {
	case profile.Progressing:
		r.submit(job.onRecord(report))
	case profile.Denied, profile.Forbidden:
		return ctrl.Result{RequeueAfter: time.Millisecond}, nil // to wait with the others, as what is on record now
	case profile.Conflict, profile.FuseBlown:
		if !r.wakes(job, outcome.Kind) {
			return ctrl.Result{RequeueAfter: time.Millisecond}, nil
		}
	default:
	}
	return r.later(upu), nil
}

// wakes tells whether somebody will wake an update that another one or a fuse kept from being made. What did so may be gone
// already: while the outcome waits to be recorded, to be woken makes no difference.
func (r *Reconciler) wakes(job *job, kept profile.Kind) bool {
	if kept == profile.Conflict {
		return r.claims.waits(keyOf(job.owner))
	}
	return r.fuses.refuses(job.target, changeOf(job.owner.UID, job.generation), r.now())
}

// later looks at the update again when the next attempt is due, if one is planned.
func (r *Reconciler) later(upu *v1alpha1.UserProfileUpdate) ctrl.Result {
	if upu.Status.NextAttemptTime == nil {
		return ctrl.Result{}
	}
	return ctrl.Result{RequeueAfter: max(untilNext(&upu.Status, r.now()), time.Millisecond)}
}
