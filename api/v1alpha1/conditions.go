package v1alpha1

// ConditionType is the type of a condition.
type ConditionType string

// The conditions. They follow kstatus: Reconciling and Stalled exist only while they are True, never both. Drifted exists
// only while it is True, too, and goes beside any of them.
const (
	// ConditionReady says whether the object is in the declared state. It is there after the first look and stays.
	//
	// On an update: True when the person has every declared value, as the vendor confirmed; False with the reason that
	// keeps it from being so; Unknown while the update waits for the vendor's quota, and between the two steps of a change
	// of the user's own identifier. While the first attempt for a generation is under way it still is that of the
	// generation before; see observedGeneration.
	// On a target: True when the vendor gave a token for the credentials, and denied no request that was made with one;
	// False with the reason why there is none, or that a request was denied.
	ConditionReady ConditionType = "Ready"

	// ConditionReconciling is True while the operator goes on by itself after an attempt that did not end it. Removed when
	// the object is Ready or Stalled. Nothing to do but wait; the reason says for what.
	ConditionReconciling ConditionType = "Reconciling"

	// ConditionStalled is True when somebody has to change something first. Removed when that has happened. The reason
	// and the message say what to change; where a change at the vendor could mend it, the operator looks again every hour.
	ConditionStalled ConditionType = "Stalled"

	// ConditionDrifted is True when the person, as read last for spec.drift, no longer had every declared value and nothing
	// was done about it; the message names the attributes. Ready stays as it was: it says what was applied. Removed when a
	// later read finds every value, and when the update is applied again. Only with policy Report.
	ConditionDrifted ConditionType = "Drifted"

	// ConditionFuseBlown is True on a target when more updates changed what people are found by than
	// limits.identityChangesPerHour allows; since when, lastTransitionTime says. Updates that would change it wait as Stalled,
	// the others go on. False once somebody has replaced the fuse, with the annotation
	// identity.userprofile.dev/fuse-reset-at; removed with the limit.
	ConditionFuseBlown ConditionType = "FuseBlown"
)

// Reason is the reason of a condition. Each is documented with when it is set, when it is cleared, and what to do.
// Reconciling and Stalled carry the reason of Ready. What a change of the spec clears, a change of a value from elsewhere
// clears too: in a Secret or a ConfigMap that the spec refers to, or in the metadata that its expressions read.
type Reason string

// Reasons of an update that is Ready.
const (
	// ReasonApplied: attributes were changed at the vendor, as its answer says: Mosaic's shows every declared value, Adobe's
	// that the update was completed.
	// Cleared by the next change of the spec or the connection. Nothing to do.
	ReasonApplied Reason = "Applied"

	// ReasonUnchanged: the person had every declared value already; nothing was sent. On Adobe only seen where the person
	// had to be read.
	// Cleared by the next change of the spec or the connection. Nothing to do.
	ReasonUnchanged Reason = "Unchanged"

	// ReasonDryRunSucceeded: spec.mode is DryRun, or the ProfileTarget testOnly. The user exists, nothing was found wrong,
	// and nothing was changed; status.changes says what would be.
	// Cleared by the next change of the spec or the connection. Nothing to do; to have it applied, set mode to Apply, and
	// testOnly of the ProfileTarget to false.
	ReasonDryRunSucceeded Reason = "DryRunSucceeded"

	// ReasonNothingManaged: the spec declares no attribute, or only optional ones that are not there, so the vendor is not
	// asked.
	// Cleared when the spec declares one. Add attributes if that was not meant.
	ReasonNothingManaged Reason = "NothingManaged"
)

// Reasons of an update that has drifted: of condition Drifted.
const (
	// ReasonDriftDetected: spec.drift has policy Report, and somebody else has changed declared values at the vendor since
	// they were applied. Nothing was sent.
	// Cleared when a later read finds every declared value, or the spec changes. Change the values back at the vendor, take
	// them over into the spec, or set the policy to Correct.
	ReasonDriftDetected Reason = "DriftDetected"
)

// Reasons of an update that is under way.
const (
	// ReasonQueued: the update waits for more than 10 s until the limits of its target, or a pause that the vendor asked
	// for, allow another request; nextAttemptTime is the estimate. It is said once, not each time the estimate changes.
	// Cleared by the outcome. Nothing to do; raise the limits of the target if the vendor grants you more.
	ReasonQueued Reason = "Queued"

	// ReasonProgressing: the person was found and recorded, and the change goes out next. Only seen before a change of
	// the very identifier by which the person was found: other updates go from nothing to their outcome in one step.
	// On Adobe it may last while the change waits for its turn.
	// Cleared by the outcome. Nothing to do.
	ReasonProgressing Reason = "Progressing"

	// ReasonTargetUnavailable: the vendor could not be reached, failed, or gave an answer that cannot be read. On a
	// target: the same, when it was asked for a token.
	// Cleared by the next answer; tried again after 5 s, doubling up to 15 min. Nothing to do at first; if it stays,
	// check the endpoint that the message names, the network policy, and the vendor's status page.
	ReasonTargetUnavailable Reason = "TargetUnavailable"

	// ReasonTargetNotReady: the connection does not work, is suspended, or the vendor denied a request through it; what was
	// not applied yet waits, and costs no quota.
	// Cleared when the target turns Ready. See its condition, and mend it, its Secret or the role of its application.
	ReasonTargetNotReady Reason = "TargetNotReady"
)

// Reasons of an update that waits for somebody.
const (
	// ReasonInvalidSpec: the declared values cannot be applied: the operator or the vendor rejects them. On a target: it
	// is written for a newer version of the operator.
	// Cleared when the spec or the target's userSchema changes. Correct what the message names.
	ReasonInvalidSpec Reason = "InvalidSpec"

	// ReasonSourceMissing: a Secret, a ConfigMap or a key that the spec refers to is not there, or the Secret lacks the label
	// identity.userprofile.dev/use: values. What was applied before stays applied.
	// Cleared when it appears. Create it, label it, or correct the reference that the message names.
	ReasonSourceMissing Reason = "SourceMissing"

	// ReasonTargetNotFound: the referenced ProfileTarget does not exist in the namespace, or there is no ClusterProfileTarget
	// of that name that allows the namespace.
	// Cleared when it appears. Create it, have the namespace allowed, or create the update anew with another target.
	ReasonTargetNotFound Reason = "TargetNotFound"

	// ReasonTargetMismatch: the referenced ProfileTarget connects to another system than spec.target.system says.
	// Cleared when they agree. Create the update anew with a target of its system.
	ReasonTargetMismatch Reason = "TargetMismatch"

	// ReasonPolicyViolation: the policy of the target does not allow updates to manage one of the attributes, or to be about
	// somebody of that domain. Nothing was sent.
	// Cleared when the spec or the policy changes. Take what the message names out of the spec, or ask whoever is in charge of
	// the target.
	ReasonPolicyViolation Reason = "PolicyViolation"

	// ReasonFuseBlown: the update would change what the person is found or signs in by, and more updates did so through this
	// target within an hour than its limits.identityChangesPerHour allows. Nothing was written. On a target, of condition
	// FuseBlown: it blew.
	// Cleared when somebody replaces the fuse of the target. Find out why so many people were to be renamed; if that is
	// right, set the annotation identity.userprofile.dev/fuse-reset-at of the target.
	ReasonFuseBlown Reason = "FuseBlown"

	// ReasonUserNotFound: the system knows no such user. Tried again after 10 s, 1 min and 10 min, because a new user may
	// not be visible at once; then Stalled, and tried every hour.
	// Cleared when the user is found. Correct the identifier, or create the user at the vendor.
	ReasonUserNotFound Reason = "UserNotFound"

	// ReasonIdentifierUnresolved: the look-up by custom identifier found nothing, which does not prove that there is no
	// such user: the deployment may not offer it, or the tenant may have no such identifier. Tried again as UserNotFound.
	// Cleared when the user is found. Check the identifier's name and value, or use another type of identifier.
	ReasonIdentifierUnresolved Reason = "IdentifierUnresolved"

	// ReasonIdentityMismatch: the identifier now means another user than the one this update was applied to before;
	// nothing was written to either.
	// Cleared when the spec changes. Find out who the person is, and edit the identifier so that it names them; if the user
	// it means now is the right one, delete the update and create it anew.
	ReasonIdentityMismatch Reason = "IdentityMismatch"

	// ReasonConflict: another update manages one of these attributes of the same person already, perhaps by another
	// identifier or from another namespace: the first to apply it keeps it. Nothing was written.
	// Cleared when the other update is deleted, no longer manages the attribute, or this one no longer does. Remove the
	// attribute from one of the two.
	ReasonConflict Reason = "Conflict"

	// ReasonAmbiguousMove: this update changes the very identifier by which the person is found, and it cannot be told
	// whether it did: somebody is found by the new identifier, and nothing proves that it is the same person. Or the
	// operator has lost its key, without which it cannot read where it moved the person to. Nothing was written.
	// Cleared when the spec changes. Find the person at the vendor, and set identifier to what they are found by now.
	ReasonAmbiguousMove Reason = "AmbiguousMove"

	// ReasonIdentifierTaken: another user has one of the declared unique values (e-mail, phone, username, external id).
	// Cleared when the spec changes, or when the vendor accepts the value: it is tried again every hour. Declare another
	// value, or free it at the vendor.
	ReasonIdentifierTaken Reason = "IdentifierTaken"

	// ReasonNotHonoured: the vendor accepted the change, but its answer does not show the declared values, also when
	// asked again. Often a feature of the tenant is off.
	// Cleared when the spec changes, or when the values take: it is tried again every hour. Enable the feature at the
	// vendor, or take the attributes that the message names out of the spec.
	ReasonNotHonoured Reason = "NotHonoured"

	// ReasonTargetRefused: the vendor refused the change for a reason that lies in the tenant's set-up, or for one this
	// operator does not know.
	// Cleared when the spec changes, or when the vendor accepts the change: it is tried again every hour. See the vendor's
	// code and message in status.errors.
	ReasonTargetRefused Reason = "TargetRefused"
)

// Reasons of a target. TargetUnavailable and InvalidSpec apply too, and FuseBlown to its other condition.
const (
	// ReasonSuspended: spec.suspend is true. Nothing is sent through the target.
	// Cleared when it is false again. Nothing to do.
	ReasonSuspended Reason = "Suspended"

	// ReasonFuseReplaced: somebody has replaced the fuse that had blown; since when, lastTransitionTime of the condition
	// says. Identity changes go on.
	// Cleared when the fuse blows again, or the limit is gone. Nothing to do.
	ReasonFuseReplaced Reason = "FuseReplaced"

	// ReasonConnected: the vendor gave a token for the credentials. The target is Ready.
	// Cleared when the spec or the Secret changes, or the vendor rejects the credentials or denies a request later. Nothing
	// to do.
	ReasonConnected Reason = "Connected"

	// ReasonSecretMissing: the credentials Secret, or that of spec.tls.caBundle, does not exist in the namespace of the
	// target.
	// Cleared when it appears. Create it, or correct credentialsSecretRef or caBundle.
	ReasonSecretMissing Reason = "SecretMissing"

	// ReasonSecretNotLabelled: the credentials Secret, or that of spec.tls.caBundle, lacks the label that opts it in to being read.
	// Cleared when the label is there. If it is the right Secret, label it identity.userprofile.dev/use=credentials.
	ReasonSecretNotLabelled Reason = "SecretNotLabelled"

	// ReasonSecretIncomplete: the credentials Secret lacks a key, or a key is empty.
	// Cleared when every key has a value. Add the one that the message names.
	ReasonSecretIncomplete Reason = "SecretIncomplete"

	// ReasonEndpointNotAllowed: a url leads to a host to which the operator sends no credentials: one that is neither the
	// vendor's nor named by the operator's flag --allowed-endpoint-hosts; or spec.tls is set for a host of the vendor.
	// Nothing was sent.
	// Cleared when the spec or the flag changes. Correct the url, remove spec.tls, or have the flag name the host.
	ReasonEndpointNotAllowed Reason = "EndpointNotAllowed"

	// ReasonCABundleMissing: the ConfigMap of spec.tls.caBundle does not exist in the namespace of the target, or it or the
	// Secret lacks the key. A Secret that does not exist or lacks its label is SecretMissing or SecretNotLabelled.
	// Cleared when it appears. Create it, or correct caBundle.
	ReasonCABundleMissing Reason = "CABundleMissing"

	// ReasonCABundleInvalid: what stands under the key of spec.tls.caBundle is no certificate in PEM, or one of several is
	// damaged.
	// Cleared when the ConfigMap or the Secret changes. Put the certificates of the authorities there.
	ReasonCABundleInvalid Reason = "CABundleInvalid"

	// ReasonAccessDenied: the vendor gives tokens for the credentials, but denied a request: the role of the application
	// does not allow it (Mosaic), the API key lacks the User Management API, or orgID is not the organization of the
	// credentials (Adobe). Updates that were not applied yet wait; one of them is tried after 5 min, doubling up to 15 min.
	// Cleared when the vendor accepts it, or when the spec or the Secret changes. Give the credentials the right to read and
	// edit users, and allow some minutes for it to take effect; on Adobe check orgID too.
	ReasonAccessDenied Reason = "AccessDenied"

	// ReasonCredentialsRejected: the vendor does not accept the credentials. No update through the target is sent.
	// Cleared when the Secret changes, or the vendor accepts them again (tried after 5 s, doubling up to 15 min). Correct
	// the Secret.
	ReasonCredentialsRejected Reason = "CredentialsRejected"
)
