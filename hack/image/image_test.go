package main

import (
	"archive/tar"
	"crypto/x509"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// compile makes a binary: of the smallest program, which is as good as the manager here, and sooner made.
func compile(t *testing.T, env ...string) string {
	t.Helper()
	dir := t.TempDir()
	for file, text := range map[string]string{"go.mod": "module manager\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() {}\n"} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-C", dir, "-o", "manager", ".")
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return filepath.Join(dir, "manager")
}

// load is what an engine does with the archive.
func load(t *testing.T, archive, tagName string) v1.Image {
	t.Helper()
	tag, err := name.NewTag(tagName)
	if err != nil {
		t.Fatal(err)
	}
	image, err := tarball.ImageFromPath(archive, &tag)
	if err != nil {
		t.Fatal(err)
	}
	return image
}

func TestImage(t *testing.T) {
	t.Parallel()
	binary := compile(t, "CGO_ENABLED=0", "GOOS=linux", "GOARCH=arm64")
	archive := filepath.Join(t.TempDir(), "image.tar")
	const tag = "registry.example/operator:v1"
	if err := run(binary, archive, tag); err != nil {
		t.Fatal(err)
	}
	image := load(t, archive, tag)
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if got := config.Platform().String(); got != "linux/arm64" {
		t.Errorf("platform %s", got)
	}
	if got := strings.Join(config.Config.Entrypoint, " "); got != "/manager" || config.Config.User != "65532:65532" {
		t.Errorf("runs %q as %s", got, config.Config.User)
	}
	manifest, err := os.ReadFile(filepath.Join("..", "..", "config", "manager", "manager.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"command: [/manager]", "runAsUser: 65532", "runAsGroup: 65532"} {
		if !strings.Contains(string(manifest), line) {
			t.Errorf("config/manager does not say %q, as the image does", line)
		}
	}

	files := contents(t, image)
	manager, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if files["manager"] != string(manager) {
		t.Error("/manager is not the binary")
	}
	if authorities := files["etc/ssl/certs/ca-certificates.crt"]; !x509.NewCertPool().AppendCertsFromPEM([]byte(authorities)) ||
		strings.Count(authorities, "BEGIN CERTIFICATE") < 100 {
		t.Error("no certificates")
	}
	if len(files) != 2 {
		t.Errorf("%d files, want 2", len(files))
	}
}

// contents are the files as a container sees them. None can be written, or belongs to anybody but root.
func contents(t *testing.T, image v1.Image) map[string]string {
	t.Helper()
	flat := mutate.Extract(image)
	defer func() { _ = flat.Close() }()
	files := map[string]string{}
	for archive := tar.NewReader(flat); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if header.Mode&0o222 != 0 || header.Uid != 0 || header.Gid != 0 || !header.ModTime.Equal(time.Unix(0, 0)) {
			t.Errorf("%s: mode %o of %d:%d at %s", header.Name, header.Mode, header.Uid, header.Gid, header.ModTime)
		}
		text, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		files[header.Name] = string(text)
	}
}

// The same binary makes the same image.
func TestImageIsReproducible(t *testing.T) {
	t.Parallel()
	binary := compile(t, "CGO_ENABLED=0", "GOOS=linux")
	digests := map[string]bool{}
	for _, file := range []string{"one.tar", "two.tar"} {
		archive := filepath.Join(t.TempDir(), file)
		if err := run(binary, archive, "operator:v1"); err != nil {
			t.Fatal(err)
		}
		digest, err := load(t, archive, "operator:v1").Digest()
		if err != nil {
			t.Fatal(err)
		}
		digests[digest.String()] = true
	}
	if len(digests) != 1 {
		t.Errorf("digests %v", digests)
	}
}

// What would not run in the image is not put into one.
func TestBinaryThatDoesNotFit(t *testing.T) {
	t.Parallel()
	for want, env := range map[string][]string{
		"GOOS=linux":    {"CGO_ENABLED=0", "GOOS=darwin"},
		"CGO_ENABLED=0": {"CGO_ENABLED=1", "GOOS=linux"},
	} {
		archive := filepath.Join(t.TempDir(), "image.tar")
		if err := run(compile(t, env...), archive, "operator:v1"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want one that says %s", env, err, want)
		}
		if _, err := os.Stat(archive); err == nil {
			t.Errorf("%v: there is an image", env)
		}
	}
}
