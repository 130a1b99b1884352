package profiletarget

import (
	"context"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/wakeup"
)

// Options of the controller.
type Options struct {
	// Connections to the identity systems.
	Connections *connection.Resolver

	// Secrets is a cache of the metadata of labelled Secrets.
	Secrets cache.Cache

	// Lanes say how much is to be done.
	Lanes Lanes
}

// secretIndex finds the ProfileTargets that use a Secret.
const secretIndex = "credentialsSecretRef.name"

// Controller is what others can tell this controller of the requests that went through a ProfileTarget. Its methods do not
// block, and are safe for concurrent use.
type Controller struct {
	probes *prober
	access *access
	wake   func(types.NamespacedName)
}

// Doubt says that the credentials of this version of the connection were not accepted, a new token included: they are
// probed again although they were found good. If the vendor goes on to give tokens for them, it is as if it had said that
// they may not do what was asked.
func (c *Controller) Doubt(key types.NamespacedName, version, message string) {
	c.probes.doubt(key, denial{version: version, message: message})
}

// Forbid says that the vendor does not let this version of the connection do what was asked.
func (c *Controller) Forbid(key types.NamespacedName, version, message string) {
	if c.access.forbid(key, denial{version: version, message: message}) {
		c.wake(key)
	}
}

// Vouch says that the vendor accepted a change.
func (c *Controller) Vouch(key types.NamespacedName) {
	if c.access.permit(key) {
		c.wake(key)
	}
}

// Setup adds the controller to a manager.
func Setup(mgr ctrl.Manager, options Options) (*Controller, error) {
	woken := &wakeup.Source{}
	r := &Reconciler{
		client:      client.WithFieldOwner(mgr.GetClient(), "userprofile-operator"),
		events:      mgr.GetEventRecorder("userprofile-operator"),
		connections: options.Connections,
		probes:      newProber(woken.Wake),
		access:      &access{},
		traffic:     newTraffic(options.Lanes, woken.Wake),
		now:         time.Now,
	}
	for _, runnable := range []manager.Runnable{r.probes, r.traffic} {
		if err := mgr.Add(runnable); err != nil {
			return nil, err
		}
	}
	err := mgr.GetFieldIndexer().IndexField(context.Background(), &v1alpha1.ProfileTarget{}, secretIndex, secretName)
	if err != nil {
		return nil, err
	}
	return &Controller{probes: r.probes, access: r.access, wake: woken.Wake}, ctrl.NewControllerManagedBy(mgr).
		Named("profiletarget").
		For(&v1alpha1.ProfileTarget{}, builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		WatchesRawSource(source.Kind(options.Secrets, connection.SecretMetadata(), handler.TypedEnqueueRequestsFromMapFunc(r.users))).
		WatchesRawSource(woken).
		WithOptions(controller.Options{UsePriorityQueue: new(false)}).
		Complete(r)
}

func secretName(object client.Object) []string {
	pt, ok := object.(*v1alpha1.ProfileTarget)
	if !ok {
		return nil
	}
	name, found := connection.SecretName(pt)
	if !found {
		return nil
	}
	return []string{name}
}

// users are the ProfileTargets that use a Secret.
func (r *Reconciler) users(ctx context.Context, secret *metav1.PartialObjectMetadata) []reconcile.Request {
	targets := &v1alpha1.ProfileTargetList{}
	err := r.client.List(ctx, targets, client.InNamespace(secret.Namespace), client.MatchingFields{secretIndex: secret.Name})
	if err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "list the ProfileTargets of a Secret", "secret", client.ObjectKeyFromObject(secret))
		return nil
	}
	requests := make([]reconcile.Request, len(targets.Items))
	for i := range targets.Items {
		requests[i] = reconcile.Request{NamespacedName: client.ObjectKeyFromObject(&targets.Items[i])}
	}
	return requests
}
