package userprofileupdate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// connect finds the connection that the update refers to, and what may be done through it. The outcome says why there is
// none that works.
func (r *Reconciler) connect(ctx context.Context, upu *v1alpha1.UserProfileUpdate, found *job) (*profile.Outcome, error) {
	of, exists, err := r.target(ctx, upu)
	if !exists || err != nil {
		return &profile.Outcome{Kind: profile.TargetNotFound}, err
	}
	if systems := connection.Systems(of.GetSpec()); !slices.Contains(systems, upu.Spec.Target.System) {
		return mismatch(upu, found.subject.Target, systems), nil
	}
	c, err := r.connections.Resolve(ctx, of)
	if problem, ok := errors.AsType[*connection.Problem](err); ok {
		return &profile.Outcome{Kind: profile.TargetNotReady, Message: problem.Message}, nil
	}
	if err != nil {
		return nil, err
	}
	found.connection, found.port = c, portOf(upu, c)
	found.policy = policyOf(of.GetSpec())
	found.fuse = fuseOf(of)
	r.fuses.observe(found.target, found.fuse, func() map[string]time.Time { return r.renamed(found) })
	return found.barred(knownBad(of, c)), nil
}

// barred is the outcome if the connection does not work, as its condition says. From one that was denied something the lane
// keeps the job.
func (j *job) barred(ready *metav1.Condition) *profile.Outcome {
	if ready == nil {
		return nil
	}
	outcome := &profile.Outcome{Kind: profile.TargetNotReady, Message: ready.Message}
	if ready.Reason == string(v1alpha1.ReasonAccessDenied) {
		j.waits = outcome
		return nil
	}
	return outcome
}

// target reads the connection that the update refers to, and tells whether there is one for it: a ClusterProfileTarget is
// none to those whom it does not allow.
func (r *Reconciler) target(ctx context.Context, upu *v1alpha1.UserProfileUpdate) (v1alpha1.GenericProfileTarget, bool, error) {
	key := targetOf(upu)
	of := connection.Empty(key)
	if key.Namespace == "" && r.namespaces == nil {
		return of, false, nil
	}
	if err := r.client.Get(ctx, key, of); err != nil {
		if apierrors.IsNotFound(err) {
			return of, false, nil
		}
		return of, false, fmt.Errorf("read %s: %w", connection.Name(key), err)
	}
	labels, err := r.labelsOfNamespace(ctx, upu, key)
	if err != nil {
		return of, false, err
	}
	allowed, err := of.Allows(upu.Namespace, labels)
	if err != nil {
		ctrl.LoggerFrom(ctx).V(1).Info("A target allows no namespace", "target", connection.Name(key), "error", err.Error())
	}
	return of, allowed, nil
}

// labelsOfNamespace reads them where they matter.
func (r *Reconciler) labelsOfNamespace(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, of types.NamespacedName,
) (map[string]string, error) {
	namespace := connection.NamespaceMetadata()
	if of.Namespace != "" {
		return namespace.Labels, nil
	}
	if err := r.namespaces.Get(ctx, client.ObjectKey{Name: upu.Namespace}, namespace); err != nil {
		return nil, fmt.Errorf("read the labels of namespace %s: %w", upu.Namespace, err)
	}
	return namespace.Labels, nil
}

func mismatch(upu *v1alpha1.UserProfileUpdate, name string, systems []v1alpha1.System) *profile.Outcome {
	return &profile.Outcome{Kind: profile.TargetMismatch, Message: fmt.Sprintf(
		"spec.target.system is %s, but %s connects to %s; create the update anew with a target of its system",
		upu.Spec.Target.System, name, strings.Join(texts(systems), " and "))}
}

func policyOf(spec *v1alpha1.ProfileTargetSpec) plan.Policy {
	if spec.Policy == nil {
		return plan.Policy{}
	}
	return plan.Policy{Attributes: spec.Policy.Attributes, Domains: spec.Policy.IdentifierDomains}
}

// knownBad is the condition of a target whose vendor was asked about exactly this connection and did not accept it; nil if
// that is not so. As long as it holds, no update spends a request on it, but for the one that finds out.
func knownBad(of v1alpha1.GenericProfileTarget, c *connection.Connection) *metav1.Condition {
	ready := meta.FindStatusCondition(of.GetStatus().Conditions, string(v1alpha1.ConditionReady))
	if ready == nil || ready.Status != metav1.ConditionFalse || !c.Observed(of) {
		return nil
	}
	return ready
}
