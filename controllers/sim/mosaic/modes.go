package mosaic

import "github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/faults"

// Switch turns a knob on or off.
type Switch string

// The values of a Switch.
const (
	On  Switch = "on"
	Off Switch = "off"
)

// SecondaryMode is what a PUT does with a list of secondary emails or phones. [X] The field's text says "to add to
// user's current", the operation's text says that arrays are replaced.
type SecondaryMode string

// The values of a SecondaryMode, the default first.
const (
	SecondaryReplace SecondaryMode = "replace"
	SecondaryAppend  SecondaryMode = "append"
)

// MergeMode is what a PUT does with custom_app_data. [X] Users OpenAPI, updateUser names custom_data only; the guide
// of the journey step "Save Custom User Data" and the SCIM guide merge app data shallowly too.
type MergeMode string

// The values of a MergeMode, the default first.
const (
	MergeShallow MergeMode = "merge"
	MergeReplace MergeMode = "replace"
)

// CustomFieldsMode is what a PUT does with custom_user_fields. [?] No OpenAPI copy has the member.
type CustomFieldsMode string

// The values of a CustomFieldsMode, the default first. Off is a tenant without the feature: the member is absent from
// answers and not an error in requests [C].
const (
	CustomFieldsMerge   CustomFieldsMode = "merge"
	CustomFieldsReplace CustomFieldsMode = "replace"
	CustomFieldsOff     CustomFieldsMode = "off"
)

// NullMode is what a null attribute does. [?] No source mentions null.
type NullMode string

// The values of a NullMode, the default first.
const (
	NullClear  NullMode = "clear"
	NullIgnore NullMode = "ignore"
	NullReject NullMode = "reject"
	NullStore  NullMode = "store"
)

// DataNullMode is what a null inside custom_data or custom_app_data does. [?] Free-form data is JSON, and a shallow
// merge as JavaScript writes it ({...old, ...new}) keeps the null, so that is the default.
type DataNullMode string

// The values of a DataNullMode, the default first.
const (
	DataNullStore DataNullMode = "store"
	DataNullClear DataNullMode = "clear"
)

// Refusal is what happens to input the API does not know.
type Refusal string

// The values of a Refusal. Which one is the default depends on the knob.
const (
	Ignore Refusal = "ignore"
	Reject Refusal = "reject"
)

// RoleMode says whether the permissions of a client are enforced. A client without permissions has implicit global
// access in either mode [C].
type RoleMode string

// The values of a RoleMode, the default first: nobody's permissions count, or those listed do.
const (
	RoleNone RoleMode = "none"
	RoleList RoleMode = "list"
)

// RetryAfterForm is the form of a Retry-After header. [X] No vendor page shows the header.
type RetryAfterForm = faults.RetryAfter

// The values of a RetryAfterForm, the default first: no header, delay-seconds, or HTTP-date (RFC 9110, 10.2.3).
const (
	RetryAfterOff     RetryAfterForm = faults.RetryAfterOff
	RetryAfterSeconds RetryAfterForm = faults.RetryAfterSeconds
	RetryAfterDate    RetryAfterForm = faults.RetryAfterDate
)

// TokenErrorShape is the answer of the token endpoint to bad credentials. [X] The two OpenAPI documents that describe
// the endpoint disagree, and a public client expects the third.
type TokenErrorShape string

// The values of a TokenErrorShape, the default first: 400 with a message string, 400 with a message array, or 401
// with the error members of RFC 6749.
const (
	TokenErrorMessage TokenErrorShape = "message"
	TokenErrorArray   TokenErrorShape = "array"
	TokenErrorOAuth   TokenErrorShape = "oauth"
)
