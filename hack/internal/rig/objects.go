package rig

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// NewClient returns one that a mistake in an object does not get past.
func NewClient(config *rest.Config) (client.Client, error) {
	return client.New(config, client.Options{Scheme: NewScheme(), FieldValidation: metav1.FieldValidationStrict})
}

// Create creates objects one after the other.
func Create(ctx context.Context, c client.Client, objects ...client.Object) error {
	for _, object := range objects {
		if err := c.Create(ctx, object); err != nil {
			return fmt.Errorf("create %s: %w", object.GetName(), err)
		}
	}
	return nil
}

// creators create objects side by side.
const creators = 16

// CreateMany creates so many objects, several at a time.
func CreateMany(ctx context.Context, c client.Client, count int, object func(n int) client.Object) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	workqueue.ParallelizeUntil(ctx, creators, count, func(n int) {
		if err := Create(ctx, c, object(n)); err != nil {
			fail(err)
		}
	})
	return context.Cause(ctx)
}

// Namespace is one by that name.
func Namespace(name string) *corev1.Namespace {
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
}

// Credentials are a Secret that the operator reads.
func Credentials(namespace, name, clientID, clientSecret string) *corev1.Secret {
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: namespace, Name: name,
			Labels: map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseCredentials},
		},
		StringData: map[string]string{"client_id": clientID, "client_secret": clientSecret},
	}
}
