package rig

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/userprofile-dev/userprofile-operator/controllers"
)

// StartOperator runs the operator until the end of the run, in a manager like that of cmd/manager but for leader election
// and served ports. If it ends by itself, so does the run.
func (r *Rig) StartOperator(cfg *rest.Config, options controllers.Options) error {
	mgr, err := ctrl.NewManager(cfg, ctrl.Options{
		Scheme: NewScheme(),
		Cache: cache.Options{
			DefaultTransform:  controllers.Compact(),
			DefaultNamespaces: controllers.CacheNamespaces(options.Namespaces),
		},
		Controller: config.Controller{EnableWarmup: new(true)},
		Metrics:    server.Options{BindAddress: "0"},
	})
	if err != nil {
		return fmt.Errorf("set up the manager: %w", err)
	}
	options.AllowedEndpointHosts = append(options.AllowedEndpointHosts, loopback) // the rig's own services
	if err := controllers.Setup(mgr, options); err != nil {
		return err
	}
	// Not the run's context: at its end the operator goes first, while what it needs is still there.
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		err := mgr.Start(ctx)
		if ctx.Err() == nil {
			r.fail(fmt.Errorf("the operator ended by itself: %w", cmp.Or(err, errors.New("no reason given"))))
			err = nil
		}
		ended <- err
	}()
	r.atEnd(func() error {
		cancel()
		return <-ended
	})
	r.Sayf("the operator runs")
	return nil
}
