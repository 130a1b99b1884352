package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// source builds the binaries from the modules that moduleDir requires.
type source struct {
	goTool    string
	moduleDir string
	version   version
	say       say
	every     time.Duration // between two lines of progress; 0 means 15 s
}

func (source) name() string { return "go build" }

// programs are the main packages; go build names a program after the last
// element of its path that is not a major version.
var programs = []string{
	"go.etcd.io/etcd/server/v3",
	"k8s.io/kubernetes/cmd/kube-apiserver",
	"k8s.io/kubernetes/cmd/kubectl",
}

func (s source) fill(ctx context.Context, dir string) error {
	ldflags, err := s.version.ldflags()
	if err != nil {
		return err
	}
	s.say("building kube-apiserver, kubectl %s and etcd from source; "+
		"the first time this takes about 5 minutes on two cores, seconds with a warm build cache", s.version)
	start := time.Now()
	progress := newProgress(s.say, s.every)
	defer progress.stop()

	args := append([]string{"build", "-v", "-trimpath", "-ldflags", ldflags, "-o", dir + string(filepath.Separator)}, programs...)
	cmd := command(ctx, s.moduleDir, s.goTool, args...)
	cmd.Stderr = progress
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if err := runGroup(ctx, cmd); err != nil {
		return fmt.Errorf("%w\n%s", err, progress.tail())
	}
	if err := os.Rename(filepath.Join(dir, "server"), filepath.Join(dir, "etcd")); err != nil {
		return err
	}
	s.say("built in %s", time.Since(start).Round(time.Second))
	return nil
}
