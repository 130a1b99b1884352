package userprofileupdate

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/keyring"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/wakeup"
)

// Options of the controller.
type Options struct {
	// Lanes carry the work out. Whoever makes them has them wake Woken and call Settle.
	Lanes *delivery.Dispatcher

	// Connections to the identity systems.
	Connections Connections

	// Metadata is a cache of the metadata of ConfigMaps, of Secrets that carry v1alpha1.SecretUseLabel, and of Namespaces if
	// ClusterTargets are served.
	Metadata cache.Cache

	// ClusterTargets tells whether there are ClusterProfileTargets for updates.
	ClusterTargets bool

	// Keys seal what nobody else is to read.
	Keys *keyring.Keyring

	// Woken carries the owners that have a report.
	Woken *wakeup.Source

	// Targets is told how the vendor dealt with requests.
	Targets Targets

	// MaxConcurrentReconciles is the number of workers.
	MaxConcurrentReconciles int

	// Lag is how long what the vendors let read may lag behind what was written.
	Lag time.Duration
}

// Connections make connections of targets, as *connection.Resolver does.
type Connections interface {
	Resolve(ctx context.Context, target v1alpha1.GenericProfileTarget) (*connection.Connection, error)
}

// Targets is told what became of requests that went through a target, whose key has no namespace if it is a
// ClusterProfileTarget. Its methods do not block, and are safe for concurrent use.
type Targets interface {
	// Blow says that the fuse of the target with that UID has blown that was put in for that reset: one update more than it
	// allows was to change what people are found by.
	Blow(target types.NamespacedName, uid types.UID, reset string)

	// Vouch says that the vendor lets the connection do again what it had denied.
	Vouch(target types.NamespacedName)

	// Doubt says that the credentials of this version of the connection were not accepted, a new token included, in the
	// vendor's words.
	Doubt(target types.NamespacedName, version, message string)

	// Forbid says that this version of the connection may not do what was asked, in the vendor's words.
	Forbid(target types.NamespacedName, version, message string)
}

// maxPrograms is how many compiled expressions are kept. Objects that are alike share one.
const maxPrograms = 1024

// sourceIndex finds the updates that refer to a Secret or a ConfigMap.
const sourceIndex = "spec.sources"

// wordsIndex finds the updates that name a person in the same words, by their bucket.
const wordsIndex = "spec.words"

// personIndex finds the updates that were applied to a person, by their bucket.
const personIndex = "status.person"

// targetIndex finds the updates that refer to a target, and those that refer to any of its kind.
const targetIndex = "spec.target.ref"

// Setup adds the controller to a manager and returns its reconciler.
func Setup(mgr ctrl.Manager, options Options) (*Reconciler, error) {
	r := &Reconciler{
		client:      client.WithFieldOwner(mgr.GetClient(), "userprofile-operator"),
		live:        mgr.GetAPIReader(),
		events:      mgr.GetEventRecorder("userprofile-operator"),
		lanes:       options.Lanes,
		connections: options.Connections,
		keys:        options.Keys,
		sources:     &sources{metadata: options.Metadata, live: mgr.GetAPIReader()},
		programs:    expression.NewCache(maxPrograms),
		targets:     options.Targets,
		now:         time.Now,
		began:       sync.OnceValue(time.Now),
		lag:         options.Lag,
		jitter:      rand.Float64,
		notices:     newNotices(options.MaxConcurrentReconciles),
	}
	r.claims = newClaims(r.recorded, r.unseen, options.Woken.Wake)
	for index, keys := range map[string]client.IndexerFunc{
		targetIndex: targetNames, sourceIndex: sourceNames, personIndex: personNames, wordsIndex: wordNames,
	} {
		err := mgr.GetFieldIndexer().IndexField(context.Background(), &v1alpha1.UserProfileUpdate{}, index, keys)
		if err != nil {
			return nil, err
		}
	}
	watching := ctrl.NewControllerManagedBy(mgr).
		Named("userprofileupdate").
		For(&v1alpha1.UserProfileUpdate{}, builder.WithPredicates(specChanged{})).
		Watches(&v1alpha1.ProfileTarget{}, handler.EnqueueRequestsFromMapFunc(r.dependants),
			builder.WithPredicates(connectionChanged{}))
	if options.ClusterTargets {
		r.namespaces = options.Metadata
		watching = watching.
			Watches(&v1alpha1.ClusterProfileTarget{}, handler.EnqueueRequestsFromMapFunc(r.dependants),
				builder.WithPredicates(connectionChanged{})).
			WatchesRawSource(source.Kind(options.Metadata, connection.NamespaceMetadata(),
				handler.TypedEnqueueRequestsFromMapFunc(r.inhabitants),
				predicate.TypedLabelChangedPredicate[*metav1.PartialObjectMetadata]{}))
	}
	return r, watching.
		WatchesRawSource(source.Kind(options.Metadata, connection.SecretMetadata(), handler.TypedEnqueueRequestsFromMapFunc(r.readers))).
		WatchesRawSource(source.Kind(options.Metadata, connection.ConfigMapMetadata(), handler.TypedEnqueueRequestsFromMapFunc(r.readers))).
		WatchesRawSource(options.Woken).
		WithOptions(controller.Options{
			MaxConcurrentReconciles: options.MaxConcurrentReconciles,
			// The priority queue keeps objects of the initial list at the lowest priority through their retries, so
			// that steady load starves them (controller-runtime issue 3496).
			UsePriorityQueue: new(false),
		}).
		Complete(r)
}

func targetNames(object client.Object) []string {
	upu, ok := object.(*v1alpha1.UserProfileUpdate)
	if !ok {
		return nil
	}
	return []string{targetName(targetOf(upu)), kindOf(targetOf(upu))}
}

func targetName(key types.NamespacedName) string { return kindOf(key) + "/" + key.Name }

func kindOf(key types.NamespacedName) string {
	if key.Namespace == "" {
		return v1alpha1.ClusterProfileTargetKind
	}
	return v1alpha1.ProfileTargetKind
}

func sourceNames(object client.Object) []string {
	upu, ok := object.(*v1alpha1.UserProfileUpdate)
	if !ok {
		return nil
	}
	var names []string
	for _, ref := range desired.References(&upu.Spec) {
		names = append(names, ref.String())
	}
	return names
}

func personNames(object client.Object) []string {
	upu, ok := object.(*v1alpha1.UserProfileUpdate)
	if !ok {
		return nil
	}
	var names []string
	for _, whom := range personsOf(upu) {
		names = append(names, bucketOf(string(whom)))
	}
	return names
}

// recorded are the updates that were applied to a person, in any namespace. One that is being deleted claims nothing more.
func (r *Reconciler) recorded(whom person) []*v1alpha1.UserProfileUpdate {
	return slices.DeleteFunc(r.cached(personIndex, bucketOf(string(whom))), func(upu *v1alpha1.UserProfileUpdate) bool {
		return !upu.DeletionTimestamp.IsZero() || !slices.Contains(personsOf(upu), whom)
	})
}

// cached are the updates that an index has under a key, in any namespace. They are the cache's own: nobody changes them.
func (r *Reconciler) cached(index, key string) []*v1alpha1.UserProfileUpdate {
	updates := &v1alpha1.UserProfileUpdateList{}
	err := r.client.List(context.Background(), updates, client.MatchingFields{index: key}, client.UnsafeDisableDeepCopy)
	if err != nil {
		return nil // the cache always answers once it has started
	}
	found := make([]*v1alpha1.UserProfileUpdate, len(updates.Items))
	for i := range updates.Items {
		found[i] = &updates.Items[i]
	}
	return found
}

func wordNames(object client.Object) []string {
	upu, ok := object.(*v1alpha1.UserProfileUpdate)
	if !ok || wordsOf(upu) == "" {
		return nil
	}
	return []string{bucketOf(wordsOf(upu))}
}

// unseen are the updates that name somebody in the same words and have not been looked at.
func (r *Reconciler) unseen(mine claim) []*v1alpha1.UserProfileUpdate {
	if mine.words == "" {
		return nil
	}
	var found []*v1alpha1.UserProfileUpdate
	for _, upu := range r.cached(wordsIndex, bucketOf(mine.words)) {
		waits := upu.DeletionTimestamp.IsZero() && !upu.Spec.Suspend && upu.Spec.Mode != v1alpha1.ModeDryRun
		if waits && wordsOf(upu) == mine.words && len(upu.Status.Conditions) == 0 && !r.written.newerThan(upu) {
			found = append(found, upu)
		}
	}
	return found
}

// readers are the updates that refer to a Secret or a ConfigMap.
func (r *Reconciler) readers(ctx context.Context, object *metav1.PartialObjectMetadata) []reconcile.Request {
	changed := desired.Source{Kind: v1alpha1.SourceKind(object.Kind), Name: object.Name}
	return r.indexed(ctx, object.Namespace, sourceIndex, changed.String())
}

// dependants are the updates that refer to a target: in its namespace, or in any if it has none.
func (r *Reconciler) dependants(ctx context.Context, target client.Object) []reconcile.Request {
	return r.indexed(ctx, target.GetNamespace(), targetIndex, targetName(client.ObjectKeyFromObject(target)))
}

// inhabitants are the updates of a namespace for which it matters who allows it.
func (r *Reconciler) inhabitants(ctx context.Context, namespace *metav1.PartialObjectMetadata) []reconcile.Request {
	return r.indexed(ctx, namespace.Name, targetIndex, v1alpha1.ClusterProfileTargetKind)
}

func (r *Reconciler) indexed(ctx context.Context, namespace, index, key string) []reconcile.Request {
	updates := &v1alpha1.UserProfileUpdateList{}
	err := r.client.List(ctx, updates, client.InNamespace(namespace), client.MatchingFields{index: key}, client.UnsafeDisableDeepCopy)
	if err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "list the updates that depend on an object", "namespace", namespace, "index", index, "key", key)
		return nil
	}
	requests := make([]reconcile.Request, len(updates.Items))
	for i := range updates.Items {
		requests[i] = reconcile.Request{NamespacedName: client.ObjectKeyFromObject(&updates.Items[i])}
	}
	return requests
}
