package adobe

// Unlimited is the value of a quota that does not exist.
const Unlimited = -1

// Switch turns a knob on or off.
type Switch string

// The values of a Switch.
const (
	On  Switch = "on"
	Off Switch = "off"
)

// Refusal is what happens to input whose treatment is unknown.
type Refusal string

// The values of a Refusal. Which one is the default depends on the knob.
const (
	Ignore Refusal = "ignore"
	Reject Refusal = "reject"
)

// WindowKind is how a minute is counted. [?] UMAPI, throttling only says "requests per a minute".
type WindowKind string

// The values of a WindowKind, the default first: from the full minute, or the minute before each request.
const (
	WindowFixed   WindowKind = "fixed"
	WindowSliding WindowKind = "sliding"
)

// RetryAfterForm is the form of a Retry-After header.
type RetryAfterForm string

// The values of a RetryAfterForm, the default of the quotas first: delay-seconds, the only form ever seen [R];
// HTTP-date, which UMAPI, throttling allows by its reference to RFC 7231; zero seconds; no header.
const (
	RetryAfterSeconds RetryAfterForm = "seconds"
	RetryAfterDate    RetryAfterForm = "http-date"
	RetryAfterZero    RetryAfterForm = "zero"
	RetryAfterOff     RetryAfterForm = "off"
)

// UnauthorizedShape is the answer to a token that is not good.
type UnauthorizedShape string

// The values of an UnauthorizedShape, the default first: an empty body with WWW-Authenticate (UMAPI, unauthorized); a
// result with a message (user-sync.py 412) [I]; an error_code, as the gateway answers on other Adobe APIs [I].
const (
	UnauthorizedEmpty   UnauthorizedShape = "empty"
	UnauthorizedResult  UnauthorizedShape = "result"
	UnauthorizedGateway UnauthorizedShape = "gateway"
)

// ForbiddenShape is the answer to an API key that is not good. A missing key is always an empty 403.
type ForbiddenShape string

// The values of a ForbiddenShape, the default first: error_code 403003 (AdobeDocs/adobeio-runtime 5) [I], or an empty
// body (UMAPI, forbidden).
const (
	ForbiddenCode  ForbiddenShape = "code"
	ForbiddenEmpty ForbiddenShape = "empty"
)

// TooManyShape is the body of the 400 for too many commands. [?] The status was seen (zincarla/AdobeUMInterface 13).
type TooManyShape string

// The values of a TooManyShape, the default first: error.command.malformed, or an empty body.
const (
	TooManyResult TooManyShape = "result"
	TooManyEmpty  TooManyShape = "empty"
)

// OrderKind is the order in which the commands of a request are carried out.
type OrderKind string

// The values of an OrderKind, the default first: "the order of execution of commands is not always guaranteed"
// (UMAPI, ActionsCmds), so they are shuffled with Options.Random; or as sent.
const (
	OrderShuffled OrderKind = "shuffled"
	OrderSent     OrderKind = "sent"
)

// ErrorOrder is the order of errors and warnings in an answer [?].
type ErrorOrder string

// The values of an ErrorOrder, the default first: by index, as in the documents' samples, or as commands were carried
// out.
const (
	ErrorsByIndex   ErrorOrder = "index"
	ErrorsAsCarried ErrorOrder = "execution"
)

// FailureMode is what becomes of the later steps of a command after one that failed [?].
type FailureMode string

// The values of a FailureMode, the default first: user-sync.py 462 has errors of a create and of the add behind it.
const (
	FailureContinue FailureMode = "continue"
	FailureStop     FailureMode = "stop"
)

// FollowMode says when the username of a Federated ID follows a new email that comes without a username. Usernames
// that are no email addresses never do.
type FollowMode string

// The values of a FollowMode, the default first: always (UMAPI, ActionsCmds, Updating Email Policy: "the Username
// metadata is automatically updated to match"); only if it was the email before [?]; never (umapi-client.py 106) [I].
const (
	FollowAlways FollowMode = "always"
	FollowEqual  FollowMode = "equal"
	FollowNever  FollowMode = "never"
)

// EmptyMode is what an empty string in an update does [?].
type EmptyMode string

// The values of an EmptyMode, the default first: as if it were absent (a Go client sends "" for what is unset); an
// error; the value is cleared, where it is not a login.
const (
	EmptyIgnore EmptyMode = "ignore"
	EmptyReject EmptyMode = "reject"
	EmptyStore  EmptyMode = "store"
)

// Outcome is how something ends that may count as a success or not.
type Outcome string

// The values of an Outcome. Which one is the default depends on the knob.
const (
	OutcomeSuccess Outcome = "success"
	OutcomeError   Outcome = "error"
)
