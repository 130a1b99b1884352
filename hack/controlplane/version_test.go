package main

import (
	"strings"
	"testing"
)

func TestReadVersion(t *testing.T) {
	got, err := readVersion(t.Context(), goTool, ".")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(got.String(), "v1.") {
		t.Errorf("this module requires Kubernetes %q, want v1.x.y", got)
	}
	if _, err := readVersion(t.Context(), goTool, t.TempDir()); err == nil {
		t.Error("a directory without go.mod: got no error")
	}
}

func TestLdflags(t *testing.T) {
	flags, err := version("v1.37.1").ldflags()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"-X k8s.io/component-base/version.gitVersion=v1.37.1",
		"-X k8s.io/component-base/version.gitMajor=1",
		"-X k8s.io/client-go/pkg/version.gitMinor=37",
	} {
		if !strings.Contains(flags, want) {
			t.Errorf("%s is not in %s", want, flags)
		}
	}
	if _, err := version("v1.37").ldflags(); err == nil {
		t.Error("v1.37: got no error, want one that asks for a patch version")
	}
}
