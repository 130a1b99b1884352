package main

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
	"github.com/userprofile-dev/userprofile-operator/hack/bench/internal/rig"
)

// mosaicName is that of the namespace, the ProfileTarget and the Secret.
const mosaicName = "mosaic"

// newTenant returns a simulator that has so many users.
func newTenant(users int) *mosaic.Server {
	seed := mosaic.BaseSeed()
	for n := range users {
		seed.Users = append(seed.Users, mosaic.User{
			ID: mosaicUpdateName(n), Email: &mosaic.Contact{Value: mosaicEmail(n)},
			Name: mosaic.Object{"first_name": "Jane", "last_name": "Doe"},
			Apps: map[string]mosaic.AppProfile{mosaic.BaseAppA: {}},
		})
	}
	return mosaic.New(mosaic.Options{Seed: seed})
}

func mosaicEmail(n int) string { return fmt.Sprintf("user-%04d@x.io", n) }

func mosaicUpdateName(n int) string { return fmt.Sprintf("user-%04d", n) }

func mosaicConnection(url string) []client.Object {
	return []client.Object{
		rig.Namespace(mosaicName),
		rig.Credentials(mosaicName, mosaicName, mosaic.BaseClientA, mosaic.BaseSecret),
		&v1alpha1.ProfileTarget{
			ObjectMeta: metav1.ObjectMeta{Namespace: mosaicName, Name: mosaicName},
			Spec: v1alpha1.ProfileTargetSpec{Mosaic: &v1alpha1.MosaicConnection{
				URL: url, CredentialsSecretRef: v1alpha1.SecretReference{Name: mosaicName},
			}},
		},
	}
}

func mosaicUpdate(n int) *v1alpha1.UserProfileUpdate {
	return &v1alpha1.UserProfileUpdate{
		ObjectMeta: metav1.ObjectMeta{Namespace: mosaicName, Name: mosaicUpdateName(n)},
		Spec: v1alpha1.UserProfileUpdateSpec{
			Target: v1alpha1.TargetReference{
				System: v1alpha1.SystemMosaic, Ref: v1alpha1.TargetObjectReference{Name: mosaicName},
			},
			Identifier: v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, Value: mosaicEmail(n)},
			Attributes: &v1alpha1.Attributes{LastName: new("Roe")},
		},
	}
}
