package mosaic

import (
	"maps"
	"slices"
	"time"
)

// Object is a JSON object: strings, float64, bool, nil, []any and nested objects. Numbers are 64-bit floats, as in the
// vendor's JavaScript.
type Object = map[string]any

// Status is the state of a user. The names are case-sensitive (Users OpenAPI, ApiUpdateUserInput).
type Status string

// The states of a user. Pending has been created by an admin and has never logged in.
const (
	StatusActive   Status = "Active"
	StatusDisabled Status = "Disabled"
	StatusPending  Status = "Pending"
)

// User is a user as the store keeps it, in a seed and in a snapshot. The wire form, which differs (email is an object
// there, address has updated_at), is what Server.Profile returns.
type User struct {
	// ID is the user_id: given by the vendor, never changed.
	ID string `json:"user_id"`
	// Status defaults to Active in a seed.
	Status          Status    `json:"status,omitempty"`
	StatusChangedAt time.Time `json:"status_changed_at,omitzero"`
	// CreatedAt and UpdatedAt are milliseconds since the epoch. UpdatedAt grows with every change.
	CreatedAt int64 `json:"created_at,omitempty"`
	UpdatedAt int64 `json:"updated_at,omitempty"`

	Email           *Contact  `json:"email,omitempty"`
	Phone           *Contact  `json:"phone_number,omitempty"`
	SecondaryEmails []Contact `json:"secondary_emails,omitempty"`
	SecondaryPhones []Contact `json:"secondary_phone_numbers,omitempty"`

	ExternalUserID string `json:"external_user_id,omitempty"`
	// Birthday is YYYY-MM-DD.
	Birthday string `json:"birthday,omitempty"`
	Picture  string `json:"picture,omitempty"`
	Language string `json:"language,omitempty"`
	// Name has title, first_name, last_name, middle_name. Address has country, state, city, street_address,
	// postal_code, type; its updated_at is AddressUpdatedAt, in milliseconds since the epoch.
	Name             Object `json:"name,omitempty"`
	Address          Object `json:"address,omitempty"`
	AddressUpdatedAt int64  `json:"address_updated_at,omitempty"`

	CustomData       Object `json:"custom_data,omitempty"`
	CustomUserFields Object `json:"custom_user_fields,omitempty"`

	// Apps are the apps the user is assigned to, by app id, with what belongs to the app.
	Apps map[string]AppProfile `json:"apps,omitempty"`
	// HasPassword decides whether the username is shown, see Knobs.HideUsername.
	HasPassword bool `json:"has_password,omitempty"`
	// Nulls names the attributes stored as null under NullStore, sorted.
	Nulls []string `json:"nulls,omitempty"`
}

// Contact is an email address or a phone number.
type Contact struct {
	Value      string    `json:"value"`
	Verified   bool      `json:"verified,omitempty"`
	VerifiedAt time.Time `json:"verified_at,omitzero"`
}

// AppProfile is what a user has in one app. The username and the external account id are unique in the app.
type AppProfile struct {
	Username          string `json:"username,omitempty"`
	ExternalAccountID string `json:"external_account_id,omitempty"`
	CustomAppData     Object `json:"custom_app_data,omitempty"`
}

// clone returns a deep copy: stored users are never modified, so that old versions stay readable under lag.
func (u *User) clone() *User {
	c := *u
	c.Email = cloneContact(u.Email)
	c.Phone = cloneContact(u.Phone)
	c.SecondaryEmails = slices.Clone(u.SecondaryEmails)
	c.SecondaryPhones = slices.Clone(u.SecondaryPhones)
	c.Name = cloneObject(u.Name)
	c.Address = cloneObject(u.Address)
	c.CustomData = cloneObject(u.CustomData)
	c.CustomUserFields = cloneObject(u.CustomUserFields)
	c.Nulls = slices.Clone(u.Nulls)
	c.Apps = maps.Clone(u.Apps)
	for id, app := range c.Apps {
		app.CustomAppData = cloneObject(app.CustomAppData)
		c.Apps[id] = app
	}
	return &c
}

// touch moves UpdatedAt to now, and by a millisecond at least, so that two changes never share a value.
func (u *User) touch(now time.Time) {
	u.UpdatedAt = max(now.UnixMilli(), u.UpdatedAt+1)
}

func cloneContact(c *Contact) *Contact {
	if c == nil {
		return nil
	}
	copied := *c
	return &copied
}

func cloneObject(o Object) Object {
	c := maps.Clone(o)
	for k, v := range c {
		c[k] = cloneValue(v)
	}
	return c
}

func cloneValue(v any) any {
	switch v := v.(type) {
	case Object:
		return cloneObject(v)
	case []any:
		c := slices.Clone(v)
		for i := range c {
			c[i] = cloneValue(c[i])
		}
		return c
	}
	return v
}
