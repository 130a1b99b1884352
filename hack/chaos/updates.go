package main

import (
	"context"
	"encoding/json"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

const (
	// namespace of the updates and their targets, which have the names of the vendors.
	namespace = "people"

	// operatorNamespace is where the operator keeps its key and its lease.
	operatorNamespace = "operator"

	// waves in which updates are created; each is edited two waves later, if at all.
	waves     = 10
	editAfter = 2

	// applicants create and edit updates side by side.
	applicants = 8

	// insist is how soon somebody tries again to whom the API server did not answer.
	insist = 500 * time.Millisecond
)

// surroundings are what the updates need.
func surroundings(urls map[vendorName]string) []client.Object {
	target := func(vendor vendorName, spec v1alpha1.ProfileTargetSpec) *v1alpha1.ProfileTarget {
		return &v1alpha1.ProfileTarget{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: string(vendor)}, Spec: spec}
	}
	secret := func(vendor vendorName) v1alpha1.SecretReference {
		return v1alpha1.SecretReference{Name: string(vendor)}
	}
	return []client.Object{
		rig.Namespace(operatorNamespace),
		rig.Namespace(namespace),
		rig.Credentials(namespace, string(atMosaic), mosaic.BaseClientA, mosaic.BaseSecret),
		rig.Credentials(namespace, string(atAdobe), adobe.BaseClientA, adobe.BaseSecret),
		target(atMosaic, v1alpha1.ProfileTargetSpec{
			Mosaic: &v1alpha1.MosaicConnection{URL: urls[atMosaic], CredentialsSecretRef: secret(atMosaic)},
		}),
		target(atAdobe, v1alpha1.ProfileTargetSpec{Adobe: &v1alpha1.AdobeConnection{
			OrgID: adobe.BaseOrg, URL: urls[atAdobe], IMSURL: urls[atAdobe], CredentialsSecretRef: secret(atAdobe),
		}}),
	}
}

// systems of the vendors.
var systems = map[vendorName]v1alpha1.System{atMosaic: v1alpha1.SystemMosaic, atAdobe: v1alpha1.SystemAdobeFederated}

// update is the person's, in its first generation.
func (p person) update() *v1alpha1.UserProfileUpdate {
	return &v1alpha1.UserProfileUpdate{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: p.object},
		Spec: v1alpha1.UserProfileUpdateSpec{
			Target: v1alpha1.TargetReference{
				System: systems[p.vendor], Ref: v1alpha1.TargetObjectReference{Name: string(p.vendor)},
			},
			Identifier: v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, Value: p.login},
			Attributes: p.wishes[0].attributes(),
		},
	}
}

func (v values) attributes() *v1alpha1.Attributes {
	a := &v1alpha1.Attributes{LastName: &v.lastName}
	if v.email != "" {
		a.Email = &v.email
	}
	return a
}

// declare creates all updates in waves that take most of that time, and edits those that have a second generation. It
// returns when all of it is done: nobody gives up because the API server is away.
func (d *day) declare(ctx context.Context, over time.Duration) error {
	ticker := time.NewTicker(over / (waves + editAfter + 1))
	defer ticker.Stop()
	for n := range waves + editAfter {
		d.wave(ctx, n, d.create)
		d.wave(ctx, n-editAfter, d.edit)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return context.Cause(ctx)
}

// wave does that to the people of a wave, several at a time.
func (d *day) wave(ctx context.Context, n int, do func(context.Context, person) error) {
	if n < 0 || n >= waves {
		return
	}
	people := d.people[n*len(d.people)/waves : (n+1)*len(d.people)/waves]
	workqueue.ParallelizeUntil(ctx, applicants, len(people), func(i int) {
		defer d.rig.Guard()
		if err := do(ctx, people[i]); err != nil && ctx.Err() == nil {
			d.rig.Fail(err)
		}
	})
}

func (d *day) create(ctx context.Context, p person) error {
	return insisting(ctx, func() error {
		err := d.client.Create(ctx, p.update())
		if apierrors.IsAlreadyExists(err) { // what was not answered was done
			return nil
		}
		return err
	})
}

func (d *day) edit(ctx context.Context, p person) error {
	if len(p.wishes) == 1 {
		return nil
	}
	return d.patch(ctx, p, map[string]any{"spec": map[string]any{"attributes": p.wishes[1].attributes()}})
}

// request asks for a new try, as a person would.
func (d *day) request(ctx context.Context, p person) error {
	return d.patch(ctx, p, map[string]any{"metadata": map[string]any{"annotations": map[string]string{
		v1alpha1.ReconcileRequestAnnotation: time.Now().Format(time.RFC3339),
	}}})
}

func (d *day) patch(ctx context.Context, p person, change map[string]any) error {
	patch, err := json.Marshal(change)
	if err != nil {
		return err
	}
	upu := &v1alpha1.UserProfileUpdate{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: p.object}}
	return insisting(ctx, func() error { return d.client.Patch(ctx, upu, client.RawPatch(types.MergePatchType, patch)) })
}

// insisting tries until the API server does it, or says that it never will.
func insisting(ctx context.Context, try func() error) error {
	return wait.PollUntilContextCancel(ctx, insist, true, func(context.Context) (bool, error) {
		err := try()
		if apierrors.IsInvalid(err) || apierrors.IsBadRequest(err) || apierrors.IsNotFound(err) {
			return false, err
		}
		return err == nil, nil
	})
}
