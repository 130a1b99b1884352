package profiletarget

import (
	"context"
	"errors"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
)

// +kubebuilder:rbac:groups=identity.userprofile.dev,resources=profiletargets,verbs=get;list;watch
// +kubebuilder:rbac:groups=identity.userprofile.dev,resources=profiletargets/status,verbs=patch
// +kubebuilder:rbac:groups="",resources=secrets,verbs=get;list;watch
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch

// Reconciler keeps the health of ProfileTargets.
type Reconciler struct {
	client      client.Client
	events      events.EventRecorder
	connections *connection.Resolver
	probes      *prober
	access      *access
	traffic     *traffic
	now         func() time.Time
}

// secretInterval is how often a Secret that is missing or not labelled is looked for: the operator watches labelled
// Secrets only, so it would not see one appear without the label.
const secretInterval = time.Minute

// interval is how long until a problem is looked at again that no event would show to be mended.
func interval(problem *connection.Problem) time.Duration {
	switch problem.Reason {
	case v1alpha1.ReasonSecretMissing, v1alpha1.ReasonSecretNotLabelled:
		return secretInterval
	default:
		return 0
	}
}

// Reconcile looks at one ProfileTarget. It never waits for the vendor: a probe asks for the token and wakes the object.
func (r *Reconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	pt := &v1alpha1.ProfileTarget{}
	if err := r.client.Get(ctx, req.NamespacedName, pt); err != nil {
		if apierrors.IsNotFound(err) {
			r.probes.forget(req.NamespacedName)
			r.access.permit(req.NamespacedName)
			r.traffic.forget(req.NamespacedName)
			r.connections.Forget(req.NamespacedName)
		}
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	c, err := r.connections.Resolve(ctx, pt)
	if problem, ok := errors.AsType[*connection.Problem](err); ok {
		r.traffic.forget(req.NamespacedName)
		return ctrl.Result{RequeueAfter: interval(problem)}, r.write(ctx, pt, broken(problem), nil)
	}
	if err != nil {
		return ctrl.Result{}, err
	}
	r.traffic.follow(req.NamespacedName, c.Lane.Key)
	if message, denied := r.access.denied(req.NamespacedName, c.Version); denied {
		return ctrl.Result{}, r.write(ctx, pt, forbidden(message), &c.Secret)
	}
	if knownGood(pt, c) && !r.probes.doubted(req.NamespacedName) {
		return ctrl.Result{}, r.writeTraffic(ctx, pt)
	}
	probe := r.probes.ask(req.NamespacedName, c, r.now())
	if !probe.answered {
		return ctrl.Result{RequeueAfter: probe.wait}, r.writeTraffic(ctx, pt)
	}
	ready := health(probe.err)
	if probe.confirms(c.Version) {
		r.access.forbid(req.NamespacedName, *probe.doubt)
		ready = forbidden(probe.doubt.message)
	}
	if err := r.write(ctx, pt, ready, &c.Secret); err != nil {
		return ctrl.Result{}, err
	}
	return ctrl.Result{RequeueAfter: r.probes.acknowledge(req.NamespacedName, r.now())}, nil
}
