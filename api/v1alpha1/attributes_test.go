package v1alpha1_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
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
		"identifier": map[string]any{"type": "UserID", "value": "u1"},
	}
	maps.Copy(spec, members)
	body, err := json.Marshal(map[string]any{
		"apiVersion": v1alpha1.GroupVersion.String(),
		"kind":       "UserProfileUpdate",
		"metadata":   map[string]any{"name": "try"},
		"spec":       spec,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = answer(cp.rest.Post().Namespace("default").Resource("userprofileupdates").
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

// TestRejectionsKeepValuesToThemselves breaks every attribute and every kind of identifier in every way there is, and
// looks for the value in the API server's answer.
func TestRejectionsKeepValuesToThemselves(t *testing.T) {
	cp := withControlPlane(t)
	const canary = "Canary"
	const canaryNumber = 8675309
	broken := map[string]any{
		"other form":    canary,
		"with space":    canary + " @",
		"too long":      strings.Repeat(canary, 500),
		"number":        canaryNumber,
		"list":          []any{canary},
		"list of other": []any{canaryNumber, true, nil, []any{canary}},
		"repeated":      []any{canary + "@people.example", canary + "@people.example"},
		"repeated too":  []any{fmt.Sprintf("+%d", canaryNumber), fmt.Sprintf("+%d", canaryNumber)},
		"long entry":    []any{strings.Repeat(canary, 500)},
		"too many":      slices.Repeat([]any{canary}, 50),
	}
	rejected := 0
	check := func(t *testing.T, members map[string]any) {
		t.Helper()
		err := cp.try(t, members)
		if err == nil {
			return // a value that is right after all
		}
		rejected++
		text := err.Error() + "\n" + strings.Join(asRead(t, err), "\n")
		if strings.Contains(text, canary) || strings.Contains(text, fmt.Sprint(canaryNumber)) {
			t.Errorf("the rejection shows the value: %s", text)
		}
	}
	for name, value := range broken {
		for _, attribute := range attributes() {
			t.Run(attribute+"/"+name, func(t *testing.T) {
				check(t, map[string]any{"attributes": map[string]any{attribute: value}})
			})
		}
		for _, kind := range []v1alpha1.IdentifierType{"UserID", "ExternalUserID", "Email", "Phone", "Username", "Custom"} {
			t.Run("identifier/"+string(kind)+"/"+name, func(t *testing.T) {
				check(t, map[string]any{"identifier": map[string]any{"type": kind, "value": value}})
			})
		}
	}
	if rejected < 200 {
		t.Errorf("only %d values were rejected: the test no longer breaks them", rejected)
	}
}
