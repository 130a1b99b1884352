package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestOrder(t *testing.T) {
	tests := map[string]struct {
		reason  string
		given   func(t *testing.T, w *world)
		env     map[string]string
		want    func(w *world) string
		asked   []string // of the go command
		wantErr string   // part of the error
		stderr  string   // part of what is said
	}{
		"environment": {
			reason: "a complete KUBEBUILDER_ASSETS wins over a filled cache and asks nobody",
			given: func(t *testing.T, w *world) {
				t.Helper()
				fill(t, w.cache)
				w.env[assetsVariable] = filepath.Join(t.TempDir(), "assets")
				fill(t, w.env[assetsVariable])
			},
			want: func(w *world) string { return w.env[assetsVariable] },
		},
		"environment incomplete": {
			reason: "the caller meant that directory: another one in its place would be a surprise",
			given: func(t *testing.T, w *world) {
				t.Helper()
				fill(t, w.cache)
				w.env[assetsVariable] = t.TempDir()
				write(t, filepath.Join(w.env[assetsVariable], "etcd"), "#!/bin/sh\n")
			},
			wantErr: "has no executable kube-apiserver, kubectl",
		},
		"environment not executable": {
			reason: "a file that cannot run is as good as none",
			given: func(t *testing.T, w *world) {
				t.Helper()
				w.env[assetsVariable] = t.TempDir()
				fill(t, w.env[assetsVariable])
				if err := os.Chmod(filepath.Join(w.env[assetsVariable], "etcd"), 0o644); err != nil {
					t.Fatal(err)
				}
			},
			wantErr: "has no executable etcd",
		},
		"cache": {
			reason: "a complete entry is used as it is",
			given: func(t *testing.T, w *world) {
				t.Helper()
				fill(t, w.cache)
			},
			want:  func(w *world) string { return w.cache },
			asked: []string{"mod"},
		},
		"cache incomplete": {
			reason: "an entry that lost a binary is made anew",
			given: func(t *testing.T, w *world) {
				t.Helper()
				write(t, filepath.Join(w.cache, "etcd"), "#!/bin/sh\n")
			},
			want:  func(w *world) string { return w.cache },
			asked: []string{"mod", "version", "list", "use"},
		},
		"setup-envtest": {
			reason: "release binaries, where they can be had, are quicker than a build",
			want:   func(w *world) string { return w.cache },
			asked:  []string{"mod", "version", "list", "use"},
			stderr: "downloading Kubernetes v1.99.3",
		},
		"setup-envtest unreachable": {
			reason: "without internet the build follows, and one line says why",
			env:    map[string]string{"FAKE_ENVTEST": "unreachable"},
			want:   func(w *world) string { return w.cache },
			asked:  []string{"mod", "version", "list", "build"},
			stderr: "setup-envtest does not provide Kubernetes v1.99.3: no such host\n",
		},
		"setup-envtest unpublished": {
			reason: "not every patch release is published",
			env:    map[string]string{"FAKE_ENVTEST": "unpublished"},
			want:   func(w *world) string { return w.cache },
			asked:  []string{"mod", "version", "list", "build"},
			stderr: "there is no release of v1.99.3 for this platform",
		},
		"setup-envtest wrong": {
			reason: "what runs must be the version that was asked for",
			env:    map[string]string{"FAKE_ENVTEST_VERSION": "v1.98.0"},
			want:   func(w *world) string { return w.cache },
			asked:  []string{"mod", "version", "list", "use", "build"},
			stderr: "Kubernetes v1.98.0\", not v1.99.3",
		},
		"source": {
			reason: "the first build says how long it may take",
			env:    map[string]string{"FAKE_ENVTEST": "unreachable"},
			want:   func(w *world) string { return w.cache },
			asked:  []string{"mod", "version", "list", "build"},
			stderr: "the first time this takes about 5 minutes",
		},
		"nothing works": {
			reason:  "the error names every way that was tried, and why it failed",
			env:     map[string]string{"FAKE_ENVTEST": "unreachable", "FAKE_BUILD": "broken"},
			asked:   []string{"mod", "version", "list", "build"},
			wantErr: "some/package: cannot find module",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			for key, value := range test.env {
				t.Setenv(key, value)
			}
			if test.given != nil {
				test.given(t, w)
			}

			got, err := w.run(t)

			if test.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), test.wantErr) {
					t.Errorf("%s: got error %v, want one with %q", test.reason, err, test.wantErr)
				}
			} else if err != nil {
				t.Fatalf("%s: %v\n%s", test.reason, err, &w.stderr)
			} else if want := test.want(w); got != want {
				t.Errorf("%s: got %s, want %s", test.reason, got, want)
			} else if names := missing(got); names != nil {
				t.Errorf("%s: %s lacks %v", test.reason, got, names)
			}
			if got := asked(t); !slices.Equal(got, test.asked) {
				t.Errorf("%s: the go command was asked %v, want %v", test.reason, got, test.asked)
			}
			if !strings.Contains(w.stderr.String(), test.stderr) {
				t.Errorf("%s: stderr is\n%s\nwant %q in it", test.reason, &w.stderr, test.stderr)
			}
			if leftovers, _ := filepath.Glob(w.cache + ".partial-*"); leftovers != nil {
				t.Errorf("left behind: %v", leftovers)
			}
		})
	}
}
