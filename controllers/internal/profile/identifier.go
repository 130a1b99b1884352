package profile

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// IdentifierType is a way to find a person.
type IdentifierType string

// The ways to find a person.
const (
	ByUserID         IdentifierType = "UserID"
	ByExternalUserID IdentifierType = "ExternalUserID"
	ByEmail          IdentifierType = "Email"
	ByPhone          IdentifierType = "Phone"
	ByUsername       IdentifierType = "Username"
	ByCustom         IdentifierType = "Custom"
)

// Identifier says which person is meant. A struct that keeps one in an unexported field needs a Format method of its
// own: fmt does not call this one there.
type Identifier struct {
	Type IdentifierType

	// Name of the tenant's custom identifier; only with ByCustom.
	Name string

	Value string

	// Domain of the directory, for user names that are no e-mail address, in systems that have several directories.
	Domain string
}

// Attribute is the attribute that the identifier reads, and whether there is one: the system's own id is none.
func (i Identifier) Attribute() (Attribute, bool) {
	switch i.Type {
	case ByExternalUserID:
		return ExternalUserID, true
	case ByEmail:
		return Email, true
	case ByPhone:
		return PhoneNumber, true
	case ByUsername:
		return Username, true
	case ByCustom:
		return Custom.Attribute(i.Name), true
	default:
		return "", false
	}
}

// Matches tells whether a user with that id and profile has this identifier now. E-mail addresses and user names are
// compared without regard to case.
func (i Identifier) Matches(id string, p Profile) bool {
	attribute, found := i.Attribute()
	if !found {
		return i.Value == id
	}
	value, known := p[attribute]
	if !known {
		return false
	}
	switch data := value.Reveal().(type) {
	case string:
		return data == i.Value || i.ignoresCase() && strings.EqualFold(data, i.Value)
	case json.Number:
		return data.String() == i.Value
	default:
		return false
	}
}

func (i Identifier) ignoresCase() bool { return i.Type == ByEmail || i.Type == ByUsername }

// Digest tells identifiers apart. It has no key, so it stays in memory: a guess could be checked against it.
func (i Identifier) Digest() string {
	hash := sha256.New()
	for _, part := range []string{string(i.Type), i.Name, i.Value, i.Domain} {
		_, _ = fmt.Fprintf(hash, "%d:%s,", len(part), part)
	}
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

// Format prints the type and a placeholder under every verb.
func (i Identifier) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, i.redacted())
}

// MarshalJSON writes the same: loggers that write JSON do not ask Format.
func (i Identifier) MarshalJSON() ([]byte, error) {
	return json.Marshal(i.redacted())
}

func (i Identifier) redacted() string { return string(i.Type) + " " + placeholder }
