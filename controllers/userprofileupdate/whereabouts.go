package userprofileupdate

import (
	"context"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/keyring"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// whereabouts are what is on record of the person whom the identifier of an update means.
type whereabouts struct {
	// login finds them: the identifier, or what a move that is done has made of it.
	login profile.Identifier

	// moved is where a move that is pending may have brought them; nil without one.
	moved *profile.Identifier

	// userID they were found to have; empty if that is not known.
	userID string

	// elsewhere tells that this was in another tenant.
	elsewhere bool
}

// whereabouts reads the record. It holds for exactly this identifier: an edited one is looked up anew. It fails with
// keyring.ErrLost if a login in it cannot be read any more.
func (r *Reconciler) whereabouts(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, job *job,
) (whereabouts, error) {
	identity, named, tenant := upu.Status.Identity, job.desired.Identifier, job.connection.Tenant
	switch lost, err := r.lost(ctx, identity); {
	case err != nil:
		return whereabouts{}, err
	case lost && identity.Move != nil:
		return whereabouts{}, keyring.ErrLost
	case identity == nil || identity.Digest != job.person:
		return whereabouts{login: named}, nil
	case job.findsByID():
		return whereabouts{login: named, userID: identity.UserID, elsewhere: identity.Tenant != tenant}, nil
	case identity.Tenant != tenant:
		return whereabouts{login: named}, nil // the logins of one organization say nothing about those of another
	case identity.Move == nil:
		return whereabouts{login: named, userID: identity.UserID}, nil
	}
	to, err := r.opened(ctx, upu, named, identity.Move.To)
	if err != nil || identity.Move.State == v1alpha1.MoveDone {
		return whereabouts{login: to, userID: identity.UserID}, err
	}
	from := named
	if identity.Move.From != "" {
		from, err = r.opened(ctx, upu, named, identity.Move.From)
	}
	return whereabouts{login: from, moved: &to, userID: identity.UserID}, err
}

// lost tells whether the record was made with a key that is gone, so that nobody knows any more whom it is about.
func (r *Reconciler) lost(ctx context.Context, identity *v1alpha1.Identity) (bool, error) {
	if identity == nil {
		return false, nil
	}
	made, err := r.keys.Made(ctx, identity.Digest)
	return !made, err
}

// opened is the identifier with a value that was sealed.
func (r *Reconciler) opened(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, named profile.Identifier, sealed string,
) (profile.Identifier, error) {
	value, err := r.keys.Open(ctx, sealed, string(upu.UID))
	named.Value = value
	return named, err
}

func (r *Reconciler) sealed(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, login profile.Identifier,
) (string, error) {
	return r.keys.Seal(ctx, login.Value, string(upu.UID))
}
