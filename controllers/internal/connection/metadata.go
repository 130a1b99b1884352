package connection

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// SecretMetadata is an empty Secret of which a client or a cache reads the metadata only.
func SecretMetadata() *metav1.PartialObjectMetadata { return metadata("Secret") }

// ConfigMapMetadata is the same for a ConfigMap.
func ConfigMapMetadata() *metav1.PartialObjectMetadata { return metadata("ConfigMap") }

// NamespaceMetadata is the same for a Namespace.
func NamespaceMetadata() *metav1.PartialObjectMetadata { return metadata("Namespace") }

func metadata(kind string) *metav1.PartialObjectMetadata {
	object := &metav1.PartialObjectMetadata{}
	object.SetGroupVersionKind(corev1.SchemeGroupVersion.WithKind(kind))
	return object
}
