package main

import (
	"bytes"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		info *debug.BuildInfo
		want string
	}{
		"of a commit": {
			&debug.BuildInfo{
				GoVersion: "go1.26.8",
				Main:      debug.Module{Version: "v1.2.3"},
				Settings:  []debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "e78f829c"}},
			},
			"userprofile-operator v1.2.3, commit e78f829c, go1.26.8",
		},
		"without a repository": {
			&debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}},
			"userprofile-operator (devel), commit unknown, go1.26.8",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := version(test.info); got != test.want {
				t.Errorf("version %q, want %q", got, test.want)
			}
		})
	}
}

// It needs no cluster.
func TestVersionFlag(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"manager", "--version"}, &out); err != nil {
		t.Fatal(err)
	}
	line, rest, _ := strings.Cut(out.String(), "\n")
	if !strings.HasPrefix(line, "userprofile-operator ") || !strings.HasSuffix(line, ", "+runtime.Version()) || rest != "" {
		t.Errorf("printed %q", out.String())
	}
}
