package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/hack/bench/internal/rig"
)

const (
	namespace = "people"

	// connection is the name of the ProfileTarget and of its Secret.
	connection = "adobe"
)

// creators create updates side by side.
const creators = 16

// createObjects creates all that the operator needs, and an update of each person.
func createObjects(ctx context.Context, config *rest.Config, url string, everybody people) error {
	c, err := client.New(config, client.Options{Scheme: rig.NewScheme(), FieldValidation: metav1.FieldValidationStrict})
	if err != nil {
		return err
	}
	for _, object := range surroundings(url) {
		if err := c.Create(ctx, object); err != nil {
			return fmt.Errorf("create %s: %w", object.GetName(), err)
		}
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	workqueue.ParallelizeUntil(ctx, creators, len(everybody), func(n int) {
		if err := c.Create(ctx, everybody[n].update()); err != nil {
			fail(fmt.Errorf("create %s: %w", everybody[n].object, err))
		}
	})
	return context.Cause(ctx)
}

func surroundings(url string) []client.Object {
	return []client.Object{
		&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}},
		&corev1.Secret{
			ObjectMeta: metav1.ObjectMeta{
				Namespace: namespace, Name: connection,
				Labels: map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseCredentials},
			},
			StringData: map[string]string{"client_id": adobe.BaseClientA, "client_secret": adobe.BaseSecret},
		},
		&v1alpha1.ProfileTarget{
			ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: connection},
			Spec: v1alpha1.ProfileTargetSpec{Adobe: &v1alpha1.AdobeConnection{
				OrgID: adobe.BaseOrg, URL: url, IMSURL: url,
				CredentialsSecretRef: v1alpha1.SecretReference{Name: connection},
			}},
		},
	}
}

func (p person) update() *v1alpha1.UserProfileUpdate {
	return &v1alpha1.UserProfileUpdate{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: p.object},
		Spec: v1alpha1.UserProfileUpdateSpec{
			Target: v1alpha1.TargetReference{
				System: v1alpha1.SystemAdobeFederated, Ref: v1alpha1.TargetObjectReference{Name: connection},
			},
			Identifier: v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, Value: p.email},
			Attributes: &v1alpha1.Attributes{LastName: &p.lastName},
		},
	}
}
