package adobe

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Knobs are the behaviours on which the vendor's documents conflict or are silent, and the vendor's limits. The zero
// value of each means its default, so that Knobs{Window: WindowSliding} changes one thing.
type Knobs struct {
	// CommandsPerRequest is the most commands a request may have. Default 10 [D]; others send 20 [I].
	CommandsPerRequest int `json:"commandsPerRequest,omitempty"`
	// TooManyCommands is the body of the 400 for more. Default TooManyResult.
	TooManyCommands TooManyShape `json:"tooManyCommands,omitempty"`
	// StepsPerCommand is the most steps a command may have. Default 10: where umapi-client.py splits. [?]
	StepsPerCommand int `json:"stepsPerCommand,omitempty"`
	// ListLimit is the most groups an add or remove may have. Default 20, which the server's message says [I]; the
	// documents say 10.
	ListLimit int `json:"listLimit,omitempty"`

	// MinuteMillis is how long a minute of the quotas is, in milliseconds. Default 60000. Benchmarks shorten it.
	MinuteMillis int `json:"minuteMs,omitempty"`
	// Window is how a minute is counted. Default WindowFixed.
	Window WindowKind `json:"window,omitempty"`
	// ActionRate and ReadRate are the requests a client may make in a minute. Defaults 10 and 25 [D].
	ActionRate int `json:"actionRate,omitempty"`
	ReadRate   int `json:"readRate,omitempty"`
	// GroupRate is the same for lists of groups. Default 5 [D].
	GroupRate int `json:"groupRate,omitempty"`
	// ActionRateApp and ReadRateApp are the requests all clients together may make in a minute. Default 100 each [D].
	ActionRateApp int `json:"actionRateApp,omitempty"`
	ReadRateApp   int `json:"readRateApp,omitempty"`
	// TokenRate is the requests for tokens a client may make in a minute. Default Unlimited: Adobe "can throttle your
	// integration if it generates too many access tokens" (Developer Console) and does not say when. [?]
	TokenRate int `json:"tokenRate,omitempty"`
	// CountRejected counts requests above a quota against it, too. Default Off. [?]
	CountRejected Switch `json:"countRejected,omitempty"`
	// RetryAfter is the form of the header on the quotas' 429. Default RetryAfterSeconds.
	RetryAfter RetryAfterForm `json:"retryAfter,omitempty"`
	// FrequencyThrottle refuses page 0 of a list when the client read it less than FrequencyWindow seconds ago, and
	// everything the client asks for in the FrequencyPenalty seconds after that. Default On, 7200 and 1938: 1938 and
	// 3244 were seen (umapi-documentation 76 and 86, user-sync.py 813 and 867) [I].
	FrequencyThrottle Switch `json:"frequencyThrottle,omitempty"`
	FrequencyWindow   int    `json:"frequencyWindow,omitempty"`
	FrequencyPenalty  int    `json:"frequencyPenalty,omitempty"`

	// TokenTTLSeconds is how long a new token lives. Default 86399 [D].
	TokenTTLSeconds int `json:"tokenTTL,omitempty"`
	// TokenErrorStatus is the status of the token endpoint's errors: 400 (default) or 401. [I]
	TokenErrorStatus int `json:"tokenErrorStatus,omitempty"`
	// Unauthorized is the shape of the 401. Default UnauthorizedEmpty.
	Unauthorized UnauthorizedShape `json:"unauthorized,omitempty"`
	// Forbidden is the shape of the 403. Default ForbiddenCode.
	Forbidden ForbiddenShape `json:"forbidden,omitempty"`
	// UnknownOrg is the status for an organization id that looks like one and is not the client's: 401 (default), as
	// UMAPI, unauthorized has it, or 400, as for an id that does not look like one. [?]
	UnknownOrg int `json:"unknownOrg,omitempty"`

	// Order is the order in which commands are carried out. Default OrderShuffled.
	Order OrderKind `json:"order,omitempty"`
	// ErrorOrder is the order in which errors are reported. Default ErrorsByIndex.
	ErrorOrder ErrorOrder `json:"errorOrder,omitempty"`
	// AfterFailure says whether the steps behind a failed one are carried out. Default FailureContinue.
	AfterFailure FailureMode `json:"afterFailure,omitempty"`
	// NameSyntaxErrors puts requestID and user into the errors about a command's form. Default Off: UMAPI, ActionsRef
	// has a sample without them.
	NameSyntaxErrors Switch `json:"nameSyntaxErrors,omitempty"`
	// UsernameFollows says when a username follows a new email. Default FollowAlways.
	UsernameFollows FollowMode `json:"usernameFollows,omitempty"`
	// EmptyValue is what an empty string in an update does. Default EmptyIgnore.
	EmptyValue EmptyMode `json:"emptyValue,omitempty"`
	// EmptyUpdate is how an update without a field ends. Default OutcomeSuccess. [?]
	EmptyUpdate Outcome `json:"emptyUpdate,omitempty"`
	// UnknownField treats a member of a command or an update that the API does not know. Default Reject. [?]
	UnknownField Refusal `json:"unknownField,omitempty"`
	// UpdateCountry treats country in an update. Default Reject [D]; Grouper sends it all the same [I].
	UpdateCountry Refusal `json:"updateCountry,omitempty"`
	// DomainWithEmail treats domain beside a user that is an email address. Default Reject (UMAPI, ErrorRef); UMAPI,
	// ActionsCmds has it ignored for some.
	DomainWithEmail Refusal `json:"domainWithEmail,omitempty"`
	// CrossDirectory is the code for an email or username of another directory: CodeChangeDomain (default) or
	// CodeDomainMismatch. [?]
	CrossDirectory string `json:"crossDirectory,omitempty"`
	// UnclaimedUser is the code for a user who does not exist and whose domain nobody has claimed: CodeNonexistent
	// (default) or CodeNotClaimed. Both are in one sample of UMAPI, ActionsRef.
	UnclaimedUser string `json:"unclaimedUser,omitempty"`
	// MissingRemoval is how the removal of a user who does not exist ends. Default OutcomeSuccess [D]; recorded in
	// 2017 was an error [R].
	MissingRemoval Outcome `json:"missingRemoval,omitempty"`
	// LagMillis is how long, in milliseconds, reads still see the state before a write, and commands do not know a
	// new user. Default 0. user-sync.py 609 has the effect [I], the size is [?].
	LagMillis int `json:"lagMs,omitempty"`

	// PageSize is the entries of a page. Default 2000 [D].
	PageSize int `json:"pageSize,omitempty"`
	// PageOverlap is how many users of a page the next one repeats. Default 0. umapi-client.py expects them.
	PageOverlap int `json:"pageOverlap,omitempty"`
	// TechnicalAccounts are counted in X-Total-Count and never returned [D]. Default 0.
	TechnicalAccounts int `json:"technicalAccounts,omitempty"`
	// ExtraFields adds members to answers that no document knows. Default Off.
	ExtraFields Switch `json:"extraFields,omitempty"`
}

// Validate reports every knob whose value is none of its constants, or is negative.
func (k Knobs) Validate() error {
	k = k.withDefaults()
	return errors.Join(
		atLeastZero("knob commandsPerRequest", k.CommandsPerRequest),
		oneOf("knob tooManyCommands", k.TooManyCommands, TooManyResult, TooManyEmpty),
		atLeastZero("knob stepsPerCommand", k.StepsPerCommand),
		atLeastZero("knob listLimit", k.ListLimit),
		atLeastZero("knob minuteMs", k.MinuteMillis),
		oneOf("knob window", k.Window, WindowFixed, WindowSliding),
		rate("knob actionRate", k.ActionRate),
		rate("knob readRate", k.ReadRate),
		rate("knob groupRate", k.GroupRate),
		rate("knob actionRateApp", k.ActionRateApp),
		rate("knob readRateApp", k.ReadRateApp),
		rate("knob tokenRate", k.TokenRate),
		oneOf("knob countRejected", k.CountRejected, Off, On),
		oneOf("knob retryAfter", k.RetryAfter, RetryAfterSeconds, RetryAfterDate, RetryAfterZero, RetryAfterOff),
		oneOf("knob frequencyThrottle", k.FrequencyThrottle, On, Off),
		atLeastZero("knob frequencyWindow", k.FrequencyWindow),
		atLeastZero("knob frequencyPenalty", k.FrequencyPenalty),
		atLeastZero("knob tokenTTL", k.TokenTTLSeconds),
		oneOf("knob tokenErrorStatus", k.TokenErrorStatus, http.StatusBadRequest, http.StatusUnauthorized),
		oneOf("knob unauthorized", k.Unauthorized, UnauthorizedEmpty, UnauthorizedResult, UnauthorizedGateway),
		oneOf("knob forbidden", k.Forbidden, ForbiddenCode, ForbiddenEmpty),
		oneOf("knob unknownOrg", k.UnknownOrg, http.StatusUnauthorized, http.StatusBadRequest),
		k.validateCommands(),
		atLeastZero("knob lagMs", k.LagMillis),
		atLeastZero("knob pageSize", k.PageSize),
		atLeastZero("knob pageOverlap", k.PageOverlap),
		atLeastZero("knob technicalAccounts", k.TechnicalAccounts),
		oneOf("knob extraFields", k.ExtraFields, Off, On),
	)
}

func (k Knobs) validateCommands() error {
	return errors.Join(
		oneOf("knob order", k.Order, OrderShuffled, OrderSent),
		oneOf("knob errorOrder", k.ErrorOrder, ErrorsByIndex, ErrorsAsCarried),
		oneOf("knob afterFailure", k.AfterFailure, FailureContinue, FailureStop),
		oneOf("knob nameSyntaxErrors", k.NameSyntaxErrors, Off, On),
		oneOf("knob usernameFollows", k.UsernameFollows, FollowAlways, FollowEqual, FollowNever),
		oneOf("knob emptyValue", k.EmptyValue, EmptyIgnore, EmptyReject, EmptyStore),
		oneOf("knob emptyUpdate", k.EmptyUpdate, OutcomeSuccess, OutcomeError),
		oneOf("knob unknownField", k.UnknownField, Reject, Ignore),
		oneOf("knob updateCountry", k.UpdateCountry, Reject, Ignore),
		oneOf("knob domainWithEmail", k.DomainWithEmail, Reject, Ignore),
		oneOf("knob crossDirectory", k.CrossDirectory, CodeChangeDomain, CodeDomainMismatch),
		oneOf("knob unclaimedUser", k.UnclaimedUser, CodeNonexistent, CodeNotClaimed),
		oneOf("knob missingRemoval", k.MissingRemoval, OutcomeSuccess, OutcomeError),
	)
}

// withDefaults spells out the defaults, so that code and printouts never meet a zero value.
func (k Knobs) withDefaults() Knobs {
	k.CommandsPerRequest = cmp.Or(k.CommandsPerRequest, 10)
	k.TooManyCommands = cmp.Or(k.TooManyCommands, TooManyResult)
	k.StepsPerCommand = cmp.Or(k.StepsPerCommand, 10)
	k.ListLimit = cmp.Or(k.ListLimit, 20)
	k.MinuteMillis = cmp.Or(k.MinuteMillis, 60_000)
	k.Window = cmp.Or(k.Window, WindowFixed)
	k.ActionRate = cmp.Or(k.ActionRate, 10)
	k.ReadRate = cmp.Or(k.ReadRate, 25)
	k.GroupRate = cmp.Or(k.GroupRate, 5)
	k.ActionRateApp = cmp.Or(k.ActionRateApp, 100)
	k.ReadRateApp = cmp.Or(k.ReadRateApp, 100)
	k.TokenRate = cmp.Or(k.TokenRate, Unlimited)
	k.CountRejected = cmp.Or(k.CountRejected, Off)
	k.RetryAfter = cmp.Or(k.RetryAfter, RetryAfterSeconds)
	k.FrequencyThrottle = cmp.Or(k.FrequencyThrottle, On)
	k.FrequencyWindow = cmp.Or(k.FrequencyWindow, 7200)
	k.FrequencyPenalty = cmp.Or(k.FrequencyPenalty, 1938)
	k.TokenTTLSeconds = cmp.Or(k.TokenTTLSeconds, 86_399)
	k.TokenErrorStatus = cmp.Or(k.TokenErrorStatus, http.StatusBadRequest)
	k.Unauthorized = cmp.Or(k.Unauthorized, UnauthorizedEmpty)
	k.Forbidden = cmp.Or(k.Forbidden, ForbiddenCode)
	k.UnknownOrg = cmp.Or(k.UnknownOrg, http.StatusUnauthorized)
	k.Order = cmp.Or(k.Order, OrderShuffled)
	k.ErrorOrder = cmp.Or(k.ErrorOrder, ErrorsByIndex)
	k.AfterFailure = cmp.Or(k.AfterFailure, FailureContinue)
	k.NameSyntaxErrors = cmp.Or(k.NameSyntaxErrors, Off)
	k.UsernameFollows = cmp.Or(k.UsernameFollows, FollowAlways)
	k.EmptyValue = cmp.Or(k.EmptyValue, EmptyIgnore)
	k.EmptyUpdate = cmp.Or(k.EmptyUpdate, OutcomeSuccess)
	k.UnknownField = cmp.Or(k.UnknownField, Reject)
	k.UpdateCountry = cmp.Or(k.UpdateCountry, Reject)
	k.DomainWithEmail = cmp.Or(k.DomainWithEmail, Reject)
	k.CrossDirectory = cmp.Or(k.CrossDirectory, CodeChangeDomain)
	k.UnclaimedUser = cmp.Or(k.UnclaimedUser, CodeNonexistent)
	k.MissingRemoval = cmp.Or(k.MissingRemoval, OutcomeSuccess)
	k.PageSize = cmp.Or(k.PageSize, 2000)
	k.ExtraFields = cmp.Or(k.ExtraFields, Off)
	return k
}

func (k Knobs) lag() time.Duration {
	return time.Duration(k.LagMillis) * time.Millisecond
}

func (k Knobs) minute() time.Duration {
	return time.Duration(k.MinuteMillis) * time.Millisecond
}

func oneOf[T comparable](name string, got T, allowed ...T) error {
	if slices.Contains(allowed, got) {
		return nil
	}
	return fmt.Errorf("%s: %v is none of %v", name, got, allowed)
}

func atLeastZero(name string, got int) error {
	if got >= 0 {
		return nil
	}
	return fmt.Errorf("%s: %d is negative", name, got)
}

func rate(name string, got int) error {
	if got == Unlimited {
		return nil
	}
	return atLeastZero(name, got)
}
