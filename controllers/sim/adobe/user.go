package adobe

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// IdentityType is who owns an account (UMAPI, glossary, Identity types).
type IdentityType string

// The identity types, as the API writes them.
const (
	AdobeID      IdentityType = "adobeID"
	EnterpriseID IdentityType = "enterpriseID"
	FederatedID  IdentityType = "federatedID"
)

// Status is the state of a user. Only active users are read (UMAPI, Get user).
type Status string

// The states of a user.
const (
	StatusActive   Status = "active"
	StatusDisabled Status = "disabled"
	StatusLocked   Status = "locked"
	StatusRemoved  Status = "removed"
)

// User is a user as the store keeps it, in a seed and in a snapshot. Its JSON form is the wire's but for Foreign.
type User struct {
	// ID is given by the vendor and never changed; no request can use it. A seed may leave it out.
	ID   string       `json:"id,omitempty"`
	Type IdentityType `json:"type"`
	// Email is what requests call the user by, whatever its letter case.
	Email string `json:"email"`
	// Username defaults to the email, for an Enterprise ID always in upper case.
	Username string `json:"username,omitempty"`
	// Domain is one of the user's directory. Default the email's.
	Domain    string `json:"domain,omitempty"`
	FirstName string `json:"firstname,omitempty"`
	LastName  string `json:"lastname,omitempty"`
	Country   string `json:"country,omitempty"`
	// Status defaults to active.
	Status Status   `json:"status,omitempty"`
	Groups []string `json:"groups,omitempty"`
	// Foreign is a user whom another organization owns, and this one sees as a trustee: it may not change them.
	Foreign bool `json:"foreign,omitempty"`
}

// complete returns a copy with what a seed may leave out.
func (u *User) complete() *User {
	c := u.clone()
	switch {
	case c.Type == EnterpriseID:
		c.Username = enterpriseUsername(c.Email)
	case c.Username == "":
		c.Username = c.Email
	}
	c.Domain = cmp.Or(c.Domain, domainOf(c.Email))
	c.Status = cmp.Or(c.Status, StatusActive)
	return c
}

// clone returns a deep copy: stored users are never modified, so that old versions stay readable under lag.
func (u *User) clone() *User {
	c := *u
	c.Groups = slices.Clone(u.Groups)
	return &c
}

// enterpriseUsername is the email in upper case: so in all 36 recorded Enterprise IDs [R].
func enterpriseUsername(email string) string {
	return strings.ToUpper(email)
}

// maxEmail is the longest address (UMAPI, ActionsCmds: "Limited to 60 characters").
const maxEmail = 60

// validEmail is a rough check: a local part, an @, a domain, no blanks [?].
func validEmail(email string) bool {
	local, domain, ok := strings.Cut(email, "@")
	return ok && local != "" && domain != "" && !strings.ContainsAny(email, " \t\r\n,;") &&
		!strings.Contains(domain, "@") && utf8.RuneCountInString(email) <= maxEmail
}

func isEmail(login string) bool {
	return strings.Contains(login, "@")
}

// domainOf is the domain of an email address, "" if it is none.
func domainOf(email string) string {
	if !isEmail(email) {
		return ""
	}
	return strings.ToLower(email[strings.LastIndex(email, "@")+1:])
}
