package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// The kinds of connections, as spec.target.ref names them.
const (
	ProfileTargetKind        = "ProfileTarget"
	ClusterProfileTargetKind = "ClusterProfileTarget"
)

// GenericProfileTarget is a ProfileTarget or a ClusterProfileTarget. Only the latter has no namespace.
//
// +kubebuilder:object:generate=false
type GenericProfileTarget interface {
	metav1.Object
	runtime.Object

	// GetSpec returns what both kinds have in common; it is the object's own.
	GetSpec() *ProfileTargetSpec

	// GetStatus returns the status; it is the object's own.
	GetStatus() *ProfileTargetStatus

	// Allows tells whether updates in a namespace with these labels may go through the connection. A selector that
	// cannot be read is an error.
	Allows(namespace string, labels map[string]string) (bool, error)
}

var (
	_ GenericProfileTarget = (*ProfileTarget)(nil)
	_ GenericProfileTarget = (*ClusterProfileTarget)(nil)
)

// GetSpec returns the spec.
func (t *ProfileTarget) GetSpec() *ProfileTargetSpec { return &t.Spec }

// GetStatus returns the status.
func (t *ProfileTarget) GetStatus() *ProfileTargetStatus { return &t.Status }

// Allows tells whether it is the target's own namespace.
func (t *ProfileTarget) Allows(namespace string, _ map[string]string) (bool, error) {
	return namespace == t.Namespace, nil
}

// GetSpec returns what a ProfileTarget has too.
func (t *ClusterProfileTarget) GetSpec() *ProfileTargetSpec { return &t.Spec.ProfileTargetSpec }

// GetStatus returns the status.
func (t *ClusterProfileTarget) GetStatus() *ProfileTargetStatus { return &t.Status }

// Allows tells whether the namespace is named or selected.
func (t *ClusterProfileTarget) Allows(namespace string, labels map[string]string) (bool, error) {
	return t.Spec.AllowedNamespaces.has(namespace, labels)
}
