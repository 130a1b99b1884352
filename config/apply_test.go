package config_test

import (
	"context"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// person applies with all permissions, and takes every warning of the API server for an error.
type person struct {
	*testing.T
	client.Client
}

func newPerson(t *testing.T) *person {
	t.Helper()
	config := rest.CopyConfig(apiServer)
	config.WarningHandlerWithContext = warnings{t}
	c, err := client.New(config, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &person{T: t, Client: c}
}

type warnings struct{ *testing.T }

func (w warnings) HandleWarningHeaderWithContext(_ context.Context, _ int, _ string, text string) {
	w.Errorf("the API server warns: %s", text)
}

// install applies everything. An apply is refused if it has a field that the API server does not know.
func (p *person) install(all manifests) {
	p.Helper()
	for _, object := range all {
		applied := client.ApplyConfigurationFromUnstructured(object.DeepCopy())
		if err := p.Apply(p.Context(), applied, client.FieldOwner("person"), client.ForceOwnership); err != nil {
			p.Errorf("apply %s %s: %v", object.GetKind(), object.GetName(), err)
		}
	}
}

// patience is how long a test waits for the API server; only a failing test waits that long.
const patience = 30 * time.Second

// until waits until nothing is wrong.
func (p *person) until(wrong func() string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.Context(), patience)
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
			p.Fatal(what)
		}
	}
}

// namespace makes one if it is not there, with the labels of the one that config/default makes.
func (p *person) namespace(name string) {
	p.Helper()
	namespace := one[corev1.Namespace](p.T, render(p.T, "default"), "Namespace")
	err := p.Create(p.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: namespace.Labels}})
	if client.IgnoreAlreadyExists(err) != nil {
		p.Fatal(err)
	}
}

func TestTheAPIServerTakesEverything(t *testing.T) {
	t.Parallel()
	p := newPerson(t)
	p.namespace("people") // which whoever confines the operator has
	for _, variant := range variants {
		p.install(render(t, variant))
		p.install(render(t, variant)) // again, as pipelines do
	}

	// It does look.
	misspelled := render(t, "default")[0]
	misspelled.Object["metdata"] = map[string]any{}
	err := p.Apply(t.Context(), client.ApplyConfigurationFromUnstructured(misspelled), client.FieldOwner("person"), client.ForceOwnership)
	if err == nil || !strings.Contains(err.Error(), "metdata") {
		t.Errorf("an object with an unknown field: error %v", err)
	}
}

// What the level of the namespace refuses, it refuses of the pod of each variant too, if somebody loosens it.
func TestTheNamespaceTakesThePodAndNoLooserOne(t *testing.T) {
	t.Parallel()
	p := newPerson(t)
	for _, variant := range variants {
		pod := podOf(t, render(t, variant))
		p.namespace(pod.Namespace)
		if err := p.Create(t.Context(), pod.DeepCopy(), client.DryRunAll); err != nil {
			t.Errorf("%s: the pod is refused: %v", variant, err)
		}
		for name, loosen := range map[string]func(*corev1.PodSpec, *corev1.SecurityContext){
			"privileged":        func(_ *corev1.PodSpec, s *corev1.SecurityContext) { s.Privileged = new(true) },
			"with escalation":   func(_ *corev1.PodSpec, s *corev1.SecurityContext) { s.AllowPrivilegeEscalation = nil },
			"with capability":   func(_ *corev1.PodSpec, s *corev1.SecurityContext) { s.Capabilities = nil },
			"as root":           func(pod *corev1.PodSpec, _ *corev1.SecurityContext) { pod.SecurityContext.RunAsUser = new(int64(0)) },
			"maybe as root":     func(pod *corev1.PodSpec, _ *corev1.SecurityContext) { pod.SecurityContext.RunAsNonRoot = nil },
			"without seccomp":   func(pod *corev1.PodSpec, _ *corev1.SecurityContext) { pod.SecurityContext.SeccompProfile = nil },
			"in the host's IPC": func(pod *corev1.PodSpec, _ *corev1.SecurityContext) { pod.HostIPC = true },
		} {
			looser := pod.DeepCopy()
			loosen(&looser.Spec, looser.Spec.Containers[0].SecurityContext)
			if err := p.Create(t.Context(), looser, client.DryRunAll); !apierrors.IsForbidden(err) && !apierrors.IsInvalid(err) {
				t.Errorf("%s: a pod %s: error %v, want it refused", variant, name, err)
			}
		}
	}
}
