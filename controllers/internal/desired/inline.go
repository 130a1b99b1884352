package desired

import (
	"bytes"
	"cmp"
	"encoding/json"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// inline returns the values that stand in the spec. It fails only if a free-form member is no JSON object, which the API
// server does not let in.
func inline(a *v1alpha1.Attributes) (profile.Profile, error) {
	set := profile.Profile{}
	if a == nil {
		return set, nil
	}
	setBuiltIn(set, a)
	return set, setGroups(set, a)
}

func setBuiltIn(set profile.Profile, a *v1alpha1.Attributes) {
	for name, text := range map[profile.Attribute]*string{
		profile.Email:             a.Email,
		profile.Username:          a.Username,
		profile.FirstName:         a.FirstName,
		profile.LastName:          a.LastName,
		profile.MiddleName:        a.MiddleName,
		profile.Title:             a.Title,
		profile.PhoneNumber:       a.PhoneNumber,
		profile.ExternalUserID:    a.ExternalUserID,
		profile.ExternalAccountID: a.ExternalAccountID,
		profile.Birthday:          a.Birthday,
		profile.Language:          a.Language,
		profile.Picture:           a.Picture,
		profile.Country:           a.Country,
		profile.State:             a.State,
		profile.City:              a.City,
		profile.StreetAddress:     a.StreetAddress,
		profile.PostalCode:        a.PostalCode,
		profile.AddressType:       a.AddressType,
		profile.AccountStatus:     a.AccountStatus,
	} {
		if text != nil {
			set[name] = profile.Text(*text)
		}
	}
	for name, members := range map[profile.Attribute][]string{
		profile.SecondaryEmails:       a.SecondaryEmails,
		profile.SecondaryPhoneNumbers: a.SecondaryPhoneNumbers,
	} {
		if members != nil {
			set[name] = profile.Texts(members...)
		}
	}
}

func setGroups(set profile.Profile, a *v1alpha1.Attributes) error {
	return cmp.Or(
		setGroup(set, profile.Custom, a.Custom),
		setGroup(set, profile.CustomData, a.CustomData),
		setGroup(set, profile.CustomAppData, a.CustomAppData),
	)
}

func setGroup(set profile.Profile, group profile.Group, object *apiextensionsv1.JSON) error {
	if object == nil {
		return nil
	}
	members, err := decode(object.Raw)
	if err != nil {
		return invalid("spec.attributes.%s: must be an object", group)
	}
	for name, member := range members {
		set[group.Attribute(name)] = profile.JSON(member)
	}
	return nil
}

// decode keeps numbers as they are written: a float64 would lose digits of long ones.
func decode(raw []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var members map[string]any
	err := decoder.Decode(&members)
	return members, err
}
