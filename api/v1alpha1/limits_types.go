package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

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
