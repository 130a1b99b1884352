package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fakeGo stands in for the go command: it answers as the environment variables
// tell it, and writes down what it was asked to do.
const fakeGo = `#!/bin/sh
echo "$@" >>"$FAKE_LOG"
make_binaries() {
	mkdir -p "$1"
	for name in "$2" kube-apiserver kubectl; do
		printf '#!/bin/sh\necho "etcd Version: 3, Kubernetes %s"\n' "$3" >"$1/$name"
		chmod 0555 "$1/$name"
	done
}
case "$*" in
"mod edit -json go.mod")
	echo '{"Require": [{"Path": "k8s.io/api", "Version": "v0.1.0"}, {"Path": "k8s.io/kubernetes", "Version": "v1.99.3"}]}' ;;
"tool setup-envtest version") ;;
"tool setup-envtest list 1.99.3 --bin-dir "*)
	case "$FAKE_ENVTEST" in
	unreachable) echo 'no such host' >&2; exit 2 ;;
	unpublished) echo '(installed)  v1.98.0  linux/amd64' ;;
	*) echo '(available)  v1.99.3  linux/amd64' ;;
	esac ;;
"tool setup-envtest use 1.99.3 -p path --bin-dir "*)
	store="$8/k8s/1.99.3-linux-amd64"
	make_binaries "$store" etcd "${FAKE_ENVTEST_VERSION:-v1.99.3}"
	chmod 0555 "$store"
	echo "$store" ;;
"build "*)
	case "$FAKE_BUILD" in
	broken) echo 'some/package: cannot find module' >&2; exit 1 ;;
	hangs)
		sleep 300 &
		echo $! >"$FAKE_LOG.child"
		wait ;;
	esac
	while [ "$1" != -o ]; do shift; done
	make_binaries "$2" server v1.99.3 ;;
*) echo "unexpected: $*" >&2; exit 64 ;;
esac
`

// world is a machine with nothing on it but a fake go command.
type world struct {
	env    map[string]string
	cache  string // where the entry for the version belongs
	stderr bytes.Buffer
}

func newWorld(t *testing.T) *world {
	t.Helper()
	root := t.TempDir()
	bin := filepath.Join(root, "bin")
	write(t, filepath.Join(bin, "go"), fakeGo)
	mkdir(t, filepath.Join(root, "hack", "controlplane"))
	mkdir(t, filepath.Join(root, "hack", "tools"))
	t.Chdir(filepath.Join(root, "hack", "controlplane"))
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	t.Setenv("FAKE_LOG", filepath.Join(root, "log"))
	return &world{
		env:   map[string]string{"XDG_CACHE_HOME": filepath.Join(root, "cache")},
		cache: filepath.Join(root, "cache", "userprofile-operator", "controlplane", "v1.99.3"),
	}
}

func (w *world) run(t *testing.T) (string, error) {
	t.Helper()
	return run(t.Context(), nil, func(name string) string { return w.env[name] }, &w.stderr)
}

// asked returns the first words of what the fake go command was asked.
func asked(t *testing.T) []string {
	t.Helper()
	log, err := os.ReadFile(os.Getenv("FAKE_LOG"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(log)) {
		words := strings.Fields(line)
		if words[0] == "tool" {
			words = words[2:]
		}
		all = append(all, words[0])
	}
	return all
}

func fill(t *testing.T, dir string) {
	t.Helper()
	for _, name := range binaries {
		write(t, filepath.Join(dir, name), "#!/bin/sh\n")
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	mkdir(t, filepath.Dir(path))
	if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Error("waited 10 s in vain")
			return
		}
	}
}
