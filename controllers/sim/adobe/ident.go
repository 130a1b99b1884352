package adobe

import "strings"

// identKind is what a value identifies a user by.
type identKind string

const (
	// byEmail is the email of an Enterprise or Federated ID, byAdobeID that of an Adobe ID: the two may share it
	// (UMAPI, ActionsCmds, useAdobeID).
	byEmail    identKind = "email"
	byAdobeID  identKind = "adobeID"
	byUsername identKind = "username"
)

// ident is one login of a user, in lower case: every recorded lookup ignored the letter case, whatever UMAPI,
// ActionsCmds says of a "case-sensitive unique identifier" [R]. Scope is the directory of a username.
type ident struct {
	kind         identKind
	scope, value string
}

func emailIdent(email string) ident {
	return ident{kind: byEmail, value: strings.ToLower(email)}
}

func adobeIdent(email string) ident {
	return ident{kind: byAdobeID, value: strings.ToLower(email)}
}

func usernameIdent(d *Directory, username string) ident {
	return ident{kind: byUsername, scope: d.Name, value: strings.ToLower(username)}
}

// idents are all logins of the user.
func (c claims) idents(u *User) []ident {
	if u.Type == AdobeID {
		return []ident{adobeIdent(u.Email)}
	}
	keys := []ident{emailIdent(u.Email)}
	if home := c.home(u); home != nil {
		keys = append(keys, usernameIdent(home, u.Username))
	}
	return keys
}

// login is what a request calls a user by.
type login struct {
	name    string
	domain  string
	adobeID bool
}

// logins are what a login may stand for, the first that exists wins: an Enterprise or Federated ID before an Adobe
// ID (UMAPI, ActionsCmds, useAdobeID). An email-type username is not among them: "you can never use it to identify a
// user in requests" (UMAPI, ActionsCmds, update).
func (c claims) logins(l login) []ident {
	switch {
	case l.adobeID:
		return []ident{adobeIdent(l.name)}
	case isEmail(l.name):
		return []ident{emailIdent(l.name), adobeIdent(l.name)}
	case c.directory(l.domain) != nil:
		return []ident{usernameIdent(c.directory(l.domain), l.name)}
	default:
		return nil
	}
}

// owner is the domain that decides which organization the user belongs to.
func (l login) owner() string {
	if isEmail(l.name) {
		return domainOf(l.name)
	}
	return strings.ToLower(l.domain)
}
