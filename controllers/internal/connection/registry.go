package connection

import (
	"fmt"
	"slices"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// vendor is how the ProfileTargets of one vendor become connections.
type vendor struct {
	// systems of the vendor.
	systems []v1alpha1.System

	// secret refers to the credentials; nil if the ProfileTarget is not one of the vendor's.
	secret func(*v1alpha1.ProfileTargetSpec) *v1alpha1.SecretReference

	// connect makes a connection without calling the vendor.
	connect func(*v1alpha1.ProfileTargetSpec, credentials, *transport.Metrics) *Connection
}

// registry lists the vendors.
var registry = []vendor{
	{mosaicSystems, mosaicSecret, mosaicConnection},
	{adobeSystems, adobeSecret, adobeConnection},
}

func vendorOf(pt *v1alpha1.ProfileTarget) (vendor, bool) {
	at := slices.IndexFunc(registry, func(v vendor) bool { return v.secret(&pt.Spec) != nil })
	if at < 0 {
		return vendor{}, false
	}
	return registry[at], true
}

// Systems returns the systems that a ProfileTarget connects to; none if this version of the operator knows none of the
// members that are set.
func Systems(pt *v1alpha1.ProfileTarget) []v1alpha1.System {
	found, _ := vendorOf(pt)
	return found.systems
}

func unknownVendor(pt *v1alpha1.ProfileTarget) *Problem {
	return &Problem{
		Reason: v1alpha1.ReasonInvalidSpec,
		Message: fmt.Sprintf("ProfileTarget %s/%s connects to no system that this version of the operator knows; "+
			"upgrade the operator together with its CRDs", pt.Namespace, pt.Name),
	}
}

// SecretName returns the name of the credentials Secret of a ProfileTarget, and whether it has one.
func SecretName(pt *v1alpha1.ProfileTarget) (string, bool) {
	found, known := vendorOf(pt)
	if !known {
		return "", false
	}
	return found.secret(&pt.Spec).Name, true
}
