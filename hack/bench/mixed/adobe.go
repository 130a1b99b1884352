package main

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// adobeName is that of the namespace, the ProfileTarget and the Secret.
const adobeName = "adobe"

// newOrganization returns a simulator that has so many users, with the documented limits.
func newOrganization(users int) *adobe.Server {
	seed := adobe.BaseSeed()
	for n := range users {
		seed.Users = append(seed.Users, adobe.User{
			Type: adobe.FederatedID, Email: adobeEmail(n), FirstName: "Jane", LastName: "Doe", Country: "US",
		})
	}
	return adobe.New(adobe.Options{Seed: seed})
}

func adobeEmail(n int) string { return fmt.Sprintf("user-%04d@claimed-domain1.com", n) }

func adobeConnection(url string) []client.Object {
	return []client.Object{
		rig.Namespace(adobeName),
		rig.Credentials(adobeName, adobeName, adobe.BaseClientA, adobe.BaseSecret),
		&v1alpha1.ProfileTarget{
			ObjectMeta: metav1.ObjectMeta{Namespace: adobeName, Name: adobeName},
			Spec: v1alpha1.ProfileTargetSpec{Adobe: &v1alpha1.AdobeConnection{
				OrgID: adobe.BaseOrg, URL: url, IMSURL: url,
				CredentialsSecretRef: v1alpha1.SecretReference{Name: adobeName},
			}},
		},
	}
}

func adobeUpdate(n int) client.Object {
	return &v1alpha1.UserProfileUpdate{
		ObjectMeta: metav1.ObjectMeta{Namespace: adobeName, Name: fmt.Sprintf("user-%04d", n)},
		Spec: v1alpha1.UserProfileUpdateSpec{
			Target: v1alpha1.TargetReference{
				System: v1alpha1.SystemAdobeFederated, Ref: v1alpha1.TargetObjectReference{Name: adobeName},
			},
			Identifier: v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, Value: adobeEmail(n)},
			Attributes: &v1alpha1.Attributes{LastName: new("Roe")},
		},
	}
}
