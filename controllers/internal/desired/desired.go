package desired

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// From returns what an update asks for of a connection with that schema, from its spec and the contents of the sources
// that it refers to. It fails with a *Problem, or with the error of the context.
//
// Where several say the value of one attribute, the first of these has it: spec.attributes, spec.attributeValues, the last
// entry of spec.attributesFrom, the one before it, and so on.
func From(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, contents Contents, schema target.Schema, programs *expression.Cache,
) (profile.Desired, error) {
	set, err := inline(upu.Spec.Attributes)
	if err != nil {
		return profile.Desired{}, err
	}
	if err := contents.Lack(References(&upu.Spec)); err != nil {
		return profile.Desired{}, err
	}
	m := &maker{
		spec: &upu.Spec, contents: contents, schema: schema, set: profile.Profile{}, fields: map[profile.Attribute]string{},
		expressions: &evaluator{ctx: ctx, programs: programs},
	}
	if err := m.fromSources(); err != nil {
		return profile.Desired{}, err
	}
	if err := m.fromKeys(); err != nil {
		return profile.Desired{}, err
	}
	for attribute, value := range set {
		m.put(attribute, value, "")
	}
	m.expressions.input = m.visible(upu)
	if err := m.fromExpressions(set); err != nil {
		return profile.Desired{}, err
	}
	who, err := m.identifier()
	if err != nil {
		return profile.Desired{}, err
	}
	desired := profile.Desired{Identifier: who, Set: m.set, Fields: m.fields}
	if upu.Spec.Identifier.ValueFrom != nil {
		desired.IdentifierField = identifierField
	}
	for _, name := range upu.Spec.Clear {
		desired.Clear = append(desired.Clear, profile.Attribute(name))
	}
	return desired, nil
}

// Manages tells whether a spec names attributes at all, or sources that may.
func Manages(spec *v1alpha1.UserProfileUpdateSpec) bool {
	set, err := inline(spec.Attributes)
	return err != nil || len(set)+len(spec.Clear)+len(spec.AttributeValues)+len(spec.AttributesFrom) > 0
}

// Named returns the attributes that a spec names itself, in order. Those of whole sources are not among them.
func Named(spec *v1alpha1.UserProfileUpdateSpec) []string {
	set, _ := inline(spec.Attributes)
	names := slices.Clone(spec.Clear)
	for _, attribute := range set.Attributes() {
		names = append(names, string(attribute))
	}
	for _, value := range spec.AttributeValues {
		names = append(names, value.Attribute)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Kept returns the attribute that an identifier reads, if a spec says itself that the person is to have it and what they are
// found by. What comes from elsewhere tells nothing of that.
func Kept(spec *v1alpha1.UserProfileUpdateSpec) (profile.Attribute, bool) {
	who := profile.Identifier{Type: profile.IdentifierType(spec.Identifier.Type), Name: spec.Identifier.Name}
	by, _ := who.Attribute()
	set, err := inline(spec.Attributes)
	to, _ := set[by].Text()
	return by, err == nil && to != "" && strings.EqualFold(to, spec.Identifier.Value)
}

// identifierField is where an identifier stands that does not stand in the spec itself.
const identifierField = "spec.identifier.valueFrom"

// maker puts a desired state together.
type maker struct {
	spec        *v1alpha1.UserProfileUpdateSpec
	contents    Contents
	schema      target.Schema
	expressions *evaluator

	set    profile.Profile
	fields map[profile.Attribute]string
}

// put gives an attribute its value, in the place of one from a source that counts for less.
func (m *maker) put(attribute profile.Attribute, value profile.Value, field string) {
	m.set[attribute] = value
	if delete(m.fields, attribute); field != "" {
		m.fields[attribute] = field
	}
}

// fromSources takes every key of the whole sources.
func (m *maker) fromSources() error {
	for _, from := range m.spec.AttributesFrom {
		_, source := sourceOf(from.SecretRef, from.ConfigMapRef)
		data := m.contents[source]
		for _, key := range slices.Sorted(maps.Keys(data)) {
			field := "spec.attributesFrom: " + source.String() + ", key " + key
			value, problem := m.convert(profile.Attribute(key), data[key], field)
			if problem != nil {
				return problem
			}
			m.put(profile.Attribute(key), value, field)
		}
	}
	return nil
}

// fromKeys takes the single keys.
func (m *maker) fromKeys() error {
	for i := range m.spec.AttributeValues {
		one := &m.spec.AttributeValues[i]
		attribute, field := profile.Attribute(one.Attribute), fieldOf(one)
		text, found, problem := m.text(&one.ValueFrom, field)
		if problem != nil {
			return problem
		}
		if !found {
			continue
		}
		value, problem := m.convert(attribute, text, field)
		if problem != nil {
			return problem
		}
		m.put(attribute, value, field)
	}
	return nil
}

func fieldOf(value *v1alpha1.AttributeValue) string {
	return "spec.attributeValues[" + value.Attribute + "]"
}

// text is what a key holds, and whether there is one: it may be optional, and an expression has none.
func (m *maker) text(from *v1alpha1.ValueSource, field string) (text string, found bool, problem *Problem) {
	ref, source := keyOf(from)
	if ref == nil {
		return "", false, nil
	}
	text, found = m.contents[source][ref.Key]
	if !found && !ref.Optional {
		return "", false, missing("%s: %s has no key %s; add it%s", field, source, ref.Key, orOptional(field))
	}
	return text, found, nil
}

// orOptional is the other way to mend what is missing: there is none for the identifier.
func orOptional(field string) string {
	if field == identifierField {
		return ""
	}
	return ", or make the reference optional"
}

// identifier says whom.
func (m *maker) identifier() (profile.Identifier, error) {
	spec := m.spec.Identifier
	who := profile.Identifier{
		Type: profile.IdentifierType(spec.Type), Name: spec.Name, Value: spec.Value, Domain: spec.Domain,
	}
	switch from := spec.ValueFrom; {
	case from == nil:
		return who, nil
	case from.Expression != "":
		data, err := m.expressions.eval(from.Expression, expression.Text, identifierField)
		if err != nil {
			return who, err
		}
		who.Value, _ = data.(string)
	default:
		text, _, problem := m.text(from, identifierField)
		if problem != nil {
			return who, problem
		}
		who.Value = trimmed(text)
	}
	if utf8.RuneCountInString(who.Value) > maxIdentifier || !utf8.ValidString(who.Value) {
		return who, invalid("%s: must be a text of at most %d characters", identifierField, maxIdentifier)
	}
	return who, nil
}

// maxIdentifier is the length of an identifier that stands in the spec, in characters.
const maxIdentifier = 254
