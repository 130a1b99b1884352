package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

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
