package userprofileupdate

import (
	"fmt"

	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/verdict"
)

// planned gives the embedded plan a name other than that of its method.
type planned = plan.Plan

// job is one update in the state in which it was looked at: what is to be done, and what its outcome will be about.
type job struct {
	*planned

	owner      delivery.Owner
	target     types.NamespacedName
	generation int64
	subject    verdict.Subject
	desired    profile.Desired
	connection *connection.Connection
	userID     string
	elsewhere  bool
	version    string
}

func newJob(upu *v1alpha1.UserProfileUpdate) *job {
	return &job{
		owner:      ownerOf(upu),
		target:     targetOf(upu),
		generation: upu.Generation,
		subject: verdict.Subject{
			System:     string(upu.Spec.Target.System),
			Identifier: profile.IdentifierType(upu.Spec.Identifier.Type),
			Target:     targetOf(upu).String(),
		},
	}
}

func ownerOf(upu *v1alpha1.UserProfileUpdate) delivery.Owner {
	return delivery.Owner{Namespace: upu.Namespace, Name: upu.Name, UID: string(upu.UID)}
}

func targetOf(upu *v1alpha1.UserProfileUpdate) types.NamespacedName {
	return types.NamespacedName{Namespace: upu.Namespace, Name: upu.Spec.Target.Ref.Name}
}

// observedTarget is what status records of the connection: the tenant, by which a success holds, and the version, by
// which a failure does.
func (j *job) observedTarget() string {
	if j.connection == nil {
		return ""
	}
	return j.connection.Tenant + "." + j.connection.Version
}

// pinned is the same job, bound to the user that the identifier was found to mean; elsewhere tells that this was through
// a connection that may have led to another tenant.
func (j *job) pinned(userID string, elsewhere bool) *job {
	bound := *j
	bound.userID, bound.elsewhere = userID, elsewhere
	bound.version = fmt.Sprintf("%d/%s/%s", j.generation, j.observedTarget(), userID)
	return &bound
}

func (j *job) delivery() delivery.Job {
	return delivery.Job{
		Owner:           j.owner,
		Version:         j.version,
		Lane:            j.connection.Lane,
		Target:          j.connection.Target,
		Planner:         j,
		PinnedUserID:    j.userID,
		PinnedElsewhere: j.elsewhere,
	}
}
