package plan_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// canary stands in every value that must not be seen in a message.
const canary = "canary"

// revealed lets cmp compare what values hold.
var revealed = cmp.AllowUnexported(profile.Value{})

// withEverything is a schema that has every type.
func withEverything() target.Schema {
	return target.Schema{
		System: "Mosaic",
		Identifiers: map[profile.IdentifierType]bool{
			profile.ByUserID: true, profile.ByEmail: true, profile.ByPhone: true, profile.ByUsername: true,
			profile.ByExternalUserID: true, profile.ByCustom: true,
		},
		Attributes: map[profile.Attribute]target.Type{
			profile.LastName:              target.TypeText,
			profile.Username:              target.TypeName,
			profile.Email:                 target.TypeEmail,
			profile.PhoneNumber:           target.TypePhone,
			profile.Birthday:              target.TypeDate,
			profile.Picture:               target.TypeURL,
			profile.SecondaryEmails:       target.TypeEmails,
			profile.SecondaryPhoneNumbers: target.TypePhones,
			profile.AccountStatus:         target.TypeText,
			"status":                      target.TypeAccountStatus,
			profile.AddressType:           target.TypeAddressType,
			"shortText":                   target.TypeText250,
			"shortName":                   target.TypeName250,
			"shortEmail":                  target.TypeEmail60,
		},
		Groups: map[profile.Group]bool{profile.Custom: true, profile.CustomData: true},
		CustomAttributes: map[string]target.Type{
			"string":    target.TypeString,
			"number":    target.TypeNumber,
			"boolean":   target.TypeBoolean,
			"timestamp": target.TypeTimestamp,
			"texts":     target.TypeTexts,
		},
		CustomIdentifiers: map[string]bool{"number": true},
		Permanent:         map[profile.Attribute]bool{profile.AccountStatus: true},
	}
}

// attributeOf is an attribute of withEverything for each type.
var attributeOf = map[target.Type]profile.Attribute{
	target.TypeText:      profile.LastName,
	target.TypeName:      profile.Username,
	target.TypeEmail:     profile.Email,
	target.TypePhone:     profile.PhoneNumber,
	target.TypeDate:      profile.Birthday,
	target.TypeURL:       profile.Picture,
	target.TypeEmails:    profile.SecondaryEmails,
	target.TypePhones:    profile.SecondaryPhoneNumbers,
	target.TypeString:    "custom.string",
	target.TypeNumber:    "custom.number",
	target.TypeBoolean:   "custom.boolean",
	target.TypeTimestamp: "custom.timestamp",
	target.TypeTexts:     "custom.texts",
	target.TypeJSON:      "customData.any",
	target.TypeText250:   "shortText",
	target.TypeName250:   "shortName",
	target.TypeEmail60:   "shortEmail",

	target.TypeAddressType:   profile.AddressType,
	target.TypeAccountStatus: "status",
}

func TestTheseTestsKnowEveryType(t *testing.T) {
	schema := withEverything()
	for name, value := range constants(t, "../target", "Type") {
		attribute, known := attributeOf[target.Type(value)]
		if got, _ := schema.TypeOf(attribute); !known || got != target.Type(value) {
			t.Errorf("target.%s is new: give it a form, an equality, and a row in every table of these tests", name)
		}
	}
}

// constants returns the string constants of a type, by name, as they stand in a package's source.
func constants(t *testing.T, dir, of string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatal(fs.ErrNotExist, err)
	}
	found := map[string]string{}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, isSpec := n.(*ast.ValueSpec)
			if !isSpec {
				return true
			}
			if typ, isIdent := spec.Type.(*ast.Ident); isIdent && typ.Name == of && !strings.HasSuffix(path, "_test.go") {
				value, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				found[spec.Names[0].Name] = value
			}
			return false
		})
	}
	if len(found) == 0 {
		t.Fatalf("no constant of type %s in %s", of, dir)
	}
	return found
}
