package connection

import (
	"fmt"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// system is how the ProfileTargets of one identity system become connections.
type system struct {
	// secretName returns the name of the credentials Secret.
	secretName func(*v1alpha1.ProfileTarget) string

	// connect makes a connection without calling the vendor.
	connect func(*v1alpha1.ProfileTarget, credentials, *transport.Metrics) *Connection
}

// registry lists the systems.
var registry = map[v1alpha1.System]system{
	v1alpha1.SystemMosaic: {mosaicSecret, mosaicConnection},
}

// SystemOf returns the system that a ProfileTarget connects to; empty if this version of the operator knows none of
// the members that are set.
func SystemOf(pt *v1alpha1.ProfileTarget) v1alpha1.System {
	if pt.Spec.Mosaic != nil {
		return v1alpha1.SystemMosaic
	}
	return ""
}

func unknownSystem(pt *v1alpha1.ProfileTarget) *Problem {
	return &Problem{
		Reason: v1alpha1.ReasonInvalidSpec,
		Message: fmt.Sprintf("ProfileTarget %s/%s connects to no system that this version of the operator knows; "+
			"upgrade the operator together with its CRDs", pt.Namespace, pt.Name),
	}
}

// SecretName returns the name of the credentials Secret of a ProfileTarget, and whether it has one.
func SecretName(pt *v1alpha1.ProfileTarget) (string, bool) {
	system, found := registry[SystemOf(pt)]
	if !found {
		return "", false
	}
	return system.secretName(pt), true
}
