package mosaic

import (
	"fmt"
	"slices"
	"strings"
)

// identKind is what a value identifies a user by.
type identKind string

const (
	byEmail             identKind = "email"
	byPhone             identKind = "phone_number"
	byExternalUserID    identKind = "external_user_id"
	byUsername          identKind = "username"
	byExternalAccountID identKind = "external_account_id"
	byCustom            identKind = "custom"
)

// ident is one identifier of a user. Scope is the app id of app-level kinds and the attribute's name of custom ones.
type ident struct {
	kind         identKind
	scope, value string
}

// emailIdent ignores case [?]: no source says whether a@x.io and A@x.io are one address.
func emailIdent(value string) ident {
	return ident{kind: byEmail, value: strings.ToLower(value)}
}

// idents are all values the user can be found by. Secondary emails and phones are not among them: the lookups are
// documented as "primary email" (Users OpenAPI), and whether they count for uniqueness is [?].
func (u *User) idents() []ident {
	var keys []ident
	if u.Email != nil {
		keys = append(keys, emailIdent(u.Email.Value))
	}
	if u.Phone != nil {
		keys = append(keys, ident{kind: byPhone, value: u.Phone.Value})
	}
	if u.ExternalUserID != "" {
		keys = append(keys, ident{kind: byExternalUserID, value: u.ExternalUserID})
	}
	for _, id := range sortedKeys(u.Apps) {
		app := u.Apps[id]
		if app.Username != "" {
			keys = append(keys, ident{byUsername, id, app.Username})
		}
		if app.ExternalAccountID != "" {
			keys = append(keys, ident{byExternalAccountID, id, app.ExternalAccountID})
		}
	}
	for _, name := range sortedKeys(u.CustomUserFields) {
		if value := u.CustomUserFields[name]; value != nil {
			keys = append(keys, ident{byCustom, name, fmt.Sprint(value)})
		}
	}
	return keys
}

// taken finds an identifier that edited has and old has not, and that another user has already.
func (s *Server) taken(old, edited *User, k Knobs) (ident, bool) {
	var before []ident
	if old != nil {
		before = old.idents()
	}
	for _, key := range edited.idents() {
		if slices.Contains(before, key) || !s.unique(key, k) {
			continue
		}
		for _, other := range s.users.Having(key, s.users.Latest) {
			if other.ID != edited.ID {
				return key, true
			}
		}
	}
	return ident{}, false
}

// unique says which identifiers exclude each other: email, phone, external user id and custom identifiers in the
// tenant; username and external account id in their app (guides, journey step Update User).
func (s *Server) unique(key ident, k Knobs) bool {
	switch key.kind {
	case byEmail:
		return k.UniqueEmail == On
	case byPhone:
		return k.UniquePhone == On
	case byCustom:
		return s.schema[key.scope].Identifier
	default:
		return true
	}
}

// label is the name a conflict message gives the identifier.
func (i ident) label() string {
	if i.kind == byCustom {
		return i.scope
	}
	return string(i.kind)
}
