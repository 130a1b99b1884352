package profile

import "strings"

// Attribute is the path of one attribute as people write it in a spec: lastName, custom.tier, customData.nickname.
type Attribute string

// The built-in attributes. What each system knows of them is in its schema.
const (
	Email                 Attribute = "email"
	Username              Attribute = "username"
	FirstName             Attribute = "firstName"
	LastName              Attribute = "lastName"
	MiddleName            Attribute = "middleName"
	Title                 Attribute = "title"
	PhoneNumber           Attribute = "phoneNumber"
	ExternalUserID        Attribute = "externalUserID"
	ExternalAccountID     Attribute = "externalAccountID"
	Birthday              Attribute = "birthday"
	Language              Attribute = "language"
	Picture               Attribute = "picture"
	Country               Attribute = "country"
	State                 Attribute = "state"
	City                  Attribute = "city"
	StreetAddress         Attribute = "streetAddress"
	PostalCode            Attribute = "postalCode"
	AddressType           Attribute = "addressType"
	SecondaryEmails       Attribute = "secondaryEmails"
	SecondaryPhoneNumbers Attribute = "secondaryPhoneNumbers"
	AccountStatus         Attribute = "accountStatus"
)

// Group is a family of attributes whose names the tenant chooses.
type Group string

// The groups. The attribute of group Custom named tier is custom.tier.
const (
	Custom        Group = "custom"
	CustomData    Group = "customData"
	CustomAppData Group = "customAppData"
)

// Attribute returns the group's attribute of that name.
func (g Group) Attribute(name string) Attribute {
	return Attribute(string(g) + "." + name)
}

// Group splits an attribute into its group and its name in the group. A built-in attribute has no group.
func (a Attribute) Group() (Group, string) {
	group, name, found := strings.Cut(string(a), ".")
	if !found {
		return "", string(a)
	}
	return Group(group), name
}
