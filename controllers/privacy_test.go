package controllers_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	eventsv1 "k8s.io/api/events/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// No value of a profile gets out of the spec, not even when the vendor repeats all of them in an error.
func TestValuesStayWhereTheyAre(t *testing.T) {
	w := newWorld(t)
	canaries := map[string]string{
		"text":   "Kanarienvogel",
		"email":  "canary.4711@cage.example",
		"phone":  "+4915155500123",
		"custom": "canary in a custom attribute",
		"nested": "canary below customData",
	}
	echo, err := json.Marshal(map[string]any{"error_code": http.StatusBadRequest, "message": []string{fmt.Sprint(canaries)}})
	if err != nil {
		t.Fatal(err)
	}
	w.tenant.Inject(mosaic.Fault{
		Method: http.MethodPut, Status: http.StatusBadRequest,
		Answer: mosaic.AnswerRaw, Body: string(echo), ContentType: "application/json",
	})
	upu := w.update("ann", v1alpha1.Attributes{
		LastName:    new(canaries["text"]),
		Email:       new(canaries["email"]),
		PhoneNumber: new(canaries["phone"]),
		Custom:      &apiextensionsv1.JSON{Raw: []byte(`{"preferredStoreLocation":"` + canaries["custom"] + `"}`)},
		CustomData:  &apiextensionsv1.JSON{Raw: []byte(`{"k":{"deep":["` + canaries["nested"] + `"]}}`)},
	})
	upu.Spec.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierUserID, Value: mosaic.BaseU1}
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonInvalidSpec)
	failed, err := json.Marshal(upu.Status)
	if err != nil {
		t.Fatal(err)
	}
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Title = new("Dr") })
	w.ready(upu, v1alpha1.ReasonApplied)
	applied, err := json.Marshal(upu.Status)
	if err != nil {
		t.Fatal(err)
	}
	var announced eventsv1.EventList
	w.until("two events", func() bool {
		if err := w.List(t.Context(), &announced, client.InNamespace(w.namespace)); err != nil {
			t.Fatal(err)
		}
		return len(announced.Items) >= 2
	}, func() any { return announced.Items })

	for where, text := range map[string]string{
		"the status after a failure": string(failed),
		"the status after a success": string(applied),
		"the events":                 fmt.Sprint(announced.Items),
		"the log":                    logs.String(),
	} {
		for name, canary := range canaries {
			if strings.Contains(text, canary) {
				t.Errorf("the %s shows in %s: %s", name, where, text)
			}
		}
	}
}
