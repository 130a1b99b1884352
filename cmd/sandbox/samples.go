package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// sample is a manifest of one object that says what is to become of it.
type sample struct {
	file    string
	outcome outcome
	object  *unstructured.Unstructured
}

// samples are in the order of their file names, in which they are applied.
type samples []sample

// readSamples reads every manifest of a directory.
func readSamples(dir string) (samples, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var all samples
	for _, file := range files {
		if filepath.Base(file) == "kustomization.yaml" {
			continue
		}
		text, err := os.ReadFile(file) //nolint:gosec // the directory is the caller's to name
		if err != nil {
			return nil, err
		}
		read, err := parseSample(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		read.file = file
		all = append(all, read)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no samples in %s", dir)
	}
	return all, nil
}

func parseSample(text string) (sample, error) {
	expected, err := parseOutcome(text)
	if err != nil {
		return sample{}, err
	}
	if strings.Contains(text, "\n---") {
		return sample{}, errors.New("a sample is one object, this file has several documents")
	}
	object := &unstructured.Unstructured{}
	if err := yaml.UnmarshalStrict([]byte(text), &object.Object); err != nil {
		return sample{}, err
	}
	if object.GetKind() == "" || object.GetName() == "" {
		return sample{}, errors.New("not an object with a kind and a name")
	}
	return sample{outcome: expected, object: object}, nil
}

// namespace is that of the first sample that has one.
func (s samples) namespace() string {
	for _, sample := range s {
		if namespace := sample.object.GetNamespace(); namespace != "" {
			return namespace
		}
	}
	return metav1.NamespaceDefault
}

// firstWith is the name of the first update in one of the systems whose Ready condition is to have that status; empty if
// there is none.
func (s samples) firstWith(ready metav1.ConditionStatus, systems []string) string {
	for _, sample := range s {
		if slices.Contains(systems, sample.system()) && sample.outcome.ready == ready {
			return sample.object.GetName()
		}
	}
	return ""
}

// system that an update is for; empty for everything else.
func (s sample) system() string {
	system, _, _ := unstructured.NestedString(s.object.Object, "spec", "target", "system")
	return system
}

// name as messages have it: UserProfileUpdate people/jane.
func (s sample) name() string {
	name := s.object.GetName()
	if namespace := s.object.GetNamespace(); namespace != "" {
		name = namespace + "/" + name
	}
	return s.object.GetKind() + " " + name
}
