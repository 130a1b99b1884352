package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// InvalidError says why a desired state cannot be applied, one sentence for each mistake, without values.
type InvalidError struct {
	Problems []string
}

// maxShown keeps the text within what a condition can hold, however much is wrong.
const maxShown = 10

// Error joins the problems, the first ten of them.
func (e *InvalidError) Error() string { return joined(e.Problems) }

func joined(problems []string) string {
	if len(problems) <= maxShown {
		return strings.Join(problems, "; ")
	}
	return fmt.Sprintf("%s; and %d more", strings.Join(problems[:maxShown], "; "), len(problems)-maxShown)
}

// Check holds what is wanted against what the connection accepts. It returns a plan, or an *InvalidError that names
// every mistake, in the order identifier, how many attributes, each of them, clear.
func Check(desired profile.Desired, schema target.Schema) (*Plan, error) {
	desired.Clear = slices.Compact(slices.Sorted(slices.Values(desired.Clear)))
	problems := []string{
		checkIdentifierType(desired.Identifier, schema),
		checkIdentifierValue(desired, schema),
		checkNumber(desired),
	}
	for _, attribute := range desired.Set.Attributes() {
		problems = append(problems, checkSet(attribute, desired, schema))
	}
	for _, attribute := range desired.Clear {
		problems = append(problems, checkClear(attribute, desired, schema))
	}
	problems = slices.DeleteFunc(problems, func(problem string) bool { return problem == "" })
	if len(problems) > 0 {
		return nil, &InvalidError{Problems: problems}
	}
	return &Plan{desired: desired, schema: schema}, nil
}

// The checks return what is wrong and how to mend it, or nothing.

func checkIdentifierType(who profile.Identifier, schema target.Schema) string {
	switch found := schema.Identifiers[who.Type]; {
	case !found && who.Type == profile.ByCustom:
		return fmt.Sprintf("spec.identifier.type: this connection has no custom identifiers, which only B2C tenants have; "+
			"use %s", choice(schema.Identifiers))
	case !found:
		return fmt.Sprintf("spec.identifier.type: %s does not find users by %s; use %s",
			schema.System, who.Type, choice(schema.Identifiers))
	case who.Type == profile.ByCustom && !schema.CustomIdentifiers[who.Name]:
		return fmt.Sprintf("spec.identifier.name: %s is not a custom identifier of this tenant; "+
			"declare it in the target's userSchema with identifier: true", who.Name)
	default:
		return ""
	}
}

func checkIdentifierValue(desired profile.Desired, schema target.Schema) string {
	who, field := desired.Identifier, cmp.Or(desired.IdentifierField, "spec.identifier.value")
	switch {
	case !schema.Identifiers[who.Type]:
		return "" // another type will have another value
	case who.Value == "":
		return field + ": cannot be empty"
	case who.Value == "." || who.Value == "..":
		return field + ": cannot be . or .., which no system can look up"
	case who.Type == profile.ByCustom:
		return "" // in whatever form the tenant's data has it
	}
	attribute, _ := who.Attribute()
	t, _ := schema.TypeOf(attribute)
	if want := checkValue(t, profile.Text(who.Value)); want != "" {
		return field + ": must be " + want
	}
	return ""
}

// maxAttributes is how many attributes status.applied and status.changes hold. A change of more would be made, and made
// again, for it could not be recorded.
const maxAttributes = 256

// checkNumber checks what no list in the CRD bounds: sources may add any number.
func checkNumber(desired profile.Desired) string {
	managed := len(desired.Managed())
	if managed <= maxAttributes {
		return ""
	}
	return fmt.Sprintf("spec: the update manages %d attributes, those that come from elsewhere and those to clear among them, "+
		"and may manage %d; divide them among several updates of the person", managed, maxAttributes)
}

func checkSet(attribute profile.Attribute, desired profile.Desired, schema target.Schema) string {
	field, value := desired.Field(attribute), desired.Set[attribute]
	if problem := checkKey(attribute); problem != "" {
		return problem
	}
	t, known := schema.TypeOf(attribute)
	if !known {
		return unknown(field, attribute, schema)
	}
	if value.Reveal() == nil {
		return field + ": null is no value; to clear the attribute, name it in spec.clear"
	}
	if want := checkValue(t, value); want != "" {
		return fmt.Sprintf("%s: must be %s", field, want)
	}
	return ""
}

const (
	// maxName is the length of an attribute's name in status.applied and status.changes, in characters. A change whose
	// names did not fit would be made, and made again, for it could not be recorded.
	maxName = 256

	// recognizable is how much of a longer name is shown.
	recognizable = 40
)

// checkKey checks what the schema of a free-form object cannot say in the CRD.
func checkKey(attribute profile.Attribute) string {
	group, key := attribute.Group()
	switch {
	case key == "":
		return fmt.Sprintf("spec.attributes.%s: a key cannot be empty", group)
	case utf8.RuneCountInString(string(attribute)) > maxName:
		return fmt.Sprintf("spec.attributes.%s: the key that begins with %s is too long; the name %s and the key may have "+
			"%d characters together", group, beginning(key), group, maxName-1)
	default:
		return ""
	}
}

func beginning(key string) string {
	runes := []rune(key)
	return string(runes[:min(len(runes), recognizable)])
}

func checkClear(attribute profile.Attribute, desired profile.Desired, schema target.Schema) string {
	switch _, known := schema.TypeOf(attribute); {
	case !known:
		return unknown("spec.clear", attribute, schema)
	case schema.Permanent[attribute]:
		return fmt.Sprintf("spec.clear: %s cannot be cleared on %s; remove it from the list", attribute, schema.System)
	}
	if _, both := desired.Set[attribute]; both {
		return fmt.Sprintf("spec.clear: %s stands in %s too; remove it from one of them", attribute, desired.Field(attribute))
	}
	return ""
}

func unknown(field string, attribute profile.Attribute, schema target.Schema) string {
	group, name := attribute.Group()
	switch {
	case group == profile.Custom && schema.CustomAttributes == nil:
		return fmt.Sprintf("%s: this connection has no custom attributes, and so no %s; they exist only in B2C tenants and "+
			"must be declared in the target's userSchema", field, attribute)
	case group == profile.Custom:
		return fmt.Sprintf("%s: the target's userSchema has no attribute %s; declare it there, or remove %s here",
			field, name, attribute)
	default:
		return fmt.Sprintf("%s: %s has no attribute %s; remove it", field, schema.System, attribute)
	}
}

// choice lists the types of identifiers in order: A, B or C.
func choice(types map[profile.IdentifierType]bool) string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(types)) {
		if types[name] {
			names = append(names, string(name))
		}
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
