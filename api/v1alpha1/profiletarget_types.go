package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ProfileTarget is one connection to an identity system. Updates in its
// namespace refer to it by name; without a reference they use the one named
// default.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=ptarget,categories=userprofile
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Reason",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="Queued",type=integer,JSONPath=`.status.queued`
// +kubebuilder:printcolumn:name="Throttled Until",type=string,JSONPath=`.status.throttledUntil`
// +kubebuilder:printcolumn:name="In Flight",type=integer,priority=1,JSONPath=`.status.inFlight`
// +kubebuilder:printcolumn:name="Fuse Blown",type=string,priority=1,JSONPath=`.status.conditions[?(@.type=="FuseBlown")].status`
// +kubebuilder:printcolumn:name="Suspended",type=boolean,priority=1,JSONPath=`.spec.suspend`
// +kubebuilder:printcolumn:name="Test Only",type=boolean,priority=1,JSONPath=`.spec.adobe.testOnly`
// +kubebuilder:printcolumn:name="Organization",type=string,priority=1,JSONPath=`.spec.adobe.orgID`
// +kubebuilder:printcolumn:name="Region",type=string,priority=1,JSONPath=`.spec.mosaic.region`
// +kubebuilder:printcolumn:name="URL",type=string,priority=1,JSONPath=`.spec.mosaic.url`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
type ProfileTarget struct {
	metav1.TypeMeta `json:",inline"`

	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is the system and how to reach it.
	// +required
	Spec ProfileTargetSpec `json:"spec"`

	// status is the health of the connection. The operator writes it.
	// +optional
	// +kubebuilder:default:={"observedGeneration":-1}
	Status ProfileTargetStatus `json:"status,omitempty"`
}

// ProfileTargetList is a list of connections.
//
// +kubebuilder:object:root=true
type ProfileTargetList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []ProfileTarget `json:"items"`
}

// ProfileTargetSpec is the system and how to reach it: exactly one member per system.
//
// +kubebuilder:validation:ExactlyOneOf=mosaic;adobe
// +kubebuilder:validation:XValidation:rule="has(self.mosaic) == has(oldSelf.mosaic)",message="the system cannot be changed, another system is another connection; create another target"
// +kubebuilder:validation:XValidation:rule="has(self.adobe) || !has(self.limits) || !has(self.limits.commandsPerRequest)",fieldPath=".limits.commandsPerRequest",message="is for adobe only: a request to Mosaic is about one user"
// +kubebuilder:validation:XValidation:rule="has(self.adobe) || !has(self.limits) || !has(self.limits.readsPerMinute)",fieldPath=".limits.readsPerMinute",message="is for adobe only: Mosaic counts reads as requests"
// +kubebuilder:validation:XValidation:rule="!has(self.tls) || !has(self.mosaic) || has(self.mosaic.url)",fieldPath=".tls",message="is for endpoints of your own only, never for the vendor's: set mosaic.url instead of region, or remove tls"
// +kubebuilder:validation:XValidation:rule="!has(self.tls) || !has(self.adobe) || (has(self.adobe.url) && has(self.adobe.imsURL))",fieldPath=".tls",message="is for endpoints of your own only, never for the vendor's: set both adobe.url and adobe.imsURL, or remove tls"
type ProfileTargetSpec struct {
	// mosaic connects to a tenant of Transmit Security Mosaic.
	// +optional
	Mosaic *MosaicConnection `json:"mosaic,omitempty"`

	// adobe connects to an organization of Adobe, for the systems AdobeEnterprise
	// and AdobeFederated.
	// +optional
	Adobe *AdobeConnection `json:"adobe,omitempty"`

	// suspend stops everything through this connection: no request begins any
	// more, and those under way are the last. What was applied stays as it is.
	// Default: false.
	// +optional
	// +kubebuilder:default:=false
	Suspend bool `json:"suspend,omitempty"`

	// policy is what updates may do through this connection. Default: all that
	// the system can do.
	// +optional
	Policy *Policy `json:"policy,omitempty"`

	// limits of the traffic through this connection. Default: the vendor's
	// documented ones. Connections that share a credential share one quota, the
	// lower one.
	// +optional
	Limits *Limits `json:"limits,omitempty"`

	// tls says which certificates the endpoints of this connection may have, where
	// they are your own: a gateway, say, with a certificate of the company's own
	// authority. Default: what the operator's system trusts.
	// +optional
	TLS *TLSSettings `json:"tls,omitempty"`
}

// SecretReference names a Secret in the namespace of the object that refers to it, or, if that object has none, in the
// operator's own.
type SecretReference struct {
	// name of the Secret.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`
}
