package mosaic

import "github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"

// field is where an attribute stands in a user: a member of its own, or a member of an object.
type field struct {
	object string
	member string
}

// fields of the attributes that are texts (Users OpenAPI, ApiUser and ApiUpdateUserInput). In an answer e-mail and
// phone are objects with a value; in an update they are texts.
var fields = map[profile.Attribute]field{
	profile.Email:             {member: "email"},
	profile.PhoneNumber:       {member: "phone_number"},
	profile.Username:          {member: "username"},
	profile.ExternalUserID:    {member: "external_user_id"},
	profile.ExternalAccountID: {member: "external_account_id"},
	profile.Birthday:          {member: "birthday"},
	profile.Language:          {member: "language"},
	profile.Picture:           {member: "picture"},
	profile.AccountStatus:     {member: "status"},

	profile.FirstName:  {"name", "first_name"},
	profile.LastName:   {"name", "last_name"},
	profile.MiddleName: {"name", "middle_name"},
	profile.Title:      {"name", "title"},

	profile.Country:       {"address", "country"},
	profile.State:         {"address", "state"},
	profile.City:          {"address", "city"},
	profile.StreetAddress: {"address", "street_address"},
	profile.PostalCode:    {"address", "postal_code"},
	profile.AddressType:   {"address", "type"},
}

// serverMembers of the objects are set by Mosaic and not sent back.
var serverMembers = map[string]string{"address": "updated_at"}

// contacts is a set of addresses beside the main one: its member in a user, and its path below a user.
type contacts struct {
	member string
	path   string
}

var sets = map[profile.Attribute]contacts{
	profile.SecondaryEmails:       {"secondary_emails", "emails"},
	profile.SecondaryPhoneNumbers: {"secondary_phone_numbers", "phone-numbers"},
}

// groups are the members that hold the groups of attributes. custom_user_fields is how a journey shows custom
// attributes (journey step Update User); no OpenAPI document has it.
var groups = map[profile.Group]string{
	profile.Custom:        "custom_user_fields",
	profile.CustomData:    "custom_data",
	profile.CustomAppData: "custom_app_data",
}

// verified lose their verification when they are set, perhaps even to the same value (Mosaic guides, Update a user's
// primary email or phone).
var verified = map[profile.Attribute]bool{profile.Email: true, profile.PhoneNumber: true}

// unique are the attributes no two users may share; custom identifiers are too.
var unique = map[profile.Attribute]bool{
	profile.Email:             true,
	profile.PhoneNumber:       true,
	profile.Username:          true,
	profile.ExternalUserID:    true,
	profile.ExternalAccountID: true,
}

// enumerated have values that say nothing about a person, and that are words of Mosaic's messages.
var enumerated = map[profile.Attribute]bool{profile.AccountStatus: true, profile.AddressType: true}
