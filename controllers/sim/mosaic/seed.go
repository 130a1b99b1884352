package mosaic

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Seed is a tenant at the start: its kind, apps, clients, user schema, users and knobs. It is also the format of a
// seed file, see LoadSeed.
type Seed struct {
	// TenantType defaults to B2C. Custom attributes and identifiers exist in B2C tenants only.
	TenantType TenantType  `json:"tenant_type,omitempty"`
	Apps       []App       `json:"apps,omitempty"`
	Clients    []Client    `json:"clients,omitempty"`
	Schema     []Attribute `json:"schema,omitempty"`
	Users      []User      `json:"users,omitempty"`
	Knobs      Knobs       `json:"knobs,omitzero"`
}

// TenantType is the kind of a tenant.
type TenantType string

// The kinds of a tenant.
const (
	TenantB2C   TenantType = "B2C"
	TenantOther TenantType = "Other"
)

// App is an application of the tenant. The clients of a management app get admin tokens, which reach the users of
// every app.
type App struct {
	ID         string `json:"id"`
	Name       string `json:"name,omitempty"`
	Management bool   `json:"management,omitempty"`
}

// Client is an OAuth client of an app. Without permissions it has implicit global access; clients of management apps
// cannot have any (guides, manage client roles).
type Client struct {
	ID          string   `json:"client_id"`
	Secret      string   `json:"client_secret"`
	App         string   `json:"app"`
	Permissions []string `json:"permissions,omitempty"`
}

// LoadSeed reads a seed file: one JSON object, members it does not know refused. The result has passed Validate.
func LoadSeed(r io.Reader) (Seed, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	var seed Seed
	if err := dec.Decode(&seed); err != nil {
		return Seed{}, fmt.Errorf("read mosaic seed: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Seed{}, errors.New("read mosaic seed: more than one JSON value")
	}
	if err := seed.Validate(); err != nil {
		return Seed{}, fmt.Errorf("mosaic seed: %w", err)
	}
	return seed, nil
}

// Validate reports every contradiction in the seed: ids given twice or missing, clients and users of unknown apps,
// roles on a management client, and values that are none of their constants.
func (s Seed) Validate() error {
	var errs []error
	if s.TenantType != "" {
		errs = append(errs, oneOf("tenant_type", s.TenantType, TenantB2C, TenantOther))
	}
	apps, err := s.checkApps()
	errs = append(errs, err, s.checkClients(apps), s.checkSchema(), s.checkUsers(apps), s.Knobs.Validate())
	return errors.Join(errs...)
}

func (s Seed) checkApps() (map[string]App, error) {
	var errs []error
	apps := map[string]App{}
	for _, app := range s.Apps {
		if _, twice := apps[app.ID]; twice || app.ID == "" {
			errs = append(errs, fmt.Errorf("app %q: id missing or given twice", app.ID))
		}
		apps[app.ID] = app
	}
	return apps, errors.Join(errs...)
}

func (s Seed) checkClients(apps map[string]App) error {
	var errs []error
	seen := map[string]bool{}
	for _, client := range s.Clients {
		if seen[client.ID] || client.ID == "" {
			errs = append(errs, fmt.Errorf("client %q: client_id missing or given twice", client.ID))
		}
		seen[client.ID] = true
		app, known := apps[client.App]
		if !known {
			errs = append(errs, fmt.Errorf("client %q: unknown app %q", client.ID, client.App))
		}
		if app.Management && len(client.Permissions) > 0 {
			errs = append(errs, fmt.Errorf("client %q: a management client cannot hold roles", client.ID))
		}
	}
	return errors.Join(errs...)
}

func (s Seed) checkSchema() error {
	// Guides, manage user schema: "up to 40 custom attributes per tenant".
	const maxAttributes = 40
	var errs []error
	if len(s.Schema) > maxAttributes {
		errs = append(errs, fmt.Errorf("schema: %d attributes, the vendor allows %d", len(s.Schema), maxAttributes))
	}
	seen := map[string]bool{}
	for _, a := range s.Schema {
		if seen[a.Name] || a.Name == "" {
			errs = append(errs, fmt.Errorf("attribute %q: name missing or given twice", a.Name))
		}
		seen[a.Name] = true
		errs = append(errs, oneOf("attribute "+a.Name, a.Type, TypeString, TypeNumber, TypeDate, TypeBoolean, TypeStringArray))
	}
	return errors.Join(errs...)
}

func (s Seed) checkUsers(apps map[string]App) error {
	var errs []error
	seen := map[string]bool{}
	for _, u := range s.Users {
		if seen[u.ID] || u.ID == "" {
			errs = append(errs, fmt.Errorf("user %q: user_id missing or given twice", u.ID))
		}
		seen[u.ID] = true
		if u.Status != "" {
			errs = append(errs, oneOf("status of user "+u.ID, u.Status, StatusActive, StatusDisabled, StatusPending))
		}
		for id := range u.Apps {
			if _, known := apps[id]; !known {
				errs = append(errs, fmt.Errorf("user %q: unknown app %q", u.ID, id))
			}
		}
	}
	return errors.Join(errs...)
}
