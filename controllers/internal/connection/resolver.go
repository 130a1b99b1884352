package connection

import (
	"cmp"
	"context"
	"strconv"
	"sync"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// Resolver makes connections and keeps them. It is safe for concurrent use.
type Resolver struct {
	options Options

	mu   sync.Mutex
	made map[client.ObjectKey]*Connection // by target
}

// Options of a Resolver.
type Options struct {
	// Labelled serves the metadata of Secrets that carry v1alpha1.SecretUseLabel, from a cache.
	Labelled client.Reader

	// Live asks the API server.
	Live client.Reader

	// Namespace is the operator's own, where the Secrets of ClusterProfileTargets are.
	Namespace string

	// Metrics count the requests to vendors; nil for none.
	Metrics *transport.Metrics
}

// NewResolver returns a resolver without connections.
func NewResolver(options Options) *Resolver {
	return &Resolver{options: options, made: map[client.ObjectKey]*Connection{}}
}

// Resolve returns the connection of a target. It fails with a *Problem if somebody has to mend the target or its Secret
// or has suspended it, and with another error if the API server could not be asked. It never calls the vendor.
func (r *Resolver) Resolve(ctx context.Context, of v1alpha1.GenericProfileTarget) (*Connection, error) {
	vendor, found := vendorOf(of.GetSpec())
	switch {
	case !found:
		return nil, unknownVendor
	case of.GetSpec().Suspend:
		return nil, suspended
	}
	key := client.ObjectKey{Namespace: r.namespaceOf(of), Name: vendor.secret(of.GetSpec()).Name}
	observed, labelled, err := r.secretVersion(ctx, key)
	if err != nil {
		return nil, err
	}
	if labelled {
		if kept := r.kept(of, observed); kept != nil {
			return kept, nil
		}
	}
	read, observed, err := r.readCredentials(ctx, key)
	if err != nil {
		return nil, err
	}
	return r.keep(of, observed, vendor.connect(of.GetSpec(), read, r.options.Metrics)), nil
}

// namespaceOf is where the Secret of a target is. It is never another one than the target's own, where it has one: whoever
// may write a target in one namespace must not reach into another.
func (r *Resolver) namespaceOf(of v1alpha1.GenericProfileTarget) string {
	return cmp.Or(of.GetNamespace(), r.options.Namespace)
}

// Forget drops the connection of a target that is none any more, and returns it; nil if there was none.
func (r *Resolver) Forget(key client.ObjectKey) *Connection {
	r.mu.Lock()
	defer r.mu.Unlock()
	dropped := r.made[key]
	delete(r.made, key)
	return dropped
}

func (r *Resolver) kept(of v1alpha1.GenericProfileTarget, observed v1alpha1.ObservedSecret) *Connection {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.made[Key(of)]; c != nil && c.Version == version(of, observed) {
		return c
	}
	return nil
}

// keep returns the connection that is there already if another goroutine was faster: all must share one token.
func (r *Resolver) keep(of v1alpha1.GenericProfileTarget, observed v1alpha1.ObservedSecret, c *Connection) *Connection {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.Secret = observed
	c.Version = version(of, observed)
	key := Key(of)
	if kept := r.made[key]; kept != nil && kept.Version == c.Version {
		return kept
	}
	r.made[key] = c
	return c
}

func version(of v1alpha1.GenericProfileTarget, observed v1alpha1.ObservedSecret) string {
	return fingerprint(string(of.GetUID()), strconv.FormatInt(of.GetGeneration(), 10), observed.UID, observed.ResourceVersion)
}
