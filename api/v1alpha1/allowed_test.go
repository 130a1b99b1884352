package v1alpha1_test

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// A ClusterProfileTarget allows whom it names or selects, and nobody by default, nor if its selector cannot be read.
func TestAllows(t *testing.T) {
	t.Parallel()
	hr := &metav1.LabelSelector{MatchLabels: map[string]string{"team": "hr"}}
	unreadable := &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "team", Operator: "Like"}}}
	for name, test := range map[string]struct {
		allowed *v1alpha1.AllowedNamespaces
		labels  map[string]string
		want    bool
		fails   bool
	}{
		"absent":             {allowed: nil, labels: map[string]string{"team": "hr"}},
		"empty":              {allowed: &v1alpha1.AllowedNamespaces{}, labels: map[string]string{"team": "hr"}},
		"named":              {allowed: &v1alpha1.AllowedNamespaces{Names: []string{"other", "people"}}, want: true},
		"another named":      {allowed: &v1alpha1.AllowedNamespaces{Names: []string{"people-2"}}},
		"selected":           {allowed: &v1alpha1.AllowedNamespaces{Selector: hr}, labels: map[string]string{"team": "hr"}, want: true},
		"not selected":       {allowed: &v1alpha1.AllowedNamespaces{Selector: hr}, labels: map[string]string{"team": "it"}},
		"all":                {allowed: &v1alpha1.AllowedNamespaces{Selector: &metav1.LabelSelector{}}, want: true},
		"named, no selector": {allowed: &v1alpha1.AllowedNamespaces{Names: []string{"people"}, Selector: hr}, want: true},
		"unreadable":         {allowed: &v1alpha1.AllowedNamespaces{Names: []string{"people"}, Selector: unreadable}, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := &v1alpha1.ClusterProfileTarget{Spec: v1alpha1.ClusterProfileTargetSpec{AllowedNamespaces: test.allowed}}
			got, err := target.Allows("people", test.labels)
			if got != test.want || (err != nil) != test.fails {
				t.Errorf("Allows = %v, %v; want %v", got, err, test.want)
			}
		})
	}
}
