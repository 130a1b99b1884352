// Package docs_test holds the documents to what the repository is.
package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = ".."

// Every reason has a row in the catalogue, and the catalogue has no other.
func TestEveryReasonIsInTheCatalogue(t *testing.T) {
	catalogue, _, _ := strings.Cut(read(t, "errors.md"), "\n## Warnings")
	rows := regexp.MustCompile("(?m)^\\| `([A-Za-z]+)` \\|").FindAllStringSubmatch(catalogue, -1)
	documented := make([]string, len(rows))
	for i, row := range rows {
		documented[i] = row[1]
	}
	declared := reasons(t)
	if len(declared) == 0 {
		t.Fatal("no reasons found")
	}
	for _, reason := range declared {
		if n := count(documented, reason); n != 1 {
			t.Errorf("reason %s has %d rows in errors.md, want 1", reason, n)
		}
	}
	for _, reason := range documented {
		if !slices.Contains(declared, reason) {
			t.Errorf("errors.md has a row for %s, which is no reason", reason)
		}
	}
}

// Every reason of updates is in the table of the README.
func TestEveryReasonOfUpdatesIsInTheReadme(t *testing.T) {
	readme := read(t, filepath.Join(root, "README.md"))
	_, targets, _ := strings.Cut(read(t, "errors.md"), "\n## Targets")
	targets, _, _ = strings.Cut(targets, "\n## Warnings")
	for _, reason := range reasons(t) {
		if !strings.Contains(readme, "`"+reason+"`") && !strings.Contains(targets, "| `"+reason+"` |") {
			t.Errorf("README.md does not tell of %s", reason)
		}
	}
}

// reasons are the values of the constants of type Reason.
func reasons(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "api", "v1alpha1", "conditions.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Reason") {
			return true
		}
		literal, ok := spec.Values[0].(*ast.BasicLit)
		if !ok {
			t.Fatalf("%s is no literal", spec.Names[0].Name)
		}
		value, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, value)
		return true
	})
	return all
}

// So has every code of a warning that an adapter in the registry can give.
func TestEveryWarningIsInTheCatalogue(t *testing.T) {
	catalogue := read(t, "errors.md")
	code := regexp.MustCompile(`(?m)^\tcode[A-Za-z]+ += "([A-Za-z]+)"$`)
	declared := code.FindAllStringSubmatch(adapters(t), -1)
	if len(declared) == 0 {
		t.Fatal("no codes found")
	}
	for _, match := range declared {
		if !strings.Contains(catalogue, "\n| `"+match[1]+"` |") {
			t.Errorf("errors.md does not tell of the warning %s", match[1])
		}
	}
}

// Links between documents lead somewhere, headings included.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, document := range documents(t) {
		for _, match := range link.FindAllStringSubmatch(read(t, document), -1) {
			target, anchor, _ := strings.Cut(match[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			file := document
			if target != "" {
				file = filepath.Join(filepath.Dir(document), target)
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s: link to %s: %v", document, match[1], err)
				continue
			}
			if anchor != "" && !slices.Contains(anchors(read(t, file)), anchor) {
				t.Errorf("%s: link to %s: no such heading", document, match[1])
			}
		}
	}
}

var heading = regexp.MustCompile(`(?m)^#+ (.+)$`)

// anchors are the headings as GitHub links to them.
func anchors(text string) []string {
	var all []string
	for _, match := range heading.FindAllStringSubmatch(text, -1) {
		kept := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
				return r
			default:
				return -1
			}
		}, match[1])
		all = append(all, strings.ToLower(kept))
	}
	return all
}

// What a document tells people to make can be made.
func TestMakeTargets(t *testing.T) {
	makefile := read(t, filepath.Join(root, "Makefile"))
	command := regexp.MustCompile("(?m)(?:`|^)make ((?:[a-z][a-z-]* ?)+)")
	for _, document := range documents(t) {
		for _, match := range command.FindAllStringSubmatch(read(t, document), -1) {
			for target := range strings.FieldsSeq(match[1]) {
				if !strings.Contains(makefile, "\n"+target+":") {
					t.Errorf("%s: there is no make %s", document, target)
				}
			}
		}
	}
}

// Metrics of ours that a document names are in the code.
func TestMetrics(t *testing.T) {
	code := source(t)
	for _, document := range documents(t) {
		for _, name := range regexp.MustCompile("`(userprofile_[a-z_]+)`").FindAllStringSubmatch(read(t, document), -1) {
			if !strings.Contains(code, `"`+name[1]+`"`) {
				t.Errorf("%s: there is no metric %s", document, name[1])
			}
		}
	}
	runbook := read(t, "runbook.md")
	for _, name := range regexp.MustCompile(`Name: +"(userprofile_[a-z_]+)"`).FindAllStringSubmatch(code, -1) {
		if !strings.Contains(runbook, "`"+name[1]+"`") {
			t.Errorf("runbook.md does not tell of the metric %s", name[1])
		}
	}
}

// Flags of the manager that a document names exist.
func TestFlags(t *testing.T) {
	options := read(t, filepath.Join(root, "cmd", "manager", "app", "options.go"))
	for _, document := range []string{"runbook.md", "errors.md"} {
		for _, flag := range regexp.MustCompile("`--([a-z-]+)(?:=[^`]*)?`").FindAllStringSubmatch(read(t, document), -1) {
			if !strings.Contains(options, `"`+flag[1]+`"`) && flag[1] != "help" {
				t.Errorf("%s: the manager has no flag --%s", document, flag[1])
			}
		}
	}
}

// What the threat model says to be proved by a test has one of that name.
func TestThreatModelNamesTests(t *testing.T) {
	var tests strings.Builder
	for _, dir := range []string{"api", "cmd", "config", "controllers"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, _ fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, "_test.go") {
				tests.WriteString(read(t, path))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	named := regexp.MustCompile("`(Test[A-Za-z]+)`").FindAllStringSubmatch(read(t, "threat-model.md"), -1)
	if len(named) == 0 {
		t.Error("the threat model names no test")
	}
	for _, name := range named {
		if !strings.Contains(tests.String(), "\nfunc "+name[1]+"(") {
			t.Errorf("there is no %s", name[1])
		}
	}
}

// documents are all that people read.
func documents(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"*.md", "../README.md", "../SECURITY.md", "../controllers/README.md", "../controllers/sim/*/README.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no documents %s: %v", pattern, err)
		}
		all = append(all, found...)
	}
	return all
}

// source is the code of the operator, without tests.
func source(t *testing.T) string {
	t.Helper()
	return sourceBelow(t, "controllers")
}

// adapters is the source of the adapters that package connection imports.
func adapters(t *testing.T) string {
	t.Helper()
	const targets = "controllers/internal/target/"
	var all strings.Builder
	imported := regexp.MustCompile(targets + `([a-z]+)"`)
	for _, match := range imported.FindAllStringSubmatch(sourceBelow(t, "controllers/internal/connection"), -1) {
		all.WriteString(sourceBelow(t, targets+match[1]))
	}
	return all.String()
}

func sourceBelow(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(filepath.Join(root, filepath.FromSlash(dir)), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			all.WriteString(read(t, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func count(all []string, one string) int {
	n := 0
	for _, other := range all {
		if other == one {
			n++
		}
	}
	return n
}
