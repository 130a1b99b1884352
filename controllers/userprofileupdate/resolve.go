package userprofileupdate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/keyring"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// resolve finds out what the update depends on: its connection, and the versions of the sources of its values. An outcome
// means that the update ends here, without the vendor. The job is always there, so that an outcome has something to be
// about.
func (r *Reconciler) resolve(ctx context.Context, upu *v1alpha1.UserProfileUpdate) (*job, *profile.Outcome, error) {
	found := newJob(upu)
	if !desired.Manages(&upu.Spec) {
		return found, &profile.Outcome{Kind: profile.NothingManaged}, nil
	}
	connection, outcome, err := r.connect(ctx, upu)
	if outcome != nil || err != nil {
		return found, outcome, err
	}
	found.connection, found.port = connection, portOf(upu, connection)
	if err = desired.Check(&upu.Spec, found.port.Schema(), r.programs); err == nil {
		found.sources, err = r.sources.observe(ctx, upu)
	}
	outcome, err = unfit(err)
	return found, outcome, err
}

// prepare finds out what is to be done: it reads the sources, holds what they come to against the system, and recalls
// where the person is.
func (r *Reconciler) prepare(ctx context.Context, upu *v1alpha1.UserProfileUpdate, found *job) (*job, *profile.Outcome, error) {
	contents, versions, err := r.sources.read(ctx, upu)
	if err != nil {
		return found, nil, err
	}
	found.sources = versions
	found.desired, err = desired.From(ctx, upu, contents, found.port.Schema(), r.programs)
	if err == nil {
		found.planned, err = plan.Check(found.desired, found.port.Schema())
	}
	if outcome, err := unfit(err); outcome != nil || err != nil {
		return found, outcome, err
	}
	if len(found.desired.Managed()) == 0 {
		return found, &profile.Outcome{Kind: profile.NothingManaged}, nil
	}
	if err := r.digest(ctx, found); err != nil {
		return found, nil, err
	}
	known, err := r.whereabouts(ctx, upu, found)
	if errors.Is(err, keyring.ErrLost) {
		return found, &profile.Outcome{Kind: profile.AmbiguousMove, Message: lostKey}, nil
	}
	if err != nil {
		return found, nil, err
	}
	found.purpose = found.purposeFor(upu)
	found = found.at(known)
	return found, r.compete(upu, found), nil
}

const lostKey = "where they were moved to was recorded with a key of the operator that is gone (if spec.identifier was corrected " +
	"before this was said, create the update anew)"

// digest makes what tells a desired state and a person from others in the status.
func (r *Reconciler) digest(ctx context.Context, job *job) (err error) {
	if job.digest, err = r.keys.Digest(ctx, job.desired.Canonical()); err != nil {
		return err
	}
	job.person, err = r.keys.Digest(ctx, job.desired.Identifier.Canonical())
	return err
}

// unfit is the outcome if the spec is to blame, or its sources; any other error stays one.
func unfit(err error) (*profile.Outcome, error) {
	if problem, ok := errors.AsType[*desired.Problem](err); ok {
		return &profile.Outcome{Kind: problem.Kind, Message: problem.Message}, nil
	}
	if invalid, ok := errors.AsType[*plan.InvalidError](err); ok {
		return &profile.Outcome{Kind: profile.InvalidSpec, Message: invalid.Error()}, nil
	}
	return nil, err
}

// portOf is what the update goes through.
func portOf(upu *v1alpha1.UserProfileUpdate, c *connection.Connection) target.Target {
	port := c.Targets[upu.Spec.Target.System]
	if upu.Spec.Mode == v1alpha1.ModeDryRun {
		return port.DryRun()
	}
	return port
}

// connect returns the connection the update refers to, or the outcome if there is none that works.
func (r *Reconciler) connect(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate,
) (*connection.Connection, *profile.Outcome, error) {
	pt := &v1alpha1.ProfileTarget{}
	key := targetOf(upu)
	err := r.client.Get(ctx, key, pt)
	if apierrors.IsNotFound(err) {
		return nil, &profile.Outcome{Kind: profile.TargetNotFound}, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read ProfileTarget %s: %w", key, err)
	}
	if systems := connection.Systems(pt); !slices.Contains(systems, upu.Spec.Target.System) {
		return nil, mismatch(upu, key, systems), nil
	}
	found, err := r.connections.Resolve(ctx, pt)
	if problem, ok := errors.AsType[*connection.Problem](err); ok {
		return nil, &profile.Outcome{Kind: profile.TargetNotReady, Message: problem.Message}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	ready := meta.FindStatusCondition(pt.Status.Conditions, string(v1alpha1.ConditionReady))
	if knownBad(pt, found, ready) && !mayKnock(upu, ready) {
		return nil, &profile.Outcome{Kind: profile.TargetNotReady, Message: ready.Message}, nil
	}
	return found, nil, nil
}

func mismatch(upu *v1alpha1.UserProfileUpdate, key types.NamespacedName, systems []v1alpha1.System) *profile.Outcome {
	return &profile.Outcome{Kind: profile.TargetMismatch, Message: fmt.Sprintf(
		"spec.target.system is %s, but ProfileTarget %s connects to %s; create the update anew with a target of its system",
		upu.Spec.Target.System, key, strings.Join(texts(systems), " and "))}
}

// mayKnock tells whether the update is one of those that were denied access: each tries again by its own schedule, or when
// it is edited, and the first that succeeds opens the connection to all.
func mayKnock(upu *v1alpha1.UserProfileUpdate, ready *metav1.Condition) bool {
	return ready.Reason == string(v1alpha1.ReasonAccessDenied) &&
		meta.IsStatusConditionFalse(upu.Status.Conditions, string(v1alpha1.ConditionReady)) && upu.Status.NextAttemptTime != nil
}

// knownBad tells whether the vendor was asked about exactly this connection and did not accept it. As long as that
// holds, no update spends a request on it.
func knownBad(pt *v1alpha1.ProfileTarget, c *connection.Connection, ready *metav1.Condition) bool {
	return ready != nil && ready.Status == metav1.ConditionFalse &&
		pt.Status.ObservedGeneration == pt.Generation &&
		pt.Status.ObservedSecret != nil && *pt.Status.ObservedSecret == c.Secret
}
