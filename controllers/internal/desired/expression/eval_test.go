package expression_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
)

// jane is what most tests evaluate over.
func jane() expression.Input {
	return expression.Input{
		Attributes: map[string]any{
			"email":           "Jane.Roe@acme.example",
			"phoneNumber":     "+1 (415) 555-0100",
			"firstName":       "Jane",
			"lastName":        "Roe",
			"secondaryEmails": []string{"b@acme.example", "a@acme.example"},
			"custom": map[string]any{
				"tier":  json.Number("3"),
				"ratio": json.Number("1.50"),
				"long":  json.Number("12345678901234567890"),
				"vip":   true,
				"none":  nil,
				"tags":  []any{"x", json.Number("1"), map[string]any{"deep": json.Number("0.1")}},
			},
		},
		Inputs: map[string]map[string]string{
			"hr": {"surname": "Doe", "cost-center": "42", "groups": "dev,ops"},
		},
		Metadata: expression.Metadata{
			Name: "jane-doe", Namespace: "people",
			Labels:      map[string]string{"team": "core", "acme.example/region": "emea"},
			Annotations: map[string]string{"note": "n"},
		},
	}
}

func TestEval(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		kind expression.Kind
		want any
	}{
		"part of an attribute":   {"attributes.email.split('@')[0]", expression.Text, "Jane.Roe"},
		"lower case":             {"attributes.email.lowerAscii()", expression.Text, "jane.roe@acme.example"},
		"joined":                 {"attributes.firstName + ' ' + inputs.hr.surname", expression.Text, "Jane Doe"},
		"formatted":              {"'%s.%s'.format([attributes.firstName, attributes.lastName])", expression.Text, "Jane.Roe"},
		"pattern":                {"attributes.phoneNumber.findAll('[+0-9]').join()", expression.Text, "+14155550100"},
		"a number as an index":   {"['a', 'b', 'c', 'd'][attributes.custom.tier]", expression.Text, "d"},
		"first match":            {"attributes.phoneNumber.find('[0-9]{3}')", expression.Text, "415"},
		"no match":               {"attributes.phoneNumber.find('x')", expression.Text, ""},
		"some matches":           {"'a1b2c3'.findAll('[0-9]', 2)", expression.Texts, []string{"1", "2"}},
		"matches as function":    {"matches(attributes.email, '@acme[.]')", expression.Boolean, true},
		"matches as method":      {"attributes.email.matches('^x')", expression.Boolean, false},
		"key with a dash":        {"inputs.hr['cost-center']", expression.Text, "42"},
		"metadata":               {"metadata.namespace + '/' + metadata.name", expression.Text, "people/jane-doe"},
		"label":                  {"metadata.labels['acme.example/region']", expression.Text, "emea"},
		"annotation":             {"metadata.annotations.note", expression.Text, "n"},
		"attribute there":        {"has(attributes.email)", expression.Boolean, true},
		"attribute missing":      {"has(attributes.title)", expression.Boolean, false},
		"custom missing":         {"has(attributes.custom.title)", expression.Boolean, false},
		"input missing":          {"has(inputs.crm) || has(inputs.hr.crm)", expression.Boolean, false},
		"label missing":          {"has(metadata.labels.x) ? 'a' : 'b'", expression.Text, "b"},
		"group missing":          {"attributes.?customData.nickname.orValue('none')", expression.Text, "none"},
		"optional":               {"attributes.?title.orValue('none')", expression.Text, "none"},
		"optional index":         {"inputs.hr[?'surname'].orValue('none')", expression.Text, "Doe"},
		"optional mapped":        {"attributes.?email.optMap(e, e.split('@')[1]).orValue('')", expression.Text, "acme.example"},
		"set":                    {"attributes.secondaryEmails", expression.Texts, []string{"b@acme.example", "a@acme.example"}},
		"sorted":                 {"['b', 'a'].sort()", expression.Texts, []string{"a", "b"}},
		"split":                  {"inputs.hr.groups.split(',')", expression.Texts, []string{"dev", "ops"}},
		"empty list":             {"[]", expression.Texts, []string{}},
		"int":                    {"attributes.custom.tier + 1", expression.Number, json.Number("4")},
		"large int":              {"9223372036854775807", expression.Number, json.Number("9223372036854775807")},
		"uint":                   {"attributes.custom.long", expression.Number, json.Number("12345678901234567890")},
		"double":                 {"attributes.custom.ratio * 2.0", expression.Number, json.Number("3")},
		"double kept":            {"attributes.custom.tags[2].deep", expression.Number, json.Number("0.1")},
		"converted":              {"int(inputs.hr['cost-center'])", expression.Number, json.Number("42")},
		"compared across types":  {"attributes.custom.tier < 3.5", expression.Boolean, true},
		"boolean":                {"attributes.custom.vip", expression.Boolean, true},
		"any text":               {"'a'", expression.Any, "a"},
		"any number":             {"1.5", expression.Any, json.Number("1.5")},
		"any with null inside":   {"{'a': attributes.custom.none}", expression.Any, map[string]any{"a": nil}},
		"any list":               {"attributes.custom.tags", expression.Any, jane().Attributes["custom"].(map[string]any)["tags"]},
		"two-variable loop":      {"inputs.hr.transformMap(k, v, k == 'surname', v)", expression.Any, map[string]any{"surname": "Doe"}},
		"a timestamp as a text":  {"string(timestamp('2020-01-02T03:04:05Z') + duration('1h'))", expression.Text, "2020-01-02T04:04:05Z"},
		"sets":                   {"sets.contains(['dev', 'ops'], inputs.hr.groups.split(','))", expression.Boolean, true},
		"equality of list types": {"['dev', 'ops'] == inputs.hr.groups.split(',')", expression.Boolean, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := jane()
			got, err := eval(t, tt.text, tt.kind, in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.text, diff)
			}
			if diff := cmp.Diff(jane(), in); diff != "" {
				t.Errorf("the input changed (-before +after):\n%s", diff)
			}
		})
	}
}

// The zero Input is one with nothing in it.
func TestEvalOverNothing(t *testing.T) {
	t.Parallel()
	text := "has(attributes.a) || has(inputs.a) || has(metadata.labels.a) || has(metadata.annotations.a) || metadata.name != ''"
	got, err := eval(t, text, expression.Boolean, expression.Input{})
	if err != nil || got != false {
		t.Errorf("got %v, %v", got, err)
	}
}

// A number passes as it is or not at all.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0": "0", "-7": "-7", "1.5": "1.5", "1.50": "1.5", "1e3": "1000", "1E-7": "1e-07", "100.0": "100", "0.000": "0",
		"18446744073709551615": "18446744073709551615", "123456789012345680000": "1.2345678901234568e+20",
		"-0.25e1": "-2.5", "5e-324": "5e-324",
		"18446744073709551617": "", "0.12345678901234567890": "", "1e400": "", "1e-400": "", "1e99999999999999999999": "",
	} {
		got, err := eval(t, "attributes.n", expression.Number, expression.Input{Attributes: map[string]any{"n": json.Number(text)}})
		if want == "" {
			if problem := problemOf(t, err); problem.Invalid || strings.Contains(err.Error(), text) {
				t.Errorf("%s: %v", text, err)
			}
			continue
		}
		if err != nil || got != json.Number(want) {
			t.Errorf("%s: got %v, %v, want %s", text, got, err, want)
		}
	}
}

func eval(tb testing.TB, text string, kind expression.Kind, in expression.Input) (any, error) {
	tb.Helper()
	program, err := expression.Compile(text, kind)
	if err != nil {
		tb.Fatal(err)
	}
	return program.Eval(tb.Context(), in)
}
