package v1alpha1

import (
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
)

// Attributes are the values a person shall have. Absent means not managed. The tags name the attribute as status,
// clear and messages do.
type Attributes struct {
	// email is the main address. On Mosaic a changed address is unverified until the person verifies it.
	// +optional
	// +kubebuilder:validation:MaxLength=254
	// +kubebuilder:validation:XValidation:rule="self.matches('^[^@\\\\s]+@[^@\\\\s]+$')",message="must be an e-mail address, such as jane@acme.example"
	Email *string `json:"email,omitempty"`

	// username is the login name, unique in the application.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=254
	Username *string `json:"username,omitempty"`

	// firstName is the given name.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=250
	FirstName *string `json:"firstName,omitempty"`

	// lastName is the family name.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=250
	LastName *string `json:"lastName,omitempty"`

	// middleName is the name between the two.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=250
	MiddleName *string `json:"middleName,omitempty"`

	// title goes before the name, such as Ms or Dr.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=250
	Title *string `json:"title,omitempty"`

	// phoneNumber is the main number in E.164 form. On Mosaic a changed number is unverified until the person verifies it.
	// +optional
	// +kubebuilder:validation:MaxLength=16
	// +kubebuilder:validation:XValidation:rule="self.matches('^[+][1-9][0-9]{1,14}$')",message="must be a phone number in E.164 form: a plus sign, the country code, then digits only, such as +14155550100"
	PhoneNumber *string `json:"phoneNumber,omitempty"`

	// externalUserID is your own id of the person, unique in the tenant.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=254
	ExternalUserID *string `json:"externalUserID,omitempty"`

	// externalAccountID is your own id of the person's account, unique in the application.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=254
	ExternalAccountID *string `json:"externalAccountID,omitempty"`

	// birthday is a date, such as 1990-02-03.
	// +optional
	// +kubebuilder:validation:MaxLength=10
	// +kubebuilder:validation:XValidation:rule="self.matches('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$')",message="must be a date in the form YYYY-MM-DD, such as 1990-02-03"
	Birthday *string `json:"birthday,omitempty"`

	// language as a browser would send it in Accept-Language, such as en.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=254
	Language *string `json:"language,omitempty"`

	// picture is the URL of a picture.
	// +optional
	// +kubebuilder:validation:MaxLength=2048
	// +kubebuilder:validation:XValidation:rule="self.matches('^https?://[^\\\\s]+$')",message="must be an http or https URL"
	Picture *string `json:"picture,omitempty"`

	// country of the postal address, as free text.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=250
	Country *string `json:"country,omitempty"`

	// state or region of the postal address.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=250
	State *string `json:"state,omitempty"`

	// city of the postal address.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=250
	City *string `json:"city,omitempty"`

	// streetAddress is street and number.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=250
	StreetAddress *string `json:"streetAddress,omitempty"`

	// postalCode of the postal address.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=250
	PostalCode *string `json:"postalCode,omitempty"`

	// addressType is Home, Work or Other.
	// +optional
	// +kubebuilder:validation:MaxLength=16
	// +kubebuilder:validation:XValidation:rule="self in ['Home','Work','Other']",message="must be Home, Work or Other"
	AddressType *string `json:"addressType,omitempty"`

	// secondaryEmails are all further addresses of the person: those not in the list are removed. To remove all, name
	// secondaryEmails in clear.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=20
	// +kubebuilder:validation:items:MaxLength=254
	// +kubebuilder:validation:items:XValidation:rule="self.matches('^[^@\\\\s]+@[^@\\\\s]+$')",message="must be an e-mail address, such as jane@acme.example"
	SecondaryEmails []string `json:"secondaryEmails,omitempty"`

	// secondaryPhoneNumbers are all further numbers of the person, in E.164 form: those not in the list are removed. To
	// remove all, name secondaryPhoneNumbers in clear.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=20
	// +kubebuilder:validation:items:MaxLength=16
	// +kubebuilder:validation:items:XValidation:rule="self.matches('^[+][1-9][0-9]{1,14}$')",message="must be a phone number in E.164 form: a plus sign, the country code, then digits only, such as +14155550100"
	SecondaryPhoneNumbers []string `json:"secondaryPhoneNumbers,omitempty"`

	// accountStatus is Active, Disabled or Pending. Mosaic's portal shows Disabled as Suspended; a disabled user cannot
	// log in to any application of the tenant.
	// +optional
	// +kubebuilder:validation:MaxLength=16
	// +kubebuilder:validation:XValidation:rule="self in ['Active','Disabled','Pending']",message="must be Active, Disabled or Pending"
	AccountStatus *string `json:"accountStatus,omitempty"`

	// custom are attributes of the tenant's user schema (Mosaic, B2C tenants only), by name. Each must be declared in
	// the target's userSchema. Each is managed on its own.
	// +optional
	// +kubebuilder:validation:Schemaless
	// +kubebuilder:validation:Type=object
	// +kubebuilder:pruning:PreserveUnknownFields
	// +kubebuilder:validation:MinProperties=1
	// +kubebuilder:validation:MaxProperties=40
	Custom *apiextensionsv1.JSON `json:"custom,omitempty"`

	// customData is free data of the tenant about the person. Each top-level key is managed on its own; what is below a
	// key is replaced whole.
	// +optional
	// +kubebuilder:validation:Schemaless
	// +kubebuilder:validation:Type=object
	// +kubebuilder:pruning:PreserveUnknownFields
	// +kubebuilder:validation:MinProperties=1
	// +kubebuilder:validation:MaxProperties=40
	CustomData *apiextensionsv1.JSON `json:"customData,omitempty"`

	// customAppData is free data of the application about the person. Each top-level key is managed on its own; what is
	// below a key is replaced whole.
	// +optional
	// +kubebuilder:validation:Schemaless
	// +kubebuilder:validation:Type=object
	// +kubebuilder:pruning:PreserveUnknownFields
	// +kubebuilder:validation:MinProperties=1
	// +kubebuilder:validation:MaxProperties=40
	CustomAppData *apiextensionsv1.JSON `json:"customAppData,omitempty"`
}
