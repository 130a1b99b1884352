package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
)

// version is a Kubernetes release such as v1.37.1.
type version string

func (v version) String() string { return string(v) }

// number is the version as setup-envtest writes it: 1.37.1.
func (v version) number() string { return strings.TrimPrefix(string(v), "v") }

// ldflags stamp the version into the binaries, as hack/lib/version.sh of
// Kubernetes does: once for the components and once for client-go, whose copy
// is in every User-Agent. Commit and date stay out, so that a build can be
// repeated bit by bit; treeState "archive" is what Kubernetes calls a build
// from a source archive.
func (v version) ldflags() (string, error) {
	major, rest, _ := strings.Cut(v.number(), ".")
	minor, patch, _ := strings.Cut(rest, ".")
	if major == "" || minor == "" || patch == "" {
		return "", fmt.Errorf("k8s.io/kubernetes has version %q in go.mod, want vMAJOR.MINOR.PATCH", v)
	}
	flags := []string{"-s", "-w"} // no debugger here: a third of the size
	for _, pkg := range []string{"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"} {
		for _, variable := range []struct{ name, value string }{
			{"gitVersion", v.String()},
			{"gitMajor", major},
			{"gitMinor", minor},
			{"gitCommit", "unknown"},
			{"gitTreeState", "archive"},
		} {
			flags = append(flags, "-X", pkg+"."+variable.name+"="+variable.value)
		}
	}
	return strings.Join(flags, " "), nil
}

// readVersion returns the version of k8s.io/kubernetes that moduleDir requires.
func readVersion(ctx context.Context, goTool, moduleDir string) (version, error) {
	out, err := output(ctx, command(ctx, moduleDir, goTool, "mod", "edit", "-json", "go.mod"))
	if err != nil {
		return "", fmt.Errorf("read %s (is -module the hack/controlplane directory?): %w",
			filepath.Join(moduleDir, "go.mod"), err)
	}
	var mod struct {
		Require []struct {
			Path    string `json:"Path"`
			Version string `json:"Version"`
		} `json:"Require"`
	}
	if err := json.Unmarshal([]byte(out), &mod); err != nil {
		return "", fmt.Errorf("go mod edit -json: %w", err)
	}
	for _, require := range mod.Require {
		if require.Path == "k8s.io/kubernetes" {
			return version(require.Version), nil
		}
	}
	return "", fmt.Errorf("%s does not require k8s.io/kubernetes: is -module the hack/controlplane directory?",
		filepath.Join(moduleDir, "go.mod"))
}
