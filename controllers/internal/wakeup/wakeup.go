package wakeup

import (
	"context"
	"sync"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"
)

// Source adds to a controller's own queue, which never blocks whoever wakes. The zero value is ready. It is safe for
// concurrent use.
type Source struct {
	mu    sync.Mutex
	queue workqueue.TypedRateLimitingInterface[reconcile.Request]
}

var _ source.Source = (*Source)(nil)

// Start takes the queue of the controller.
func (s *Source) Start(_ context.Context, queue workqueue.TypedRateLimitingInterface[reconcile.Request]) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = queue
	return nil
}

// Wake has the controller look at the object. Before the controller started there is nothing to wake: it looks at every
// object when it does.
func (s *Source) Wake(key types.NamespacedName) {
	s.mu.Lock()
	queue := s.queue
	s.mu.Unlock()
	if queue != nil {
		queue.Add(reconcile.Request{NamespacedName: key})
	}
}
