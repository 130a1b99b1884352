package adobe

import "strings"

// Directory holds users of one identity type in domains the organization has claimed. A user's email and username may
// be of any of its domains and of no other (UMAPI, ActionsCmds, update: "added to same Admin Console Directory").
type Directory struct {
	Name string `json:"name"`
	// Type is EnterpriseID or FederatedID.
	Type    IdentityType `json:"type"`
	Domains []string     `json:"domains"`
	// Login says what usernames may look like. Default LoginAny.
	Login Login `json:"login,omitempty"`
	// Synced is a directory kept by Azure or Google: users cannot be created or removed (UMAPI, getstarted).
	Synced bool `json:"synced,omitempty"`
}

// Login is what users of a federated directory log in with.
type Login string

// The kinds of login. With LoginEmail a user is created with the email as the username; with LoginUsername a username
// must not be an email address (UMAPI, ErrorRef, error.user.must_match_email and error.user.name.contains.email).
const (
	LoginAny      Login = ""
	LoginEmail    Login = "email"
	LoginUsername Login = "username"
)

// claims are the domains somebody has claimed.
type claims struct {
	own     map[string]*Directory
	foreign map[string]bool
}

func newClaims(seed Seed) claims {
	c := claims{own: map[string]*Directory{}, foreign: map[string]bool{}}
	for _, d := range seed.Directories {
		for _, domain := range d.Domains {
			c.own[strings.ToLower(domain)] = &d
		}
	}
	for _, domain := range seed.ForeignDomains {
		c.foreign[strings.ToLower(domain)] = true
	}
	return c
}

// directory is the one with the domain, nil if the organization has not claimed it.
func (c claims) directory(domain string) *Directory {
	return c.own[strings.ToLower(domain)]
}

// home is the directory a user is in, nil for an Adobe ID and for a user of another organization.
func (c claims) home(u *User) *Directory {
	if u.Type == AdobeID || u.Foreign {
		return nil
	}
	return c.directory(u.Domain)
}
