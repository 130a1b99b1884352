package v1alpha1

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
