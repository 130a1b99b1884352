package v1alpha1_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/yaml"
)

// TestManifests gives every file of testdata/manifests to the API server and compares its answer with the head of the
// file, word for word.
func TestManifests(t *testing.T) {
	cp := withControlPlane(t)
	manifests := readManifests(t)
	if len(manifests) < 40 {
		t.Errorf("%d manifests, want at least 40", len(manifests))
	}
	for _, m := range manifests {
		t.Run(m.name(), func(t *testing.T) {
			got := cp.judge(t, m)
			if got.Accepted != m.verdict.Accepted {
				t.Fatalf("accepted: %t, want %t; the API server says:\n%s", got.Accepted, m.verdict.Accepted,
					strings.Join(got.Lines, "\n"))
			}
			if *update {
				m.write(t, got)
			} else if diff := cmp.Diff(m.verdict, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("the API server's answer (-want +got):\n%s", diff)
			}
			if !got.Accepted {
				keepsValuesToItself(t, m, got.Lines)
			}
		})
	}
}

// judge creates the first document, replaces it by the second if there is one, and cleans up.
func (cp *controlPlane) judge(t *testing.T, m *manifest) verdict {
	t.Helper()
	kind, name := kindAndName(t, m)
	t.Cleanup(func() {
		deletion := cp.rest.Delete().NamespaceIfScoped("default", isNamespaced(kind)).Resource(kind).Name(name)
		if err := deletion.Do(context.Background()).Error(); err != nil && !apierrors.IsNotFound(err) {
			t.Error(err)
		}
	})
	sent := m.docs[0]
	stored, err := cp.create(t, kind, sent)
	if len(m.docs) == 2 {
		if err != nil {
			t.Fatalf("the first document must be accepted: %v", err)
		}
		sent = m.docs[1]
		stored, err = cp.replace(t, kind, name, sent, stored)
	}
	if err != nil {
		return verdict{Lines: asRead(t, err)}
	}
	return verdict{Accepted: true, Lines: differences(fields(t, sent), fields(t, stored))}
}

// create sends YAML as it stands, so that the API server also sees what a client would have mended.
func (cp *controlPlane) create(t *testing.T, kind string, object []byte) ([]byte, error) {
	t.Helper()
	return answer(cp.rest.Post().NamespaceIfScoped("default", isNamespaced(kind)).Resource(kind).Param("fieldValidation", "Strict").
		SetHeader("Content-Type", "application/yaml").Body(object).Do(t.Context()))
}

func (cp *controlPlane) replace(t *testing.T, kind, name string, object, stored []byte) ([]byte, error) {
	t.Helper()
	var old metav1.PartialObjectMetadata
	var updated map[string]any
	if err := errors.Join(json.Unmarshal(stored, &old), yaml.Unmarshal(object, &updated)); err != nil {
		t.Fatal(err)
	}
	updated["metadata"].(map[string]any)["resourceVersion"] = old.ResourceVersion
	body, err := json.Marshal(updated)
	if err != nil {
		t.Fatal(err)
	}
	return answer(cp.rest.Put().NamespaceIfScoped("default", isNamespaced(kind)).Resource(kind).Name(name).
		Param("fieldValidation", "Strict").SetHeader("Content-Type", "application/json").Body(body).Do(t.Context()))
}

// answer is the stored object, or the rejection. Only Result.Error decodes what the API server said.
func answer(result rest.Result) ([]byte, error) {
	if err := result.Error(); err != nil {
		return nil, err
	}
	return result.Raw()
}

// isNamespaced tells whether objects of a resource are in a namespace.
func isNamespaced(resource string) bool { return resource != "clusterprofiletargets" }

func kindAndName(t *testing.T, m *manifest) (string, string) {
	t.Helper()
	var meta metav1.PartialObjectMetadata
	if err := yaml.Unmarshal(m.docs[0], &meta); err != nil {
		t.Fatal(err)
	}
	return strings.ToLower(meta.Kind) + "s", meta.Name
}

// asRead is a rejection as kubectl prints it, a line for each cause. The API server's own order is that of a map.
func asRead(t *testing.T, err error) []string {
	t.Helper()
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		t.Fatalf("not an answer of the API server: %v", err)
	}
	details := status.Status().Details
	if details == nil || len(details.Causes) == 0 {
		var lines []string
		for line := range strings.Lines(status.Status().Message) {
			lines = append(lines, strings.TrimSpace(line))
		}
		return lines
	}
	lines := make([]string, 0, len(details.Causes))
	for _, cause := range details.Causes {
		lines = append(lines, fmt.Sprintf("%s: %s", cause.Field, cause.Message))
	}
	slices.Sort(lines)
	return lines
}

// private are the fields beside the values of a person that no rejection may show.
var private = map[string]bool{
	"spec.identifier.domain": true,
	"spec.mosaic.url":        true,
	"spec.adobe.url":         true,
	"spec.adobe.imsURL":      true,
}

// keepsValuesToItself fails if a rejection shows a value of the person, or an address that may hold a password. Values
// of one or two characters are in any text.
func keepsValuesToItself(t *testing.T, m *manifest, rejection []string) {
	t.Helper()
	text := strings.Join(rejection, "\n")
	for _, doc := range m.docs {
		for path, value := range fields(t, doc) {
			value = strings.Trim(value, `"`)
			secret := strings.HasPrefix(path, "spec.attributes.") || strings.HasSuffix(path, ".value") || private[path]
			if secret && len(value) > 2 && strings.Contains(text, value) {
				t.Errorf("the rejection shows the value of %s:\n%s", path, text)
			}
		}
	}
}
