package v1alpha1

// ConditionType is the type of a condition.
type ConditionType string

// The conditions. They follow kstatus: Reconciling and Stalled exist only while they are True, never both.
const (
	// ConditionReady says whether the object is in the declared state. It is there after the first look.
	//
	// On an update: True when the vendor confirmed every declared attribute; False with the reason that keeps it from
	// being so; Unknown while the first attempt for this generation is under way.
	// On a target: True when the vendor gave a token for the credentials.
	ConditionReady ConditionType = "Ready"

	// ConditionReconciling is True while the operator goes on by itself: it retries, or has work under way.
	ConditionReconciling ConditionType = "Reconciling"

	// ConditionStalled is True when somebody has to change something first. Where a change at the vendor could mend it
	// the operator looks again every hour.
	ConditionStalled ConditionType = "Stalled"
)

// Reason is the reason of a condition. Each is documented with when it is set, when it is cleared, and what to do.
type Reason string

// Reasons of an update that is Ready.
const (
	// ReasonApplied: attributes were changed at the vendor, and the vendor's answer shows them all.
	// Cleared by the next change of the spec or the connection. Nothing to do.
	ReasonApplied Reason = "Applied"

	// ReasonUnchanged: the person had every declared value already; nothing was sent.
	// Cleared by the next change of the spec or the connection. Nothing to do.
	ReasonUnchanged Reason = "Unchanged"

	// ReasonNothingManaged: the spec declares no attribute, so the vendor is not asked.
	// Cleared when the spec declares one. Add attributes if that was not meant.
	ReasonNothingManaged Reason = "NothingManaged"
)

// Reasons of an update that is under way.
const (
	// ReasonProgressing: the person was found and recorded, and the change goes out next. It is written only before a
	// change of the very identifier by which the person was found.
	// Cleared by the outcome. Nothing to do.
	ReasonProgressing Reason = "Progressing"

	// ReasonTargetUnavailable: the vendor could not be reached, failed, or gave an answer that cannot be read. On a
	// target: the same, when it was asked for a token.
	// Cleared by the next answer; tried again after 5 s, doubling up to 15 min. See the message; if it stays, check the
	// endpoint and the vendor's status page.
	ReasonTargetUnavailable Reason = "TargetUnavailable"

	// ReasonTargetNotReady: the connection does not work: see the ProfileTarget's own condition.
	// Cleared when the ProfileTarget turns Ready. Mend the ProfileTarget or its Secret.
	ReasonTargetNotReady Reason = "TargetNotReady"
)

// Reasons of an update that waits for somebody.
const (
	// ReasonInvalidSpec: the declared values cannot be applied: the operator or the vendor rejects them.
	// Cleared when the spec or the target's userSchema changes. Correct what the message names.
	ReasonInvalidSpec Reason = "InvalidSpec"

	// ReasonTargetNotFound: the referenced ProfileTarget does not exist in the namespace.
	// Cleared when it appears. Create it, or create the update anew with another target.
	ReasonTargetNotFound Reason = "TargetNotFound"

	// ReasonTargetMismatch: the referenced ProfileTarget connects to another system than spec.target.system says.
	// Cleared when they agree. Create the update anew with a target of its system.
	ReasonTargetMismatch Reason = "TargetMismatch"

	// ReasonUserNotFound: the system knows no such user. It is tried again after 10 s, 1 min and 10 min, because a new
	// user may not be visible at once, then every hour.
	// Cleared when the user is found. Correct the identifier, or create the user.
	ReasonUserNotFound Reason = "UserNotFound"

	// ReasonIdentifierUnresolved: the look-up by custom identifier found nothing, which does not prove that there is no
	// such user: the deployment may not offer it, or the tenant may have no such identifier. Tried again as UserNotFound.
	// Cleared when the user is found. Check the identifier's name and value, or use another type of identifier.
	ReasonIdentifierUnresolved Reason = "IdentifierUnresolved"

	// ReasonIdentityMismatch: the identifier now means another user than the one this update was applied to before;
	// nothing was written to either.
	// Cleared when the identifier is edited or means the first user again. Point the identifier at the right user.
	ReasonIdentityMismatch Reason = "IdentityMismatch"

	// ReasonIdentifierTaken: another user has one of the declared unique values (e-mail, phone, username, external id).
	// Tried again every hour. Declare another value, or free it at the vendor.
	ReasonIdentifierTaken Reason = "IdentifierTaken"

	// ReasonNotHonoured: the vendor accepted the change, but its answer does not show the declared values, also when
	// asked again. Often a feature of the tenant is off. Tried again every hour.
	// Enable the feature at the vendor, or take the named attributes out of the spec.
	ReasonNotHonoured Reason = "NotHonoured"

	// ReasonTargetRefused: the vendor refused the change for a reason that lies in the tenant's set-up, or for one this
	// operator does not know. Tried again every hour.
	// See the vendor's code and message in status.errors.
	ReasonTargetRefused Reason = "TargetRefused"
)

// Reasons of a target. TargetUnavailable applies too.
const (
	// ReasonConnected: the vendor gave a token for the credentials.
	// Cleared when the spec or the Secret changes. Nothing to do.
	ReasonConnected Reason = "Connected"

	// ReasonSecretMissing: the credentials Secret does not exist in the namespace of the target.
	// Cleared when it appears. Create it.
	ReasonSecretMissing Reason = "SecretMissing"

	// ReasonSecretNotLabelled: the credentials Secret lacks the label that opts it in to being read.
	// Cleared when the label is there. Label it identity.userprofile.dev/use=credentials.
	ReasonSecretNotLabelled Reason = "SecretNotLabelled"

	// ReasonSecretIncomplete: the credentials Secret lacks a key, or a key is empty.
	// Cleared when the key has a value. Add it.
	ReasonSecretIncomplete Reason = "SecretIncomplete"

	// ReasonCredentialsRejected: the vendor does not accept the credentials. No update through the target is sent.
	// Cleared when the Secret changes or the vendor accepts them again (tried from time to time). Correct the Secret.
	ReasonCredentialsRejected Reason = "CredentialsRejected"
)
