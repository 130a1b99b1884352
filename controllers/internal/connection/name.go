package connection

import (
	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// Key identifies a target among those of both kinds: that of a ClusterProfileTarget has no namespace.
func Key(of v1alpha1.GenericProfileTarget) types.NamespacedName {
	return types.NamespacedName{Namespace: of.GetNamespace(), Name: of.GetName()}
}

// Empty returns an empty target of the kind that the key belongs to.
func Empty(key types.NamespacedName) v1alpha1.GenericProfileTarget {
	if key.Namespace == "" {
		return &v1alpha1.ClusterProfileTarget{}
	}
	return &v1alpha1.ProfileTarget{}
}

// Name is what people call the target with that key, its kind included.
func Name(key types.NamespacedName) string {
	if key.Namespace == "" {
		return v1alpha1.ClusterProfileTargetKind + " " + key.Name
	}
	return v1alpha1.ProfileTargetKind + " " + key.String()
}
