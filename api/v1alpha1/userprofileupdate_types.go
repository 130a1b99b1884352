package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// UserProfileUpdate declares attributes of one existing person in one identity
// system. The operator applies them through the vendor's API, once per change,
// and writes the outcome into the status. It never creates a user, and
// deleting the object changes nothing at the vendor.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=upu,categories=userprofile
// +kubebuilder:printcolumn:name="System",type=string,JSONPath=`.spec.target.system`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Result",type=string,JSONPath=`.status.results.result`
// +kubebuilder:printcolumn:name="Completed",type=integer,JSONPath=`.status.results.completed`
// +kubebuilder:printcolumn:name="Not Completed",type=integer,JSONPath=`.status.results.notCompleted`
// +kubebuilder:printcolumn:name="Tested",type=integer,JSONPath=`.status.results.completedInTestMode`
// +kubebuilder:printcolumn:name="Reason",type=string,priority=1,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="User ID",type=string,priority=1,JSONPath=`.status.identity.userID`
// +kubebuilder:printcolumn:name="Last Applied",type=date,priority=1,JSONPath=`.status.applied.time`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:selectablefield:JSONPath=`.spec.target.system`
// +kubebuilder:selectablefield:JSONPath=`.spec.target.ref.name`
// +kubebuilder:selectablefield:JSONPath=`.spec.identifier.type`
// +kubebuilder:selectablefield:JSONPath=`.spec.suspend`
type UserProfileUpdate struct {
	metav1.TypeMeta `json:",inline"`

	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is the person, the system they are in, and the attributes they shall
	// have.
	// +required
	Spec UserProfileUpdateSpec `json:"spec"`

	// status is what came of it. The operator writes it.
	// +optional
	// +kubebuilder:default:={"observedGeneration":-1}
	Status UserProfileUpdateStatus `json:"status,omitempty"`
}

// UserProfileUpdateList is a list of updates.
//
// +kubebuilder:object:root=true
type UserProfileUpdateList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []UserProfileUpdate `json:"items"`
}

// UserProfileUpdateSpec is what a person asks for. What Adobe takes is less than what Mosaic does, and said first.
//
// +kubebuilder:validation:XValidation:rule="self.target.system != 'AdobeFederated' || self.identifier.type in ['Email','Username']",fieldPath=".identifier.type",message="must be Email or Username: Adobe finds AdobeFederated users by nothing else"
// +kubebuilder:validation:XValidation:rule="self.target.system != 'AdobeEnterprise' || self.identifier.type == 'Email'",fieldPath=".identifier.type",message="must be Email: Adobe finds AdobeEnterprise users by nothing else"
// +kubebuilder:validation:XValidation:rule="!has(self.identifier.domain) || self.identifier.domain.matches('^[^@\\\\s]+$')",fieldPath=".identifier.domain",message="must be a domain, such as acme.example"
// +kubebuilder:validation:XValidation:rule="(self.target.system == 'AdobeFederated' && self.identifier.type == 'Username') == has(self.identifier.domain)",fieldPath=".identifier.domain",message="domain is the domain of the user's directory: set it for AdobeFederated when type is Username, and only then"
// +kubebuilder:validation:XValidation:rule="self.target.system != 'AdobeFederated' || self.identifier.type != 'Username' || !has(self.identifier.value) || !self.identifier.value.contains('@')",fieldPath=".identifier.value",message="cannot contain an @: Adobe finds nobody by a username that is an e-mail address; use type Email and the user's address"
// +kubebuilder:validation:XValidation:rule="self.target.system == 'Mosaic' || self.identifier.type != 'Email' || !has(self.identifier.value) || self.identifier.value.size() <= 60",fieldPath=".identifier.value",message="must have at most 60 characters, the length of Adobe's longest e-mail addresses"
// +kubebuilder:validation:XValidation:rule="self.target.system != 'AdobeFederated' || self.identifier.type != 'Username' || !has(self.identifier.value) || self.identifier.value.size() <= 250",fieldPath=".identifier.value",message="must have at most 250 characters, the length of Adobe's longest usernames"
// +kubebuilder:validation:XValidation:rule="self.target.system != 'AdobeEnterprise' || !has(self.attributes) || !has(self.attributes.username)",fieldPath=".attributes.username",message="cannot be set for AdobeEnterprise: the username of such a user is their e-mail address, and changes with it"
// +kubebuilder:validation:XValidation:rule="self.target.system == 'Mosaic' || !has(self.attributes) || !(has(self.attributes.middleName) || has(self.attributes.title) || has(self.attributes.phoneNumber) || has(self.attributes.externalUserID) || has(self.attributes.externalAccountID) || has(self.attributes.birthday) || has(self.attributes.language) || has(self.attributes.picture) || has(self.attributes.country) || has(self.attributes.state) || has(self.attributes.city) || has(self.attributes.streetAddress) || has(self.attributes.postalCode) || has(self.attributes.addressType) || has(self.attributes.secondaryEmails) || has(self.attributes.secondaryPhoneNumbers) || has(self.attributes.accountStatus) || has(self.attributes.custom) || has(self.attributes.customData) || has(self.attributes.customAppData))",fieldPath=".attributes",message="can only be email, firstName, lastName and, for AdobeFederated, username: Adobe lets nothing else be changed"
// +kubebuilder:validation:XValidation:rule="self.target.system == 'Mosaic' || !has(self.attributes) || !has(self.attributes.email) || self.attributes.email.size() <= 60",fieldPath=".attributes.email",message="must have at most 60 characters, the length of Adobe's longest e-mail addresses"
// +kubebuilder:validation:XValidation:rule="self.target.system == 'Mosaic' || !has(self.attributes) || !has(self.attributes.username) || self.attributes.username.size() <= 250",fieldPath=".attributes.username",message="must have at most 250 characters, the length of Adobe's longest usernames"
// +kubebuilder:validation:XValidation:rule="self.target.system != 'AdobeFederated' || self.identifier.type != 'Username' || !has(self.attributes) || !has(self.attributes.username) || !self.attributes.username.contains('@')",fieldPath=".attributes.username",message="cannot contain an @ when identifier is of type Username: Adobe would find nobody by it any more; use type Email and the user's address"
// +kubebuilder:validation:XValidation:rule="self.target.system != 'AdobeEnterprise' || !has(self.attributeValues) || !self.attributeValues.exists(v, v.attribute == 'username')",fieldPath=".attributeValues",message="username cannot be set for AdobeEnterprise: the username of such a user is their e-mail address, and changes with it"
// +kubebuilder:validation:XValidation:rule="self.target.system == 'Mosaic' || !has(self.attributeValues) || self.attributeValues.all(v, v.attribute in ['email','username','firstName','lastName'])",fieldPath=".attributeValues",message="can only be email, firstName, lastName and, for AdobeFederated, username: Adobe lets nothing else be changed"
// +kubebuilder:validation:XValidation:rule="self.target.system == 'Mosaic' || !has(self.clear)",fieldPath=".clear",message="must be absent: Adobe has no way to clear an attribute"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributeValues) || !self.attributeValues.exists(v, v.attribute in self.clear)",fieldPath=".clear",message="an attribute stands both in attributeValues and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.email) || !('email' in self.clear)",fieldPath=".clear",message="email stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.username) || !('username' in self.clear)",fieldPath=".clear",message="username stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.firstName) || !('firstName' in self.clear)",fieldPath=".clear",message="firstName stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.lastName) || !('lastName' in self.clear)",fieldPath=".clear",message="lastName stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.middleName) || !('middleName' in self.clear)",fieldPath=".clear",message="middleName stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.title) || !('title' in self.clear)",fieldPath=".clear",message="title stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.phoneNumber) || !('phoneNumber' in self.clear)",fieldPath=".clear",message="phoneNumber stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.externalUserID) || !('externalUserID' in self.clear)",fieldPath=".clear",message="externalUserID stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.externalAccountID) || !('externalAccountID' in self.clear)",fieldPath=".clear",message="externalAccountID stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.birthday) || !('birthday' in self.clear)",fieldPath=".clear",message="birthday stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.language) || !('language' in self.clear)",fieldPath=".clear",message="language stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.picture) || !('picture' in self.clear)",fieldPath=".clear",message="picture stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.country) || !('country' in self.clear)",fieldPath=".clear",message="country stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.state) || !('state' in self.clear)",fieldPath=".clear",message="state stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.city) || !('city' in self.clear)",fieldPath=".clear",message="city stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.streetAddress) || !('streetAddress' in self.clear)",fieldPath=".clear",message="streetAddress stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.postalCode) || !('postalCode' in self.clear)",fieldPath=".clear",message="postalCode stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.addressType) || !('addressType' in self.clear)",fieldPath=".clear",message="addressType stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.secondaryEmails) || !('secondaryEmails' in self.clear)",fieldPath=".clear",message="secondaryEmails stands both in attributes and in clear; remove it from one of them"
// +kubebuilder:validation:XValidation:rule="!has(self.clear) || !has(self.attributes) || !has(self.attributes.secondaryPhoneNumbers) || !('secondaryPhoneNumbers' in self.clear)",fieldPath=".clear",message="secondaryPhoneNumbers stands both in attributes and in clear; remove it from one of them"
type UserProfileUpdateSpec struct {
	// target is the system and the connection through which the update goes. It
	// cannot be changed: an update of another system is another object.
	// +required
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="target cannot be changed; delete this object and create another for the other target"
	Target TargetReference `json:"target"`

	// identifier says which person. The person must exist already. It may be
	// edited: the new identifier is looked up anew.
	// +required
	Identifier Identifier `json:"identifier"`

	// attributes are the values the person shall have. An attribute that is
	// neither here nor in attributeValues or attributesFrom is not managed and
	// never touched. AdobeEnterprise has only email, firstName and lastName;
	// AdobeFederated has username too.
	// +optional
	Attributes *Attributes `json:"attributes,omitempty"`

	// attributeValues are single values from elsewhere: from a Secret, a ConfigMap
	// or an expression. A value in attributes goes before one here.
	// +optional
	// +listType=map
	// +listMapKey=attribute
	// +kubebuilder:validation:MaxItems=64
	AttributeValues []AttributeValue `json:"attributeValues,omitempty"`

	// attributesFrom are whole Secrets and ConfigMaps: each key is the name of an
	// attribute, such as lastName or custom.tier, and a key that is none is an
	// error. A value in attributes or attributeValues goes before one here, and a
	// later entry before an earlier one.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=16
	AttributesFrom []AttributesSource `json:"attributesFrom,omitempty"`

	// inputs are the Secrets and ConfigMaps that expressions may read, as
	// inputs.NAME.KEY, or inputs.NAME['KEY'] if the key is more than letters,
	// digits and underscores.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=16
	Inputs []Input `json:"inputs,omitempty"`

	// clear names attributes that shall have no value, such as picture or
	// customData.nickname. Leaving an attribute out of attributes never clears it;
	// naming it here does. Mosaic only: Adobe has no way to clear an attribute.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=128
	// +kubebuilder:validation:items:XValidation:rule="self in ['email','username','firstName','lastName','middleName','title','phoneNumber','externalUserID','externalAccountID','birthday','language','picture','country','state','city','streetAddress','postalCode','addressType','secondaryEmails','secondaryPhoneNumbers'] || self.matches('^(custom|customData|customAppData)[.].')",message="must name an attribute that can be cleared, such as picture, city or customData.nickname"
	Clear []string `json:"clear,omitempty"`

	// mode is Apply, or DryRun to find out what would be changed and change
	// nothing: the person is looked up, status.changes says what differs, and
	// Adobe checks the values in its test mode. Default: Apply.
	// +optional
	// +kubebuilder:default:=Apply
	Mode Mode `json:"mode,omitempty"`

	// drift is what to do about values that somebody else changes at the vendor
	// after they were applied. Default: nothing, they are not looked for.
	// +optional
	Drift *Drift `json:"drift,omitempty"`

	// suspend has the operator leave this object alone until it is false again:
	// nothing is sent, and the status stays as it is. A request that is under way
	// goes on to its end. Default: false.
	// +optional
	// +kubebuilder:default:=false
	Suspend bool `json:"suspend,omitempty"`

	// requestID is repeated in status.errors and status.warnings, and by Adobe in
	// what it says of the update: with it you find the update in your own records.
	// Default: the uid of this object, a slash, and its generation.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=250
	RequestID string `json:"requestID,omitempty"`
}

// Mode is what is done with an update.
//
// +kubebuilder:validation:Enum=Apply;DryRun
type Mode string

// The modes.
const (
	// ModeApply changes what differs.
	ModeApply Mode = "Apply"

	// ModeDryRun finds out what differs.
	ModeDryRun Mode = "DryRun"
)

// Drift is what to do about values that somebody else changes at the vendor.
type Drift struct {
	// policy is Ignore, Report or Correct. Report reads the person every interval
	// and names what differs in condition Drifted; nothing is changed. Correct has
	// the declared values applied again too. Default: Ignore.
	// +optional
	// +kubebuilder:default:=Ignore
	Policy DriftPolicy `json:"policy,omitempty"`

	// interval is how long after an attempt the person is read again, at least 5m;
	// up to a fifth of it is added at random, and status.nextAttemptTime is when
	// it is due. Reads use only what quota is left, so with many updates at Adobe
	// it takes longer: 10,000 take 14 hours. Default: 6h.
	// +optional
	// +kubebuilder:validation:Type=string
	// +kubebuilder:default:="6h"
	// +kubebuilder:validation:MaxLength=32
	// +kubebuilder:validation:XValidation:rule="self.matches('^([0-9]{1,5}(h|m|s))+$') && duration(self) >= duration('5m') && duration(self) <= duration('8760h')",message="must be a duration from 5m to 8760h, such as 30m or 6h"
	Interval *metav1.Duration `json:"interval,omitempty"`
}

// DriftPolicy is what is done about drift.
//
// +kubebuilder:validation:Enum=Ignore;Report;Correct
type DriftPolicy string

// The policies.
const (
	// DriftIgnore does not look for drift.
	DriftIgnore DriftPolicy = "Ignore"

	// DriftReport looks for drift and says so.
	DriftReport DriftPolicy = "Report"

	// DriftCorrect looks for drift and applies the declared values again.
	DriftCorrect DriftPolicy = "Correct"
)

// TargetReference names the identity system and the connection to it.
type TargetReference struct {
	// system is the identity system the person is in: Mosaic (Transmit Security
	// Mosaic), AdobeEnterprise (Enterprise IDs of an Adobe organization) or
	// AdobeFederated (its Federated IDs). The referenced target must connect to
	// it.
	// +required
	System System `json:"system"`

	// ref is the connection: a ProfileTarget in the namespace of the update, or a
	// ClusterProfileTarget that allows this namespace. Default: the ProfileTarget
	// named default.
	// +optional
	// +kubebuilder:default:={}
	Ref TargetObjectReference `json:"ref,omitempty"`
}

// System is an identity system.
//
// +kubebuilder:validation:Enum=Mosaic;AdobeEnterprise;AdobeFederated
type System string

// The systems.
const (
	// SystemMosaic is Transmit Security Mosaic.
	SystemMosaic System = "Mosaic"

	// SystemAdobeEnterprise is the Enterprise IDs of an Adobe organization: Adobe hosts and authenticates them.
	SystemAdobeEnterprise System = "AdobeEnterprise"

	// SystemAdobeFederated is the Federated IDs of an Adobe organization: its own identity provider authenticates them.
	SystemAdobeFederated System = "AdobeFederated"
)

// TargetObjectReference names the object that describes a connection.
type TargetObjectReference struct {
	// kind of the object: ProfileTarget or ClusterProfileTarget. Default:
	// ProfileTarget.
	// +optional
	// +kubebuilder:default:=ProfileTarget
	// +kubebuilder:validation:Enum=ProfileTarget;ClusterProfileTarget
	Kind string `json:"kind,omitempty"`

	// name of the object. Default: default.
	// +optional
	// +kubebuilder:default:=default
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name,omitempty"`
}
