package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// UserProfileUpdateStatus is what came of an update. It holds no attribute values.
type UserProfileUpdateStatus struct {
	// observedGeneration is the generation of the spec that this status is about;
	// -1 before the first look.
	// +optional
	// +kubebuilder:default:=-1
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// results of the last look at the update. Counts are commands; an update is
	// one command. One that could not be sent counts as not completed.
	// +optional
	Results *Results `json:"results,omitempty"`

	// errors of the last look at the update.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=10
	Errors []CommandError `json:"errors,omitempty"`

	// warnings of the last attempt: it succeeded, but there is something to know.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=10
	Warnings []CommandWarning `json:"warnings,omitempty"`

	// changes are what the last attempt changed at the vendor, or would have
	// changed if it was only tried out: names and actions, never values. A read
	// for spec.drift that changes nothing leaves them.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=256
	Changes []AttributeChange `json:"changes,omitempty"`

	// identity is the person that the identifier was found to mean.
	// +optional
	Identity *Identity `json:"identity,omitempty"`

	// observedSources are the versions of the Secrets and ConfigMaps that this
	// status is about, and of what expressions may read of the update itself.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=128
	ObservedSources []ObservedSource `json:"observedSources,omitempty"`

	// observedTarget is a fingerprint of the connection that this status is about:
	// before the dot of the tenant and whether it was only tried out, after it of
	// the versions of the target and its Secret. Empty if there was no connection.
	// +optional
	// +kubebuilder:validation:MaxLength=128
	ObservedTarget string `json:"observedTarget,omitempty"`

	// applied says what the vendor last confirmed, and when. It stays when the
	// spec is edited or a later attempt fails.
	// +optional
	Applied *Applied `json:"applied,omitempty"`

	// lastAttemptTime is when the vendor last answered about this update, or
	// failed to.
	// +optional
	LastAttemptTime *metav1.Time `json:"lastAttemptTime,omitempty"`

	// nextAttemptTime is when the operator tries again by itself, or, while Ready
	// is True, when the person is read again for spec.drift; absent when it waits
	// for a change instead.
	// +optional
	NextAttemptTime *metav1.Time `json:"nextAttemptTime,omitempty"`

	// attempts without success since the spec, a source or the connection changed,
	// reads for spec.drift among them; absent after a success.
	// +optional
	Attempts int32 `json:"attempts,omitempty"`

	// history are the last outcomes, the latest first: attempts for the same
	// declared state that came to the same are one entry.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=5
	History []PastOutcome `json:"history,omitempty"`

	// lastHandledReconcileAt is the value of the annotation
	// reconcile.fluxcd.io/requestedAt that this status answers.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	LastHandledReconcileAt string `json:"lastHandledReconcileAt,omitempty"`

	// conditions: Ready is always there after the first look; Reconciling, Stalled
	// and Drifted only while they are True.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=8
	Conditions []metav1.Condition `json:"conditions,omitempty"`
}

// Results counts the commands of the last attempt.
type Results struct {
	// result is Success, or the vendor's error code, or the operator's reason
	// where the vendor gave none.
	// +kubebuilder:validation:MaxLength=256
	Result string `json:"result"`

	// completed commands, those that found nothing to change among them.
	Completed int32 `json:"completed"`

	// notCompleted commands; errors says why.
	NotCompleted int32 `json:"notCompleted"`

	// completedInTestMode counts commands that were only tried out, because mode
	// is DryRun or the target testOnly: changes says what they would change.
	CompletedInTestMode int32 `json:"completedInTestMode"`
}

// ResultSuccess is Results.Result of an attempt that succeeded.
const ResultSuccess = "Success"

// CommandError is one error of an attempt.
type CommandError struct {
	// index of the command in this object: always 0, an update is one command.
	Index int32 `json:"index"`

	// step of the command, zero-based.
	Step int32 `json:"step"`

	// message for people; values of the profile are removed from it.
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message"`

	// errorCode is the vendor's code, or the HTTP status where the vendor gave
	// none, or the reason where the vendor was not asked or did not refuse.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	ErrorCode string `json:"errorCode,omitempty"`

	// requestID is spec.requestID, or its default.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	RequestID string `json:"requestID,omitempty"`

	// user is the identifier if it stands in the spec itself; one that comes from
	// elsewhere is not shown.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	User string `json:"user,omitempty"`
}

// CommandWarning is one warning of an attempt.
type CommandWarning struct {
	// index of the command in this object: always 0, an update is one command.
	Index int32 `json:"index"`

	// step of the command, zero-based.
	Step int32 `json:"step"`

	// message for people; values of the profile are removed from it.
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message"`

	// warningCode is the vendor's code, or the operator's.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	WarningCode string `json:"warningCode,omitempty"`

	// requestID is spec.requestID, or its default.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	RequestID string `json:"requestID,omitempty"`

	// user is the identifier if it stands in the spec itself; one that comes from
	// elsewhere is not shown.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	User string `json:"user,omitempty"`
}

// PastOutcome is what attempts for one declared state came to.
type PastOutcome struct {
	// digest of the declared state; empty if it was not known what is declared.
	// +optional
	// +kubebuilder:validation:MaxLength=128
	Digest string `json:"digest,omitempty"`

	// reason that the Ready condition had.
	// +kubebuilder:validation:MaxLength=128
	Reason string `json:"reason"`

	// count of these attempts.
	Count int32 `json:"count"`

	// firstTime and lastTime are when the vendor answered, or failed to, for the
	// first and the last time.
	FirstTime metav1.Time `json:"firstTime"`
	LastTime  metav1.Time `json:"lastTime"`
}

// ObservedSource is one version of a Secret or a ConfigMap, or of what
// expressions may read of the update itself.
type ObservedSource struct {
	// kind is Secret, ConfigMap or, if there are expressions, Metadata: the labels
	// and annotations of this object.
	Kind SourceKind `json:"kind"`

	// name of the object.
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`

	// uid of the object; empty if it was not there, being optional.
	// +optional
	// +kubebuilder:validation:MaxLength=128
	UID string `json:"uid,omitempty"`

	// resourceVersion of the object, or a digest of its metadata; empty if it was
	// not there, being optional.
	// +optional
	// +kubebuilder:validation:MaxLength=128
	ResourceVersion string `json:"resourceVersion,omitempty"`
}

// SourceKind is the kind of what values come from.
//
// +kubebuilder:validation:Enum=Secret;ConfigMap;Metadata
type SourceKind string

// The kinds.
const (
	// SourceSecret is a Secret.
	SourceSecret SourceKind = "Secret"

	// SourceConfigMap is a ConfigMap.
	SourceConfigMap SourceKind = "ConfigMap"

	// SourceMetadata is the labels and annotations of the update itself, which its expressions may read.
	SourceMetadata SourceKind = "Metadata"
)

// AttributeChange is one attribute that was changed.
type AttributeChange struct {
	// attribute as it is named in the spec, such as lastName or
	// customData.nickname.
	// +kubebuilder:validation:MaxLength=256
	Attribute string `json:"attribute"`

	// action is Set or Clear.
	Action ChangeAction `json:"action"`
}

// ChangeAction is what was done to an attribute.
//
// +kubebuilder:validation:Enum=Set;Clear
type ChangeAction string

// The actions.
const (
	ChangeSet   ChangeAction = "Set"
	ChangeClear ChangeAction = "Clear"
)

// Identity binds an identifier to the person it was found to mean.
type Identity struct {
	// digest of the identifier's type, name, value and domain for which this was
	// found.
	// +kubebuilder:validation:MaxLength=128
	Digest string `json:"digest"`

	// tenant is a fingerprint of the connection through which it was found: of
	// system and endpoint, and of the client (Mosaic) or the organization (Adobe).
	// +optional
	// +kubebuilder:validation:MaxLength=128
	Tenant string `json:"tenant,omitempty"`

	// userID is the system's own, unchanging id of the person. Once it is known,
	// the same identifier must not mean anybody else.
	// +optional
	// +kubebuilder:validation:MaxLength=254
	UserID string `json:"userID,omitempty"`

	// move is a change of the very identifier by which the person is found, in a
	// system that does not find them by userID. The logins in it are sealed: only
	// the operator can read them.
	// +optional
	Move *Move `json:"move,omitempty"`
}

// Move is where a person is found whose identifier was changed. The logins are
// sealed with the operator's key: they are nobody else's to read.
type Move struct {
	// state is Pending from before the change is sent until its outcome is known,
	// then Done.
	State MoveState `json:"state"`

	// from is the login before the change; absent if that is spec.identifier, and
	// once the move is done.
	// +optional
	// +kubebuilder:validation:MaxLength=2048
	From string `json:"from,omitempty"`

	// to is the login after the change. Once the move is done the person is found
	// by it, as long as spec.identifier stays as it is.
	// +kubebuilder:validation:MaxLength=2048
	To string `json:"to"`
}

// MoveState is how far a move is.
//
// +kubebuilder:validation:Enum=Pending;Done
type MoveState string

// The states.
const (
	MovePending MoveState = "Pending"
	MoveDone    MoveState = "Done"
)

// Applied describes the declared state that the vendor confirmed.
type Applied struct {
	// digest of the declared state, keyed with the operator's key: with it a
	// source that changed without a difference is told from one that makes one.
	// +optional
	// +kubebuilder:validation:MaxLength=128
	Digest string `json:"digest,omitempty"`

	// time when the vendor confirmed it.
	Time metav1.Time `json:"time"`

	// attributes that the update manages, those to clear among them; none once
	// status.identity is of somebody else, to whom nothing was applied.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=256
	// +kubebuilder:validation:items:MaxLength=256
	Attributes []string `json:"attributes,omitempty"`
}
