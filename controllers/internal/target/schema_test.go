package target_test

import (
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

func TestTypeOf(t *testing.T) {
	schema := target.Schema{
		Attributes:       map[profile.Attribute]target.Type{profile.Email: target.TypeEmail},
		Groups:           map[profile.Group]bool{profile.Custom: true, profile.CustomData: true},
		CustomAttributes: map[string]target.Type{"tier": target.TypeString, "a.b": target.TypeNumber},
	}
	for name, tc := range map[string]struct {
		reason    string
		schema    target.Schema
		attribute profile.Attribute
		want      target.Type
		known     bool
	}{
		"built in":       {"a built-in attribute of the system", schema, profile.Email, target.TypeEmail, true},
		"not built in":   {"the system does not have this one", schema, profile.Username, "", false},
		"custom":         {"declared by the tenant", schema, "custom.tier", target.TypeString, true},
		"custom, dotted": {"a name may hold dots", schema, "custom.a.b", target.TypeNumber, true},
		"not custom":     {"not declared by the tenant", schema, "custom.email", "", false},
		"free":           {"any key of a free group", schema, "customData.any.thing", target.TypeJSON, true},
		"free, no key":   {"a group alone is no attribute", schema, "customData.", target.TypeJSON, false},
		"no such group":  {"the system does not have this group", schema, "customAppData.k", target.TypeJSON, false},
		"custom, none":   {"a tenant without custom attributes", target.Schema{}, "custom.tier", "", false},
		"nothing":        {"a system without anything", target.Schema{}, profile.Email, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			got, known := tc.schema.TypeOf(tc.attribute)
			if known != tc.known || known && got != tc.want {
				t.Errorf("%s: got %q, %t", tc.reason, got, known)
			}
		})
	}
}
