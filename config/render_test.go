package config_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
)

// variants are the ways to install the operator.
var variants = []string{"default", "namespaced"}

// manifests are the objects that kustomize makes of a directory.
type manifests []*unstructured.Unstructured

// render has kubectl do what `kubectl apply -k` does first.
func render(t *testing.T, dir string) manifests {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), filepath.Join(assets(), "kubectl"), "kustomize", dir)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil || complaints.Len() > 0 {
		t.Fatalf("kubectl kustomize %s: %v\n%s", dir, err, &complaints)
	}
	var all manifests
	for documents := utilyaml.NewYAMLOrJSONDecoder(&out, 4096); ; {
		object := &unstructured.Unstructured{}
		if err := documents.Decode(object); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, object)
	}
}

// renderEdited renders a directory of config/ after an edit of its kustomization, as a person makes one.
func renderEdited(t *testing.T, dir string, edit func(string) string) manifests {
	t.Helper()
	edited := t.TempDir()
	if err := os.CopyFS(edited, os.DirFS(".")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(edited, dir, "kustomization.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(edit(string(text))), 0o600); err != nil {
		t.Fatal(err)
	}
	return render(t, filepath.Join(edited, dir))
}

// of are the objects of a kind, as the Go type that has it.
func of[T any](t *testing.T, all manifests, kind string) []T {
	t.Helper()
	var found []T
	for _, object := range all {
		if object.GetKind() != kind {
			continue
		}
		var typed T
		if err := runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(object.Object, &typed, true); err != nil {
			t.Fatal(err)
		}
		found = append(found, typed)
	}
	return found
}

// one is the only object of a kind.
func one[T any](t *testing.T, all manifests, kind string) T {
	t.Helper()
	found := of[T](t, all, kind)
	if len(found) != 1 {
		t.Fatalf("%d objects of kind %s, want 1", len(found), kind)
	}
	return found[0]
}
