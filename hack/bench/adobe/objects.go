package main

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

const (
	namespace = "people"

	// connection is the name of the ProfileTarget and of its Secret.
	connection = "adobe"
)

// createObjects creates all that the operator needs, and an update of each person.
func createObjects(ctx context.Context, config *rest.Config, url string, everybody people) error {
	c, err := rig.NewClient(config)
	if err != nil {
		return err
	}
	if err := rig.Create(ctx, c, surroundings(url)...); err != nil {
		return err
	}
	return rig.CreateMany(ctx, c, len(everybody), func(n int) client.Object { return everybody[n].update() })
}

func surroundings(url string) []client.Object {
	return []client.Object{
		rig.Namespace(namespace),
		rig.Credentials(namespace, connection, adobe.BaseClientA, adobe.BaseSecret),
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
