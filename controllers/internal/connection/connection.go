package connection

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"k8s.io/apimachinery/pkg/api/equality"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Connection is a live connection.
type Connection struct {
	// Targets to call, by system.
	Targets map[v1alpha1.System]target.Target

	// Connect obtains a token, as all Targets do: they share it.
	Connect func(context.Context) error

	// Lane in which its work queues.
	Lane target.Lane

	// Secret is the version of the credentials it was made from.
	Secret v1alpha1.ObservedSecret

	// CABundle is the version of the authorities that are trusted; nil for those of the system.
	CABundle *v1alpha1.ObservedSource

	// Close closes the network connections that carry no request now. Whoever still has the connection may go on with it.
	Close func()

	// Tenant is a fingerprint of the users it leads to. What was found through one connection holds for every other with
	// the same Tenant.
	Tenant string

	// Version is a fingerprint of everything it was made from. What failed through one version may work through another.
	Version string
}

// Observed tells whether the status of the target is about exactly this connection: the same spec, credentials and CA
// bundle.
func (c *Connection) Observed(by v1alpha1.GenericProfileTarget) bool {
	status := by.GetStatus()
	return status.ObservedGeneration == by.GetGeneration() && status.ObservedSecret != nil && *status.ObservedSecret == c.Secret &&
		equality.Semantic.DeepEqual(status.ObservedCABundle, c.CABundle)
}

// fingerprintBytes is enough that two fingerprints do not meet by accident among any number of connections.
const fingerprintBytes = 8

func fingerprint(parts ...string) string {
	hash := sha256.New()
	for _, part := range parts {
		_, _ = io.WriteString(hash, fmt.Sprintf("%d:%s,", len(part), part))
	}
	return hex.EncodeToString(hash.Sum(nil)[:fingerprintBytes])
}
