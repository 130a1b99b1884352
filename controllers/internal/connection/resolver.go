package connection

import (
	"cmp"
	"context"
	"strconv"
	"sync"
	"time"

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
	// Labelled serves the metadata of ConfigMaps, and of Secrets that carry v1alpha1.SecretUseLabel, from a cache.
	Labelled client.Reader

	// Live asks the API server.
	Live client.Reader

	// Namespace is the operator's own, where the Secrets and ConfigMaps of ClusterProfileTargets are.
	Namespace string

	// Endpoints are where connections may lead beside the vendors' own hosts.
	Endpoints Endpoints

	// Metrics count the requests to vendors; nil for none.
	Metrics *transport.Metrics
}

// NewResolver returns a resolver without connections.
func NewResolver(options Options) *Resolver {
	return &Resolver{options: options, made: map[client.ObjectKey]*Connection{}}
}

// Resolve returns the connection of a target. It fails with a *Problem if somebody has to mend the target or what
// it refers to or has suspended it, and with another error if the API server could not be asked. It never calls the vendor.
func (r *Resolver) Resolve(ctx context.Context, of v1alpha1.GenericProfileTarget) (*Connection, error) {
	vendor, found := vendorOf(of.GetSpec())
	switch {
	case !found:
		return nil, unknownVendor
	case of.GetSpec().Suspend:
		return nil, suspended
	}
	if problem := r.options.Endpoints.check(of.GetSpec(), vendor); problem != nil {
		return nil, problem
	}
	key := client.ObjectKey{Namespace: r.namespaceOf(of), Name: vendor.secret(of.GetSpec()).Name}
	bundle := caBundleOf(of.GetSpec())
	secret, labelled, err := r.secretVersion(ctx, key)
	if err != nil {
		return nil, err
	}
	authorities, known, err := bundle.observed(ctx, r.options.Labelled, key.Namespace)
	if err != nil {
		return nil, err
	}
	if labelled && known {
		if kept := r.kept(of, secret, authorities); kept != nil {
			return kept, nil
		}
	}
	read, secret, err := r.readCredentials(ctx, key)
	if err != nil {
		return nil, err
	}
	roots, authorities, err := bundle.read(ctx, r.options.Live, key.Namespace)
	if err != nil {
		return nil, err
	}
	c := vendor.connect(of.GetSpec(), read, link{roots: roots, timeout: timeoutOf(of.GetSpec()), metrics: r.options.Metrics})
	c.Secret, c.CABundle = secret, authorities
	return r.keep(of, c), nil
}

// timeoutOf a request. The default is the most there can be: see there.
func timeoutOf(spec *v1alpha1.ProfileTargetSpec) time.Duration {
	if spec.Limits == nil || spec.Limits.RequestTimeout == nil {
		return transport.DefaultTimeout
	}
	return min(spec.Limits.RequestTimeout.Duration, transport.DefaultTimeout)
}

// namespaceOf is where the Secrets and ConfigMaps of a target are. It is never another one than the target's own, where it has one: whoever
// may write a target in one namespace must not reach into another.
func (r *Resolver) namespaceOf(of v1alpha1.GenericProfileTarget) string {
	return cmp.Or(of.GetNamespace(), r.options.Namespace)
}

// Forget drops the connection of a target that is none any more, and returns it; nil if there was none.
func (r *Resolver) Forget(key client.ObjectKey) *Connection {
	r.mu.Lock()
	dropped := r.made[key]
	delete(r.made, key)
	r.mu.Unlock()
	dropped.close()
	return dropped
}

func (r *Resolver) kept(
	of v1alpha1.GenericProfileTarget, secret v1alpha1.ObservedSecret, authorities *v1alpha1.ObservedSource,
) *Connection {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.made[Key(of)]; c != nil && c.Version == version(of, secret, authorities) {
		return c
	}
	return nil
}

// keep returns the connection that is there already if another goroutine was faster: all must share one token. The one that
// is replaced must not leave its network connections behind.
func (r *Resolver) keep(of v1alpha1.GenericProfileTarget, c *Connection) *Connection {
	c.Version = version(of, c.Secret, c.CABundle)
	key := Key(of)
	r.mu.Lock()
	replaced := r.made[key]
	if replaced != nil && replaced.Version == c.Version {
		r.mu.Unlock()
		return replaced
	}
	r.made[key] = c
	r.mu.Unlock()
	replaced.close()
	return c
}

func (c *Connection) close() {
	if c != nil {
		c.Close()
	}
}

func version(
	of v1alpha1.GenericProfileTarget, secret v1alpha1.ObservedSecret, authorities *v1alpha1.ObservedSource,
) string {
	parts := []string{string(of.GetUID()), strconv.FormatInt(of.GetGeneration(), 10), secret.UID, secret.ResourceVersion}
	if authorities != nil {
		parts = append(parts, authorities.UID, authorities.ResourceVersion)
	}
	return fingerprint(parts...)
}
