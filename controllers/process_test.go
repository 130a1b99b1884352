package controllers_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// process is the operator as it runs in a pod: cmd/manager, one of several replicas, with the operator's ServiceAccount.
type process struct {
	*world

	name    string
	command *exec.Cmd
	log     *logBuffer

	// ended is closed when the process has ended.
	ended chan struct{}
}

// startProcess runs a process until the end of the test, with further variables in its environment.
func (w *world) startProcess(name string, environment ...string) *process {
	w.Helper()
	binary, err := managerBinary()
	if err != nil {
		w.Fatal(err)
	}
	kubeconfig, err := operatorKubeconfig()
	if err != nil {
		w.Fatal(err)
	}
	p := &process{world: w, name: name, log: &logBuffer{}, ended: make(chan struct{})}
	p.command = exec.Command(binary,
		"--kubeconfig="+kubeconfig,
		"--leader-elect", "--leader-election-namespace="+w.namespace,
		"--operator-namespace="+w.namespace,
		"--metrics-bind-address=0", "--health-probe-bind-address=127.0.0.1:0",
		"--allowed-endpoint-hosts=127.0.0.1", "--vendor-minute="+cmp.Or(w.minute, time.Minute).String(), "--log-level=1")
	if !w.everywhere {
		p.command.Args = append(p.command.Args, "--namespaces="+w.namespace)
	}
	p.command.Env = append(os.Environ(), environment...)
	p.command.Stderr = p.log
	if err := p.command.Start(); err != nil {
		w.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		_ = p.command.Wait() // its state tells
	}()
	w.Cleanup(p.cleanUp)
	return p
}

func (p *process) cleanUp() {
	_ = p.command.Process.Kill() // or it has ended already
	<-p.ended
	if strings.Contains(p.log.String(), "DATA RACE") {
		p.Errorf("%s has a data race", p.name)
	}
	if p.Failed() {
		p.Logf("%s ended with %s; the last that it logged, but for events:\n%s", p.name, p.command.ProcessState, p.log.last(100))
	}
}

func (p *process) signal(signal os.Signal) {
	p.Helper()
	if err := p.command.Process.Signal(signal); err != nil {
		p.Fatalf("send %s the signal %s: %v", p.name, signal, err)
	}
}

// kill ends the process as a machine that fails would.
func (p *process) kill() {
	p.Helper()
	p.signal(syscall.SIGKILL)
	<-p.ended
}

// exits waits for the end of the process.
func (p *process) exits(want int) {
	p.Helper()
	p.until("the end of "+p.name, func() bool {
		select {
		case <-p.ended:
			return true
		default:
			return false
		}
	}, func() any { return p.log })
	if got := p.command.ProcessState.ExitCode(); got != want {
		p.Errorf("%s ended with %s, want exit code %d", p.name, p.command.ProcessState, want)
	}
}

// ready waits until the process says that it can take over work, as the kubelet asks.
func (p *process) ready() {
	p.Helper()
	last := "not asked"
	p.until("readiness of "+p.name, func() bool {
		address := p.probeAddress()
		if address == "" {
			return false
		}
		response, err := http.Get("http://" + address + "/readyz")
		if err != nil {
			last = err.Error()
			return false
		}
		last = response.Status
		return response.Body.Close() == nil && response.StatusCode == http.StatusOK
	}, func() any { return last })
}

// probeAddress is where the process serves its probes, on a port that the system chose; "" until it does.
func (p *process) probeAddress() string {
	for line := range strings.Lines(p.log.String()) {
		var entry struct {
			Name string `json:"name"`
			Addr string `json:"addr"`
		}
		if json.Unmarshal([]byte(line), &entry) == nil && entry.Name == "health probe" {
			return entry.Addr
		}
	}
	return ""
}

// stopping waits until the process has taken note that it shall end.
func (p *process) stopping() {
	p.Helper()
	p.until("the begin of the end of "+p.name, func() bool {
		return strings.Contains(p.log.String(), "Stopping and waiting for leader election runnables")
	}, func() any { return p.log })
}

// lease is that of the leader, without a holder if there is none.
func (w *world) lease() coordinationv1.LeaseSpec {
	w.Helper()
	leases := &coordinationv1.LeaseList{}
	if err := w.List(w.Context(), leases, client.InNamespace(w.namespace)); err != nil {
		w.Fatal(err)
	}
	if len(leases.Items) == 0 {
		return coordinationv1.LeaseSpec{}
	}
	return leases.Items[0].Spec
}

// leader is who holds the lease; "" if nobody does.
func (w *world) leader() string {
	w.Helper()
	return ptr.Deref(w.lease().HolderIdentity, "")
}

// expired waits until the lease is no longer worth anything, or somebody else has it.
func (w *world) expired(leader string) {
	w.Helper()
	var lease coordinationv1.LeaseSpec
	w.until("the end of the lease", func() bool {
		lease = w.lease()
		end := lease.RenewTime.Add(time.Duration(*lease.LeaseDurationSeconds) * time.Second)
		return time.Now().After(end) || *lease.HolderIdentity != leader
	}, func() any { return lease })
}

// led waits until somebody else than before holds the lease, and returns who.
func (w *world) led(before string) string {
	w.Helper()
	leader := ""
	w.until("a leader after "+before, func() bool {
		leader = w.leader()
		return leader != "" && leader != before
	}, func() any { return leader })
	return leader
}

// Against an API server that does not stream lists, as some versions do not by default, the operator lists what it watches:
// everything that it may see.
func TestListsAreNotStreamed(t *testing.T) {
	w, shared := newClusterWorld(t, &v1alpha1.AllowedNamespaces{})
	w.create(w.target("default"))
	p := w.startProcess("the process", "KUBE_FEATURE_WatchListClient=false")
	w.connected(shared, v1alpha1.ReasonConnected)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	p.signal(syscall.SIGTERM)
	p.exits(0)
}

// managerBinary builds cmd/manager, with the race detector if the tests have it.
var managerBinary = sync.OnceValues(func() (string, error) {
	const source = "../cmd/manager"
	if err := readAll(source); err != nil {
		return "", err
	}
	path := filepath.Join(scratch, "manager")
	arguments := []string{"build", "-o", path}
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		arguments = append(arguments, "-race")
	}
	out, err := exec.Command("go", append(arguments, source)...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build cmd/manager: %w\n%s", err, out)
	}
	return path, nil
})

// readAll reads the files below a directory: `go test` keeps results for as long as the files that the tests have read, and
// the packages that they import, are the same.
func readAll(directory string) error {
	return filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			_, err = os.ReadFile(path)
		}
		return err
	})
}

// operatorKubeconfig is a file that leads the operator's ServiceAccount to the API server.
var operatorKubeconfig = sync.OnceValues(func() (string, error) {
	const name = "test"
	path := filepath.Join(scratch, "kubeconfig")
	return path, clientcmd.WriteToFile(clientcmdapi.Config{
		Clusters: map[string]*clientcmdapi.Cluster{
			name: {Server: operatorAccess.Host, CertificateAuthorityData: operatorAccess.CAData},
		},
		AuthInfos:      map[string]*clientcmdapi.AuthInfo{name: {Token: operatorAccess.BearerToken}},
		Contexts:       map[string]*clientcmdapi.Context{name: {Cluster: name, AuthInfo: name}},
		CurrentContext: name,
	}, path)
})
