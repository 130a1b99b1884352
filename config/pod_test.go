package config_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// podOf is the pod that the Deployment makes.
func podOf(t *testing.T, all manifests) *corev1.Pod {
	t.Helper()
	deployment := one[appsv1.Deployment](t, all, "Deployment")
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: deployment.Namespace, Name: "manager", Labels: deployment.Spec.Template.Labels,
		},
		Spec: deployment.Spec.Template.Spec,
	}
}

// What no admission asks for.
func TestPod(t *testing.T) {
	t.Parallel()
	for _, variant := range variants {
		all := render(t, variant)
		pod := podOf(t, all)
		container := pod.Spec.Containers[0]
		if writes := container.SecurityContext.ReadOnlyRootFilesystem; writes == nil || !*writes {
			t.Errorf("%s: the root filesystem can be written", variant)
		}
		if account := one[corev1.ServiceAccount](t, all, "ServiceAccount"); *account.AutomountServiceAccountToken {
			t.Errorf("%s: every pod with the account gets its token", variant)
		}
		var limit resource.Quantity
		for _, env := range container.Env {
			if env.Name == "GOMEMLIMIT" {
				limit = resource.MustParse(env.Value[:len(env.Value)-1]) // Go writes MiB what Kubernetes writes Mi
			}
		}
		memory := container.Resources.Limits.Memory()
		if share := limit.AsApproximateFloat64() / memory.AsApproximateFloat64(); share < 0.85 || share > 0.95 {
			t.Errorf("%s: GOMEMLIMIT is %.2f of the memory limit, want nine tenths", variant, share)
		}
	}
}

// Whatever selects pods selects the pod; and only config/metrics lets somebody in, to the port that its Service has.
func TestWhatSelectsThePod(t *testing.T) {
	t.Parallel()
	for _, variant := range variants {
		all := render(t, variant)
		pod := podOf(t, all)
		budget := one[policyv1.PodDisruptionBudget](t, all, "PodDisruptionBudget")
		selects(t, pod, budget.Name, *budget.Spec.Selector)
		for _, policy := range of[networkingv1.NetworkPolicy](t, all, "NetworkPolicy") {
			selects(t, pod, policy.Name, policy.Spec.PodSelector)
		}
		for _, service := range of[corev1.Service](t, all, "Service") {
			selects(t, pod, service.Name, metav1.LabelSelector{MatchLabels: service.Spec.Selector})
		}
		for _, spread := range pod.Spec.TopologySpreadConstraints {
			selects(t, pod, "topology spread", *spread.LabelSelector)
		}
	}
}

func selects(t *testing.T, pod *corev1.Pod, name string, by metav1.LabelSelector) {
	t.Helper()
	selector, err := metav1.LabelSelectorAsSelector(&by)
	if err != nil {
		t.Fatal(err)
	}
	if selector.Empty() || !selector.Matches(labels.Set(pod.Labels)) {
		t.Errorf("%s does not select the pod", name)
	}
}

func TestWhoGetsIn(t *testing.T) {
	t.Parallel()
	withMetrics := renderEdited(t, "namespaced", func(text string) string { return text + "\ncomponents:\n- ../metrics\n" })
	scrapers := []networkingv1.NetworkPolicyPeer{{
		NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{"metrics": "enabled"}},
	}}
	for name, test := range map[string]struct {
		all  manifests
		from []networkingv1.NetworkPolicyPeer
	}{
		"default":                 {render(t, "default"), scrapers},
		"namespaced":              {render(t, "namespaced"), nil},
		"namespaced with metrics": {withMetrics, scrapers},
	} {
		var got []networkingv1.NetworkPolicyPeer
		var open []int32
		for _, policy := range of[networkingv1.NetworkPolicy](t, test.all, "NetworkPolicy") {
			for _, rule := range policy.Spec.Ingress {
				got = append(got, rule.From...)
				for _, port := range rule.Ports {
					open = append(open, port.Port.IntVal)
				}
			}
		}
		if diff := cmp.Diff(test.from, got); diff != "" {
			t.Errorf("%s: who gets in (-want +got):\n%s", name, diff)
		}
		var served []int32
		for _, port := range podOf(t, test.all).Spec.Containers[0].Ports {
			if port.Name == "metrics" {
				served = append(served, port.ContainerPort)
			}
		}
		if diff := cmp.Diff(served, open); diff != "" {
			t.Errorf("%s: ports (-served +open):\n%s", name, diff)
		}
	}
}
