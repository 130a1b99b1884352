package v1alpha1

// The rule about identifierDomains stands on the list, which is no set, and not on its entries: who writes an address
// there by mistake does not find it in the API server's answer (see attributes_types.go).

// Policy is what updates may do through a connection: whoever may write updates can do no more than it allows. An e-mail
// address or a username is often all that it takes to take an account over.
type Policy struct {
	// attributes that updates may set or clear, by name as in attributeValues of
	// an update: lastName, custom.tier. The name of a group, such as custom,
	// stands for all attributes in it. Default: all.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=128
	// +kubebuilder:validation:items:XValidation:rule="self in ['email','username','firstName','lastName','middleName','title','phoneNumber','externalUserID','externalAccountID','birthday','language','picture','country','state','city','streetAddress','postalCode','addressType','secondaryEmails','secondaryPhoneNumbers','accountStatus','custom','customData','customAppData'] || self.matches('^(custom|customData|customAppData)[.].')",message="must name an attribute, such as lastName or custom.tier, or a group of them, such as custom"
	Attributes []string `json:"attributes,omitempty"`

	// identifierDomains are the domains that people may be in, such as
	// acme.example; a subdomain is another domain. Updates may then name people by
	// e-mail address, or by username if that is an e-mail address or they name its
	// domain, and by nothing else; and they may give them no e-mail address and no
	// username of another domain. Default: all.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=253
	// +kubebuilder:validation:XValidation:rule="self.all(d, d.matches('^[^@*.\\\\s]+([.][^@*.\\\\s]+)*$'))",message="each must be a domain, such as acme.example: no address, no pattern, no dot at either end"
	IdentifierDomains []string `json:"identifierDomains,omitempty"`
}
