package main

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func TestCacheRoot(t *testing.T) {
	tests := map[string]struct {
		env  map[string]string
		want string // empty: an error
	}{
		"XDG_CACHE_HOME":          {map[string]string{"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/userprofile-operator/controlplane"},
		"default":                 {map[string]string{"HOME": "/h"}, "/h/.cache/userprofile-operator/controlplane"},
		"relative XDG_CACHE_HOME": {map[string]string{"XDG_CACHE_HOME": "c", "HOME": "/h"}, "/h/.cache/userprofile-operator/controlplane"},
		"no home":                 {nil, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := cacheRoot(func(name string) string { return test.env[name] })
			if got != test.want || (err != nil) != (test.want == "") {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestConcurrentRunsMakeOnce(t *testing.T) {
	w := newWorld(t)
	t.Setenv("FAKE_ENVTEST", "unreachable")
	var runs sync.WaitGroup
	for range 4 {
		runs.Go(func() {
			dir, err := run(t.Context(), nil, func(name string) string { return w.env[name] }, &bytes.Buffer{})
			if err != nil || dir != w.cache {
				t.Errorf("got %q, %v, want %q", dir, err, w.cache)
			}
		})
	}
	runs.Wait()
	builds := 0
	for _, word := range asked(t) {
		if word == "build" {
			builds++
		}
	}
	if builds != 1 {
		t.Errorf("built %d times, want once", builds)
	}
}

func TestKilledRunLeavesNothing(t *testing.T) {
	w := newWorld(t)
	leftover := w.cache + ".partial-123"
	write(t, filepath.Join(leftover, "etcd"), "half a binary")
	if _, err := w.run(t); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(leftover); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", leftover, err)
	}
}
