package v1alpha1

// TLSSettings say which certificates the endpoints of a connection may have.
type TLSSettings struct {
	// caBundle is the certificates of the authorities that sign those of the
	// endpoints, in PEM. They take the place of those that the operator's system
	// trusts. A change is noticed at once.
	// +required
	CABundle CABundleSource `json:"caBundle"`
}

// The union is atomic for server-side apply, and nothing in it has a default that the API server fills in: see
// source_types.go.

// CABundleSource is where certificates come from: exactly one of its members.
//
// +structType=atomic
// +kubebuilder:validation:ExactlyOneOf=configMapRef;secretRef
type CABundleSource struct {
	// configMapRef is a key of a ConfigMap in the namespace of this object.
	// +optional
	ConfigMapRef *CABundleReference `json:"configMapRef,omitempty"`

	// secretRef is a key of a Secret in the namespace of this object. The Secret
	// must carry the label identity.userprofile.dev/use: credentials.
	// +optional
	SecretRef *CABundleReference `json:"secretRef,omitempty"`
}

// CABundleReference is one key of a ConfigMap or a Secret.
type CABundleReference struct {
	// name of the ConfigMap or the Secret.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`

	// key under which the certificates are. Default: ca.crt.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Key string `json:"key,omitempty"`
}

// DefaultCABundleKey is the key of a CABundleReference that names none.
const DefaultCABundleKey = "ca.crt"
