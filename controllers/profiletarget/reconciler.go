package profiletarget

import (
	"context"
	"errors"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
)

// +kubebuilder:rbac:groups=identity.userprofile.dev,resources=profiletargets;clusterprofiletargets,verbs=list;watch
// +kubebuilder:rbac:groups=identity.userprofile.dev,resources=profiletargets/status;clusterprofiletargets/status,verbs=patch
// +kubebuilder:rbac:groups="",resources=secrets;configmaps,verbs=get;list;watch
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create

// Reconciler keeps the health of ProfileTargets and ClusterProfileTargets.
type Reconciler struct {
	client      client.Client
	events      events.EventRecorder
	connections *connection.Resolver
	lanes       Lanes
	probes      *prober
	access      *access
	fuses       *fuses
	traffic     *traffic
	now         func() time.Time

	clusterTargets bool
	namespace      string // of their Secrets
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

// Reconcile looks at one target. It never waits for the vendor: a probe asks for the token and wakes the object.
func (r *Reconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	pt := connection.Empty(req.NamespacedName)
	if err := r.client.Get(ctx, req.NamespacedName, pt); err != nil {
		if apierrors.IsNotFound(err) {
			r.probes.forget(req.NamespacedName)
			r.access.forget(req.NamespacedName)
			r.fuses.forget(req.NamespacedName)
			r.disconnect(req.NamespacedName)
		}
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	c, err := r.resolve(ctx, pt)
	if problem, ok := errors.AsType[*connection.Problem](err); ok {
		r.disconnect(req.NamespacedName)
		return ctrl.Result{RequeueAfter: interval(problem)}, r.write(ctx, pt, broken(problem), nil)
	}
	if err != nil {
		return ctrl.Result{}, err
	}
	r.traffic.follow(req.NamespacedName, c.Lane.Key)
	r.recall(pt, c)
	if asksAgain(pt) {
		r.probes.hurry(req.NamespacedName)
		r.lanes.Retry(c.Version)
	}
	if message, denied := r.access.denied(req.NamespacedName, c.Version); denied {
		return ctrl.Result{}, r.write(ctx, pt, forbidden(message), c)
	}
	if knownGood(pt, c) && !r.probes.doubted(req.NamespacedName) {
		return ctrl.Result{}, r.writeTraffic(ctx, pt)
	}
	probe := r.probes.ask(req.NamespacedName, c, r.now())
	if !probe.answered {
		return ctrl.Result{RequeueAfter: probe.wait}, r.writeTraffic(ctx, pt)
	}
	ready := health(probe.err)
	switch {
	case probe.confirms(c.Version):
		r.access.forbid(req.NamespacedName, *probe.doubt)
		ready = forbidden(probe.doubt.message)
	case probe.err == nil:
		r.lanes.Retry(c.Version)
	}
	if err := r.write(ctx, pt, ready, c); err != nil {
		return ctrl.Result{}, err
	}
	return ctrl.Result{RequeueAfter: r.probes.acknowledge(req.NamespacedName, probe, r.now())}, nil
}

// resolve makes the connection, if what only this controller has to know is in order too.
func (r *Reconciler) resolve(ctx context.Context, pt v1alpha1.GenericProfileTarget) (*connection.Connection, error) {
	if _, err := pt.Allows("", nil); err != nil {
		return nil, &connection.Problem{Reason: v1alpha1.ReasonInvalidSpec, Message: err.Error()}
	}
	return r.connections.Resolve(ctx, pt)
}

// asksAgain tells whether somebody wants to know now if the vendor has changed its mind. That it was heard is in the next
// status.
func asksAgain(pt v1alpha1.GenericProfileTarget) bool {
	return v1alpha1.Annotation(pt, v1alpha1.ReconcileRequestAnnotation) != pt.GetStatus().LastHandledReconcileAt
}

// disconnect has nothing more sent through what was a connection.
func (r *Reconciler) disconnect(key types.NamespacedName) {
	r.traffic.forget(key)
	if dropped := r.connections.Forget(key); dropped != nil {
		r.lanes.Revoke(key.String(), dropped.Version)
	}
}

// recall takes over from the status, after a restart, what the vendor denied exactly this connection: to find out whether it
// still does is for one update.
func (r *Reconciler) recall(pt v1alpha1.GenericProfileTarget, c *connection.Connection) {
	ready := meta.FindStatusCondition(pt.GetStatus().Conditions, string(v1alpha1.ConditionReady))
	if ready != nil && ready.Reason == string(v1alpha1.ReasonAccessDenied) && c.Observed(pt) {
		r.access.recall(connection.Key(pt), denial{version: c.Version, message: ready.Message})
	}
}
