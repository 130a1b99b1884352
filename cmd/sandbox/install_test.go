package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	logzap "sigs.k8s.io/controller-runtime/pkg/log/zap"

	"github.com/userprofile-dev/userprofile-operator/cmd/manager/app"
)

const installed = "userprofile-system"

// cluster is a bare API server, as of somebody who is about to install the operator.
type cluster struct {
	*testing.T
	client.Client

	config     *rest.Config
	path       string // of kubectl
	kubeconfig string
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	environment := &envtest.Environment{
		BinaryAssetsDirectory: assets(t), ControlPlaneStartTimeout: time.Minute, ControlPlaneStopTimeout: time.Minute,
	}
	config, err := environment.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := environment.Stop(); err != nil {
			t.Error(err)
		}
	})
	c := &cluster{T: t, config: config, kubeconfig: filepath.Join(t.TempDir(), "kubeconfig"), path: filepath.Join(assets(t), "kubectl")}
	if err := os.WriteFile(c.kubeconfig, environment.KubeConfig, 0o600); err != nil {
		t.Fatal(err)
	}
	if c.Client, err = client.New(config, client.Options{}); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *cluster) kubectl(input string, args ...string) string {
	c.Helper()
	out, err := c.tryKubectl(input, args...)
	if err != nil {
		c.Fatalf("kubectl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

func (c *cluster) tryKubectl(input string, args ...string) (out string, err error) {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.path, args...)
	cmd.Env = append(os.Environ(), "KUBECONFIG="+c.kubeconfig, "HOME="+c.TempDir())
	cmd.Stdin = strings.NewReader(input)
	text, err := cmd.CombinedOutput()
	return string(text), err
}

// serves waits until kubectl finds the resources, which takes some time after their CRDs are Established.
func (c *cluster) serves(resources string) {
	c.Helper()
	for deadline := time.Now().Add(patience); ; {
		out, err := c.tryKubectl("", "get", resources, "--all-namespaces")
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			c.Fatalf("%s are not served: %v\n%s", resources, err, out)
		}
	}
}

// TestInstall installs config/default as the README says, and runs the operator with the arguments and the permissions
// that it gives it. The API server has no controllers, so it is this process that stands in for the pod.
func TestInstall(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	out := c.kubectl("", "apply", "--server-side", "--validate=strict", "-k", filepath.Join("..", "..", "config", "default"))
	if strings.Contains(out, "Warning") {
		t.Errorf("the API server warns:\n%s", out)
	}
	deployment := &appsv1.Deployment{}
	c.get(client.ObjectKey{Namespace: installed, Name: "userprofile-operator-manager"}, deployment)
	c.admitsPodOf(deployment)
	c.grantsNoStatus()
	c.kubectl("", "wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")
	c.serves("userprofileupdates,profiletargets,clusterprofiletargets")

	c.acceptsTheDocuments()

	stop := c.runAs(deployment)
	defer stop()
	dir := t.TempDir()
	copySamples(t, dir)
	all := c.applySamples(dir)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := all.converge(ctx, c.Client); err != nil {
		t.Fatal(err)
	}
	c.announced(ctx)
}

func (c *cluster) get(key client.ObjectKey, object client.Object) {
	c.Helper()
	if err := c.Get(c.Context(), key, object); err != nil {
		c.Fatal(err)
	}
}

// admitsPodOf holds the Deployment to the namespace's Pod Security level.
func (c *cluster) admitsPodOf(deployment *appsv1.Deployment) {
	c.Helper()
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: installed, Name: "manager", Labels: deployment.Spec.Template.Labels},
		Spec:       deployment.Spec.Template.Spec,
	}
	if err := c.Create(c.Context(), pod, client.DryRunAll); err != nil {
		c.Errorf("the API server does not admit a pod of the Deployment: %v", err)
	}
	privileged := pod.DeepCopy()
	privileged.ResourceVersion = ""
	privileged.Spec.Containers[0].SecurityContext = nil
	if err := c.Create(c.Context(), privileged, client.DryRunAll); err == nil {
		c.Error("the API server admits every pod, so that it admits ours says nothing")
	}
}

// grantsNoStatus: only the operator writes what came of an update.
func (c *cluster) grantsNoStatus() {
	c.Helper()
	roles := &rbacv1.ClusterRoleList{}
	if err := c.List(c.Context(), roles, client.MatchingLabels{"app.kubernetes.io/part-of": "userprofile-operator"}); err != nil {
		c.Fatal(err)
	}
	for _, role := range roles.Items {
		for _, rule := range role.Rules {
			for _, resource := range rule.Resources {
				if strings.HasSuffix(resource, "/status") && role.Name != "userprofile-operator-manager-role" {
					c.Errorf("ClusterRole %s lets people write %s", role.Name, resource)
				}
			}
		}
	}
}

// runAs runs the operator as the container of the Deployment would, with its ServiceAccount's permissions.
func (c *cluster) runAs(deployment *appsv1.Deployment) (stop func()) {
	c.Helper()
	pod := deployment.Spec.Template.Spec
	options := app.NewOptions()
	if err := options.Flags("manager").Parse(pod.Containers[0].Args); err != nil {
		c.Fatalf("the manager does not take the arguments of the Deployment: %v", err)
	}
	if !options.LeaderElect {
		c.Error("several replicas and no leader election")
	}
	if grace := time.Duration(*pod.TerminationGracePeriodSeconds) * time.Second; grace <= options.ShutdownTimeout {
		c.Errorf("the pod is killed after %s, before the operator has ended after %s", grace, options.ShutdownTimeout)
	}
	options.MetricsAddress, options.ProbeAddress = "0", "0"
	options.AllowedEndpointHosts = []string{"127.0.0.1"}                      // which is where the samples lead
	options.LeaderElectionNamespace, options.Namespace = installed, installed // what a pod finds out by itself
	config := rest.CopyConfig(c.config)
	config.Impersonate = rest.ImpersonationConfig{
		UserName: "system:serviceaccount:" + installed + ":" + pod.ServiceAccountName,
		Groups:   []string{"system:serviceaccounts", "system:serviceaccounts:" + installed, "system:authenticated"},
	}
	log := &lockedBuffer{}
	ctrl.SetLogger(logzap.New(logzap.WriteTo(log)))
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx, config, options) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			c.Errorf("run the operator: %v", err)
		}
		if strings.Contains(log.String(), "forbidden") {
			c.Errorf("the operator was denied something:\n%s", log)
		}
	}
}

// applySamples applies the samples through their kustomization, against simulators at their addresses.
func (c *cluster) applySamples(dir string) samples {
	c.Helper()
	all, err := readSamples(dir)
	if err != nil {
		c.Fatal(err)
	}
	addresses, err := all.addresses()
	if err != nil {
		c.Fatal(err)
	}
	for _, at := range addresses {
		vendor, err := serve(c.Context(), at)
		if err != nil {
			c.Fatal(err)
		}
		c.Cleanup(func() {
			if err := vendor.stop(); err != nil {
				c.Error(err)
			}
		})
	}
	c.kubectl("", "apply", "--server-side", "--validate=strict", "-k", dir)
	return all
}

// announced waits for the events: a recorder that lacks a permission says nothing.
func (c *cluster) announced(ctx context.Context) {
	c.Helper()
	for {
		events, elections := &eventsv1.EventList{}, &corev1.EventList{}
		if err := c.List(ctx, events, client.InNamespace("people")); err != nil {
			c.Fatalf("the operator's permissions are not enough for events: %v", err)
		}
		if err := c.List(ctx, elections, client.InNamespace(installed)); err != nil {
			c.Fatal(err)
		}
		if len(events.Items) > 0 && len(elections.Items) > 0 {
			return
		}
		select {
		case <-time.After(look):
		case <-ctx.Done():
			c.Fatalf("%d events about updates, %d about the leader: want both", len(events.Items), len(elections.Items))
		}
	}
}

var yamlBlock = regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$")

// acceptsTheDocuments holds the manifests of all documents to what the API server accepts.
func (c *cluster) acceptsTheDocuments() {
	c.Helper()
	c.kubectl("", "create", "namespace", "people")
	documents, err := filepath.Glob(filepath.Join("..", "..", "docs", "*.md"))
	if err != nil {
		c.Fatal(err)
	}
	seen := 0
	for _, document := range append(documents, filepath.Join("..", "..", "README.md")) {
		text, err := os.ReadFile(document)
		if err != nil {
			c.Fatal(err)
		}
		for _, block := range yamlBlock.FindAllSubmatch(text, -1) {
			if !bytes.Contains(block[1], []byte("apiVersion:")) {
				continue // part of a manifest
			}
			seen++
			c.kubectl(string(block[1]), "apply", "--dry-run=server", "--validate=strict", "-f", "-")
		}
	}
	if seen == 0 {
		c.Error("no manifest in any document")
	}
}
