package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
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
	if addresses, err := all.addresses(); err != nil || len(addresses) != len(vendors) {
		t.Errorf("%d of %d vendors are served: %v", len(addresses), len(vendors), err)
	}
	if all.namespace() == "default" {
		t.Error("the samples need a namespace: the sandbox talks about it")
	}
	for _, v := range vendors {
		if all.firstWith("True", v.systems) == "" || all.firstWith("False", v.systems) == "" {
			t.Errorf("the samples need an update at %s that succeeds and one that does not: the sandbox talks about them", v.name)
		}
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

// The credentials and organizations in the samples are those of the seeds.
func TestSeedsFitTheSamples(t *testing.T) {
	all, err := readSamples(samplesDir)
	if err != nil {
		t.Fatal(err)
	}
	secrets := map[string]sample{}
	for _, s := range all {
		if s.object.GetKind() == "Secret" {
			secrets[s.object.GetName()] = s
		}
	}
	for _, v := range vendors {
		for _, s := range all {
			if url, err := s.url(v); url == "" || err != nil {
				continue
			}
			name, _, _ := unstructured.NestedString(s.object.Object, "spec", v.connection, "credentialsSecretRef", "name")
			for _, key := range []string{"client_id", "client_secret"} {
				value, _, _ := unstructured.NestedString(secrets[name].object.Object, "stringData", key)
				seedHas(t, v, key, value)
			}
			if id, named, _ := unstructured.NestedString(s.object.Object, "spec", v.connection, "orgID"); named {
				seedHas(t, v, "org_id", id)
			}
		}
	}
}

func seedHas(t *testing.T, v vendor, key, value string) {
	t.Helper()
	if value == "" || !strings.Contains(string(v.seed), `"`+key+`": "`+value+`"`) {
		t.Errorf("the seed of %s has not the %s of the samples, %q", v.name, key, value)
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
