package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// patience is how long a test waits for a sandbox; only a failing test waits that long.
const patience = 3 * time.Minute

// process is a sandbox in a process of its own, as `make demo` starts it, with ports and a directory of its own.
type process struct {
	*testing.T

	cmd     *exec.Cmd
	tmp     string
	samples string
	stdout  *lockedBuffer
	stderr  *lockedBuffer
	ended   chan struct{}
}

// start runs a sandbox with the project's samples, after they were edited.
func start(t *testing.T, edit func(samples string), args ...string) *process {
	t.Helper()
	p := &process{
		T: t, tmp: t.TempDir(), samples: t.TempDir(), stdout: &lockedBuffer{}, stderr: &lockedBuffer{}, ended: make(chan struct{}),
	}
	copySamples(t, p.samples)
	if edit != nil {
		edit(p.samples)
	}
	args = append([]string{
		"--assets", assets(t), "--crds", filepath.Join("..", "..", "config", "crd", "bases"), "--samples", p.samples,
	}, args...)
	p.cmd = exec.Command(os.Args[0], args...)
	p.cmd.Env = append(os.Environ(), asSandbox+"=1", "TMPDIR="+p.tmp)
	p.cmd.Stdout, p.cmd.Stderr = p.stdout, p.stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		_ = p.cmd.Wait() // the tests look at ProcessState
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		<-p.ended
	})
	return p
}

// assets is the directory that `make test` names. A missing one is a failure, never a skip.
func assets(t *testing.T) string {
	t.Helper()
	dir := os.Getenv(assetsVariable)
	if dir == "" {
		t.Fatal(assetsVariable + " is not set: run `make test`, which finds or builds the control plane")
	}
	return dir
}

// copySamples copies the samples with free ports for the simulators.
func copySamples(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(dir, os.DirFS(samplesDir)); err != nil {
		t.Fatal(err)
	}
	free := freeAddresses(t, 2)
	for _, file := range []string{"02-profiletarget.yaml", "07-clusterprofiletarget.yaml"} {
		replace(t, filepath.Join(dir, file), "127.0.0.1:18347", free[0])
	}
	for _, file := range []string{"04-adobe-profiletarget.yaml", "05-adobe-test-mode.yaml"} {
		replace(t, filepath.Join(dir, file), "127.0.0.1:18348", free[1])
	}
}

// nextPort gives each test ports of its own. They are below those that the system gives to connections: one of these may be
// taken again between its being found free and its use.
var nextPort atomic.Uint32

const (
	lowestPort = 20_000
	ports      = 10_000
)

// freeAddresses are some that nobody listens on.
func freeAddresses(t *testing.T, count int) []string {
	t.Helper()
	var free []string
	for range ports {
		port := lowestPort + (uint32(os.Getpid())+nextPort.Add(1))%ports
		at := fmt.Sprintf("127.0.0.1:%d", port)
		listener, err := net.Listen("tcp", at)
		if err != nil {
			continue
		}
		_ = listener.Close()
		if free = append(free, at); len(free) == count {
			return free
		}
	}
	t.Fatal("no port is free")
	return nil
}

func replace(t *testing.T, file, old, replacement string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %q", file, old)
	}
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), old, replacement)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// keep removes all other files.
func keep(t *testing.T, dir string, files ...string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range all {
		if slices.Contains(files, file.Name()) {
			continue
		}
		if err := os.Remove(filepath.Join(dir, file.Name())); err != nil {
			t.Fatal(err)
		}
	}
}

// shows waits until the sandbox has printed the text.
func (p *process) shows(text string) {
	p.Helper()
	deadline := time.After(patience)
	for !strings.Contains(p.stdout.String(), text) {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-p.ended:
			if strings.Contains(p.stdout.String(), text) {
				return
			}
			p.Fatalf("it ended before it showed %q:\n%s", text, p.output())
		case <-deadline:
			p.Fatalf("it never showed %q:\n%s", text, p.output())
		}
	}
}

// ends waits for the end, checks the exit status, and that nothing is left: no process, no file.
func (p *process) ends(status int) {
	p.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.Fatalf("it does not end:\n%s", p.output())
	}
	if got := p.cmd.ProcessState.ExitCode(); got != status {
		p.Errorf("exit status is %d, want %d:\n%s", got, status, p.output())
	}
	for _, left := range processesWith(p.T, p.tmp) {
		p.Errorf("a process is left: %s", left)
	}
	files, err := os.ReadDir(p.tmp)
	if err != nil {
		p.Error(err)
	}
	for _, file := range files {
		p.Errorf("a file is left: %s", file.Name())
	}
}

func (p *process) output() string {
	return p.stdout.String() + "\n" + p.stderr.String()
}

// processesWith lists the processes with the text in their environment or arguments: all that a sandbox starts inherits
// its TMPDIR.
func processesWith(t *testing.T, text string) []string {
	t.Helper()
	if _, err := os.Stat("/proc/self/environ"); err != nil { // not Linux: those that name files there
		out, err := exec.Command("ps", "-A", "-ww", "-o", "pid=,args=").Output()
		if err != nil {
			t.Fatal(err)
		}
		return matching(strings.Split(string(out), "\n"), text)
	}
	var found []string
	environments, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range environments {
		environment, _ := os.ReadFile(file) // it may be gone by now, or somebody else's
		arguments, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline"))
		line := strings.ReplaceAll(string(arguments)+" "+string(environment), "\x00", " ")
		found = append(found, matching([]string{line}, text)...)
	}
	return found
}

func matching(lines []string, text string) []string {
	var found []string
	for _, line := range lines {
		if strings.Contains(line, text) {
			found = append(found, line)
		}
	}
	return found
}

// Once it shows every sample reach its outcome, ends with status 0, and leaves nothing behind.
func TestOnce(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "--once")
	p.shows("Every sample reached the outcome that its file says.")
	p.ends(0)
	shown := p.stdout.String()
	for _, want := range []string{
		"maria-email .* Unknown ", "nobody-by-this-name .* False +UserNotFound +0 +1 +0 ", "yuki-as-is .* Unchanged +usr-yuki ",
		"ingrid-from-elsewhere .* Applied +usr-ingrid ",
		"omar-email .* Unknown ", "omar-email .* Success +1 +0 +0 +Applied +adobe-omar ",
		`nobody-at-adobe .* error\.user\.nonexistent +0 +1 +0 +UserNotFound `, "emil-test .* Success +0 +0 +1 +DryRunSucceeded ",
		"nina-moves .* Success +1 +0 +0 +Applied +usr-nina ", "nina-phone .* False +PolicyViolation +0 +1 +0 +PolicyViolation ",
		"\nstaff +True +Connected ",
		"\ndefault +True +Connected ", "\nadobe +True +Connected ", "\nadobe-test +True +Connected ",
		"must be a phone number in E.164 form", "cannot be set for AdobeEnterprise", `namespace/people created`,
		`\nRequests to Mosaic: \d+ for a token, \d+ GET, 8 PUT, 0 DELETE\.\n`,
	} {
		if !regexp.MustCompile(want).MatchString(shown) {
			t.Errorf("%q is not shown", want)
		}
	}
	sharesRequests(t, shown)
	_, users, _ := strings.Cut(shown, "== The users at Mosaic")
	users = traffic.ReplaceAllString(users, "$1 …")
	golden(t, filepath.Join("testdata", "users.txt"), "== The users at Mosaic"+users)
	if t.Failed() {
		t.Log(p.output())
	}
}

// traffic has numbers that are larger on a slow machine, where users who are not found are looked for once more.
var traffic = regexp.MustCompile(`(Requests to \w+:) .*`)

var requestsToAdobe = regexp.MustCompile(
	`\nRequests to Adobe: \d+ for a token, \d+ to read a user, (\d+) with (\d+) commands\.\n`)

// sharesRequests: Adobe's users were updated with fewer requests than there were updates.
func sharesRequests(t *testing.T, shown string) {
	t.Helper()
	found := requestsToAdobe.FindStringSubmatch(shown)
	if found == nil {
		t.Fatal("the requests to Adobe are not shown")
	}
	requests, _ := strconv.Atoi(found[1])
	commands, _ := strconv.Atoi(found[2])
	if requests >= commands {
		t.Errorf("%d commands were sent to Adobe with %d requests", commands, requests)
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, []byte(got), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// Without --once it stays, the commands it prints work as they stand, and it shows what they do. Two interrupts end it.
func TestStay(t *testing.T) {
	t.Parallel()
	p := start(t, nil)
	p.shows("What an edit changes at a vendor is shown here")
	_, invitation, _ := strings.Cut(p.stdout.String(), "In another terminal:\n")
	export, commands, _ := strings.Cut(strings.TrimSpace(invitation), "\n\n")
	commands, _, _ = strings.Cut(commands, "\n\n")
	wants := map[string]string{"get": "REASON", "patch": "patched", "describe": "UserNotFound"}
	tried := map[string]int{}
	for command := range strings.Lines(commands) {
		verb := strings.Fields(command)[1]
		tried[verb]++
		if out := p.shell(export + "\n" + command); !strings.Contains(out, wants[verb]) {
			t.Errorf("%s does not print %q:\n%s", command, wants[verb], out)
		}
	}
	if diff := cmp.Diff(map[string]int{"get": 1, "patch": len(vendors), "describe": len(vendors)}, tried); diff != "" {
		t.Errorf("commands to try (-want +got):\n%s", diff)
	}
	p.shows("- name.last_name: Roe\n  + name.last_name: Poe\n    sent: PUT name\n")
	p.shows("- lastname: Holm\n  + lastname: Poe\n    sent: update lastname\n")
	for range 2 {
		if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.ends(0)
}

// shell runs a line as a person would, in an empty home directory.
func (p *process) shell(line string) string {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-ec", line)
	cmd.Env = append(os.Environ(), "HOME="+p.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.Errorf("%s\n%v:\n%s", line, err, out)
	}
	return string(out)
}

// A signal while the control plane starts ends that too.
func TestInterruptedWhileStarting(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "--once")
	p.shows("A real kube-apiserver")
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.ends(1)
	if want := "sandbox: interrupted"; !strings.Contains(p.stderr.String(), want) {
		t.Errorf("standard error has no %q: %s", want, p.stderr)
	}
}

// A sample that ends in another way than its file says is a failure, which names it and says how it is.
func TestShortfall(t *testing.T) {
	t.Parallel()
	p := start(t, func(samples string) {
		// As few as there can be: to apply them takes part of the 20 seconds.
		keep(t, samples, "00-namespace.yaml", "01-credentials.yaml", "02-profiletarget.yaml",
			"10-change-last-name.yaml", "20-unknown-user.yaml")
		replace(t, filepath.Join(samples, "20-unknown-user.yaml"), "Ready=False reason=UserNotFound", "Ready=True reason=Applied")
	}, "--once", "--timeout", "20s")
	p.ends(1)
	for _, want := range []string{
		"no end within 20s", "20-unknown-user.yaml: UserProfileUpdate people/nobody-by-this-name",
		"expected Ready=True reason=Applied", "it is    Ready=False reason=UserNotFound: Mosaic has no user with this Email",
	} {
		if !strings.Contains(p.stderr.String(), want) {
			t.Errorf("standard error has no %q: %s", want, p.stderr)
		}
	}
	if strings.Contains(p.stderr.String(), "10-change-last-name.yaml") {
		t.Errorf("a sample that did as it should is in the error: %s", p.stderr)
	}
}

func TestBadArguments(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"no assets":      {[]string{"--assets", ""}, "make demo"},
		"assets missing": {[]string{"--assets", t.TempDir()}, "make demo"},
		"an argument":    {[]string{"now"}, `unexpected argument "now"`},
		"no such flag":   {[]string{"--twice"}, "--twice"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			if status := command(append([]string{"sandbox"}, tt.args...), &stdout, &stderr); status != 1 {
				t.Errorf("exit status is %d, want 1", status)
			}
			if !strings.Contains(stderr.String(), tt.want) {
				t.Errorf("standard error has no %q: %s", tt.want, stderr.String())
			}
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	if status := command([]string{"sandbox", "--help"}, &stdout, &stderr); status != 0 {
		t.Errorf("exit status is %d, want 0", status)
	}
	if want := "--once"; !strings.Contains(stderr.String(), want) {
		t.Errorf("the help has no %q: %s", want, stderr.String())
	}
}

// What was started last ends first, and one that fails to end does not keep the others from it.
func TestEndIsInReverse(t *testing.T) {
	t.Parallel()
	var order []string
	s := &sandbox{out: printer{to: &bytes.Buffer{}}}
	for _, name := range []string{"vendor", "control plane", "operator"} {
		s.atEnd(func() error {
			order = append(order, name)
			return fmt.Errorf("%s does not end", name)
		})
	}
	err := s.end()
	if diff := cmp.Diff([]string{"operator", "control plane", "vendor"}, order); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err == nil || !strings.Contains(err.Error(), "vendor does not end") {
		t.Errorf("error is %v", err)
	}
}

// lockedBuffer is a buffer that can be read while a process writes to it.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
