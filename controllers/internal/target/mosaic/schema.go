package mosaic

import (
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// types of the built-in attributes (Users OpenAPI, ApiUpdateUserInput). Country and language are free text there.
var types = map[profile.Attribute]target.Type{
	profile.Email:                 target.TypeEmail,
	profile.Username:              target.TypeText,
	profile.FirstName:             target.TypeText,
	profile.LastName:              target.TypeText,
	profile.MiddleName:            target.TypeText,
	profile.Title:                 target.TypeText,
	profile.PhoneNumber:           target.TypePhone,
	profile.ExternalUserID:        target.TypeText,
	profile.ExternalAccountID:     target.TypeText,
	profile.Birthday:              target.TypeDate,
	profile.Language:              target.TypeText,
	profile.Picture:               target.TypeURL,
	profile.Country:               target.TypeText,
	profile.State:                 target.TypeText,
	profile.City:                  target.TypeText,
	profile.StreetAddress:         target.TypeText,
	profile.PostalCode:            target.TypeText,
	profile.AddressType:           target.TypeAddressType,
	profile.SecondaryEmails:       target.TypeEmails,
	profile.SecondaryPhoneNumbers: target.TypePhones,
	profile.AccountStatus:         target.TypeAccountStatus,
}

func schemaOf(config Config) target.Schema {
	schema := target.Schema{
		System:      system,
		Identifiers: map[profile.IdentifierType]bool{},
		Attributes:  types,
		Groups:      map[profile.Group]bool{profile.CustomData: true, profile.CustomAppData: true},
		Permanent:   map[profile.Attribute]bool{profile.AccountStatus: true}, // ApiUser: status is required
		BatchSize:   batchSize,
		ReadsFirst:  true,
	}
	for identifier := range lookupPaths {
		schema.Identifiers[identifier] = true
	}
	if config.B2C {
		schema.Groups[profile.Custom] = true
		schema.CustomAttributes = config.CustomAttributes
		schema.CustomIdentifiers = map[string]bool{}
		schema.Identifiers[profile.ByCustom] = true
		for _, name := range config.CustomIdentifiers {
			schema.CustomIdentifiers[name] = true
		}
	}
	return schema
}
