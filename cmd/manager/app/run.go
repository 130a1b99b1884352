package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	_ "k8s.io/client-go/plugin/pkg/client/auth" // so that a kubeconfig may use any kind of credentials
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/healthz"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers"
)

// leaderElectionID is the name of the lease.
const leaderElectionID = "userprofile-operator.identity.userprofile.dev"

// The lease: a leader that cannot renew it ends its process at once, some seconds before another may begin. A call to a
// vendor takes less than the time to renew it (controllers.CallTimeout).
const (
	leaseDuration = 30 * time.Second
	renewDeadline = 20 * time.Second
	retryPeriod   = 5 * time.Second
)

// Run runs the operator until the context ends, and returns when everything it started has ended.
func Run(ctx context.Context, cfg *rest.Config, options *Options) error {
	if options.VendorMinute <= 0 {
		return fmt.Errorf("--vendor-minute is %s; it must be positive", options.VendorMinute)
	}
	mgr, err := newManager(cfg, options)
	if err != nil {
		return err
	}
	err = controllers.Setup(mgr, controllers.Options{
		Namespace:               options.Namespace,
		Namespaces:              options.Namespaces,
		AllowedEndpointHosts:    options.AllowedEndpointHosts,
		MaxConcurrentReconciles: options.Concurrency,
		Minute:                  options.VendorMinute,
	})
	if err != nil {
		return err
	}
	if err := mgr.Start(ctx); err != nil {
		return fmt.Errorf("run the manager: %w", err)
	}
	return nil
}

func newManager(cfg *rest.Config, options *Options) (ctrl.Manager, error) {
	metrics, err := metricsServer(options)
	if err != nil {
		return nil, err
	}
	mgr, err := ctrl.NewManager(cfg, ctrl.Options{
		Scheme: newScheme(),
		Cache: cache.Options{
			DefaultTransform:  controllers.Compact(),
			DefaultNamespaces: controllers.CacheNamespaces(options.Namespaces),
		},
		Controller:                    config.Controller{EnableWarmup: new(true)},
		Metrics:                       metrics,
		HealthProbeBindAddress:        options.ProbeAddress,
		PprofBindAddress:              options.ProfileAddress,
		LeaderElection:                options.LeaderElect,
		LeaderElectionID:              leaderElectionID,
		LeaderElectionNamespace:       options.LeaderElectionNamespace,
		LeaderElectionReleaseOnCancel: true, // the process ends with Run
		LeaseDuration:                 new(leaseDuration),
		RenewDeadline:                 new(renewDeadline),
		RetryPeriod:                   new(retryPeriod),
		GracefulShutdownTimeout:       &options.ShutdownTimeout,
	})
	if err != nil {
		return nil, fmt.Errorf("set up the manager: %w", err)
	}
	if err := mgr.AddHealthzCheck("ping", healthz.Ping); err != nil {
		return nil, fmt.Errorf("set up the health check: %w", err)
	}
	if err := mgr.AddReadyzCheck("caches", cachesSynced(mgr)); err != nil {
		return nil, fmt.Errorf("set up the readiness check: %w", err)
	}
	return mgr, nil
}

// cachesSynced fails until the process has seen every update and target: a standby that is ready can take over at once.
func cachesSynced(mgr ctrl.Manager) healthz.Checker {
	return func(req *http.Request) error {
		ctx, cancel := context.WithTimeout(req.Context(), time.Second)
		defer cancel()
		if !mgr.GetCache().WaitForCacheSync(ctx) {
			return errors.New("the caches are not filled yet")
		}
		return nil
	}
}

func newScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	utilruntime.Must(clientgoscheme.AddToScheme(scheme))
	utilruntime.Must(v1alpha1.AddToScheme(scheme))
	return scheme
}
