package v1alpha1_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// A manifest is a file of testdata/manifests: what a person applies, and in its head what the API server says to it.
//
//	# Why the case is there.
//	#
//	# Rejected:                                   or: Accepted. / Accepted, with these differences:
//	#   spec.identifier.name: Invalid value: …
//	apiVersion: identity.userprofile.dev/v1alpha1
//	…
//
// The name of the file begins with accept or reject. A file with two documents is a change: the first is accepted, the
// head is about the second, which replaces it.
type manifest struct {
	path    string
	why     string
	verdict verdict
	docs    [][]byte
}

// A verdict is what the API server says to a manifest.
type verdict struct {
	Accepted bool

	// Lines are, for an accepted manifest, how the stored object differs from the manifest: + added, - dropped.
	// For a rejected one they are what the user reads.
	Lines []string
}

var head = regexp.MustCompile(`(?s)\A((?:# [^\n]+\n)+)#\n# (Accepted|Rejected)[^\n]*\n((?:#   [^\n]+\n)*)`)

func readManifests(t *testing.T) []*manifest {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "manifests", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	manifests := make([]*manifest, 0, len(paths))
	for _, path := range paths {
		manifests = append(manifests, readManifest(t, path))
	}
	return manifests
}

func readManifest(t *testing.T, path string) *manifest {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	parts := head.FindSubmatch(content)
	if parts == nil {
		t.Fatalf("%s: the head does not say why the case is there and what the API server answers", path)
	}
	m := &manifest{path: path, why: string(parts[1]), verdict: verdict{Accepted: string(parts[2]) == "Accepted"}}
	for line := range strings.Lines(string(parts[3])) {
		m.verdict.Lines = append(m.verdict.Lines, strings.TrimSpace(strings.TrimPrefix(line, "#")))
	}
	m.docs = bytes.SplitAfter(content[len(parts[0]):], []byte("\n---\n"))
	if want := map[bool]string{true: "accept-", false: "reject-"}[m.verdict.Accepted]; !strings.HasPrefix(m.name(), want) {
		t.Fatalf("%s: the name says otherwise than the head", path)
	}
	return m
}

func (m *manifest) name() string { return strings.TrimSuffix(filepath.Base(m.path), ".yaml") }

// write puts the verdict into the head of the file.
func (m *manifest) write(t *testing.T, v verdict) {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(m.why)
	switch {
	case !v.Accepted:
		b.WriteString("#\n# Rejected:\n")
	case len(v.Lines) > 0:
		b.WriteString("#\n# Accepted, with these differences:\n")
	default:
		b.WriteString("#\n# Accepted.\n")
	}
	for _, line := range v.Lines {
		fmt.Fprintf(&b, "#   %s\n", line)
	}
	b.Write(bytes.Join(m.docs, nil))
	if err := os.WriteFile(m.path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// fields are the leaves of an object's spec and status by path, each as JSON.
func fields(t *testing.T, object []byte) map[string]string {
	t.Helper()
	var top struct {
		Spec   json.RawMessage `json:"spec"`
		Status json.RawMessage `json:"status"`
	}
	asJSON, err := yaml.YAMLToJSON(object)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(asJSON, &top); err != nil {
		t.Fatal(err)
	}
	leaves := map[string]string{}
	addLeaves(leaves, "spec", top.Spec)
	addLeaves(leaves, "status", top.Status)
	return leaves
}

func addLeaves(leaves map[string]string, path string, value json.RawMessage) {
	var object map[string]json.RawMessage
	var list []json.RawMessage
	switch {
	case len(value) == 0:
	case json.Unmarshal(value, &object) == nil && len(object) > 0:
		for key, member := range object {
			addLeaves(leaves, path+"."+key, member)
		}
	case json.Unmarshal(value, &list) == nil && len(list) > 0:
		for i, item := range list {
			addLeaves(leaves, fmt.Sprintf("%s[%d]", path, i), item)
		}
	default:
		leaves[path] = string(value)
	}
}

// differences between what was sent and what was stored, sorted by path.
func differences(sent, stored map[string]string) []string {
	var lines []string
	for path, value := range sent {
		if stored[path] != value {
			lines = append(lines, fmt.Sprintf("- %s: %s", path, value))
		}
	}
	for path, value := range stored {
		if sent[path] != value {
			lines = append(lines, fmt.Sprintf("+ %s: %s", path, value))
		}
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[2:], b[2:]) })
	return lines
}
