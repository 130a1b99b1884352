package userprofileupdate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// claim is what the update needs for itself of the person, and what it leaves to others only once it was applied.
func (j *job) claim(upu *v1alpha1.UserProfileUpdate) claim {
	mine := wantedClaim(upu, texts(j.desired.Managed()))
	if recorded := upu.Status.Identity; recorded == nil || recorded.Digest != j.person || recorded.Tenant != j.connection.Tenant {
		mine.applied = nil // to somebody else
	}
	for _, attribute := range mine.applied {
		if !slices.Contains(mine.attributes, attribute) {
			mine.kept = append(mine.kept, attribute)
		}
	}
	mine.persons = []person{personByDigest(j.connection.Tenant, j.person)}
	if j.userID != "" && !j.elsewhere {
		mine.persons = append(mine.persons, personByID(j.connection.Tenant, j.userID))
		mine.alias = j.alias
	}
	return mine
}

// byID is the person that an update claims which names the user by that id, if the id comes from elsewhere: then only its
// digest is on record.
func (r *Reconciler) byID(ctx context.Context, tenant, userID string) (person, error) {
	named := profile.Identifier{Type: profile.ByUserID, Value: userID}
	digest, err := r.keys.Digest(ctx, named.Canonical())
	return personByDigest(tenant, digest), err
}

// compete claims the attributes for the update. An outcome means that another has them. A dry run changes nothing and
// claims nothing.
func (r *Reconciler) compete(upu *v1alpha1.UserProfileUpdate, job *job) *profile.Outcome {
	if job.port.Schema().TestOnly {
		return nil
	}
	lost := r.claims.take(job.claim(upu))
	if lost == nil {
		return nil
	}
	return &profile.Outcome{Kind: profile.Conflict, Message: lost.describe(upu.Namespace)}
}

// admit claims the attributes of the user that the identifier was found to mean, whom another update may name by another
// identifier. It runs in a lane.
func (r *Reconciler) admit(job *job) func(target.User) error {
	holder, tenant := keyOf(job.owner), job.connection.Tenant
	named := personByDigest(tenant, job.person)
	return func(found target.User) error {
		if found.ID == "" || job.port.Schema().TestOnly {
			return nil
		}
		alias, err := r.byID(context.Background(), tenant, found.ID) // at once: the key was read for the job
		if err != nil {
			return err
		}
		lost := r.claims.also(holder, named, personByID(tenant, found.ID), alias)
		if lost == nil {
			return nil
		}
		return &target.Error{Kind: profile.Conflict, Message: lost.describe(holder.Namespace)}
	}
}

// describe names the winner to whoever may know of it: those in its namespace.
func (l *loss) describe(namespace string) string {
	winner := "another update, in another namespace"
	if l.winner.Namespace == namespace {
		winner = "UserProfileUpdate " + types.NamespacedName.String(l.winner)
	}
	return fmt.Sprintf("%s manages %s of this user already", winner, strings.Join(l.attributes, ", "))
}
