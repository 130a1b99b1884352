package v1alpha1

// The rules about value stand on the object and not on the field, so that a rejection does not print it: see
// attributes_types.go.

// Identifier says which person an update is about. What a system knows of it is checked on the spec, which has both.
//
// It is atomic for server-side apply: half of one manager's and half of another's would name a third person.
//
// +structType=atomic
// +kubebuilder:validation:ExactlyOneOf=value;valueFrom
// +kubebuilder:validation:XValidation:rule="(self.type == 'Custom') == has(self.name)",message="name is the name of the tenant's custom identifier: set it when type is Custom, and only then",fieldPath=".name"
// +kubebuilder:validation:XValidation:rule="self.type != 'Email' || !has(self.value) || self.value.matches('^[^@\\\\s]+@[^@\\\\s]+$')",message="must be an e-mail address when type is Email, such as jane@acme.example",fieldPath=".value"
// +kubebuilder:validation:XValidation:rule="self.type != 'Phone' || !has(self.value) || self.value.matches('^[+][1-9][0-9]{1,14}$')",message="must be a phone number in E.164 form when type is Phone: a plus sign, the country code, then digits only, such as +14155550100",fieldPath=".value"
// +kubebuilder:validation:XValidation:rule="!has(self.value) || (self.value != '.' && self.value != '..')",message="cannot be . or .., which no system can look up",fieldPath=".value"
// +kubebuilder:validation:XValidation:rule="!self.?valueFrom.secretKeyRef.optional.orValue(false)",message="cannot be true: without an identifier there is nobody to update",fieldPath=".valueFrom.secretKeyRef.optional"
// +kubebuilder:validation:XValidation:rule="!self.?valueFrom.configMapKeyRef.optional.orValue(false)",message="cannot be true: without an identifier there is nobody to update",fieldPath=".valueFrom.configMapKeyRef.optional"
type Identifier struct {
	// type of the identifier. Mosaic knows them all, AdobeEnterprise only Email,
	// and AdobeFederated only Email and Username:
	// - UserID: the system's own id of the user
	// - ExternalUserID: the id that you gave them
	// - Email: their main e-mail address
	// - Phone: their main phone number
	// - Username: their login name in the application, or in the directory that
	//   domain names
	// - Custom: an identifier of your tenant's user schema (Mosaic, B2C
	//   tenants only); name says which
	// +required
	Type IdentifierType `json:"type"`

	// name of the tenant's custom identifier, such as loyaltyId. Set it when type
	// is Custom, and only then.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=128
	Name string `json:"name,omitempty"`

	// value of the identifier: an address such as jane@acme.example for Email, a
	// number in E.164 form such as +14155550100 for Phone, and for the others as
	// the system has it. Exactly one of value and valueFrom.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=254
	Value string `json:"value,omitempty"`

	// valueFrom takes the value from exactly one of a Secret, a ConfigMap and an
	// expression, so that it does not stand here. Exactly one of value and
	// valueFrom.
	// +optional
	ValueFrom *ValueSource `json:"valueFrom,omitempty"`

	// domain of the directory that a Username is of, such as acme.example: one of
	// the domains that the organization has claimed for it. Set it for
	// AdobeFederated when type is Username, and only then.
	// +optional
	// +kubebuilder:validation:MaxLength=250
	Domain string `json:"domain,omitempty"`
}

// IdentifierType is a way to find a person.
//
// +kubebuilder:validation:Enum=UserID;ExternalUserID;Email;Phone;Username;Custom
type IdentifierType string

// The ways to find a person.
const (
	IdentifierUserID         IdentifierType = "UserID"
	IdentifierExternalUserID IdentifierType = "ExternalUserID"
	IdentifierEmail          IdentifierType = "Email"
	IdentifierPhone          IdentifierType = "Phone"
	IdentifierUsername       IdentifierType = "Username"
	IdentifierCustom         IdentifierType = "Custom"
)
