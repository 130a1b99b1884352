package v1alpha1

import (
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
)

// A rejected value must not come back in the API server's answer, which ends in logs and in the status of GitOps tools.
// What a marker makes the server print when it rejects:
//
//	Pattern, Enum, a rule on a string, a set's duplicate   Invalid value: "jane@": …
//	self.size() > 0 on a string                            Invalid value: "": …
//	a rule on an object or a list                          Invalid value: …
//	MaxLength, the type                                    Too long: …, Invalid value: "integer": …
//	a map list's entry that is no object                   Invalid value: "jane@": …
//	a map list's duplicate                                 Duplicate value: {"attribute":"lastName"}
//
// So the rules about values stand on the object that holds them and point to the field, lists are atomic instead of
// sets, and only emptiness and names are checked in place. Where a rule says more than a length could, MaxLength leaves
// it room to. TestRejectionsKeepValuesToThemselves holds this.
//
// The comments of fields are wrapped so that kubectl explain prints them as they stand here.

// Attributes are the values a person shall have. Absent means not managed. The tags name the attribute as status,
// clear and messages do.
//
// +kubebuilder:validation:XValidation:rule="!has(self.email) || self.email.matches('^[^@\\\\s]+@[^@\\\\s]+$')",fieldPath=".email",message="must be an e-mail address, such as jane@acme.example"
// +kubebuilder:validation:XValidation:rule="!has(self.phoneNumber) || self.phoneNumber.matches('^[+][1-9][0-9]{1,14}$')",fieldPath=".phoneNumber",message="must be a phone number in E.164 form: a plus sign, the country code, then digits only, such as +14155550100"
// +kubebuilder:validation:XValidation:rule="!has(self.birthday) || !format.date().validate(self.birthday).hasValue()",fieldPath=".birthday",message="must be a date in the form YYYY-MM-DD, such as 1990-02-03"
// +kubebuilder:validation:XValidation:rule="!has(self.picture) || self.picture.matches('^https?://[^\\\\s]+$')",fieldPath=".picture",message="must be an http or https URL, such as https://img.acme.example/jane.png"
// +kubebuilder:validation:XValidation:rule="!has(self.addressType) || self.addressType in ['Home','Work','Other']",fieldPath=".addressType",message="must be Home, Work or Other"
// +kubebuilder:validation:XValidation:rule="!has(self.accountStatus) || self.accountStatus in ['Active','Disabled','Pending']",fieldPath=".accountStatus",message="must be Active, Disabled or Pending"
type Attributes struct {
	// email is the main address. On Mosaic a changed address is unverified until
	// the person verifies it. On AdobeEnterprise it is the login name too. Adobe
	// takes at most 60 characters.
	// +optional
	// +kubebuilder:validation:MaxLength=254
	Email *string `json:"email,omitempty"`

	// username is the login name. On Mosaic it is unique in the application. On
	// AdobeEnterprise it is always the email, and cannot be set.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=254
	Username *string `json:"username,omitempty"`

	// firstName is the given name.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=250
	FirstName *string `json:"firstName,omitempty"`

	// lastName is the family name.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=250
	LastName *string `json:"lastName,omitempty"`

	// middleName is the name between the two.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=250
	MiddleName *string `json:"middleName,omitempty"`

	// title goes before the name, such as Ms or Dr.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=250
	Title *string `json:"title,omitempty"`

	// phoneNumber is the main number in E.164 form. On Mosaic a changed number is
	// unverified until the person verifies it.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	PhoneNumber *string `json:"phoneNumber,omitempty"`

	// externalUserID is your own id of the person, unique in the tenant.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=254
	ExternalUserID *string `json:"externalUserID,omitempty"`

	// externalAccountID is your own id of the person's account, unique in the
	// application.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=254
	ExternalAccountID *string `json:"externalAccountID,omitempty"`

	// birthday is a date, such as 1990-02-03.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Birthday *string `json:"birthday,omitempty"`

	// language as a browser would send it in Accept-Language, such as en.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=254
	Language *string `json:"language,omitempty"`

	// picture is the URL of a picture.
	// +optional
	// +kubebuilder:validation:MaxLength=2048
	Picture *string `json:"picture,omitempty"`

	// country of the postal address, as free text.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=250
	Country *string `json:"country,omitempty"`

	// state or region of the postal address.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=250
	State *string `json:"state,omitempty"`

	// city of the postal address.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=250
	City *string `json:"city,omitempty"`

	// streetAddress is street and number.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=250
	StreetAddress *string `json:"streetAddress,omitempty"`

	// postalCode of the postal address.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove the value, name the attribute in spec.clear"
	// +kubebuilder:validation:MaxLength=250
	PostalCode *string `json:"postalCode,omitempty"`

	// addressType is Home, Work or Other.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	AddressType *string `json:"addressType,omitempty"`

	// secondaryEmails are all further addresses of the person: those not in the
	// list are removed. To remove all, name secondaryEmails in clear.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=20
	// +kubebuilder:validation:items:MaxLength=254
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove all addresses, name secondaryEmails in spec.clear"
	// +kubebuilder:validation:XValidation:rule="self.all(e, e.matches('^[^@\\\\s]+@[^@\\\\s]+$'))",message="each must be an e-mail address, such as jane@acme.example"
	// +kubebuilder:validation:XValidation:rule="self.all(e, self.exists_one(o, o == e))",message="no entry may be repeated"
	SecondaryEmails []string `json:"secondaryEmails,omitempty"`

	// secondaryPhoneNumbers are all further numbers of the person, in E.164 form:
	// those not in the list are removed. To remove all, name secondaryPhoneNumbers
	// in clear.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=20
	// +kubebuilder:validation:items:MaxLength=64
	// +kubebuilder:validation:XValidation:rule="self.size() > 0",message="cannot be empty; to remove all numbers, name secondaryPhoneNumbers in spec.clear"
	// +kubebuilder:validation:XValidation:rule="self.all(e, e.matches('^[+][1-9][0-9]{1,14}$'))",message="each must be a phone number in E.164 form: a plus sign, the country code, then digits only, such as +14155550100"
	// +kubebuilder:validation:XValidation:rule="self.all(e, self.exists_one(o, o == e))",message="no entry may be repeated"
	SecondaryPhoneNumbers []string `json:"secondaryPhoneNumbers,omitempty"`

	// accountStatus is Active, Disabled or Pending. Mosaic's portal shows Disabled
	// as Suspended; a disabled user cannot log in to any application of the
	// tenant.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	AccountStatus *string `json:"accountStatus,omitempty"`

	// custom are attributes of the tenant's user schema (Mosaic, B2C tenants
	// only), by name. Each must be declared in the target's userSchema. Each is
	// managed on its own.
	// +optional
	// +kubebuilder:validation:Schemaless
	// +kubebuilder:validation:Type=object
	// +kubebuilder:pruning:PreserveUnknownFields
	// +kubebuilder:validation:MinProperties=1
	// +kubebuilder:validation:MaxProperties=40
	Custom *apiextensionsv1.JSON `json:"custom,omitempty"`

	// customData is free data of the tenant about the person. Each top-level key
	// is managed on its own; what is below a key is replaced whole.
	// +optional
	// +kubebuilder:validation:Schemaless
	// +kubebuilder:validation:Type=object
	// +kubebuilder:pruning:PreserveUnknownFields
	// +kubebuilder:validation:MinProperties=1
	// +kubebuilder:validation:MaxProperties=40
	CustomData *apiextensionsv1.JSON `json:"customData,omitempty"`

	// customAppData is free data of the application about the person. Each
	// top-level key is managed on its own; what is below a key is replaced whole.
	// +optional
	// +kubebuilder:validation:Schemaless
	// +kubebuilder:validation:Type=object
	// +kubebuilder:pruning:PreserveUnknownFields
	// +kubebuilder:validation:MinProperties=1
	// +kubebuilder:validation:MaxProperties=40
	CustomAppData *apiextensionsv1.JSON `json:"customAppData,omitempty"`
}
