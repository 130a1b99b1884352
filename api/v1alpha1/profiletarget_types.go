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

// The rules about url stand on the connection and not on the field: the API server prints a string that breaks a rule of
// its own (see attributes_types.go), and somebody may have put a password into it.

// MosaicConnection is a tenant of Transmit Security Mosaic, seen by one of its applications.
//
// +kubebuilder:validation:ExactlyOneOf=region;url
// +kubebuilder:validation:XValidation:rule="!has(self.url) || (isURL(self.url) && url(self.url).getHostname().size() > 0 && (url(self.url).getScheme() == 'https' || (url(self.url).getScheme() == 'http' && url(self.url).getHostname() in ['localhost','127.0.0.1','::1'])))",fieldPath=".url",message="must be an https URL, such as https://login.acme.example; plain http is allowed only to localhost, 127.0.0.1 and [::1]"
// +kubebuilder:validation:XValidation:rule="!has(self.url) || !self.url.matches('[?#@\\\\s]')",fieldPath=".url",message="must be scheme, host and path only: no user, query, fragment or space"
// +kubebuilder:validation:XValidation:rule="has(self.region) == has(oldSelf.region) && (!has(self.region) || self.region == oldSelf.region)",message="region cannot be changed, another region is another tenant; create another target",fieldPath=".region"
// +kubebuilder:validation:XValidation:rule="has(self.url) == has(oldSelf.url) && (!has(self.url) || self.url == oldSelf.url)",message="url cannot be changed, another endpoint is another tenant; create another target",fieldPath=".url"
// +kubebuilder:validation:XValidation:rule="self.tenantType == 'B2C' || !has(self.userSchema)",message="custom attributes and identifiers exist only in B2C tenants; remove userSchema, or set tenantType to B2C",fieldPath=".userSchema"
type MosaicConnection struct {
	// region whose public API serves the tenant. Exactly one of region and url.
	// +optional
	Region MosaicRegion `json:"region,omitempty"`

	// url of the API when the tenant has a custom domain, such as
	// https://login.acme.example: scheme, host and, if there is one, the path
	// before /cis. The operator's flag --allowed-endpoint-hosts must name the
	// host. Only https, except for addresses of the operator's own host.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	URL string `json:"url,omitempty"`

	// tenantType: custom attributes and custom identifiers exist only in B2C
	// tenants. Default: B2C.
	// +optional
	// +kubebuilder:default:=B2C
	TenantType MosaicTenantType `json:"tenantType,omitempty"`

	// userSchema repeats the custom attributes of the tenant's user schema,
	// because Mosaic has no API to read it. Only attributes named here can be
	// managed under attributes.custom.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=40
	UserSchema []CustomAttribute `json:"userSchema,omitempty"`

	// credentialsSecretRef names the Secret with the keys client_id and
	// client_secret of a Mosaic application, in the namespace of this object, or,
	// for a ClusterProfileTarget, in that of the operator. The Secret must carry
	// the label identity.userprofile.dev/use: credentials.
	// +required
	CredentialsSecretRef SecretReference `json:"credentialsSecretRef"`
}

// MosaicRegion is a deployment of Mosaic.
//
// +kubebuilder:validation:Enum=US;EU;CA;AU;Sandbox
type MosaicRegion string

// The deployments of Mosaic.
const (
	MosaicRegionUS      MosaicRegion = "US"
	MosaicRegionEU      MosaicRegion = "EU"
	MosaicRegionCA      MosaicRegion = "CA"
	MosaicRegionAU      MosaicRegion = "AU"
	MosaicRegionSandbox MosaicRegion = "Sandbox"
)

// MosaicTenantType is the kind of identities a tenant manages.
//
// +kubebuilder:validation:Enum=B2C;Workforce
type MosaicTenantType string

// The tenant types.
const (
	MosaicTenantB2C       MosaicTenantType = "B2C"
	MosaicTenantWorkforce MosaicTenantType = "Workforce"
)

// AdobeConnection is an organization of Adobe, seen by one OAuth server-to-server credential.
//
// +kubebuilder:validation:XValidation:rule="self.orgID.matches('^[0-9A-Za-z]+@AdobeOrg$')",fieldPath=".orgID",message="must be the id of an organization as the Adobe Developer Console shows it: letters and digits, then @AdobeOrg, such as 12345ABC@AdobeOrg"
// +kubebuilder:validation:XValidation:rule="self.orgID == oldSelf.orgID",fieldPath=".orgID",message="orgID cannot be changed, another organization is another connection; create another target"
// +kubebuilder:validation:XValidation:rule="!has(self.url) || (isURL(self.url) && url(self.url).getHostname().size() > 0 && (url(self.url).getScheme() == 'https' || (url(self.url).getScheme() == 'http' && url(self.url).getHostname() in ['localhost','127.0.0.1','::1'])))",fieldPath=".url",message="must be an https URL, such as https://usermanagement.adobe.io; plain http is allowed only to localhost, 127.0.0.1 and [::1]"
// +kubebuilder:validation:XValidation:rule="!has(self.url) || !self.url.matches('[?#@\\\\s]')",fieldPath=".url",message="must be scheme, host and path only: no user, query, fragment or space"
// +kubebuilder:validation:XValidation:rule="has(self.url) == has(oldSelf.url) && (!has(self.url) || self.url == oldSelf.url)",fieldPath=".url",message="url cannot be changed, another endpoint is another connection; create another target"
// +kubebuilder:validation:XValidation:rule="!has(self.imsURL) || (isURL(self.imsURL) && url(self.imsURL).getHostname().size() > 0 && (url(self.imsURL).getScheme() == 'https' || (url(self.imsURL).getScheme() == 'http' && url(self.imsURL).getHostname() in ['localhost','127.0.0.1','::1'])))",fieldPath=".imsURL",message="must be an https URL, such as https://ims-na1.adobelogin.com; plain http is allowed only to localhost, 127.0.0.1 and [::1]"
// +kubebuilder:validation:XValidation:rule="!has(self.imsURL) || !self.imsURL.matches('[?#@\\\\s]')",fieldPath=".imsURL",message="must be scheme, host and path only: no user, query, fragment or space"
type AdobeConnection struct {
	// orgID of the organization as the Adobe Developer Console shows it, such as
	// 12345ABC@AdobeOrg. It cannot be changed: another organization is another
	// connection.
	// +required
	// +kubebuilder:validation:MaxLength=128
	OrgID string `json:"orgID"`

	// url of the User Management API when it is reached through a gateway: scheme,
	// host and, if there is one, the path before /v2/usermanagement. The
	// operator's flag --allowed-endpoint-hosts must name the host. Only https,
	// except for addresses of the operator's own host.
	// Default: https://usermanagement.adobe.io.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	URL string `json:"url,omitempty"`

	// imsURL of the Identity Management System, which gives the tokens: scheme,
	// host and, if there is one, the path before /ims. The host and https: as for
	// url.
	// Default: https://ims-na1.adobelogin.com.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	IMSURL string `json:"imsURL,omitempty"`

	// credentialsSecretRef names the Secret with the keys client_id and
	// client_secret of an OAuth server-to-server credential, in the namespace of
	// this object, or, for a ClusterProfileTarget, in that of the operator. The
	// Secret must carry the label identity.userprofile.dev/use: credentials.
	// +required
	CredentialsSecretRef SecretReference `json:"credentialsSecretRef"`

	// testOnly has every update through this connection run in Adobe's test mode:
	// Adobe checks it and changes nothing. Default: false.
	// +optional
	// +kubebuilder:default:=false
	TestOnly bool `json:"testOnly,omitempty"`
}

// CustomAttribute is one custom attribute of a tenant's user schema.
type CustomAttribute struct {
	// name as in the tenant's user schema.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=128
	Name string `json:"name"`

	// type of the values: String (at most 512 characters), Number, Date (ISO
	// 8601), Boolean or ArrayOfStrings.
	// +required
	Type CustomAttributeType `json:"type"`

	// identifier says that the attribute is a custom identifier of the tenant, by
	// which users can be found. Default: false.
	// +optional
	// +kubebuilder:default:=false
	Identifier bool `json:"identifier,omitempty"`
}

// CustomAttributeType is the type of a custom attribute's values: String (at most 512 characters), Number, Date
// (ISO 8601), Boolean, or ArrayOfStrings.
//
// +kubebuilder:validation:Enum=String;Number;Date;Boolean;ArrayOfStrings
type CustomAttributeType string

// The types of custom attributes.
const (
	CustomString         CustomAttributeType = "String"
	CustomNumber         CustomAttributeType = "Number"
	CustomDate           CustomAttributeType = "Date"
	CustomBoolean        CustomAttributeType = "Boolean"
	CustomArrayOfStrings CustomAttributeType = "ArrayOfStrings"
)

// SecretReference names a Secret in the namespace of the object that refers to it, or, if that object has none, in the
// operator's own.
type SecretReference struct {
	// name of the Secret.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`
}

// Limits bounds the traffic through a connection.
type Limits struct {
	// requestsPerMinute is the most requests within any 60 seconds. Default, what
	// the vendors document per client: Mosaic 20000; Adobe 10, reads aside.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=90000
	RequestsPerMinute *int32 `json:"requestsPerMinute,omitempty"`

	// readsPerMinute is the most single users read within any 60 seconds; adobe
	// only. Users are read before a change of their identifier, and in test mode.
	// Default: 25, what Adobe documents per client.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=90000
	ReadsPerMinute *int32 `json:"readsPerMinute,omitempty"`

	// commandsPerRequest is the most users updated with one request; adobe only.
	// Default: 10, what Adobe documents.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=10
	CommandsPerRequest *int32 `json:"commandsPerRequest,omitempty"`

	// maxInFlight is the most requests under way at once. Default: Mosaic 16,
	// Adobe 4.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=256
	MaxInFlight *int32 `json:"maxInFlight,omitempty"`

	// identityChangesPerHour is a fuse: the most updates within any 60 minutes
	// that change what people are found or sign in by, such as their e-mail
	// address. The next one blows it, and from then on no update through this
	// connection changes that, until somebody sets the annotation
	// identity.userprofile.dev/fuse-reset-at to another value, such as the time.
	// Default: there is no fuse.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000000
	IdentityChangesPerHour *int32 `json:"identityChangesPerHour,omitempty"`

	// requestTimeout is how long one request may take, with its token and its
	// answer; from 1s to 15s. Default: 15s.
	// +optional
	// +kubebuilder:validation:Type=string
	// +kubebuilder:validation:MaxLength=32
	// +kubebuilder:validation:XValidation:rule="self.matches('^([0-9]{1,5}([.][0-9]{1,3})?(s|ms))+$') && duration(self) >= duration('1s') && duration(self) <= duration('15s')",message="must be a duration from 1s to 15s, such as 5s or 1.5s"
	RequestTimeout *metav1.Duration `json:"requestTimeout,omitempty"`
}

// ProfileTargetStatus is the health of a connection.
type ProfileTargetStatus struct {
	// observedGeneration is the generation of the spec that this status is about;
	// -1 before the first look.
	// +optional
	// +kubebuilder:default:=-1
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// observedSecret is the version of the credentials Secret that this status is
	// about. A restart of the operator does not ask the vendor again about
	// credentials that were found good.
	// +optional
	ObservedSecret *ObservedSecret `json:"observedSecret,omitempty"`

	// observedCABundle is the version of what spec.tls.caBundle refers to that
	// this status is about; absent without spec.tls.
	// +optional
	ObservedCABundle *ObservedSource `json:"observedCABundle,omitempty"`

	// queued counts the updates that wait for their turn with the credential of
	// this connection, which several connections may share. It is written at most
	// every 10 s, as are inFlight and throttledUntil.
	// +optional
	// +kubebuilder:default:=0
	Queued int32 `json:"queued"`

	// inFlight counts the updates that are under way with that credential.
	// +optional
	// +kubebuilder:default:=0
	InFlight int32 `json:"inFlight"`

	// throttledUntil is when the pause ends that the vendor asked for; absent if
	// there is none.
	// +optional
	ThrottledUntil *metav1.Time `json:"throttledUntil,omitempty"`

	// lastHandledReconcileAt is the value of the annotation
	// reconcile.fluxcd.io/requestedAt that was last obeyed.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	LastHandledReconcileAt string `json:"lastHandledReconcileAt,omitempty"`

	// lastHandledFuseReset is the value of the annotation
	// identity.userprofile.dev/fuse-reset-at that was last obeyed.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	LastHandledFuseReset string `json:"lastHandledFuseReset,omitempty"`

	// conditions: Ready is always there after the first look. FuseBlown is there
	// once the fuse has blown.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=8
	Conditions []metav1.Condition `json:"conditions,omitempty"`
}

// ObservedSecret is one version of a Secret.
type ObservedSecret struct {
	// uid of the Secret.
	// +kubebuilder:validation:MaxLength=128
	UID string `json:"uid"`

	// resourceVersion of the Secret.
	// +kubebuilder:validation:MaxLength=128
	ResourceVersion string `json:"resourceVersion"`
}
