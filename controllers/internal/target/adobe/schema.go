package adobe

import (
	"maps"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// members are the attributes in an update and in a user (UMAPI, ActionsCmds, update; Get user). An update may have no
// others: country is refused there.
var members = map[profile.Attribute]string{
	profile.Email:     "email",
	profile.Username:  "username",
	profile.FirstName: "firstname",
	profile.LastName:  "lastname",
}

// traits are what the systems do not have in common. No member of a request tells them apart: what differs is what may
// be asked for.
type traits struct {
	// system is the name people use for it.
	system string

	identifiers map[profile.IdentifierType]bool
	attributes  map[profile.Attribute]target.Type

	// wire is the type of the users in answers (UMAPI, Get user).
	wire string
}

// The user name of an Enterprise ID is its e-mail address and cannot be set; that of a Federated ID can (UMAPI,
// ActionsCmds, update).
var (
	enterprise = traits{
		system:      "AdobeEnterprise",
		identifiers: map[profile.IdentifierType]bool{profile.ByEmail: true},
		attributes: map[profile.Attribute]target.Type{
			profile.Email:     target.TypeEmail60,
			profile.FirstName: target.TypeText250,
			profile.LastName:  target.TypeText250,
		},
		wire: "enterpriseID",
	}
	federated = traits{
		system:      "AdobeFederated",
		identifiers: map[profile.IdentifierType]bool{profile.ByEmail: true, profile.ByUsername: true},
		attributes: map[profile.Attribute]target.Type{
			profile.Email:     target.TypeEmail60,
			profile.Username:  target.TypeName250,
			profile.FirstName: target.TypeText250,
			profile.LastName:  target.TypeText250,
		},
		wire: "federatedID",
	}
)

// schemaOf says that nothing can be cleared: an update has no way to leave a member without a value.
func schemaOf(t traits, testOnly bool) target.Schema {
	permanent := map[profile.Attribute]bool{}
	for attribute := range maps.Keys(t.attributes) {
		permanent[attribute] = true
	}
	return target.Schema{
		System:      t.system,
		Identifiers: t.identifiers,
		Attributes:  t.attributes,
		Permanent:   permanent,
		BatchSize:   CommandsPerRequest,
		TestOnly:    testOnly,
	}
}
