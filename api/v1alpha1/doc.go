// Package v1alpha1 is the vocabulary of the API group identity.userprofile.dev: the kinds that people write, and the
// conditions and reasons that the operator answers with.
//
// A UserProfileUpdate names one person in one identity system and the attributes they shall have. A ProfileTarget is
// one connection to such a system. The rules that the API server enforces stand on the types as CEL; what it cannot see
// (custom attributes, values from Secrets, ConfigMaps and expressions, the agreement of an update with its target) is
// checked by the operator, with the same words.
//
// The package imports apimachinery and the JSON type of apiextensions only, so that clients can use it without the
// operator:
//
//	upu := &v1alpha1.UserProfileUpdate{ObjectMeta: metav1.ObjectMeta{Namespace: "people", Name: "jane-doe"}}
//	upu.Spec.Target.System = v1alpha1.SystemMosaic
//	upu.Spec.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, Value: "jane@acme.example"}
//
// +kubebuilder:object:generate=true
// +groupName=identity.userprofile.dev
package v1alpha1
