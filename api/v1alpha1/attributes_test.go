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
	_, err = answer(cp.rest.Post().Namespace("default").Resource(strings.ToLower(kind)+"s").
		Param("fieldValidation", "Strict").Param("dryRun", "All").
		SetHeader("Content-Type", "application/json").Body(body).Do(t.Context()))
	return err
}

// TestClearExcludesAttribute: an attribute is set or cleared, not both, and each can be cleared but those that cannot
// be without a value or whose keys are cleared one by one.
func TestClearExcludesAttribute(t *testing.T) {
	cp := withControlPlane(t)
	neverCleared := map[string]bool{"accountStatus": true, "custom": true, "customData": true, "customAppData": true}
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

// TestAdobeTakesFewAttributes tries each attribute alone, the free-form ones too: a new one cannot slip through.
func TestAdobeTakesFewAttributes(t *testing.T) {
	cp := withControlPlane(t)
	const (
		notThis = "spec.attributes: Invalid value: can only be email, firstName, lastName and, for AdobeFederated, username: " +
			"Adobe lets nothing else be changed"
		noUsername = "spec.attributes.username: Invalid value: cannot be set for AdobeEnterprise: the username of such a user is " +
			"their e-mail address, and changes with it"
	)
	accepted := map[string]bool{"email": true, "firstName": true, "lastName": true}
	for _, system := range []v1alpha1.System{v1alpha1.SystemAdobeEnterprise, v1alpha1.SystemAdobeFederated} {
		for _, attribute := range attributes() {
			t.Run(string(system)+"/"+attribute, func(t *testing.T) {
				var got, want []string
				if err := cp.try(t, map[string]any{
					"target":     map[string]any{"system": system},
					"attributes": map[string]any{attribute: validValue(attribute)},
				}); err != nil {
					got = asRead(t, err)
				}
				switch {
				case accepted[attribute]:
				case attribute != "username":
					want = []string{notThis}
				case system == v1alpha1.SystemAdobeEnterprise:
					want = []string{noUsername}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("the API server's answer (-want +got):\n%s", diff)
				}
			})
		}
	}
}
