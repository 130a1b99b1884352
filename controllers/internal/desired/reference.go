package desired

import (
	"cmp"
	"slices"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// Source is a Secret or a ConfigMap in the namespace of the update.
type Source struct {
	Kind v1alpha1.SourceKind
	Name string
}

// String is how messages name it.
func (s Source) String() string { return string(s.Kind) + " " + s.Name }

// Reference is a source that a spec refers to.
type Reference struct {
	Source

	// Optional tells that the update can do without it.
	Optional bool
}

// Contents are the data of sources by key. A source that is not there is absent.
type Contents map[Source]map[string]string

// HasExpressions tells whether the values depend on the metadata of the update too.
func HasExpressions(spec *v1alpha1.UserProfileUpdateSpec) bool {
	return slices.ContainsFunc(spec.AttributeValues, func(v v1alpha1.AttributeValue) bool { return v.ValueFrom.Expression != "" }) ||
		spec.Identifier.ValueFrom != nil && spec.Identifier.ValueFrom.Expression != ""
}

// Lack fails with a *Problem that names the first source that is needed and not there.
func (c Contents) Lack(needed []Reference) error {
	for _, ref := range needed {
		if _, found := c[ref.Source]; !found && !ref.Optional {
			return Absent(ref.Source)
		}
	}
	return nil
}

// Absent says that a source is not there, or not for the operator to see.
func Absent(source Source) *Problem {
	if source.Kind == v1alpha1.SourceSecret {
		return missing("there is no %s with the label %s=%s, to which the spec refers; create it, or label it",
			source, v1alpha1.SecretUseLabel, v1alpha1.SecretUseValues)
	}
	return missing("there is no %s, to which the spec refers; create it", source)
}

// References returns the sources of a spec, each once, in the order of kind and name. One that is optional in one place
// and not in another is not.
func References(spec *v1alpha1.UserProfileUpdateSpec) []Reference {
	var all []Reference
	add := func(s Source, optional bool) { all = append(all, Reference{s, optional}) }
	if from := spec.Identifier.ValueFrom; from != nil {
		eachKey(from, add)
	}
	for i := range spec.AttributeValues {
		eachKey(&spec.AttributeValues[i].ValueFrom, add)
	}
	for _, from := range spec.AttributesFrom {
		each(from.SecretRef, from.ConfigMapRef, add)
	}
	for _, input := range spec.Inputs {
		each(input.SecretRef, input.ConfigMapRef, add)
	}
	slices.SortFunc(all, func(a, b Reference) int {
		switch {
		case a.Source != b.Source:
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
		case a.Optional == b.Optional:
			return 0
		case a.Optional:
			return 1
		default:
			return -1
		}
	})
	return slices.CompactFunc(all, func(a, b Reference) bool { return a.Source == b.Source })
}

func eachKey(from *v1alpha1.ValueSource, add func(Source, bool)) {
	if ref, source := keyOf(from); ref != nil {
		add(source, ref.Optional)
	}
}

func each(secret, configMap *v1alpha1.SourceReference, add func(Source, bool)) {
	if ref, source := sourceOf(secret, configMap); ref != nil {
		add(source, ref.Optional)
	}
}

// keyOf returns the key that a value comes from; nil if it comes from an expression.
func keyOf(from *v1alpha1.ValueSource) (*v1alpha1.KeyReference, Source) {
	switch {
	case from.SecretKeyRef != nil:
		return from.SecretKeyRef, Source{v1alpha1.SourceSecret, from.SecretKeyRef.Name}
	case from.ConfigMapKeyRef != nil:
		return from.ConfigMapKeyRef, Source{v1alpha1.SourceConfigMap, from.ConfigMapKeyRef.Name}
	default:
		return nil, Source{}
	}
}

// sourceOf returns which of the two is set.
func sourceOf(secret, configMap *v1alpha1.SourceReference) (*v1alpha1.SourceReference, Source) {
	switch {
	case secret != nil:
		return secret, Source{v1alpha1.SourceSecret, secret.Name}
	case configMap != nil:
		return configMap, Source{v1alpha1.SourceConfigMap, configMap.Name}
	default:
		return nil, Source{}
	}
}
