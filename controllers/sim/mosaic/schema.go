package mosaic

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// Attribute is one custom attribute of the tenant's user schema (guides, manage user schema).
type Attribute struct {
	Name string        `json:"name"`
	Type AttributeType `json:"type"`
	// Identifier makes it a custom identifier: unique in the tenant and a name for GET /v1/users/identifier.
	Identifier bool `json:"identifier,omitempty"`
	// Mandatory attributes cannot be cleared. An update may leave them out. [I]
	Mandatory bool `json:"mandatory,omitempty"`
}

// AttributeType is the type of a custom attribute.
type AttributeType string

// The types of a custom attribute.
const (
	TypeString      AttributeType = "String"
	TypeNumber      AttributeType = "Number"
	TypeDate        AttributeType = "Date"
	TypeBoolean     AttributeType = "Boolean"
	TypeStringArray AttributeType = "StringArray"
)

// maxCustomString is the length of a String attribute, in characters (guides, manage user schema).
const maxCustomString = 512

// schema is the tenant's custom attributes by name. It is nil where the feature does not exist.
type schema map[string]Attribute

func newSchema(seed Seed) schema {
	if seed.TenantType == TenantOther {
		return nil
	}
	s := schema{}
	for _, a := range seed.Schema {
		s[a.Name] = a
	}
	return s
}

// check says what is wrong with a custom_user_fields object. Every message names its attribute.
func (s schema) check(fields Object, k Knobs) []string {
	if k.CustomFieldErrors == Ignore {
		return nil
	}
	var bad []string
	for _, name := range sortedKeys(fields) {
		bad = append(bad, s.checkOne(name, fields[name], k.Null)...)
	}
	return bad
}

func (s schema) checkOne(name string, value any, null NullMode) []string {
	a, declared := s[name]
	switch {
	case !declared:
		return []string{fmt.Sprintf("custom_user_fields.%s is not defined in the user schema", name)}
	case value == nil && null == NullReject:
		return []string{fmt.Sprintf("custom_user_fields.%s must not be null", name)}
	case value == nil && a.Mandatory && null != NullIgnore:
		return []string{fmt.Sprintf("custom_user_fields.%s is mandatory", name)}
	case value != nil && !a.Type.accepts(value):
		return []string{fmt.Sprintf("custom_user_fields.%s must be a valid %s", name, a.Type)}
	}
	return nil
}

// keep is the part of a custom_user_fields object the tenant stores: with CustomFieldErrors Ignore it is less than
// was sent.
func (s schema) keep(fields Object) Object {
	kept := Object{}
	for name, value := range fields {
		if a, declared := s[name]; declared && (value == nil || a.Type.accepts(value)) {
			kept[name] = value
		}
	}
	return kept
}

func (t AttributeType) accepts(value any) bool {
	switch v := value.(type) {
	case float64:
		return t == TypeNumber
	case bool:
		return t == TypeBoolean
	case string:
		return t == TypeString && utf8.RuneCountInString(v) <= maxCustomString || t == TypeDate && isISODate(v)
	case []any:
		return t == TypeStringArray && !slices.ContainsFunc(v, notString)
	}
	return false
}

func notString(v any) bool {
	_, ok := v.(string)
	return !ok
}
