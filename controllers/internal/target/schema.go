package target

import "github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"

// Schema is what one connection accepts: a property of the system and, for custom attributes, of the tenant.
type Schema struct {
	// System is the name people use for it, such as Mosaic.
	System string

	// Identifiers by which users can be found.
	Identifiers map[profile.IdentifierType]bool

	// Attributes are the built-in ones, with the type of their values.
	Attributes map[profile.Attribute]Type

	// Groups are the groups of attributes the system has. The names within Custom are those of CustomAttributes; within
	// the others they are free, and their type is JSON.
	Groups map[profile.Group]bool

	// CustomAttributes of the tenant, by name; nil where the tenant cannot have any.
	CustomAttributes map[string]Type

	// CustomIdentifiers are the names of the custom attributes by which users can be found.
	CustomIdentifiers map[string]bool

	// Permanent are the attributes that cannot be cleared.
	Permanent map[profile.Attribute]bool

	// BatchSize is the most commands in one Write.
	BatchSize int

	// ReadsFirst tells that a user has to be read before they are written: Write needs Command.User. Otherwise Write
	// finds the user by Command.Identifier, and a Read costs quota that is scarcer than writes.
	ReadsFirst bool

	// TestOnly tells that the system only tries out what is written through the connection, and changes nothing.
	TestOnly bool
}

// Type is the type of an attribute's values: how they are checked, and when two are equal.
type Type string

// The types.
const (
	TypeText      Type = "text"
	TypeName      Type = "name that is compared without regard to case"
	TypeEmail     Type = "e-mail address"
	TypePhone     Type = "phone number in E.164 form"
	TypeDate      Type = "date in the form YYYY-MM-DD"
	TypeTimestamp Type = "ISO 8601 date or time"
	TypeURL       Type = "http or https URL"
	TypeEmails    Type = "set of e-mail addresses"
	TypePhones    Type = "set of phone numbers in E.164 form"
	TypeString    Type = "custom text"
	TypeTexts     Type = "array of texts"
	TypeNumber    Type = "number"
	TypeBoolean   Type = "boolean"
	TypeJSON      Type = "JSON value"

	TypeAddressType   Type = "type of a postal address"
	TypeAccountStatus Type = "status of an account"

	TypeText250 Type = "text of at most 250 characters"
	TypeName250 Type = "name of at most 250 characters that is compared without regard to case"
	TypeEmail60 Type = "e-mail address of at most 60 characters"
)

// Identifies tells whether people are found or sign in by the attribute, or could: who can change it can take an account
// over.
func (s Schema) Identifies(a profile.Attribute) bool {
	switch a {
	case profile.Email, profile.Username, profile.PhoneNumber, profile.ExternalUserID,
		profile.SecondaryEmails, profile.SecondaryPhoneNumbers:
		return true
	default:
		group, name := a.Group()
		return group == profile.Custom && s.CustomIdentifiers[name]
	}
}

// TypeOf returns the type of an attribute, and whether the connection has it.
func (s Schema) TypeOf(a profile.Attribute) (Type, bool) {
	group, name := a.Group()
	switch group {
	case "":
		t, ok := s.Attributes[a]
		return t, ok
	case profile.Custom:
		t, ok := s.CustomAttributes[name]
		return t, ok
	default:
		return TypeJSON, s.Groups[group] && name != ""
	}
}
