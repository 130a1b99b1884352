package connection

import (
	"context"
	"strconv"
	"sync"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// Resolver makes connections and keeps them. It is safe for concurrent use.
type Resolver struct {
	labelled client.Reader
	live     client.Reader
	metrics  *transport.Metrics

	mu   sync.Mutex
	made map[client.ObjectKey]*Connection // by ProfileTarget
}

// NewResolver returns a resolver without connections. The labelled reader serves metadata of Secrets that carry
// v1alpha1.SecretUseLabel, from a cache; the live one asks the API server.
// Requests to vendors are counted in metrics.
func NewResolver(labelled, live client.Reader, metrics *transport.Metrics) *Resolver {
	return &Resolver{labelled: labelled, live: live, metrics: metrics, made: map[client.ObjectKey]*Connection{}}
}

// Resolve returns the connection of a ProfileTarget. It fails with a *Problem if somebody has to mend the ProfileTarget
// or its Secret, and with another error if the API server could not be asked. It never calls the vendor.
func (r *Resolver) Resolve(ctx context.Context, pt *v1alpha1.ProfileTarget) (*Connection, error) {
	vendor, found := vendorOf(pt)
	if !found {
		return nil, unknownVendor(pt)
	}
	key := client.ObjectKey{Namespace: pt.Namespace, Name: vendor.secret(&pt.Spec).Name}
	observed, labelled, err := r.secretVersion(ctx, key)
	if err != nil {
		return nil, err
	}
	if labelled {
		if kept := r.kept(pt, observed); kept != nil {
			return kept, nil
		}
	}
	read, observed, err := r.readCredentials(ctx, key)
	if err != nil {
		return nil, err
	}
	return r.keep(pt, observed, vendor.connect(&pt.Spec, read, r.metrics)), nil
}

// Forget drops the connection of a ProfileTarget that is gone.
func (r *Resolver) Forget(key client.ObjectKey) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.made, key)
}

func (r *Resolver) kept(pt *v1alpha1.ProfileTarget, observed v1alpha1.ObservedSecret) *Connection {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.made[client.ObjectKeyFromObject(pt)]; c != nil && c.Version == version(pt, observed) {
		return c
	}
	return nil
}

// keep returns the connection that is there already if another goroutine was faster: all must share one token.
func (r *Resolver) keep(pt *v1alpha1.ProfileTarget, observed v1alpha1.ObservedSecret, c *Connection) *Connection {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.Secret = observed
	c.Version = version(pt, observed)
	key := client.ObjectKeyFromObject(pt)
	if kept := r.made[key]; kept != nil && kept.Version == c.Version {
		return kept
	}
	r.made[key] = c
	return c
}

func version(pt *v1alpha1.ProfileTarget, observed v1alpha1.ObservedSecret) string {
	return fingerprint(string(pt.UID), strconv.FormatInt(pt.Generation, 10), observed.UID, observed.ResourceVersion)
}
