package app_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// patience is how long a test waits for the world to become as it should; only a failing test waits that long.
const patience = time.Minute

// cluster is a real API server with a variant of config/ installed. It has no controllers, so that processes of this test
// stand in for the pods.
type cluster struct {
	*testing.T
	client.Client

	config     *rest.Config
	deployment *appsv1.Deployment
}

// newCluster installs a variant of config/ as the README says.
func newCluster(t *testing.T, variant, namespace string) *cluster {
	t.Helper()
	assets := os.Getenv("KUBEBUILDER_ASSETS")
	if assets == "" {
		t.Fatal("KUBEBUILDER_ASSETS is not set: run `make test`, which finds or builds the control plane")
	}
	environment := &envtest.Environment{ControlPlaneStartTimeout: patience, ControlPlaneStopTimeout: patience}
	config, err := environment.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := environment.Stop(); err != nil {
			t.Error(err)
		}
	})
	c := &cluster{T: t, config: config, deployment: &appsv1.Deployment{}}
	if c.Client, err = client.New(config, client.Options{Scheme: newScheme()}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"people", "strangers"} {
		c.create(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}})
	}
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(kubeconfig, environment.KubeConfig, 0o600); err != nil {
		t.Fatal(err)
	}
	kubectl := func(args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), filepath.Join(assets, "kubectl"), args...)
		cmd.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig, "HOME="+t.TempDir())
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("kubectl %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	kubectl("apply", "--server-side", "-k", filepath.Join("..", "..", "..", "config", variant))
	kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")
	c.serves(&v1alpha1.UserProfileUpdateList{}, &v1alpha1.ProfileTargetList{}, &v1alpha1.ClusterProfileTargetList{})
	c.get(client.ObjectKey{Namespace: namespace, Name: "userprofile-operator-manager"}, c.deployment)
	return c
}

func newScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	utilruntime.Must(clientgoscheme.AddToScheme(scheme))
	utilruntime.Must(v1alpha1.AddToScheme(scheme))
	return scheme
}

func (c *cluster) create(object client.Object) {
	c.Helper()
	if err := c.Create(c.Context(), object); err != nil {
		c.Fatal(err)
	}
}

func (c *cluster) get(key client.ObjectKey, object client.Object) {
	c.Helper()
	if err := c.Get(c.Context(), key, object); err != nil {
		c.Fatal(err)
	}
}

// until waits until nothing is wrong.
func (c *cluster) until(wrong func() string) {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		what := wrong()
		if what == "" {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			c.Fatal(what)
		}
	}
}

// serves waits until the API server serves the kinds, which takes some time after their CRDs are Established.
func (c *cluster) serves(lists ...client.ObjectList) {
	c.Helper()
	for _, list := range lists {
		c.until(func() string {
			if err := c.List(c.Context(), list); err != nil {
				return err.Error()
			}
			return ""
		})
	}
}

// token of a ServiceAccount, as the kubelet asks for one.
func (c *cluster) token(namespace, name string) string {
	c.Helper()
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}}
	request := &authenticationv1.TokenRequest{}
	if err := c.SubResource("token").Create(c.Context(), account, request); err != nil {
		c.Fatal(err)
	}
	return request.Status.Token
}

// as is how somebody with a token reaches the API server.
func (c *cluster) as(token string) *rest.Config {
	config := rest.AnonymousClientConfig(c.config)
	config.BearerToken = token
	return config
}

// replica is the operator as a container of the Deployment runs it, but for the addresses it serves at.
type replica struct {
	metrics, probes string

	log *lockedBuffer
}

// start runs the operator until the end of the test, with the arguments and the permissions that the Deployment gives it.
func (c *cluster) start(args ...string) *replica {
	c.Helper()
	pod := c.deployment.Spec.Template.Spec
	namespace := c.deployment.Namespace
	r := &replica{metrics: freeAddress(c.T), probes: freeAddress(c.T), log: &lockedBuffer{}}
	all := expand(pod.Containers[0], namespace)
	if slices.ContainsFunc(all, func(arg string) bool { return strings.HasPrefix(arg, "--metrics-bind-address=") }) {
		all = append(all, "--metrics-bind-address="+r.metrics)
	}
	all = append(all, "--health-probe-bind-address="+r.probes, "--allowed-endpoint-hosts=127.0.0.1", // of the simulator
		"--operator-namespace="+namespace, "--leader-election-namespace="+namespace, // what a pod finds out by itself
		"--kubeconfig="+c.kubeconfig(c.token(namespace, pod.ServiceAccountName)))
	cmd := exec.CommandContext(c.Context(), os.Args[0], append(all, args...)...)
	cmd.Env = append(os.Environ(), asManager+"=true")
	cmd.Stderr = r.log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = patience
	if err := cmd.Start(); err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() {
		// The context of the test has ended, and so ends the process.
		if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() != 0 {
			c.Errorf("the operator: %v", err)
		}
		if strings.Contains(r.log.String(), "forbidden") {
			c.Error("the operator was denied something")
		}
		if c.Failed() {
			c.Logf("the operator's log:\n%s", r.log)
		}
	})
	c.until(func() string {
		if code, body, err := c.probe(r, "/readyz"); err != nil || code != http.StatusOK {
			return fmt.Sprintf("the operator is not ready: %d %s %v\n%s", code, body, err, r.log)
		}
		return ""
	})
	return r
}

// expand returns the arguments with the variables in them, as the kubelet does.
func expand(container corev1.Container, namespace string) []string {
	var all []string
	for _, arg := range container.Args {
		for _, env := range container.Env {
			if env.ValueFrom != nil && env.ValueFrom.FieldRef.FieldPath == "metadata.namespace" {
				arg = strings.ReplaceAll(arg, "$("+env.Name+")", namespace)
			}
		}
		all = append(all, arg)
	}
	return all
}

// kubeconfig is a file with the token.
func (c *cluster) kubeconfig(token string) string {
	c.Helper()
	const name = "test"
	file := filepath.Join(c.TempDir(), "kubeconfig")
	err := clientcmd.WriteToFile(clientcmdapi.Config{
		Clusters:       map[string]*clientcmdapi.Cluster{name: {Server: c.config.Host, CertificateAuthorityData: c.config.CAData}},
		AuthInfos:      map[string]*clientcmdapi.AuthInfo{name: {Token: token}},
		Contexts:       map[string]*clientcmdapi.Context{name: {Cluster: name, AuthInfo: name}},
		CurrentContext: name,
	}, file)
	if err != nil {
		c.Fatal(err)
	}
	return file
}

// probe asks as the kubelet does.
func (c *cluster) probe(r *replica, path string) (code int, body string, err error) {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), http.MethodGet, "http://"+r.probes+path, nil)
	if err != nil {
		c.Fatal(err)
	}
	return do(http.DefaultClient, req)
}

func do(with *http.Client, req *http.Request) (code int, body string, err error) {
	res, err := with.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, string(text), err
}

// updatesSomebody has the operator update a user of a simulated tenant, by an update in the namespace.
func (c *cluster) updatesSomebody(namespace string) {
	c.Helper()
	upu := c.declare(namespace)
	c.until(func() string {
		c.get(client.ObjectKeyFromObject(upu), upu)
		if !meta.IsStatusConditionTrue(upu.Status.Conditions, string(v1alpha1.ConditionReady)) {
			return fmt.Sprintf("the update is not Ready: %+v", upu.Status)
		}
		return ""
	})
}

// declare makes a tenant, and in the namespace a connection to it and an update.
func (c *cluster) declare(namespace string) *v1alpha1.UserProfileUpdate {
	c.Helper()
	tenant := httptest.NewServer(mosaic.New(mosaic.Options{Seed: mosaic.BaseSeed()}))
	c.Cleanup(tenant.Close)
	c.create(&corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: namespace, Name: "credentials",
			Labels: map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseCredentials},
		},
		StringData: map[string]string{"client_id": mosaic.BaseClientA, "client_secret": mosaic.BaseSecret},
	})
	c.create(&v1alpha1.ProfileTarget{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "default"},
		Spec: v1alpha1.ProfileTargetSpec{Mosaic: &v1alpha1.MosaicConnection{
			URL: tenant.URL, CredentialsSecretRef: v1alpha1.SecretReference{Name: "credentials"},
		}},
	})
	upu := &v1alpha1.UserProfileUpdate{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "ann"},
		Spec: v1alpha1.UserProfileUpdateSpec{
			Target:     v1alpha1.TargetReference{System: v1alpha1.SystemMosaic},
			Identifier: v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, Value: "a@x.io"},
			Attributes: &v1alpha1.Attributes{LastName: new("Roe")},
		},
	}
	c.create(upu)
	return upu
}

// nextPort gives each replica ports of its own, below those that the system gives to connections: one of these may be
// taken again between its being found free and its use.
var nextPort atomic.Uint32

// freeAddress is one that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	const lowestPort, ports = 10_000, 10_000
	for range ports {
		at := fmt.Sprintf("127.0.0.1:%d", lowestPort+(uint32(os.Getpid())+nextPort.Add(1))%ports)
		if listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", at); err == nil {
			_ = listener.Close()
			return at
		}
	}
	t.Fatal("no port is free")
	return ""
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
