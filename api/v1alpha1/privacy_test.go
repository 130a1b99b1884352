package v1alpha1_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// What nobody may read in a rejection.
const (
	canary       = "Canary"
	canaryNumber = 8675309
)

// keepsCanaries fails if a rejection shows a canary, and returns whether there was a rejection at all.
func keepsCanaries(t *testing.T, err error) bool {
	t.Helper()
	if err == nil {
		return false // a value that is right after all
	}
	text := err.Error() + "\n" + strings.Join(asRead(t, err), "\n")
	if strings.Contains(text, canary) || strings.Contains(text, fmt.Sprint(canaryNumber)) {
		t.Errorf("the rejection shows the value: %s", text)
	}
	return true
}

// TestRejectionsKeepValuesToThemselves breaks every attribute, every kind of identifier and every source of every system
// in every way there is, and looks for the value in the API server's answer. One way is left out, because nothing helps
// against it: an entry of attributeValues or inputs that is no object but the value itself is shown.
func TestRejectionsKeepValuesToThemselves(t *testing.T) {
	cp := withControlPlane(t)
	broken := map[string]any{
		"other form":     canary,
		"address":        canary + "@people.example",
		"with space":     canary + " @",
		"longer address": strings.Repeat(canary, 9) + "@people.example",
		"longer":         strings.Repeat(canary, 42),
		"too long":       strings.Repeat(canary, 500),
		"number":         canaryNumber,
		"object":         map[string]any{"key": canary},
		"list":           []any{canary},
		"list of other":  []any{canaryNumber, true, nil, []any{canary}},
		"repeated":       []any{canary + "@people.example", canary + "@people.example"},
		"repeated too":   []any{fmt.Sprintf("+%d", canaryNumber), fmt.Sprintf("+%d", canaryNumber)},
		"long entry":     []any{strings.Repeat(canary, 500)},
		"too many":       slices.Repeat([]any{canary}, 50),
	}
	for _, system := range []v1alpha1.System{
		v1alpha1.SystemMosaic, v1alpha1.SystemAdobeEnterprise, v1alpha1.SystemAdobeFederated,
	} {
		rejected := 0
		check := func(t *testing.T, members map[string]any) {
			t.Helper()
			members["target"] = map[string]any{"system": system}
			if keepsCanaries(t, cp.try(t, members)) {
				rejected++
			}
		}
		for name, value := range broken {
			for _, attribute := range attributes() {
				t.Run(fmt.Sprintf("%s/%s/%s", system, attribute, name), func(t *testing.T) {
					check(t, map[string]any{"attributes": map[string]any{attribute: value}})
				})
			}
			for _, kind := range []v1alpha1.IdentifierType{"UserID", "ExternalUserID", "Email", "Phone", "Username", "Custom"} {
				t.Run(fmt.Sprintf("%s/identifier/%s/%s", system, kind, name), func(t *testing.T) {
					for _, source := range brokenSources(value) {
						check(t, map[string]any{"identifier": map[string]any{"type": kind, "valueFrom": source}})
						check(t, map[string]any{"identifier": map[string]any{"type": kind, "value": value, "valueFrom": source}})
					}
					check(t, map[string]any{"identifier": map[string]any{"type": kind, "value": value}})
					check(t, map[string]any{"identifier": map[string]any{"type": kind, "value": value, "domain": "d"}})
					check(t, map[string]any{"identifier": map[string]any{"type": kind, "value": "jane", "domain": value}})
				})
			}
			t.Run(fmt.Sprintf("%s/sources/%s", system, name), func(t *testing.T) {
				check(t, map[string]any{"attributesFrom": value})
				check(t, map[string]any{"attributesFrom": []any{value, value}})
				for _, list := range []string{"attributeValues", "attributesFrom", "inputs"} {
					check(t, map[string]any{list: map[string]any{"lastName": value}})
					check(t, map[string]any{list: []any{map[string]any{"lastName": value}, map[string]any{"lastName": value}}})
				}
				for _, source := range brokenSources(value) {
					attributeValue := map[string]any{"attribute": "lastName", "valueFrom": source, "value": value}
					check(t, map[string]any{"attributeValues": []any{attributeValue}})
					check(t, map[string]any{"attributeValues": []any{attributeValue, attributeValue}})
					delete(attributeValue, "value")
					check(t, map[string]any{"attributeValues": []any{attributeValue}})
					check(t, map[string]any{"attributeValues": []any{attributeValue, attributeValue}})
				}
				for _, kind := range []string{"secretRef", "configMapRef"} {
					check(t, map[string]any{"attributesFrom": []any{map[string]any{kind: value}}})
					check(t, map[string]any{"attributesFrom": []any{map[string]any{kind: map[string]any{"name": "hr", "value": value}}}})
					input := map[string]any{"name": "hr", kind: value}
					check(t, map[string]any{"inputs": []any{input}})
					check(t, map[string]any{"inputs": []any{input, input}})
					check(t, map[string]any{"inputs": []any{map[string]any{"name": "hr", "value": value}}})
				}
			})
			t.Run(fmt.Sprintf("%s/requestID/%s", system, name), func(t *testing.T) {
				check(t, map[string]any{"requestID": value})
			})
		}
		if rejected < 2500 {
			t.Errorf("%s: only %d values were rejected: the test no longer breaks them", system, rejected)
		}
	}
}

// brokenSources are places in which somebody may put a value instead of naming where it is. An expression is no secret,
// but may hold one. Names of objects, keys and attributes are none, and are shown.
func brokenSources(value any) []any {
	return []any{
		value,
		map[string]any{"value": value},
		map[string]any{"expression": value, "secretKeyRef": map[string]any{"name": "hr", "key": "surname"}},
		map[string]any{"expression": value, "value": value},
		map[string]any{"expression": fmt.Sprintf("%q", value)},
		map[string]any{"secretKeyRef": value},
		map[string]any{"configMapKeyRef": value},
		map[string]any{"secretKeyRef": map[string]any{"name": "hr", "key": "surname", "value": value}},
		map[string]any{"secretKeyRef": map[string]any{"name": "hr", "key": "surname", "optional": value}},
	}
}

// Nor does the rejection of a connection show an address, in which somebody may have put a password, or whose it is.
func TestRejectionsOfConnectionsKeepValuesToThemselves(t *testing.T) {
	cp := withControlPlane(t)
	broken := []any{
		canary,
		"http://" + canary + ".example",
		"ftp://" + canary + ".example",
		"https:///" + canary,
		"https://admin:" + canary + "@people.example",
		"https://people.example/?key=" + canary,
		"https://people.example/#" + canary,
		"https://people.example/" + strings.Repeat(canary, 100),
		canary + " @AdobeOrg",
		canary + "@AdobeID",
		strings.Repeat(canary, 100) + "@AdobeOrg",
		canaryNumber,
		map[string]any{"key": canary},
		[]any{canary},
	}
	connection := func(member string) map[string]any {
		credentials := map[string]any{"name": "credentials"}
		if member == "mosaic" {
			return map[string]any{"credentialsSecretRef": credentials}
		}
		return map[string]any{"credentialsSecretRef": credentials, "orgID": "8C2F5E0B64A1D9@AdobeOrg"}
	}
	for _, tt := range []struct{ member, field string }{
		{"mosaic", "url"}, {"adobe", "url"}, {"adobe", "imsURL"}, {"adobe", "orgID"},
	} {
		for _, value := range broken {
			t.Run(fmt.Sprintf("%s/%s/%v", tt.member, tt.field, value), func(t *testing.T) {
				spec := connection(tt.member)
				spec[tt.field] = value
				for _, kind := range []string{v1alpha1.ProfileTargetKind, v1alpha1.ClusterProfileTargetKind} {
					if !keepsCanaries(t, cp.trySpec(t, kind, map[string]any{tt.member: spec})) {
						t.Errorf("a %s is accepted", kind)
					}
				}
			})
		}
	}
}

// Nor does that of a policy show an address that somebody took for a domain. Names of attributes are shown.
func TestRejectionsOfPoliciesKeepValuesToThemselves(t *testing.T) {
	cp := withControlPlane(t)
	address := canary + "@people.example"
	for name, value := range map[string]any{
		"address":         []any{address},
		"repeated":        []any{address, address},
		"pattern":         []any{"*." + canary + ".example"},
		"with dot":        []any{"." + canary + ".example"},
		"with end":        []any{canary + ".example."},
		"with space":      []any{canary + " .example"},
		"too long":        []any{strings.Repeat(canary, 100)},
		"too many":        slices.Repeat([]any{canary}, 65),
		"number":          []any{canaryNumber},
		"text":            canary,
		"object":          map[string]any{"key": canary},
		"list in a list":  []any{[]any{canary}},
		"object in there": []any{map[string]any{"key": canary}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, kind := range []string{v1alpha1.ProfileTargetKind, v1alpha1.ClusterProfileTargetKind} {
				if !keepsCanaries(t, cp.trySpec(t, kind, map[string]any{
					"mosaic": map[string]any{"region": "EU", "credentialsSecretRef": map[string]any{"name": "credentials"}},
					"policy": map[string]any{"identifierDomains": value},
				})) {
					t.Errorf("a %s is accepted", kind)
				}
			}
		})
	}
}
