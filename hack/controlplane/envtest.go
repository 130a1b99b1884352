package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// envtest downloads release binaries with setup-envtest of hack/tools.
type envtest struct {
	goTool   string
	toolsDir string
	version  version
	say      say
}

// The steps of envtest.fill end after these times, so that a network that
// swallows packets costs seconds before the build from source begins.
const (
	envtestCompile  = 3 * time.Minute
	envtestAnswer   = 20 * time.Second
	envtestDownload = 10 * time.Minute
)

func (envtest) name() string { return "setup-envtest" }

func (e envtest) fill(ctx context.Context, dir string) error {
	// A folder of its own inside dir: the same file system, removed at the end.
	download := filepath.Join(dir, "download")
	if _, err := e.tool(ctx, envtestCompile, "version"); err != nil {
		return err
	}
	listed, err := e.tool(ctx, envtestAnswer, "list", e.version.number(), "--bin-dir", download)
	if err != nil {
		return err
	}
	if !strings.Contains(listed, e.version.number()) {
		return fmt.Errorf("there is no release of %s for this platform", e.version)
	}
	e.say("downloading Kubernetes %s with setup-envtest", e.version)
	store, err := e.tool(ctx, envtestDownload, "use", e.version.number(), "-p", "path", "--bin-dir", download)
	if err != nil {
		return err
	}
	if err := os.Chmod(store, 0o755); err != nil { // setup-envtest leaves it read-only
		return err
	}
	for _, name := range binaries {
		if err := os.Rename(filepath.Join(store, name), filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return os.RemoveAll(download)
}

// tool runs setup-envtest and returns what it printed.
func (e envtest) tool(ctx context.Context, limit time.Duration, args ...string) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("no answer within %s", limit))
	defer cancel()
	return output(ctx, command(ctx, e.toolsDir, e.goTool, append([]string{"tool", "setup-envtest"}, args...)...))
}
