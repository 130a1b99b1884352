package userprofileupdate

import (
	"context"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// identity is what is to be on record of the person after the outcome:
//
//	system           outcome                        record
//	------           -------                        ------
//	finds by id      found them                     their id, but for one that is not to be seen
//	does not         success                        whom the identifier means, and no more
//	                 is about to move them          their id, from where, to where; pending
//	                 success, found elsewhere now   their id, where; done
//	                 success, where they were       no pending move any more
//	                 refused, and stayed put        their id, where they are; no pending move any more
//	any              nobody can tell                as it was, until the identifier is edited
//	                 anything else                  as it was, unless the identifier was edited; of another tenant, too
func (r *Reconciler) identity(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, job *job, outcome profile.Outcome,
) (*v1alpha1.Identity, error) {
	if job.person == "" {
		return upu.Status.Identity, nil
	}
	named := job.desired.Identifier
	found := &v1alpha1.Identity{Digest: job.person, Tenant: job.connection.Tenant, UserID: outcome.UserID}
	if named.Type == profile.ByUserID && upu.Spec.Identifier.Value == "" {
		found.UserID = "" // it is the identifier, which came from elsewhere and is not to be seen; the digest says as much
	}
	login := outcome.Login
	if login == nil && succeeded(outcome) && job.moved != nil {
		login = &job.login
	}
	var err error
	switch {
	case outcome.Kind == profile.IdentityMismatch:
		return upu.Status.Identity, nil
	case outcome.Kind == profile.AmbiguousMove:
		return job.doubtful(upu.Status.Identity), nil
	case login == nil && (outcome.UserID == "" || !job.findsByID()):
		kept := job.stillNamed(upu.Status.Identity)
		if succeeded(outcome) && (kept == nil || kept.Tenant != found.Tenant) {
			return found, nil
		}
		return kept, nil
	case login == nil:
		return found, nil
	case outcome.Kind == profile.Progressing:
		found.Move, err = r.pending(ctx, upu, job, *login)
	case *login != named:
		found.Move = &v1alpha1.Move{State: v1alpha1.MoveDone}
		found.Move.To, err = r.sealed(ctx, upu, *login)
	}
	return found, err
}

// doubtful keeps a record that nobody can make sense of for as long as the identifier is the same, with a digest of the
// present key: whoever has the identifier now may be somebody else, and is not to be written.
func (j *job) doubtful(recorded *v1alpha1.Identity) *v1alpha1.Identity {
	kept := recorded.DeepCopy()
	kept.Digest, kept.Tenant = j.person, j.connection.Tenant
	return kept
}

// stillNamed is the record if it is about this identifier: one of an identifier that was edited says nothing any more. One of
// another tenant says where the person is there, for when the connection leads there again.
func (j *job) stillNamed(recorded *v1alpha1.Identity) *v1alpha1.Identity {
	if recorded == nil || recorded.Digest != j.person {
		return nil
	}
	return recorded
}

func succeeded(outcome profile.Outcome) bool {
	return outcome.Kind == profile.Applied || outcome.Kind == profile.Unchanged
}

// pending is the record of the move that is to come.
func (r *Reconciler) pending(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, job *job, from profile.Identifier,
) (move *v1alpha1.Move, err error) {
	move = &v1alpha1.Move{State: v1alpha1.MovePending}
	if from != job.desired.Identifier {
		if move.From, err = r.sealed(ctx, upu, from); err != nil {
			return nil, err
		}
	}
	move.To, err = r.sealed(ctx, upu, job.destination())
	return move, err
}
