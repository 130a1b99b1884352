package verdict_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/verdict"
)

// constant is a constant as it stands in the source.
type constant struct {
	value string

	// comment of the constant, and block that of the declaration it stands in.
	comment string
	block   string
}

// constants returns the constants of a type, by name, from the source of a package: nobody can forget to list them.
func constants(t *testing.T, dir, of string) map[string]constant {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]constant{}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			if block, ok := declaration.(*ast.GenDecl); ok && block.Tok == token.CONST {
				collect(t, found, block, of)
			}
		}
	}
	if len(found) == 0 {
		t.Fatalf("no constant of type %s in %s", of, dir)
	}
	return found
}

func collect(t *testing.T, found map[string]constant, block *ast.GenDecl, of string) {
	t.Helper()
	for _, member := range block.Specs {
		spec, _ := member.(*ast.ValueSpec)
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != of {
			continue
		}
		literal, ok := spec.Values[0].(*ast.BasicLit)
		if !ok {
			t.Fatalf("%s is no literal", spec.Names[0].Name)
		}
		value, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		found[spec.Names[0].Name] = constant{value: value, comment: spec.Doc.Text(), block: block.Doc.Text()}
	}
}

// kinds are all kinds of outcomes, by the name of their constant.
func kinds(t *testing.T) map[string]profile.Kind {
	t.Helper()
	all := map[string]profile.Kind{}
	for name, c := range constants(t, "../profile", "Kind") {
		all[name] = profile.Kind(c.value)
	}
	return all
}

// judged are the kinds that an object can end with, in order.
func judged(t *testing.T) []profile.Kind {
	t.Helper()
	return slices.DeleteFunc(slices.Sorted(maps.Values(kinds(t))), func(k profile.Kind) bool { return unjudged[k] })
}

func TestEveryReasonIsDocumented(t *testing.T) {
	documented := map[string]string{}
	for name, c := range constants(t, "../../../api/v1alpha1", "Reason") {
		if !strings.HasPrefix(c.comment, name+": ") {
			t.Errorf("%s has no comment that begins with its name", name)
		}
		if name != "Reason"+c.value {
			t.Errorf("%s is called %s", c.value, name)
		}
		if strings.HasPrefix(c.block, "Reasons of an update") {
			documented[c.value] = name
		}
	}
	given := map[string]bool{}
	for _, kind := range judged(t) {
		reason := verdict.Judge(subject, profile.Outcome{Kind: kind, At: at}, 0).Reason
		given[reason] = true
		if documented[reason] == "" {
			t.Errorf("%s: the reason %s is none that api/v1alpha1 documents for updates", kind, reason)
		}
	}
	for reason, name := range documented {
		if !given[reason] {
			t.Errorf("%s is documented, but no kind of outcome has it", name)
		}
	}
}

// The constants of profile promise it: a kind is its own reason, unless people see another.
func TestKindsAreTheirOwnReasons(t *testing.T) {
	for name, kind := range kinds(t) {
		if name != string(kind) {
			t.Errorf("profile.%s is %s", name, kind)
		}
	}
	for _, kind := range judged(t) {
		reason := verdict.Judge(subject, profile.Outcome{Kind: kind, At: at}, 0).Reason
		if reason != string(kind) && kind != profile.Denied && kind != profile.Forbidden {
			t.Errorf("%s shows as %s", kind, reason)
		}
	}
}
