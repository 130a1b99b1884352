package rig

import (
	"context"
	"fmt"

	"k8s.io/client-go/rest"
	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers"
)

// WatchUpdates has look see each state of the updates in these namespaces that the API server tells of, until the end of
// the run; it may be called for one of each namespace at once. The reader returned holds the latest states.
func (r *Rig) WatchUpdates(
	ctx context.Context, config *rest.Config, look func(*v1alpha1.UserProfileUpdate), namespaces ...string,
) (client.Reader, error) {
	watched, err := cache.New(config, cache.Options{
		Scheme:            NewScheme(),
		DefaultTransform:  cache.TransformStripManagedFields(),
		DefaultNamespaces: controllers.CacheNamespaces(namespaces),
	})
	if err != nil {
		return nil, fmt.Errorf("watch the updates: %w", err)
	}
	watching, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- watched.Start(watching) }()
	r.atEnd(func() error {
		stop()
		return <-ended
	})
	informer, err := watched.GetInformer(ctx, &v1alpha1.UserProfileUpdate{})
	if err != nil {
		return nil, fmt.Errorf("watch the updates: %w", err)
	}
	show := func(object any) {
		if upu, ok := object.(*v1alpha1.UserProfileUpdate); ok {
			look(upu)
		}
	}
	_, err = informer.AddEventHandler(toolscache.ResourceEventHandlerFuncs{
		AddFunc:    show,
		UpdateFunc: func(_, object any) { show(object) },
	})
	if err != nil {
		return nil, fmt.Errorf("watch the updates: %w", err)
	}
	return watched, nil
}
