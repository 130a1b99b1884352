package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// InvalidError says why a desired state cannot be applied, one sentence for each mistake, without values.
type InvalidError struct {
	Problems []string
}

// Error joins the problems.
func (e *InvalidError) Error() string { return strings.Join(e.Problems, "; ") }

// Check holds what is wanted against what the connection accepts. It returns a plan, or an *InvalidError that names
// every mistake, in the order identifier, attributes, clear.
func Check(desired profile.Desired, schema target.Schema) (*Plan, error) {
	problems := checkIdentifier(desired.Identifier, schema)
	for _, attribute := range desired.Set.Attributes() {
		if problem := checkSet(attribute, desired.Set[attribute], schema); problem != "" {
			problems = append(problems, problem)
		}
	}
	for _, attribute := range slices.Sorted(slices.Values(desired.Clear)) {
		if problem := checkClear(attribute, desired.Set, schema); problem != "" {
			problems = append(problems, problem)
		}
	}
	if len(problems) > 0 {
		return nil, &InvalidError{Problems: problems}
	}
	return &Plan{desired: desired, schema: schema}, nil
}

func checkIdentifier(who profile.Identifier, schema target.Schema) []string {
	if !schema.Identifiers[who.Type] {
		return []string{fmt.Sprintf("spec.identifier.type: %s does not find users by %s", schema.System, who.Type)}
	}
	if who.Type == profile.ByCustom && !schema.CustomIdentifiers[who.Name] {
		return []string{fmt.Sprintf("spec.identifier.name: %s is not a custom identifier of this tenant; "+
			"declare it in the target's userSchema with identifier: true", who.Name)}
	}
	if who.Value == "." || who.Value == ".." {
		return []string{"spec.identifier.value: cannot be . or .., which no system can look up"}
	}
	attribute, found := who.Attribute()
	if !found || who.Type == profile.ByCustom {
		return nil
	}
	t, _ := schema.TypeOf(attribute)
	if want := checkValue(t, profile.Text(who.Value)); want != "" {
		return []string{"spec.identifier.value: must be " + want}
	}
	return nil
}

func checkSet(attribute profile.Attribute, value profile.Value, schema target.Schema) string {
	t, known := schema.TypeOf(attribute)
	if !known {
		return unknown("spec.attributes."+string(attribute), attribute, schema)
	}
	if value.Reveal() == nil {
		return fmt.Sprintf("spec.attributes.%s: null is no value; to clear the attribute, name it in spec.clear", attribute)
	}
	if want := checkValue(t, value); want != "" {
		return fmt.Sprintf("spec.attributes.%s: must be %s", attribute, want)
	}
	return ""
}

func checkClear(attribute profile.Attribute, set profile.Profile, schema target.Schema) string {
	switch _, known := schema.TypeOf(attribute); {
	case !known:
		return unknown("spec.clear", attribute, schema)
	case schema.Permanent[attribute]:
		return fmt.Sprintf("spec.clear: %s cannot be cleared on %s", attribute, schema.System)
	}
	if _, both := set[attribute]; both {
		return fmt.Sprintf("spec.clear: %s stands in spec.attributes too; remove it from one of them", attribute)
	}
	return ""
}

func unknown(field string, attribute profile.Attribute, schema target.Schema) string {
	group, name := attribute.Group()
	switch {
	case group == profile.Custom && schema.CustomAttributes == nil:
		return fmt.Sprintf("%s: this connection has no custom attributes; they exist only in B2C tenants and must be "+
			"declared in the target's userSchema", field)
	case group == profile.Custom:
		return fmt.Sprintf("%s: the target's userSchema has no attribute %s; declare it there", field, name)
	default:
		return fmt.Sprintf("%s: %s has no attribute %s", field, schema.System, attribute)
	}
}
