package userprofileupdate

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/verdict"
)

// planned gives the embedded plan a name other than that of its method.
type planned = plan.Plan

// job is one update in the state in which it was looked at: what is to be done, and what its outcome will be about.
type job struct {
	*planned
	whereabouts

	owner      delivery.Owner
	target     types.NamespacedName // of a ClusterProfileTarget without a namespace
	generation int64
	priority   delivery.Priority
	purpose    delivery.Purpose
	requested  string // the answer to which annotation
	requestID  string
	subject    verdict.Subject
	sources    []v1alpha1.ObservedSource
	desired    profile.Desired
	digest     string // of what is desired
	person     string // digest of the identifier; empty until it is known
	alias      person // by whom another update may claim the user that is on record
	connection *connection.Connection
	port       target.Target // of the connection; where the vendor is asked
	policy     plan.Policy
	fuse       fuseState
	waits      *profile.Outcome // what to say while the lane keeps the job from a connection that was denied something
	found      *target.User
	version    string
}

func newJob(upu *v1alpha1.UserProfileUpdate) *job {
	return &job{
		owner:      ownerOf(upu),
		target:     targetOf(upu),
		generation: upu.Generation,
		priority:   priorityOf(upu),
		requested:  requestOf(upu),
		requestID:  requestIDOf(upu),
		subject: verdict.Subject{
			System:     string(upu.Spec.Target.System),
			Identifier: profile.IdentifierType(upu.Spec.Identifier.Type),
			Target:     connection.Name(targetOf(upu)),
			Shared:     targetOf(upu).Namespace == "",
		},
	}
}

func ownerOf(upu *v1alpha1.UserProfileUpdate) delivery.Owner {
	return delivery.Owner{Namespace: upu.Namespace, Name: upu.Name, UID: string(upu.UID)}
}

// priorityOf lets what somebody has just changed go before what failed.
func priorityOf(upu *v1alpha1.UserProfileUpdate) delivery.Priority {
	if upu.Status.ObservedGeneration == upu.Generation && upu.Status.Attempts > 0 {
		return delivery.Retry
	}
	return delivery.Change
}

// requestIDOf is what the errors and warnings of an update are known by.
func requestIDOf(upu *v1alpha1.UserProfileUpdate) string {
	return cmp.Or(upu.Spec.RequestID, fmt.Sprintf("%s/%d", upu.UID, upu.Generation))
}

// targetOf is the key of the connection: without a namespace if that is a ClusterProfileTarget.
func targetOf(upu *v1alpha1.UserProfileUpdate) types.NamespacedName {
	ref := upu.Spec.Target.Ref
	if ref.Kind == v1alpha1.ClusterProfileTargetKind {
		return types.NamespacedName{Name: ref.Name}
	}
	return types.NamespacedName{Namespace: upu.Namespace, Name: ref.Name}
}

// observedTarget is what status records of the connection: its effect, by which a success holds, and the version, by
// which a failure does.
func (j *job) observedTarget() string {
	if j.port == nil {
		return ""
	}
	return j.effect() + "." + j.connection.Version
}

// effect is a fingerprint of what a success means: that users of this tenant were changed, or that it was tried out.
func (j *job) effect() string {
	if j.port.Schema().TestOnly {
		return j.connection.Tenant + "-test"
	}
	return j.connection.Tenant
}

// findsByID tells whether the system finds users by their id, so that a login that changed does not matter.
func (j *job) findsByID() bool { return j.port != nil && j.port.Schema().ReadsFirst }

// Identifier finds the person now.
func (j *job) Identifier() profile.Identifier { return j.login }

// destination is what finds the person once the update was applied.
func (j *job) destination() profile.Identifier {
	to, _ := j.Moved(j.Plan(target.User{}))
	return to
}

// at is the same job, bound to where the person is.
func (j *job) at(known whereabouts) *job {
	bound := *j
	bound.whereabouts = known
	bound.version = strings.Join([]string{
		strconv.FormatInt(j.generation, 10), j.requested, j.observedTarget(), j.digest, known.userID, known.login.Digest(),
		strconv.Itoa(int(j.purpose)),
	}, "/")
	if known.moved != nil {
		bound.version += "/" + known.moved.Digest()
	}
	return &bound
}

// onRecord is the job that goes on where another one stopped for the person to be recorded.
func (j *job) onRecord(report delivery.Report) *job {
	known := whereabouts{login: j.login, userID: report.Outcome.UserID}
	if from := report.Outcome.Login; from != nil {
		known.login, known.moved = *from, new(j.destination())
	}
	apply := *j
	apply.purpose = delivery.Apply // what was to be corrected is under way now, for the status says so
	next := apply.at(known)
	next.found = report.Found
	return next
}
