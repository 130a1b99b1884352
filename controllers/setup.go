package controllers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	crmetrics "sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/keyring"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/wakeup"
	"github.com/userprofile-dev/userprofile-operator/controllers/profiletarget"
	"github.com/userprofile-dev/userprofile-operator/controllers/userprofileupdate"
)

// Options of the operator. The zero value is a good one.
type Options struct {
	// Namespace of the operator, where it keeps a Secret with the key of what it has to remember and nobody else is to
	// read. Default: the namespace of the pod, or the namespace default outside of a cluster.
	Namespace string

	// Namespaces to which the operator is confined. It should be what the manager's cache watches. An operator that is
	// confined knows no ClusterProfileTargets, for which it would have to see what is in no namespace. Default: all.
	Namespaces []string

	// AllowedEndpointHosts are the hosts to which connections may lead beside those of Mosaic and Adobe, exactly these: names
	// or IP addresses, without a port. A suite with a simulator names its host, such as 127.0.0.1; plain http is for loopback
	// addresses only. Default: none.
	AllowedEndpointHosts []string

	// MaxConcurrentReconciles is the number of workers for updates. They never wait for a vendor. Default: 16.
	MaxConcurrentReconciles int

	// Minute is the time over which the vendors count requests, and by which what they let read may lag behind what was
	// written. It is for suites and benchmarks with a simulator whose minute is shorter too. Default: a minute.
	Minute time.Duration
}

// CallTimeout bounds a call to a vendor, above the adapters' own 15 s and, together with the 10 s for writing outcomes,
// below the 30 s of a graceful shutdown. The RenewDeadline of a manager with leader election has to be longer, so that no
// call of a former leader meets those of the next one.
const CallTimeout = 18 * time.Second

// CacheNamespaces is what a cache is to be configured with to watch these namespaces only; none is all.
func CacheNamespaces(namespaces []string) map[string]cache.Config {
	if len(namespaces) == 0 {
		return nil
	}
	watched := map[string]cache.Config{}
	for _, namespace := range namespaces {
		watched[namespace] = cache.Config{}
	}
	return watched
}

// defaultWorkers keep the API server busy with status writes, the only thing a worker waits for.
const defaultWorkers = 16

// Setup adds the operator to a manager, whose scheme has to know v1alpha1 and the core group. The manager runs it on the
// leader only, if it has leader election. At the end of the manager's context, calls under way finish and their
// outcomes are written; the manager's GracefulShutdownTimeout has to allow for that (30 s does).
func Setup(mgr ctrl.Manager, options Options) error {
	endpoints, err := connection.NewEndpoints(options.AllowedEndpointHosts)
	if err != nil {
		return err
	}
	clusterTargets := len(options.Namespaces) == 0
	metadata, err := metadataCache(mgr, options.Namespaces)
	if err != nil {
		return fmt.Errorf("set up the cache of the metadata of Secrets and ConfigMaps: %w", err)
	}
	metrics, err := registeredMetrics()
	if err != nil {
		return err
	}
	own := cmp.Or(options.Namespace, ownNamespace())
	connections := connection.NewResolver(connection.Options{
		Labelled: metadata, Live: mgr.GetAPIReader(), Namespace: own, Endpoints: endpoints, Metrics: metrics,
	})

	var updates *userprofileupdate.Reconciler
	woken := &wakeup.Source{}
	lanes := delivery.New(delivery.Options{
		Log:         mgr.GetLogger().WithName("delivery"),
		CallTimeout: CallTimeout,
		Minute:      options.Minute,
		Notify: func(owner delivery.Owner) {
			woken.Wake(types.NamespacedName{Namespace: owner.Namespace, Name: owner.Name})
		},
		Settle: func(ctx context.Context, report delivery.Report) error { return updates.Settle(ctx, report) },
	})
	targets, err := profiletarget.Setup(mgr, profiletarget.Options{
		Connections:    connections,
		Metadata:       metadata,
		Lanes:          lanes,
		ClusterTargets: clusterTargets,
		Namespace:      own,
	})
	if err != nil {
		return fmt.Errorf("set up the controller of ProfileTargets: %w", err)
	}
	updates, err = userprofileupdate.Setup(mgr, userprofileupdate.Options{
		Lanes:                   lanes,
		Connections:             connections,
		Metadata:                metadata,
		ClusterTargets:          clusterTargets,
		Keys:                    keyring.New(mgr.GetAPIReader(), mgr.GetClient(), own),
		Woken:                   woken,
		Targets:                 targets,
		MaxConcurrentReconciles: cmp.Or(options.MaxConcurrentReconciles, defaultWorkers),
		Lag:                     cmp.Or(options.Minute, time.Minute),
	})
	if err != nil {
		return fmt.Errorf("set up the controller of UserProfileUpdates: %w", err)
	}
	return mgr.Add(lanes)
}

// metadataCache is a cache of the metadata of ConfigMaps, and of Secrets that opted in to being read. Contents are never
// cached, other Secrets not at all.
func metadataCache(mgr ctrl.Manager, namespaces []string) (cache.Cache, error) {
	optedIn, err := labels.NewRequirement(v1alpha1.SecretUseLabel, selection.In,
		[]string{v1alpha1.SecretUseCredentials, v1alpha1.SecretUseValues})
	if err != nil {
		return nil, err
	}
	metadata, err := cache.New(mgr.GetConfig(), cache.Options{
		HTTPClient:        mgr.GetHTTPClient(),
		Scheme:            mgr.GetScheme(),
		Mapper:            mgr.GetRESTMapper(),
		DefaultTransform:  identityOnly,
		DefaultNamespaces: CacheNamespaces(namespaces),
		ByObject: map[client.Object]cache.ByObject{
			connection.SecretMetadata(): {Label: labels.NewSelector().Add(*optedIn)},
		},
	})
	if err != nil {
		return nil, err
	}
	return metadata, mgr.Add(standbyCache{metadata})
}

// identityOnly keeps what tells one version of an object from another, and its labels: annotations may be large.
func identityOnly(object any) (any, error) {
	if full, ok := object.(*metav1.PartialObjectMetadata); ok {
		full.ManagedFields, full.Annotations, full.OwnerReferences = nil, nil, nil
	}
	return object, nil
}

// standbyCache has the manager start a cache with its own caches: before the controllers, and on replicas that do not
// lead too. By themselves not all caches say that they want that.
type standbyCache struct{ cache.Cache }

// GetCache is what the manager knows a cache by.
func (c standbyCache) GetCache() cache.Cache { return c.Cache }

// registeredMetrics are in controller-runtime's registry, which belongs to the process: operators that share one share
// its metrics.
func registeredMetrics() (*transport.Metrics, error) {
	fresh := transport.NewMetrics()
	err := crmetrics.Registry.Register(fresh)
	if registered, ok := errors.AsType[prometheus.AlreadyRegisteredError](err); ok {
		if shared, ok := registered.ExistingCollector.(*transport.Metrics); ok {
			return shared, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("register the metrics: %w", err)
	}
	return fresh, nil
}
