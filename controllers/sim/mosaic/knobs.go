package mosaic

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Knobs are the behaviours on which the vendor's documents conflict or are silent, and the settings of a tenant. The
// zero value of each means its default, so that Knobs{Null: NullReject} changes one thing.
type Knobs struct {
	// ConflictStatus answers a PUT that takes another user's identifier: 409 (default) or 400. [X] The Users OpenAPI
	// lists 409 on create only; the SCIM server on the same store lists it on PUT.
	ConflictStatus int `json:"conflictStatus,omitempty"`
	// Secondary says what a PUT does with secondary_emails and secondary_phone_numbers. Default SecondaryReplace.
	Secondary SecondaryMode `json:"secondaryMode,omitempty"`
	// CustomAppData says what a PUT does with custom_app_data. Default MergeShallow.
	CustomAppData MergeMode `json:"customAppData,omitempty"`
	// CustomFields says what a PUT does with custom_user_fields. Default CustomFieldsMerge.
	CustomFields CustomFieldsMode `json:"customFields,omitempty"`
	// CustomFieldErrors treats an undeclared custom attribute or a value of the wrong type. Default Reject. [?]
	CustomFieldErrors Refusal `json:"customFieldErrors,omitempty"`
	// Null says what a null attribute does. Default NullClear.
	Null NullMode `json:"null,omitempty"`
	// CustomDataNull says what a null inside custom_data or custom_app_data does. Default DataNullStore.
	CustomDataNull DataNullMode `json:"customDataNull,omitempty"`
	// UnknownField treats an attribute the API does not know. Default Ignore. [?]
	UnknownField Refusal `json:"unknownField,omitempty"`
	// LengthCheck enforces the lengths of name and address. Default On. [I] The Users OpenAPI writes them as
	// `maximum`, which JSON Schema ignores on strings.
	LengthCheck Switch `json:"lengthCheck,omitempty"`
	// UniqueEmail and UniquePhone make primary values unique in the tenant. Default On. [X] Guides: "if the email is
	// defined as unique at the tenant level".
	UniqueEmail Switch `json:"uniqueEmail,omitempty"`
	UniquePhone Switch `json:"uniquePhone,omitempty"`
	// KeepOldPrimary keeps the former primary value as a secondary one when another is promoted. Default Off. [?]
	KeepOldPrimary Switch `json:"keepOldPrimary,omitempty"`
	// ResendUnverifies makes the same email or phone, sent again, lose its verification. Default Off. [?]
	ResendUnverifies Switch `json:"resendUnverifies,omitempty"`
	// UsernameNeedsPassword refuses (400) a username for a user without a password. Default Off: it is stored. [?]
	UsernameNeedsPassword Switch `json:"usernameNeedsPassword,omitempty"`
	// HideUsername leaves the username out of answers until the user has a password. Default On. [C] Users OpenAPI:
	// "defined only if a password was set".
	HideUsername Switch `json:"hideUsername,omitempty"`
	// LagMillis is how long, in milliseconds, reads still see the state before a write. Default 0. [C] one client
	// in the wild retries reads after a create; the size is [?].
	LagMillis int `json:"lagMs,omitempty"`
	// RoleMode says whether the permissions of a client are enforced. Default RoleNone.
	RoleMode RoleMode `json:"roleMode,omitempty"`
	// Rate is the number of requests a minute each client may make. Default 0: no limit. [C] the vendor's is 20,000.
	Rate int `json:"rate,omitempty"`
	// RetryAfter is the form of the Retry-After header on the quota's 429. Default RetryAfterOff.
	RetryAfter RetryAfterForm `json:"retryAfter,omitempty"`
	// TokenTTLSeconds is how long a new token lives. Default 3600 [C].
	TokenTTLSeconds int `json:"tokenTTL,omitempty"`
	// TokenError is the answer to credentials that are not accepted. Default TokenErrorMessage.
	TokenError TokenErrorShape `json:"tokenError,omitempty"`
	// IdentifierEndpoint serves GET /v1/users/identifier. Default On; Off answers 404 as an older deployment would,
	// where the path falls into GET /v1/users/{user_id}. [I]
	IdentifierEndpoint Switch `json:"identifierEndpoint,omitempty"`
	// Oversize answers custom data above 500 KB: 400 (default) or 413. [?]
	Oversize int `json:"oversize,omitempty"`
}

// Validate reports every knob whose value is none of its constants, or is negative.
func (k Knobs) Validate() error {
	k = k.withDefaults()
	return errors.Join(
		oneOf("conflictStatus", k.ConflictStatus, http.StatusConflict, http.StatusBadRequest),
		oneOf("secondaryMode", k.Secondary, SecondaryReplace, SecondaryAppend),
		oneOf("customAppData", k.CustomAppData, MergeShallow, MergeReplace),
		oneOf("customFields", k.CustomFields, CustomFieldsMerge, CustomFieldsReplace, CustomFieldsOff),
		oneOf("customFieldErrors", k.CustomFieldErrors, Reject, Ignore),
		oneOf("null", k.Null, NullClear, NullIgnore, NullReject, NullStore),
		oneOf("customDataNull", k.CustomDataNull, DataNullStore, DataNullClear),
		oneOf("unknownField", k.UnknownField, Ignore, Reject),
		oneOf("lengthCheck", k.LengthCheck, On, Off),
		oneOf("uniqueEmail", k.UniqueEmail, On, Off),
		oneOf("uniquePhone", k.UniquePhone, On, Off),
		oneOf("keepOldPrimary", k.KeepOldPrimary, Off, On),
		oneOf("resendUnverifies", k.ResendUnverifies, Off, On),
		oneOf("usernameNeedsPassword", k.UsernameNeedsPassword, Off, On),
		oneOf("hideUsername", k.HideUsername, On, Off),
		atLeastZero("lagMs", k.LagMillis),
		oneOf("roleMode", k.RoleMode, RoleNone, RoleList),
		atLeastZero("rate", k.Rate),
		oneOf("retryAfter", k.RetryAfter, RetryAfterOff, RetryAfterSeconds, RetryAfterDate),
		atLeastZero("tokenTTL", k.TokenTTLSeconds),
		oneOf("tokenError", k.TokenError, TokenErrorMessage, TokenErrorArray, TokenErrorOAuth),
		oneOf("identifierEndpoint", k.IdentifierEndpoint, On, Off),
		oneOf("oversize", k.Oversize, http.StatusBadRequest, http.StatusRequestEntityTooLarge),
	)
}

// withDefaults spells out the defaults, so that code and printouts never meet a zero value.
func (k Knobs) withDefaults() Knobs {
	k.ConflictStatus = cmp.Or(k.ConflictStatus, http.StatusConflict)
	k.Secondary = cmp.Or(k.Secondary, SecondaryReplace)
	k.CustomAppData = cmp.Or(k.CustomAppData, MergeShallow)
	k.CustomFields = cmp.Or(k.CustomFields, CustomFieldsMerge)
	k.CustomFieldErrors = cmp.Or(k.CustomFieldErrors, Reject)
	k.Null = cmp.Or(k.Null, NullClear)
	k.CustomDataNull = cmp.Or(k.CustomDataNull, DataNullStore)
	k.UnknownField = cmp.Or(k.UnknownField, Ignore)
	k.LengthCheck = cmp.Or(k.LengthCheck, On)
	k.UniqueEmail = cmp.Or(k.UniqueEmail, On)
	k.UniquePhone = cmp.Or(k.UniquePhone, On)
	k.KeepOldPrimary = cmp.Or(k.KeepOldPrimary, Off)
	k.ResendUnverifies = cmp.Or(k.ResendUnverifies, Off)
	k.UsernameNeedsPassword = cmp.Or(k.UsernameNeedsPassword, Off)
	k.HideUsername = cmp.Or(k.HideUsername, On)
	k.RoleMode = cmp.Or(k.RoleMode, RoleNone)
	k.RetryAfter = cmp.Or(k.RetryAfter, RetryAfterOff)
	k.TokenTTLSeconds = cmp.Or(k.TokenTTLSeconds, 3600)
	k.TokenError = cmp.Or(k.TokenError, TokenErrorMessage)
	k.IdentifierEndpoint = cmp.Or(k.IdentifierEndpoint, On)
	k.Oversize = cmp.Or(k.Oversize, http.StatusBadRequest)
	return k
}

func (k Knobs) lag() time.Duration {
	return time.Duration(k.LagMillis) * time.Millisecond
}

func (k Knobs) tokenTTL() time.Duration {
	return time.Duration(k.TokenTTLSeconds) * time.Second
}

func oneOf[T comparable](name string, got T, allowed ...T) error {
	if slices.Contains(allowed, got) {
		return nil
	}
	return fmt.Errorf("knob %s: %v is none of %v", name, got, allowed)
}

func atLeastZero(name string, got int) error {
	if got >= 0 {
		return nil
	}
	return fmt.Errorf("knob %s: %d is negative", name, got)
}
