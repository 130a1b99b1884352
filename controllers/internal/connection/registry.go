package connection

import (
	"crypto/x509"
	"slices"
	"time"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/mosaic"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// vendor is how the targets of one vendor become connections.
type vendor struct {
	// name of the vendor.
	name string

	// hosts that the vendor itself runs.
	hosts []string

	// systems of the vendor.
	systems []v1alpha1.System

	// secret refers to the credentials; nil if the target is not one of the vendor's.
	secret func(*v1alpha1.ProfileTargetSpec) *v1alpha1.SecretReference

	// endpoints are the URLs that requests and credentials go to.
	endpoints func(*v1alpha1.ProfileTargetSpec) []endpoint

	// connect makes a connection without calling the vendor.
	connect func(*v1alpha1.ProfileTargetSpec, credentials, link) *Connection
}

// link is how a connection goes over the network.
type link struct {
	// roots are the authorities that sign the certificates; nil for those of the system.
	roots *x509.CertPool

	// timeout of a request.
	timeout time.Duration

	metrics *transport.Metrics
}

// registry lists the vendors.
var registry = []vendor{
	{mosaicName, mosaic.Hosts(), mosaicSystems, mosaicSecret, mosaicEndpoints, mosaicConnection},
	{adobeName, adobe.Hosts(), adobeSystems, adobeSecret, adobeEndpoints, adobeConnection},
}

func vendorOf(spec *v1alpha1.ProfileTargetSpec) (vendor, bool) {
	at := slices.IndexFunc(registry, func(v vendor) bool { return v.secret(spec) != nil })
	if at < 0 {
		return vendor{}, false
	}
	return registry[at], true
}

// Systems returns the systems that a target connects to; none if this version of the operator knows none of the members
// that are set.
func Systems(spec *v1alpha1.ProfileTargetSpec) []v1alpha1.System {
	found, _ := vendorOf(spec)
	return found.systems
}

// SecretName returns the name of the credentials Secret of a target, and whether it has one.
func SecretName(spec *v1alpha1.ProfileTargetSpec) (string, bool) {
	found, known := vendorOf(spec)
	if !known {
		return "", false
	}
	return found.secret(spec).Name, true
}
