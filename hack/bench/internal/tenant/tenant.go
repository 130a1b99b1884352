package tenant

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// Name is that of the namespace, the ProfileTarget and the Secret.
const Name = "mosaic"

// New returns a simulator that has so many users.
func New(users int) *mosaic.Server {
	seed := mosaic.BaseSeed()
	for n := range users {
		seed.Users = append(seed.Users, mosaic.User{
			ID: UpdateName(n), Email: &mosaic.Contact{Value: email(n)},
			Name: mosaic.Object{"first_name": "Jane", "last_name": "Doe"},
			Apps: map[string]mosaic.AppProfile{mosaic.BaseAppA: {}},
		})
	}
	return mosaic.New(mosaic.Options{Seed: seed})
}

func email(n int) string { return fmt.Sprintf("user-%04d@x.io", n) }

// UpdateName is the name of the update of the nth user, and the user's id.
func UpdateName(n int) string { return fmt.Sprintf("user-%04d", n) }

// Connection is all that the operator needs to reach the simulator at the URL.
func Connection(url string) []client.Object {
	return []client.Object{
		rig.Namespace(Name),
		rig.Credentials(Name, Name, mosaic.BaseClientA, mosaic.BaseSecret),
		&v1alpha1.ProfileTarget{
			ObjectMeta: metav1.ObjectMeta{Namespace: Name, Name: Name},
			Spec: v1alpha1.ProfileTargetSpec{Mosaic: &v1alpha1.MosaicConnection{
				URL: url, CredentialsSecretRef: v1alpha1.SecretReference{Name: Name},
			}},
		},
	}
}

// Update changes the last name of the nth user.
func Update(n int) *v1alpha1.UserProfileUpdate {
	return update(n, &v1alpha1.Attributes{LastName: new("Roe")})
}

// Move changes the e-mail address of the nth user, by which they are found.
func Move(n int) *v1alpha1.UserProfileUpdate {
	return update(n, &v1alpha1.Attributes{Email: new("moved-" + email(n))})
}

func update(n int, attributes *v1alpha1.Attributes) *v1alpha1.UserProfileUpdate {
	return &v1alpha1.UserProfileUpdate{
		ObjectMeta: metav1.ObjectMeta{Namespace: Name, Name: UpdateName(n)},
		Spec: v1alpha1.UserProfileUpdateSpec{
			Target: v1alpha1.TargetReference{
				System: v1alpha1.SystemMosaic, Ref: v1alpha1.TargetObjectReference{Name: Name},
			},
			Identifier: v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, Value: email(n)},
			Attributes: attributes,
		},
	}
}
