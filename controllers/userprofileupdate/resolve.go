package userprofileupdate

import (
	"context"
	"errors"

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
	outcome, err := r.connect(ctx, upu, found)
	if outcome != nil || err != nil {
		return found, outcome, err
	}
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
	if err == nil {
		err = found.policy.Check(found.desired)
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
	if r.refusesAnyway(found) {
		return found, &profile.Outcome{Kind: profile.FuseBlown}, nil
	}
	if found.alias, err = r.byID(ctx, found.connection.Tenant, found.userID); err != nil {
		return found, nil, err
	}
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
	if violation, ok := errors.AsType[*plan.PolicyError](err); ok {
		return &profile.Outcome{Kind: profile.PolicyViolation, Message: violation.Error()}, nil
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
