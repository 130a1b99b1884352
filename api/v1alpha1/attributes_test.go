package v1alpha1_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// valid has a good value for every attribute.
var valid = map[string]any{
	"email":                 "jane@people.example",
	"phoneNumber":           "+441632960961",
	"birthday":              "1990-02-03",
	"picture":               "https://img.people.example/jane",
	"addressType":           "Home",
	"accountStatus":         "Active",
	"secondaryEmails":       []any{"jane@home.example"},
	"secondaryPhoneNumbers": []any{"+441632960962"},
	"custom":                map[string]any{"tier": "gold"},
	"customData":            map[string]any{"tier": "gold"},
	"customAppData":         map[string]any{"tier": "gold"},
}

// attributes are the names of all attributes, so that a new one cannot be forgotten here.
func attributes() []string {
	var names []string
	for field := range reflect.TypeFor[v1alpha1.Attributes]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// freeForm are the attributes whose keys have values, not they themselves.
var freeForm = map[string]bool{"custom": true, "customData": true, "customAppData": true}

// fromElsewhere is a value of attributeValues for an attribute, of a free-form one for one of its keys.
func fromElsewhere(attribute string) map[string]any {
	if freeForm[attribute] {
		attribute += ".tier"
	}
	return map[string]any{"attribute": attribute, "valueFrom": map[string]any{"expression": "'Jane'"}}
}

func validValue(attribute string) any {
	if value, ok := valid[attribute]; ok {
		return value
	}
	return "Jane"
}

// try asks the API server whether it would accept an update with these members of spec.
func (cp *controlPlane) try(t *testing.T, members map[string]any) error {
	t.Helper()
	spec := map[string]any{
		"target":     map[string]any{"system": "Mosaic"},
		"identifier": map[string]any{"type": "Email", "value": "jane@people.example"},
	}
	maps.Copy(spec, members)
	return cp.trySpec(t, "UserProfileUpdate", spec)
}

// trySpec asks the API server whether it would accept an object of this kind.
func (cp *controlPlane) trySpec(t *testing.T, kind string, spec map[string]any) error {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"apiVersion": v1alpha1.GroupVersion.String(),
		"kind":       kind,
		"metadata":   map[string]any{"name": "try"},
		"spec":       spec,
	})
	if err != nil {
		t.Fatal(err)
	}
	resource := strings.ToLower(kind) + "s"
	_, err = answer(cp.rest.Post().NamespaceIfScoped("default", isNamespaced(resource)).Resource(resource).
		Param("fieldValidation", "Strict").Param("dryRun", "All").
		SetHeader("Content-Type", "application/json").Body(body).Do(t.Context()))
	return err
}

// TestClearExcludesAttribute: an attribute is set or cleared, not both, and each can be cleared but those that cannot
// be without a value or whose keys are cleared one by one.
func TestClearExcludesAttribute(t *testing.T) {
	cp := withControlPlane(t)
	neverCleared := map[string]bool{"accountStatus": true}
	maps.Copy(neverCleared, freeForm)
	for _, set := range attributes() {
		t.Run(set, func(t *testing.T) {
			values := map[string]any{set: validValue(set)}
			if neverCleared[set] {
				got := asRead(t, cp.try(t, map[string]any{"clear": []string{set}}))
				want := []string{fmt.Sprintf("spec.clear[0]: Invalid value: %q: must name an attribute that can be cleared, "+
					"such as picture, city or customData.nickname", set)}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("clear of %s (-want +got):\n%s", set, diff)
				}
				return
			}
			for _, cleared := range attributes() {
				if neverCleared[cleared] {
					continue
				}
				err := cp.try(t, map[string]any{"attributes": values, "clear": []string{cleared}})
				switch {
				case cleared != set && err != nil:
					t.Errorf("clear of %s is rejected: %v", cleared, err)
				case cleared == set && err == nil:
					t.Errorf("set and cleared at once")
				case cleared == set:
					want := []string{"spec.clear: Invalid value: " + set + " stands both in attributes and in clear; remove it from one of them"}
					if diff := cmp.Diff(want, asRead(t, err)); diff != "" {
						t.Errorf("the rejection (-want +got):\n%s", diff)
					}
				}
			}
		})
	}
}

// TestClearExcludesAttributeValue: the same of an attribute whose value comes from elsewhere.
func TestClearExcludesAttributeValue(t *testing.T) {
	cp := withControlPlane(t)
	for _, attribute := range attributes() {
		if attribute == "accountStatus" {
			continue // never cleared
		}
		t.Run(attribute, func(t *testing.T) {
			value := fromElsewhere(attribute)
			try := func(cleared any) []string {
				err := cp.try(t, map[string]any{"attributeValues": []any{value}, "clear": []any{cleared}})
				if err == nil {
					return nil
				}
				return asRead(t, err)
			}
			if got := try("customData.nickname"); got != nil {
				t.Errorf("clear of something else is rejected: %v", got)
			}
			want := []string{"spec.clear: Invalid value: an attribute stands both in attributeValues and in clear; remove it from one of them"}
			if diff := cmp.Diff(want, try(value["attribute"])); diff != "" {
				t.Errorf("set and cleared at once (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEveryAttributeMayComeFromElsewhere tries each attribute alone: a new one cannot be forgotten in the rule.
func TestEveryAttributeMayComeFromElsewhere(t *testing.T) {
	cp := withControlPlane(t)
	for _, attribute := range attributes() {
		if err := cp.try(t, map[string]any{"attributeValues": []any{fromElsewhere(attribute)}}); err != nil {
			t.Errorf("%s: %v", attribute, err)
		}
	}
}

// TestAdobeTakesFewAttributes tries each attribute alone, the free-form ones too: a new one cannot slip through.
func TestAdobeTakesFewAttributes(t *testing.T) {
	cp := withControlPlane(t)
	const (
		notThis = "Invalid value: can only be email, firstName, lastName and, for AdobeFederated, username: Adobe lets nothing " +
			"else be changed"
		noUsername = "cannot be set for AdobeEnterprise: the username of such a user is their e-mail address, and changes with it"
	)
	accepted := map[string]bool{"email": true, "firstName": true, "lastName": true}
	for _, system := range []v1alpha1.System{v1alpha1.SystemAdobeEnterprise, v1alpha1.SystemAdobeFederated} {
		for _, attribute := range attributes() {
			t.Run(string(system)+"/"+attribute, func(t *testing.T) {
				var got, want []string
				for _, members := range []map[string]any{
					{"attributes": map[string]any{attribute: validValue(attribute)}},
					{"attributeValues": []any{fromElsewhere(attribute)}},
				} {
					members["target"] = map[string]any{"system": system}
					if err := cp.try(t, members); err != nil {
						got = append(got, asRead(t, err)...)
					}
				}
				switch {
				case accepted[attribute]:
				case attribute != "username":
					want = []string{"spec.attributes: " + notThis, "spec.attributeValues: " + notThis}
				case system == v1alpha1.SystemAdobeEnterprise:
					want = []string{
						"spec.attributes.username: Invalid value: " + noUsername,
						"spec.attributeValues: Invalid value: username " + noUsername,
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("the API server's answer (-want +got):\n%s", diff)
				}
			})
		}
	}
}
