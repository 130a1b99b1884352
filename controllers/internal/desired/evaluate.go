package desired

import (
	"context"
	"errors"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Check compiles every expression of a spec, before there is anything to evaluate it with. It fails with a *Problem.
func Check(spec *v1alpha1.UserProfileUpdateSpec, schema target.Schema, programs *expression.Cache) error {
	for i := range spec.AttributeValues {
		one := &spec.AttributeValues[i]
		if text := one.ValueFrom.Expression; text != "" {
			if _, err := programs.Compile(text, kindOf(schema, profile.Attribute(one.Attribute))); err != nil {
				return explained(fieldOf(one), err)
			}
		}
	}
	if from := spec.Identifier.ValueFrom; from != nil && from.Expression != "" {
		if _, err := programs.Compile(from.Expression, expression.Text); err != nil {
			return explained(identifierField, err)
		}
	}
	return nil
}

// evaluator evaluates the expressions of one spec.
type evaluator struct {
	ctx      context.Context //nolint:containedctx // of one call of From
	programs *expression.Cache
	input    expression.Input
}

func (e *evaluator) eval(text string, kind expression.Kind, field string) (any, error) {
	program, err := e.programs.Compile(text, kind)
	if err != nil {
		return nil, explained(field, err)
	}
	data, err := program.Eval(e.ctx, e.input)
	if err != nil {
		return nil, explained(field, err)
	}
	return data, nil
}

// explained is a Problem where the expression is to blame, or what it reads: an error of the context is neither.
func explained(field string, err error) error {
	if failed, ok := errors.AsType[*expression.Error](err); ok {
		return invalid("%s: %s", field, failed)
	}
	return err
}

// fromExpressions evaluates those of attributes that have no value in the spec itself.
func (m *maker) fromExpressions(inline profile.Profile) error {
	for i := range m.spec.AttributeValues {
		one := &m.spec.AttributeValues[i]
		attribute, field := profile.Attribute(one.Attribute), fieldOf(one)
		if _, said := inline[attribute]; said || one.ValueFrom.Expression == "" {
			continue
		}
		data, err := m.expressions.eval(one.ValueFrom.Expression, kindOf(m.schema, attribute), field)
		if err != nil {
			return err
		}
		m.put(attribute, m.valueOf(attribute, data), field)
	}
	return nil
}

// kindOf is what the expression of an attribute has to give.
func kindOf(schema target.Schema, attribute profile.Attribute) expression.Kind {
	switch t, _ := schema.TypeOf(attribute); t {
	case target.TypeEmails, target.TypePhones, target.TypeTexts:
		return expression.Texts
	case target.TypeNumber:
		return expression.Number
	case target.TypeBoolean:
		return expression.Boolean
	case target.TypeJSON:
		return expression.Any
	default:
		return expression.Text
	}
}

// valueOf makes the value of an attribute of what its expression gave.
func (m *maker) valueOf(attribute profile.Attribute, data any) profile.Value {
	texts, list := data.([]string)
	if t, _ := m.schema.TypeOf(attribute); list && t != target.TypeTexts {
		return profile.Texts(texts...)
	}
	if list {
		data = anyOf(texts)
	}
	return profile.JSON(data)
}

// visible is what the expressions of an update may read: its values that are no expressions, its inputs, its metadata.
func (m *maker) visible(upu *v1alpha1.UserProfileUpdate) expression.Input {
	input := expression.Input{
		Attributes: map[string]any{},
		Inputs:     map[string]map[string]string{},
		Metadata: expression.Metadata{
			Name: upu.Name, Namespace: upu.Namespace, Labels: upu.Labels, Annotations: upu.Annotations,
		},
	}
	hidden := map[profile.Attribute]bool{}
	for i := range m.spec.AttributeValues {
		attribute := profile.Attribute(m.spec.AttributeValues[i].Attribute)
		hidden[attribute] = m.spec.AttributeValues[i].ValueFrom.Expression != "" && m.fields[attribute] != ""
	}
	for attribute, value := range m.set {
		if !hidden[attribute] {
			show(input.Attributes, attribute, value.Reveal())
		}
	}
	for _, declared := range m.spec.Inputs {
		_, source := sourceOf(declared.SecretRef, declared.ConfigMapRef)
		input.Inputs[declared.Name] = trimmedAll(m.contents[source])
	}
	return input
}

// show puts an attribute where an expression finds it: attributes.lastName, attributes.custom.tier.
func show(attributes map[string]any, attribute profile.Attribute, data any) {
	group, name := attribute.Group()
	if group == "" {
		attributes[name] = data
		return
	}
	members, _ := attributes[string(group)].(map[string]any)
	if members == nil {
		members = map[string]any{}
		attributes[string(group)] = members
	}
	members[name] = data
}
