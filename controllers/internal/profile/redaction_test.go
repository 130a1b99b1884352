package profile_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"text/template"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// The canaries must never be seen, in whatever is printed.
const (
	canary       = "canary@acme.example"
	canaryNumber = "8675309424242"
	redacted     = "[redacted]"
)

// values hold the canaries in every form a value can have.
func values() map[string]profile.Value {
	return map[string]profile.Value{
		"text":   profile.Text(canary),
		"texts":  profile.Texts(canary, "other "+canary),
		"number": profile.JSON(json.Number(canaryNumber)),
		"JSON": profile.JSON(map[string]any{
			canary: "member",
			"list": []any{canary, json.Number(canaryNumber), map[string]any{"deep": canary}},
		}),
	}
}

// hidden has no method of its own that could keep its secret.
type hidden struct {
	value   profile.Value
	pointer *profile.Value
	list    []profile.Value
	known   profile.Profile
	change  profile.Change
}

type embedding struct{ profile.Value }

// shapes are things with a value in them.
func shapes(v profile.Value) map[string]any {
	known := profile.Profile{profile.Email: v}
	change := profile.Change{{Attribute: profile.Email, Action: profile.Set, Value: v}}
	who := profile.Identifier{Type: profile.ByEmail, Name: "loyaltyId", Value: canary}
	pointer := &v
	return map[string]any{
		"value":                v,
		"pointer":              pointer,
		"pointer to a pointer": &pointer,
		"slice":                []profile.Value{v},
		"array":                [1]*profile.Value{pointer},
		"slice of any":         []any{v, who},
		"map":                  map[string]profile.Value{"email": v},
		"struct":               struct{ Value profile.Value }{v},
		"struct with pointer":  struct{ Value *profile.Value }{pointer},
		"embedding":            embedding{v},
		"hidden":               hidden{v, pointer, []profile.Value{v}, known, change},
		"pointer to hidden":    &hidden{v, pointer, []profile.Value{v}, known, change},
		"identifier":           who,
		"pointer to it":        &who,
		"identifiers":          []profile.Identifier{who},
		"identifier in a map":  map[string]profile.Identifier{"who": who},
		"profile":              known,
		"desired":              profile.Desired{Identifier: who, Set: known},
		"step":                 change[0],
		"change":               change,
		"outcome":              profile.Outcome{Kind: profile.Applied, Changed: change},
		"error":                fmt.Errorf("look at %v of %v: %w", v, who, errors.New("failed")),
	}
}

func TestNothingPrintsAValue(t *testing.T) {
	noVerbs := "text"
	formats := []string{"%10v|%-10.3v", "%+#v", "% x", "%# X", "%[1]v %[1]s"}
	for _, verb := range "vsqdxXobtceEfFgGUO!" {
		formats = append(formats, "%"+string(verb), "%+"+string(verb), "%#"+string(verb))
	}
	for name, shape := range everyShape() {
		t.Run(name, func(t *testing.T) {
			for _, format := range formats {
				secret(t, format, fmt.Sprintf(format, shape))
			}
			secret(t, "Sprint", fmt.Sprint(shape, shape))
			secret(t, "Sprintln", fmt.Sprintln("text", shape))
			secret(t, "an argument too many", fmt.Sprintf(noVerbs, shape))
		})
	}
}

// Of %p and %w, fmt finds that they do not fit, and tells so with the argument as it is, without asking its Format. A
// value does not show even so; of an identifier, go vet does not let such a line pass.
func TestVerbsThatDoNotFitPrintNoValue(t *testing.T) {
	for name, v := range values() {
		for _, format := range []string{"%p", "%w"} {
			secret(t, format+" of "+name, fmt.Sprintf(format, v))
		}
	}
}

func TestNothingIsMarshalled(t *testing.T) {
	for name, shape := range everyShape() {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(shape)
			if err != nil {
				t.Fatal(err)
			}
			secret(t, "json.Marshal", string(got))
		})
	}
}

func TestNothingIsLogged(t *testing.T) {
	for name, shape := range everyShape() {
		t.Run(name, func(t *testing.T) {
			var written bytes.Buffer
			options := &slog.HandlerOptions{AddSource: true}
			for _, handler := range []slog.Handler{
				slog.NewTextHandler(&written, options), slog.NewJSONHandler(&written, options),
			} {
				logger := slog.New(handler).With("with", shape).WithGroup("group")
				logger.Info("message", "shape", shape, slog.Group("inner", "shape", shape))
				logger.Error("message", "err", fmt.Errorf("wrapped: %v", shape))
			}
			secret(t, "slog", written.String())
		})
	}
}

func TestNothingIsRendered(t *testing.T) {
	page := template.Must(template.New("page").Parse(`{{.}} {{printf "%v" .}}`))
	for name, shape := range everyShape() {
		t.Run(name, func(t *testing.T) {
			var written strings.Builder
			if err := page.Execute(&written, shape); err != nil {
				t.Fatal(err)
			}
			secret(t, "text/template", written.String())
		})
	}
}

func TestPlaceholders(t *testing.T) {
	who := profile.Identifier{Type: profile.ByEmail, Value: canary}
	for name, tc := range map[string]struct {
		printed any
		want    string
		json    string
	}{
		"value":            {profile.Text(canary), redacted, `"[redacted]"`},
		"null":             {profile.Value{}, redacted, `"[redacted]"`},
		"identifier":       {who, "Email " + redacted, `"Email [redacted]"`},
		"zero identifier":  {profile.Identifier{}, " " + redacted, `" [redacted]"`},
		"profile":          {profile.Profile{profile.Email: profile.Text(canary)}, "map[email:[redacted]]", `{"email":"[redacted]"}`},
		"nil value":        {(*profile.Value)(nil), "<nil>", "null"},
		"nil identifier":   {(*profile.Identifier)(nil), "<nil>", "null"},
		"pointer to value": {new(profile.Value), redacted, `"[redacted]"`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := fmt.Sprintf("%v", tc.printed); got != tc.want {
				t.Errorf("printed: %s, want %s", got, tc.want)
			}
			got, err := json.Marshal(tc.printed)
			if err != nil || string(got) != tc.json {
				t.Errorf("JSON: %s, %v, want %s", got, err, tc.json)
			}
		})
	}
}

// everyShape is every value in every shape.
func everyShape() map[string]any {
	all := map[string]any{}
	for form, v := range values() {
		for name, shape := range shapes(v) {
			all[form+" in "+name] = shape
		}
	}
	return all
}

// secret fails if a canary can be read in what was written by that means.
func secret(t *testing.T, means, written string) {
	t.Helper()
	plain := strings.ToLower(strings.NewReplacer(" ", "", "0x", "", "0X", "").Replace(written))
	for _, sought := range []string{canary, canaryNumber} {
		for _, form := range []string{sought, hex.EncodeToString([]byte(sought))} {
			if strings.Contains(plain, form) {
				t.Errorf("%s shows the value: %s", means, written)
			}
		}
	}
}
