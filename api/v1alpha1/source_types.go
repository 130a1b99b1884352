package v1alpha1

// Secrets are read only if they carry the label identity.userprofile.dev/use: values. ConfigMaps need no label. Both are
// in the namespace of the update.
//
// What holds a union is atomic for server-side apply. Otherwise a second manager that names another source would add it
// to the first one's: rejected for having two, which no --force-conflicts mends. And nothing in what is atomic has a
// default: the API server would take it for a difference between two managers who say the same.

// ValueSource is where one value comes from: exactly one of its members.
//
// +kubebuilder:validation:ExactlyOneOf=secretKeyRef;configMapKeyRef;expression
type ValueSource struct {
	// secretKeyRef is a key of a Secret that carries the label
	// identity.userprofile.dev/use: values.
	// +optional
	SecretKeyRef *KeyReference `json:"secretKeyRef,omitempty"`

	// configMapKeyRef is a key of a ConfigMap.
	// +optional
	ConfigMapKeyRef *KeyReference `json:"configMapKeyRef,omitempty"`

	// expression in the Common Expression Language (CEL) that returns the value,
	// such as attributes.email.split('@')[0]. It may read:
	// - attributes: the values of this update that are no expressions themselves
	// - inputs: the Secrets and ConfigMaps of spec.inputs
	// - metadata: name, namespace, labels and annotations of this object
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=2048
	Expression string `json:"expression,omitempty"`
}

// KeyReference is one key of a Secret or a ConfigMap in the namespace of the update.
type KeyReference struct {
	// name of the Secret or the ConfigMap, in the namespace of the update.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`

	// key under which the value is.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Key string `json:"key"`

	// optional lets the attribute be unmanaged as long as the Secret, the
	// ConfigMap or the key is not there. An identifier cannot be optional.
	// Default: false.
	// +optional
	Optional bool `json:"optional,omitempty"`
}

// +structType=atomic

// AttributeValue is the value of one attribute from elsewhere.
type AttributeValue struct {
	// attribute as it is named under attributes, such as lastName, or custom.tier
	// for the key tier of custom.
	// +required
	// +kubebuilder:validation:MaxLength=256
	// +kubebuilder:validation:XValidation:rule="self in ['email','username','firstName','lastName','middleName','title','phoneNumber','externalUserID','externalAccountID','birthday','language','picture','country','state','city','streetAddress','postalCode','addressType','secondaryEmails','secondaryPhoneNumbers','accountStatus'] || self.matches('^(custom|customData|customAppData)[.].')",message="must name an attribute, such as lastName or custom.tier"
	Attribute string `json:"attribute"`

	// valueFrom is where the value comes from: exactly one of a Secret, a
	// ConfigMap and an expression. In a key a list, such as secondaryEmails, has
	// one entry a line, and a number, true and false are written as in JSON.
	// +required
	ValueFrom ValueSource `json:"valueFrom"`
}

// AttributesSource is a whole Secret or ConfigMap: exactly one of its members.
//
// +kubebuilder:validation:ExactlyOneOf=secretRef;configMapRef
type AttributesSource struct {
	// secretRef is a Secret that carries the label
	// identity.userprofile.dev/use: values.
	// +optional
	SecretRef *SourceReference `json:"secretRef,omitempty"`

	// configMapRef is a ConfigMap.
	// +optional
	ConfigMapRef *SourceReference `json:"configMapRef,omitempty"`
}

// Input is a Secret or a ConfigMap under a name of its own: exactly one of
// secretRef and configMapRef.
//
// +structType=atomic
// +kubebuilder:validation:ExactlyOneOf=secretRef;configMapRef
type Input struct {
	// name by which expressions read it: letters, digits and underscores, no digit
	// first.
	// +required
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Za-z_][A-Za-z0-9_]*$')",message="must be letters, digits and underscores, no digit first, such as hr"
	// +kubebuilder:validation:XValidation:rule="!(self in ['true','false','null','in'])",message="cannot be true, false, null or in, which mean something else in expressions"
	Name string `json:"name"`

	// secretRef is a Secret that carries the label
	// identity.userprofile.dev/use: values.
	// +optional
	SecretRef *SourceReference `json:"secretRef,omitempty"`

	// configMapRef is a ConfigMap.
	// +optional
	ConfigMapRef *SourceReference `json:"configMapRef,omitempty"`
}

// SourceReference names a Secret or a ConfigMap in the namespace of the update.
type SourceReference struct {
	// name of the Secret or the ConfigMap, in the namespace of the update.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`

	// optional lets the Secret or the ConfigMap be missing; then it holds nothing.
	// Default: false.
	// +optional
	Optional bool `json:"optional,omitempty"`
}
