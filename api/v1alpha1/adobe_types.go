package v1alpha1

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
