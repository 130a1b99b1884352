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
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/wakeup"
)

// Options of the controller.
type Options struct {
	// Connections to the identity systems.
	Connections *connection.Resolver

	// Metadata is a cache of the metadata of ConfigMaps, and of Secrets that carry v1alpha1.SecretUseLabel.
	Metadata cache.Cache

	// Lanes in which the work is.
	Lanes Lanes

	// ClusterTargets tells whether there are ClusterProfileTargets, and Namespace where their Secrets and
	// ConfigMaps are.
	ClusterTargets bool
	Namespace      string
}

// Lanes are where the work is that goes through the connections. Their methods do not block, and are safe for concurrent
// use.
type Lanes interface {
	// Stats says how much is to be done in a lane.
	Stats(laneKey string) delivery.Stats

	// Revoke says that nothing is to be sent any more through a target, of whose connection that is the latest version.
	Revoke(target, version string)

	// Retry says that the vendor may accept that version of a connection by now.
	Retry(version string)
}

// secretIndex finds the targets that use a Secret.
const secretIndex = "secretRef.name"

// configMapIndex finds the targets that use a ConfigMap.
const configMapIndex = "configMapRef.name"

// Controller is what others can tell this controller of the requests that went through a target. Its methods do not
// block, and are safe for concurrent use.
type Controller struct {
	probes *prober
	access *access
	fuses  *fuses
	wake   func(types.NamespacedName)
}

// Blow says that one update more than the fuse allows, which was put in for that reset into the target with that UID, was to
// change what people are found by.
func (c *Controller) Blow(key types.NamespacedName, uid types.UID, reset string) {
	if c.fuses.blow(key, fuse{of: uid, reset: reset}) {
		c.wake(key)
	}
}

// Doubt says that the credentials of this version of the connection were not accepted, a new token included: they are
// probed again although they were found good. If the vendor goes on to give tokens for them, it is as if it had said that
// they may not do what was asked.
func (c *Controller) Doubt(key types.NamespacedName, version, message string) {
	c.probes.doubt(key, denialOf(version, message))
}

// Forbid says that the vendor does not let this version of the connection do what was asked.
func (c *Controller) Forbid(key types.NamespacedName, version, message string) {
	if c.access.forbid(key, denialOf(version, message)) {
		c.wake(key)
	}
}

// Vouch says that the vendor lets the connection do again what it had denied. Nothing of former denials is left: a doubt that
// came while the target was denied access has waited until now, and would deny it again.
func (c *Controller) Vouch(key types.NamespacedName) {
	c.probes.trust(key)
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
		lanes:       options.Lanes,
		probes:      newProber(woken.Wake),
		access:      &access{},
		fuses:       &fuses{},
		traffic:     newTraffic(options.Lanes, woken.Wake),
		now:         time.Now,

		clusterTargets: options.ClusterTargets,
		namespace:      options.Namespace,
	}
	for _, runnable := range []manager.Runnable{r.probes, r.traffic} {
		if err := mgr.Add(runnable); err != nil {
			return nil, err
		}
	}
	changed := builder.WithPredicates(wishChanged{})
	watching := ctrl.NewControllerManagedBy(mgr).
		Named("profiletarget").
		For(&v1alpha1.ProfileTarget{}, changed)
	kinds := []client.Object{&v1alpha1.ProfileTarget{}}
	if options.ClusterTargets {
		kinds = append(kinds, &v1alpha1.ClusterProfileTarget{})
		watching = watching.Watches(&v1alpha1.ClusterProfileTarget{}, &handler.EnqueueRequestForObject{}, changed)
	}
	for _, kind := range kinds {
		for index, names := range map[string]client.IndexerFunc{secretIndex: secretNames, configMapIndex: configMapNames} {
			if err := mgr.GetFieldIndexer().IndexField(context.Background(), kind, index, names); err != nil {
				return nil, err
			}
		}
	}
	return &Controller{probes: r.probes, access: r.access, fuses: r.fuses, wake: woken.Wake}, watching.
		WatchesRawSource(source.Kind(options.Metadata, connection.SecretMetadata(),
			handler.TypedEnqueueRequestsFromMapFunc(r.users(secretIndex)))).
		WatchesRawSource(source.Kind(options.Metadata, connection.ConfigMapMetadata(),
			handler.TypedEnqueueRequestsFromMapFunc(r.users(configMapIndex)))).
		WatchesRawSource(woken).
		WithOptions(controller.Options{UsePriorityQueue: new(false)}).
		Complete(r)
}

// secretNames are those of the credentials and of the authorities, where they are in a Secret.
func secretNames(object client.Object) []string {
	pt, ok := object.(v1alpha1.GenericProfileTarget)
	if !ok {
		return nil
	}
	var names []string
	if name, found := connection.SecretName(pt.GetSpec()); found {
		names = append(names, name)
	}
	if name, found := connection.CABundleSecret(pt.GetSpec()); found {
		names = append(names, name)
	}
	return names
}

// configMapNames are those of the authorities.
func configMapNames(object client.Object) []string {
	pt, ok := object.(v1alpha1.GenericProfileTarget)
	if !ok {
		return nil
	}
	if name, found := connection.CABundleConfigMap(pt.GetSpec()); found {
		return []string{name}
	}
	return nil
}

// users returns a function that finds, by an index, the targets that use a Secret or a ConfigMap.
func (r *Reconciler) users(index string) func(context.Context, *metav1.PartialObjectMetadata) []reconcile.Request {
	return func(ctx context.Context, used *metav1.PartialObjectMetadata) []reconcile.Request {
		uses := client.MatchingFields{index: used.Name}
		targets := &v1alpha1.ProfileTargetList{}
		shared := &v1alpha1.ClusterProfileTargetList{}
		err := r.client.List(ctx, targets, client.InNamespace(used.Namespace), uses)
		if err == nil && r.clusterTargets && used.Namespace == r.namespace {
			err = r.client.List(ctx, shared, uses)
		}
		if err != nil {
			ctrl.LoggerFrom(ctx).Error(err, "list the targets that use an object", "index", index,
				"object", client.ObjectKeyFromObject(used))
			return nil
		}
		var requests []reconcile.Request
		for i := range targets.Items {
			requests = append(requests, reconcile.Request{NamespacedName: connection.Key(&targets.Items[i])})
		}
		for i := range shared.Items {
			requests = append(requests, reconcile.Request{NamespacedName: connection.Key(&shared.Items[i])})
		}
		return requests
	}
}
