package v1alpha1

import (
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// ClusterProfileTarget is one connection to an identity system for updates in the namespaces that it allows. Its
// credentials are in the operator's own namespace, so that nobody in those namespaces has to have them. An operator that
// is confined to namespaces knows no ClusterProfileTargets.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Cluster,shortName=cptarget,categories=userprofile
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
type ClusterProfileTarget struct {
	metav1.TypeMeta `json:",inline"`

	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is the system, how to reach it, and who may.
	// +required
	Spec ClusterProfileTargetSpec `json:"spec"`

	// status is the health of the connection. The operator writes it.
	// +optional
	// +kubebuilder:default:={"observedGeneration":-1}
	Status ProfileTargetStatus `json:"status,omitempty"`
}

// ClusterProfileTargetList is a list of connections.
//
// +kubebuilder:object:root=true
type ClusterProfileTargetList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []ClusterProfileTarget `json:"items"`
}

// ClusterProfileTargetSpec is what a ProfileTarget has, and who may use it. Names of Secrets and ConfigMaps are those in
// the operator's own namespace.
type ClusterProfileTargetSpec struct {
	ProfileTargetSpec `json:",inline"`

	// allowedNamespaces are the namespaces whose updates may go through the
	// connection. Default: none.
	// +optional
	AllowedNamespaces *AllowedNamespaces `json:"allowedNamespaces,omitempty"`
}

// AllowedNamespaces are those that are named or selected.
type AllowedNamespaces struct {
	// names of namespaces. Default: none.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=256
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=63
	Names []string `json:"names,omitempty"`

	// selector of the labels of namespaces; an empty one, {}, selects all. Whoever
	// may label a namespace may let it in. Default: it selects none.
	// +optional
	Selector *metav1.LabelSelector `json:"selector,omitempty"`
}

func (a *AllowedNamespaces) has(namespace string, of map[string]string) (bool, error) {
	if a == nil {
		return false, nil
	}
	selector, err := metav1.LabelSelectorAsSelector(a.Selector)
	if err != nil {
		return false, fmt.Errorf("spec.allowedNamespaces.selector: %w", err) // not even those that are named
	}
	return slices.Contains(a.Names, namespace) || selector.Matches(labels.Set(of)), nil
}
