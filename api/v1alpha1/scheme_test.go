package v1alpha1_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

func TestAddToSchemeRegistersEveryKind(t *testing.T) {
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]runtime.Object{
		"UserProfileUpdate":     &v1alpha1.UserProfileUpdate{},
		"UserProfileUpdateList": &v1alpha1.UserProfileUpdateList{},
		"ProfileTarget":         &v1alpha1.ProfileTarget{},
		"ProfileTargetList":     &v1alpha1.ProfileTargetList{},

		"ClusterProfileTarget":     &v1alpha1.ClusterProfileTarget{},
		"ClusterProfileTargetList": &v1alpha1.ClusterProfileTargetList{},
	} {
		got, err := scheme.New(v1alpha1.GroupVersion.WithKind(kind))
		if err != nil {
			t.Error(err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
}

// A copy that shared memory with the cache would let a controller change what others read.
func TestDeepCopySharesNothing(t *testing.T) {
	build := func() *v1alpha1.UserProfileUpdate {
		firstName := "Jane"
		return &v1alpha1.UserProfileUpdate{
			Spec: v1alpha1.UserProfileUpdateSpec{
				Attributes: &v1alpha1.Attributes{
					FirstName:       &firstName,
					SecondaryEmails: []string{"jane@home.example"},
					CustomData:      &apiextensionsv1.JSON{Raw: []byte(`{"nickname":"Jay"}`)},
				},
				Identifier: v1alpha1.Identifier{ValueFrom: &v1alpha1.ValueSource{
					SecretKeyRef: &v1alpha1.KeyReference{Name: "hr", Key: "email"},
				}},
				AttributeValues: []v1alpha1.AttributeValue{{
					Attribute: "lastName",
					ValueFrom: v1alpha1.ValueSource{ConfigMapKeyRef: &v1alpha1.KeyReference{Name: "hr", Key: "surname"}},
				}},
				AttributesFrom: []v1alpha1.AttributesSource{{SecretRef: &v1alpha1.SourceReference{Name: "jane"}}},
				Inputs:         []v1alpha1.Input{{Name: "hr", ConfigMapRef: &v1alpha1.SourceReference{Name: "hr"}}},
				Clear:          []string{"picture"},
			},
			Status: v1alpha1.UserProfileUpdateStatus{
				Identity:        &v1alpha1.Identity{Move: &v1alpha1.Move{State: v1alpha1.MovePending}},
				ObservedSources: []v1alpha1.ObservedSource{{Kind: v1alpha1.SourceSecret, Name: "hr"}},
				Applied:         &v1alpha1.Applied{Digest: "d", Attributes: []string{"firstName"}},
				Conditions:      []metav1.Condition{{Type: string(v1alpha1.ConditionReady)}},
			},
		}
	}
	upu := build()
	clone := upu.DeepCopy()
	*clone.Spec.Attributes.FirstName = "Joan"
	clone.Spec.Attributes.SecondaryEmails[0] = "joan@home.example"
	clone.Spec.Attributes.CustomData.Raw[0] = '['
	clone.Spec.Identifier.ValueFrom.SecretKeyRef.Key = "login"
	clone.Spec.AttributeValues[0].Attribute = "firstName"
	clone.Spec.AttributeValues[0].ValueFrom.ConfigMapKeyRef.Key = "name"
	clone.Spec.AttributesFrom[0].SecretRef.Name = "joan"
	clone.Spec.Inputs[0].Name = "crm"
	clone.Spec.Inputs[0].ConfigMapRef.Optional = true
	clone.Spec.Clear[0] = "city"
	clone.Status.ObservedSources[0].Name = "crm"
	clone.Status.Applied.Digest = "e"
	clone.Status.Identity.Move.State = v1alpha1.MoveDone
	clone.Status.Applied.Attributes[0] = "lastName"
	clone.Status.Conditions[0].Type = string(v1alpha1.ConditionStalled)
	if diff := cmp.Diff(build(), upu); diff != "" {
		t.Errorf("changes of the copy show in the original (-want +got):\n%s", diff)
	}
}

// The same for a connection.
func TestDeepCopyOfConnectionSharesNothing(t *testing.T) {
	build := func() *v1alpha1.ProfileTarget {
		reads, commands := int32(25), int32(10)
		until := metav1.Unix(1, 0)
		return &v1alpha1.ProfileTarget{
			Spec: v1alpha1.ProfileTargetSpec{
				Mosaic: &v1alpha1.MosaicConnection{UserSchema: []v1alpha1.CustomAttribute{{Name: "tier"}}},
				Adobe:  &v1alpha1.AdobeConnection{OrgID: "8C2F5E0B64A1D9@AdobeOrg"},
				Limits: &v1alpha1.Limits{ReadsPerMinute: &reads, CommandsPerRequest: &commands},
			},
			Status: v1alpha1.ProfileTargetStatus{
				ThrottledUntil: &until,
				Conditions:     []metav1.Condition{{Type: string(v1alpha1.ConditionReady)}},
			},
		}
	}
	target := build()
	clone := target.DeepCopy()
	clone.Spec.Mosaic.UserSchema[0].Name = "colour"
	clone.Spec.Adobe.OrgID = "9D@AdobeOrg"
	*clone.Spec.Limits.ReadsPerMinute = 1
	*clone.Spec.Limits.CommandsPerRequest = 1
	*clone.Status.ThrottledUntil = metav1.Unix(2, 0)
	clone.Status.Conditions[0].Type = string(v1alpha1.ConditionStalled)
	if diff := cmp.Diff(build(), target); diff != "" {
		t.Errorf("changes of the copy show in the original (-want +got):\n%s", diff)
	}
}

// The same for a shared connection, and for what it has beside.
func TestDeepCopyOfClusterConnectionSharesNothing(t *testing.T) {
	build := func() *v1alpha1.ClusterProfileTarget {
		fuse := int32(20)
		return &v1alpha1.ClusterProfileTarget{Spec: v1alpha1.ClusterProfileTargetSpec{
			ProfileTargetSpec: v1alpha1.ProfileTargetSpec{
				Policy: &v1alpha1.Policy{Attributes: []string{"lastName"}, IdentifierDomains: []string{"people.example"}},
				Limits: &v1alpha1.Limits{IdentityChangesPerHour: &fuse},
			},
			AllowedNamespaces: &v1alpha1.AllowedNamespaces{
				Names: []string{"hr"}, Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"team": "hr"}},
			},
		}}
	}
	target := build()
	clone := target.DeepCopy()
	clone.Spec.Policy.Attributes[0] = "email"
	clone.Spec.Policy.IdentifierDomains[0] = "home.example"
	*clone.Spec.Limits.IdentityChangesPerHour = 1
	clone.Spec.AllowedNamespaces.Names[0] = "crm"
	clone.Spec.AllowedNamespaces.Selector.MatchLabels["team"] = "crm"
	if diff := cmp.Diff(build(), target); diff != "" {
		t.Errorf("changes of the copy show in the original (-want +got):\n%s", diff)
	}
}
