package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"
)

var samplesDir = filepath.Join("..", "..", "config", "samples")

// The samples are what newcomers copy: each says what it is for.
func TestSamples(t *testing.T) {
	all, err := readSamples(samplesDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, sample := range all {
		text, err := os.ReadFile(sample.file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "# ") || strings.HasPrefix(string(text), outcomePrefix) {
			t.Errorf("%s begins with no comment for people", sample.file)
		}
	}
	if _, err := all.address(); err != nil {
		t.Error(err)
	}
	if all.namespace() == "default" || all.firstWith("True") == "" || all.firstWith("False") == "" {
		t.Error("the samples need a namespace, an update that succeeds and one that does not: the sandbox talks about them")
	}
}

// The kustomization applies what the API server accepts.
func TestKustomizationHasTheSamples(t *testing.T) {
	all, err := readSamples(samplesDir)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, sample := range all {
		if sample.outcome.rejection == "" {
			want = append(want, filepath.Base(sample.file))
		}
	}
	text, err := os.ReadFile(filepath.Join(samplesDir, "kustomization.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var kustomization struct {
		Resources []string `json:"resources"`
	}
	if err := yaml.Unmarshal(text, &kustomization); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, kustomization.Resources); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
}

// The credentials in the samples are those of the seed, and what the samples declare of the tenant is true.
func TestSeedFitsTheSamples(t *testing.T) {
	all, err := readSamples(samplesDir)
	if err != nil {
		t.Fatal(err)
	}
	tenant, err := startTenant(t.Context(), address{host: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := tenant.stop(); err != nil {
			t.Error(err)
		}
	}()
	i := slices.IndexFunc(all, func(s sample) bool { return s.object.GetKind() == "Secret" })
	if i < 0 {
		t.Fatal("no Secret among the samples")
	}
	for _, key := range []string{"client_id", "client_secret"} {
		values, _ := all[i].object.Object["stringData"].(map[string]any)
		if value, _ := values[key].(string); value == "" || !strings.Contains(string(seed), `"`+key+`": "`+value+`"`) {
			t.Errorf("the seed has no client with the %s of %s", key, all[i].file)
		}
	}
	for _, user := range tenant.Users() {
		if !user.HasPassword {
			t.Errorf("user %s has no password, so the API does not show the user name", user.ID)
		}
	}
}

func TestParseSample(t *testing.T) {
	const namespace = "# Outcome: created\napiVersion: v1\nkind: Namespace\nmetadata: {name: people}\n"
	for name, tt := range map[string]struct{ text, want, err string }{
		"cluster-wide":     {text: namespace, want: "Namespace people"},
		"in a namespace":   {text: strings.Replace(namespace, "{name", "{namespace: ns, name", 1), want: "Namespace ns/people"},
		"no outcome":       {text: strings.Replace(namespace, "# Outcome: created\n", "", 1), err: "must have one line"},
		"two documents":    {text: namespace + "---\n" + namespace, err: "several documents"},
		"no kind":          {text: "# Outcome: created\nmetadata: {name: x}\n", err: "kind and a name"},
		"no name":          {text: "# Outcome: created\nkind: X\n", err: "kind and a name"},
		"no YAML":          {text: "# Outcome: created\n{", err: "yaml"},
		"a repeated field": {text: namespace + "kind: Secret\n", err: "already set"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseSample(tt.text)
			switch {
			case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Errorf("error is %v, want %q in it", err, tt.err)
			case tt.err == "" && err != nil:
				t.Error(err)
			case tt.err == "" && got.name() != tt.want:
				t.Errorf("it is %s, want %s", got.name(), tt.want)
			}
		})
	}
}

func TestReadSamplesFails(t *testing.T) {
	dir := t.TempDir()
	if _, err := readSamples(dir); err == nil {
		t.Error("an empty directory has samples")
	}
	file := filepath.Join(dir, "a.yaml")
	if err := os.WriteFile(file, []byte("kind: Namespace\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readSamples(dir); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("error is %v, want the name of the file in it", err)
	}
}
