package v1alpha1

// Policy is what updates may do through a connection: whoever may write updates can do no more than it allows. An e-mail
// address or a username is often all that it takes to take an account over.
type Policy struct {
	// attributes that updates may set or clear, by name as in
	// spec.clear of an update: lastName, custom.tier. The name of a group, such as
	// custom, stands for all attributes in it. Default: all.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=128
	Attributes []string `json:"attributes,omitempty"`

	// identifierDomains are the domains that people may be in, such as
	// acme.example; a subdomain is another domain. Updates may then name people by
	// e-mail address, or by username if that is an e-mail address or they name its
	// domain, and by nothing else; and they may give them no e-mail address and no
	// username of another domain. Default: all.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=253
	IdentifierDomains []string `json:"identifierDomains,omitempty"`
}
