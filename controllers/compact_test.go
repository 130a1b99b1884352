package controllers_test

import (
	"encoding/json"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers"
)

// appliedUpdate is an update as the API server tells of it.
const appliedUpdate = `{
	"apiVersion": "identity.userprofile.dev/v1alpha1", "kind": "UserProfileUpdate",
	"metadata": {"name": "jane", "namespace": "people", "managedFields": [{"manager": "kubectl"}], "annotations": {"a": "b"}},
	"spec": {
		"target": {"system": "Mosaic", "ref": {"kind": "ProfileTarget", "name": "default"}}, "mode": "Apply",
		"identifier": {"type": "Email", "value": "jane@x.io"}, "attributes": {"lastName": "Roe"}
	},
	"status": {
		"observedTarget": "tenant.version", "results": {"result": "Success", "completed": 1},
		"identity": {"digest": "digest", "tenant": "tenant"}, "applied": {"digest": "digest", "attributes": ["lastName"]},
		"changes": [{"attribute": "lastName", "action": "Set"}], "history": [{"digest": "digest", "reason": "Applied"}],
		"conditions": [{"type": "Ready", "status": "True", "reason": "Applied", "message": "The user has what is declared"}]
	}
}`

func decodedUpdate(t *testing.T) *v1alpha1.UserProfileUpdate {
	t.Helper()
	upu := &v1alpha1.UserProfileUpdate{}
	if err := json.Unmarshal([]byte(appliedUpdate), upu); err != nil {
		t.Fatal(err)
	}
	return upu
}

// Compact takes managedFields from any object and nothing else, and equal texts of two updates then are one in memory.
func TestCompact(t *testing.T) {
	t.Parallel()
	compacted := func(upu *v1alpha1.UserProfileUpdate) *v1alpha1.UserProfileUpdate {
		object, err := controllers.Compact()(upu)
		if err != nil {
			t.Fatal(err)
		}
		return object.(*v1alpha1.UserProfileUpdate)
	}
	want := decodedUpdate(t)
	want.ManagedFields = nil
	first, second := compacted(decodedUpdate(t)), compacted(decodedUpdate(t))
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("the update (-want +got):\n%s", diff)
	}
	for name, texts := range map[string][2]string{
		"kind":      {first.Kind, second.Kind},
		"namespace": {first.Namespace, second.Namespace},
		"target":    {first.Status.ObservedTarget, second.Status.ObservedTarget},
		"attribute": {first.Status.Applied.Attributes[0], second.Status.Changes[0].Attribute},
		"message":   {first.Status.Conditions[0].Message, second.Status.Conditions[0].Message},
	} {
		if unsafe.StringData(texts[0]) != unsafe.StringData(texts[1]) {
			t.Errorf("each update has a %s of its own", name)
		}
	}
	empty := &v1alpha1.UserProfileUpdate{}
	if diff := cmp.Diff(empty.DeepCopy(), compacted(empty)); diff != "" {
		t.Errorf("an empty update (-want +got):\n%s", diff)
	}
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "s", ManagedFields: []metav1.ManagedFieldsEntry{{}}}}
	if object, err := controllers.Compact()(secret); err != nil || object != any(secret) || secret.ManagedFields != nil {
		t.Errorf("a Secret is %+v (%v)", object, err)
	}
	if object, err := controllers.Compact()("no object"); err != nil || object != "no object" {
		t.Errorf("what is no object is %v (%v)", object, err)
	}
}
