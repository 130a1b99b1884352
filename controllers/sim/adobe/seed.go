package adobe

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Seed is an organization at the start: its id, clients, directories, groups, users and knobs. It is also the format
// of a seed file, see LoadSeed.
type Seed struct {
	// OrgID looks like 12345ABC@AdobeOrg.
	OrgID       string      `json:"org_id"`
	Clients     []Client    `json:"clients,omitempty"`
	Directories []Directory `json:"directories,omitempty"`
	// ForeignDomains are claimed by other organizations. A domain in neither list is claimed by nobody.
	ForeignDomains []string `json:"foreign_domains,omitempty"`
	// Groups are the user groups and product profiles that exist.
	Groups []string `json:"groups,omitempty"`
	Users  []User   `json:"users,omitempty"`
	Knobs  Knobs    `json:"knobs,omitzero"`
}

// Client is an OAuth server-to-server credential of a Developer Console project. Its id is also the API key.
type Client struct {
	ID     string `json:"client_id"`
	Secret string `json:"client_secret"`
	// OldSecret is accepted as well: a credential has up to two secrets while one is being rotated (Developer Console,
	// OAuth server-to-server).
	OldSecret string `json:"old_client_secret,omitempty"`
	// NoAccess is a project to which the User Management API was not added, or from which it was taken away.
	NoAccess bool `json:"no_access,omitempty"`
}

// LoadSeed reads a seed file: one JSON object, members it does not know refused. The result has passed Validate.
func LoadSeed(r io.Reader) (Seed, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	var seed Seed
	if err := dec.Decode(&seed); err != nil {
		return Seed{}, fmt.Errorf("read adobe seed: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Seed{}, errors.New("read adobe seed: more than one JSON value")
	}
	if err := seed.Validate(); err != nil {
		return Seed{}, fmt.Errorf("adobe seed: %w", err)
	}
	return seed, nil
}

// Validate reports every contradiction in the seed: ids, domains or logins given twice or missing, users outside the
// claimed domains or of another type than their directory, and values that are none of their constants.
func (s Seed) Validate() error {
	return errors.Join(s.checkClients(), s.checkDirectories(), s.checkUsers(), s.Knobs.Validate())
}

func (s Seed) checkClients() error {
	var errs []error
	seen := map[string]bool{}
	for _, client := range s.Clients {
		if seen[client.ID] || client.ID == "" {
			errs = append(errs, fmt.Errorf("client %q: client_id missing or given twice", client.ID))
		}
		seen[client.ID] = true
	}
	return errors.Join(errs...)
}

func (s Seed) checkDirectories() error {
	var errs []error
	names, domains := map[string]bool{}, map[string]bool{}
	for _, d := range s.Directories {
		if names[d.Name] || d.Name == "" {
			errs = append(errs, fmt.Errorf("directory %q: name missing or given twice", d.Name))
		}
		names[d.Name] = true
		errs = append(errs, oneOf("type of directory "+d.Name, d.Type, EnterpriseID, FederatedID))
		errs = append(errs, oneOf("login of directory "+d.Name, d.Login, LoginAny, LoginEmail, LoginUsername))
		errs = append(errs, once(domains, d.Domains))
	}
	return errors.Join(append(errs, once(domains, s.ForeignDomains))...)
}

// once reports the domains that were seen before, and sees them.
func once(seen map[string]bool, domains []string) error {
	var errs []error
	for _, domain := range domains {
		if seen[strings.ToLower(domain)] {
			errs = append(errs, fmt.Errorf("domain %q: claimed twice", domain))
		}
		seen[strings.ToLower(domain)] = true
	}
	return errors.Join(errs...)
}

func (s Seed) checkUsers() error {
	var errs []error
	owned := newClaims(s)
	ids, logins := map[string]bool{}, map[ident]bool{}
	for _, u := range s.Users {
		u = *u.complete()
		if ids[u.ID] && u.ID != "" {
			errs = append(errs, fmt.Errorf("user %q: id given twice", u.ID))
		}
		ids[u.ID] = true
		errs = append(errs, u.check(owned))
		for _, key := range owned.idents(&u) {
			if logins[key] {
				errs = append(errs, fmt.Errorf("user %q: %s given twice", u.Email, key.kind))
			}
			logins[key] = true
		}
	}
	return errors.Join(errs...)
}

func (u *User) check(owned claims) error {
	errs := []error{
		oneOf("type of user "+u.Email, u.Type, AdobeID, EnterpriseID, FederatedID),
		oneOf("status of user "+u.Email, u.Status, StatusActive, StatusDisabled, StatusLocked, StatusRemoved),
	}
	if !validEmail(u.Email) {
		errs = append(errs, fmt.Errorf("user %q: no email address of at most %d characters", u.Email, maxEmail))
	}
	if u.Type == AdobeID || u.Foreign {
		return errors.Join(errs...)
	}
	d := owned.directory(u.Domain)
	switch {
	case d == nil:
		errs = append(errs, fmt.Errorf("user %q: domain %q is not claimed", u.Email, u.Domain))
	case d.Type != u.Type:
		errs = append(errs, fmt.Errorf("user %q: a %s in a directory of %ss", u.Email, u.Type, d.Type))
	case owned.directory(domainOf(u.Email)) != d:
		errs = append(errs, fmt.Errorf("user %q: email and domain are of two directories", u.Email))
	}
	return errors.Join(errs...)
}
