package v1alpha1_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// run calls the real kubectl and returns what a person sees, and whether it succeeded.
func (cp *controlPlane) run(t *testing.T, input string, args ...string) (string, bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, cp.kubectl, args...)
	cmd.Env = []string{"KUBECONFIG=" + cp.kubeconfig, "HOME=" + cp.dir}
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), err == nil
}

func (cp *controlPlane) mustRun(t *testing.T, args ...string) string {
	t.Helper()
	out, ok := cp.run(t, "", args...)
	if !ok {
		t.Fatalf("kubectl %s:\n%s", strings.Join(args, " "), out)
	}
	return out
}

func (cp *controlPlane) remove(t *testing.T, object client.Object) {
	t.Helper()
	if err := client.IgnoreNotFound(cp.Delete(context.Background(), object)); err != nil {
		t.Error(err)
	}
}

// TestExplain: the schema teaches, also without a browser.
func TestExplain(t *testing.T) {
	cp := withControlPlane(t)
	for _, path := range []string{
		"upu.spec", "upu.spec.target", "upu.spec.identifier", "upu.spec.identifier.valueFrom", "upu.spec.attributes",
		"upu.spec.attributeValues", "upu.spec.attributeValues.valueFrom.secretKeyRef",
		"upu.spec.attributesFrom", "upu.spec.attributesFrom.secretRef", "upu.spec.inputs",
		"upu.status", "upu.status.identity", "upu.status.identity.move", "upu.status.observedSources", "upu.status.applied",
		"profiletarget.spec.mosaic", "profiletarget.spec.adobe", "profiletarget.spec.limits", "profiletarget.spec.tls.caBundle",
		"profiletarget.status",
		"profiletarget.spec", "profiletarget.spec.policy", "cptarget.spec", "cptarget.spec.allowedNamespaces",
	} {
		t.Run(path, func(t *testing.T) {
			golden(t, filepath.Join("testdata", "explain", path+".txt"), cp.explain(t, path))
		})
	}
}

// explain waits for the API server to publish the schema, which it does some time after the CRD is established.
func (cp *controlPlane) explain(t *testing.T, path string) string {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		out, ok := cp.run(t, "", "explain", path)
		if ok || time.Now().After(deadline) {
			return out
		}
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
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

var age = regexp.MustCompile(`(?m)\d+s$`)

func TestGet(t *testing.T) {
	cp := withControlPlane(t)
	newUpdate(t, cp, "john-doe") // nobody has looked at it yet
	applied := newUpdate(t, cp, "jane-doe")
	longAgo := metav1.NewTime(time.Now().Add(-400 * 24 * time.Hour))
	applied.Status.ObservedGeneration = 1
	applied.Status.Results = &v1alpha1.Results{Result: v1alpha1.ResultSuccess, Completed: 1}
	applied.Status.Identity = &v1alpha1.Identity{Digest: "d", UserID: "xovgrhzbnple2y7oe"}
	applied.Status.Applied = &v1alpha1.Applied{Time: longAgo, Attributes: []string{"lastName"}}
	applied.Status.Conditions = []metav1.Condition{{
		Type: string(v1alpha1.ConditionReady), Status: metav1.ConditionTrue, Reason: string(v1alpha1.ReasonApplied), LastTransitionTime: longAgo,
	}}
	if err := cp.Status().Update(t.Context(), applied); err != nil {
		t.Fatal(err)
	}
	tested := newAdobeUpdate(t, cp, "jean-doe")
	tested.Status.ObservedGeneration = 1
	tested.Status.Results = &v1alpha1.Results{Result: v1alpha1.ResultSuccess, CompletedInTestMode: 1}
	tested.Status.Conditions = []metav1.Condition{{
		Type: string(v1alpha1.ConditionReady), Status: metav1.ConditionTrue, Reason: string(v1alpha1.ReasonDryRunSucceeded),
		LastTransitionTime: longAgo,
	}}
	if err := cp.Status().Update(t.Context(), tested); err != nil {
		t.Fatal(err)
	}
	newTarget(t, cp, "default") // nobody has looked at it yet
	busy := newAdobeTarget(t, cp, "adobe")
	until := metav1.Date(2035, 1, 2, 3, 4, 5, 0, time.UTC)
	busy.Status = v1alpha1.ProfileTargetStatus{ObservedGeneration: 1, Queued: 120, InFlight: 10, ThrottledUntil: &until}
	busy.Status.Conditions = []metav1.Condition{{
		Type: string(v1alpha1.ConditionReady), Status: metav1.ConditionTrue, Reason: string(v1alpha1.ReasonConnected),
		LastTransitionTime: longAgo,
	}}
	if err := cp.Status().Update(t.Context(), busy); err != nil {
		t.Fatal(err)
	}
	shared := newClusterTarget(t, cp, "shared")
	shared.Status.ObservedGeneration = 1
	shared.Status.Conditions = []metav1.Condition{
		{
			Type: string(v1alpha1.ConditionReady), Status: metav1.ConditionFalse, Reason: string(v1alpha1.ReasonSuspended),
			LastTransitionTime: longAgo,
		},
		{
			Type: string(v1alpha1.ConditionFuseBlown), Status: metav1.ConditionTrue, Reason: string(v1alpha1.ReasonFuseBlown),
			LastTransitionTime: longAgo,
		},
	}
	if err := cp.Status().Update(t.Context(), shared); err != nil {
		t.Fatal(err)
	}

	for name, tt := range map[string]struct{ args, want string }{
		"updates": {
			args: "get upu",
			want: `
NAME       SYSTEM           READY   RESULT    COMPLETED   NOT COMPLETED   TESTED   AGE
jane-doe   Mosaic           True    Success   1           0               0        0s
jean-doe   AdobeFederated   True    Success   0           0               1        0s
john-doe   Mosaic                                                                  0s
`,
		},
		"updates, wide": {
			args: "get upu -o wide",
			want: `
NAME       SYSTEM           READY   RESULT    COMPLETED   NOT COMPLETED   TESTED   REASON            USER ID             LAST APPLIED   AGE
jane-doe   Mosaic           True    Success   1           0               0        Applied           xovgrhzbnple2y7oe   400d           0s
jean-doe   AdobeFederated   True    Success   0           0               1        DryRunSucceeded                                      0s
john-doe   Mosaic                                                                                                                       0s
`,
		},
		"targets": {
			args: "get ptarget",
			want: `
NAME      READY   REASON      QUEUED   THROTTLED UNTIL        AGE
adobe     True    Connected   120      2035-01-02T03:04:05Z   0s
default                       0                               0s
`,
		},
		"shared targets": {
			args: "get cptarget",
			want: `
NAME     READY   REASON      QUEUED   THROTTLED UNTIL   AGE
shared   False   Suspended   0                          0s
`,
		},
		"the category": {
			args: "get userprofile -o name",
			want: `
clusterprofiletarget.identity.userprofile.dev/shared
profiletarget.identity.userprofile.dev/adobe
profiletarget.identity.userprofile.dev/default
userprofileupdate.identity.userprofile.dev/jane-doe
userprofileupdate.identity.userprofile.dev/jean-doe
userprofileupdate.identity.userprofile.dev/john-doe
`,
		},
		"selected by system": {
			args: "get upu -o name --field-selector spec.target.system=Mosaic,spec.target.ref.name=default,spec.identifier.type=UserID",
			want: `
userprofileupdate.identity.userprofile.dev/jane-doe
userprofileupdate.identity.userprofile.dev/john-doe
`,
		},
		"selected by another system": {
			args: "get upu -o name --field-selector spec.target.system=AdobeFederated",
			want: "\nuserprofileupdate.identity.userprofile.dev/jean-doe\n",
		},
		"selected by another target": {
			args: "get upu -o name --field-selector spec.target.ref.name!=default",
			want: "\nuserprofileupdate.identity.userprofile.dev/jean-doe\n",
		},
		"selected by being suspended":    {args: "get upu -o name --field-selector spec.suspend=true", want: "\n"},
		"selected by a system of nobody": {args: "get upu -o name --field-selector spec.target.system=AdobeEnterprise", want: "\n"},
		"selected by a type of nobody":   {args: "get upu -o name --field-selector spec.identifier.type=Phone", want: "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got := age.ReplaceAllString("\n"+cp.mustRun(t, strings.Fields(tt.args)...), "0s")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("kubectl %s (-want +got):\n%s", tt.args, diff)
			}
		})
	}
	// Tables wider than a line of code.
	for _, kind := range []string{"profiletargets", "clusterprofiletargets"} {
		t.Run(kind+", wide", func(t *testing.T) {
			got := age.ReplaceAllString(cp.mustRun(t, "get", kind, "-o", "wide"), "0s")
			golden(t, filepath.Join("testdata", "get", kind+".txt"), got)
		})
	}
}

// Two teams may manage different attributes of one person in one object.
func TestTwoManagersMerge(t *testing.T) {
	cp := withControlPlane(t)
	apply, stored := cp.share(t)
	for _, step := range []struct {
		manager, attributes string
		conflict            string // what the person reads instead of success
		want                string // what is stored afterwards
	}{
		{
			manager: "hr", attributes: "{lastName: Roe, customData: {cost: 7}}",
			want: `{"customData":{"cost":7},"lastName":"Roe"}`,
		},
		{
			manager: "crm", attributes: "{city: York, customData: {tier: gold}, secondaryEmails: [jane@home.example]}",
			want: `{"city":"York","customData":{"cost":7,"tier":"gold"},"lastName":"Roe","secondaryEmails":["jane@home.example"]}`,
		},
		{
			manager: "crm", attributes: "{city: York, lastName: Doe}",
			conflict: `conflict with "hr": .spec.attributes.lastName`,
			want:     `{"city":"York","customData":{"cost":7,"tier":"gold"},"lastName":"Roe","secondaryEmails":["jane@home.example"]}`,
		},
		{ // The list is all addresses of the person: one manager has it whole.
			manager: "hr", attributes: "{lastName: Roe, secondaryEmails: [jane@club.example]}",
			conflict: `conflict with "crm": .spec.attributes.secondaryEmails`,
			want:     `{"city":"York","customData":{"cost":7,"tier":"gold"},"lastName":"Roe","secondaryEmails":["jane@home.example"]}`,
		},
		{ // A manager that lets go of an attribute takes it out; those of the other stay.
			manager: "crm", attributes: "{city: York}",
			want: `{"city":"York","customData":{"cost":7},"lastName":"Roe"}`,
		},
	} {
		out, ok := apply(step.manager, "{type: UserID, value: u1}", "attributes: "+step.attributes)
		if ok != (step.conflict == "") || !strings.Contains(out, step.conflict) {
			t.Errorf("%s applies %s: want %q in\n%s", step.manager, step.attributes, step.conflict, out)
		}
		if diff := cmp.Diff(step.want, stored("attributes")); diff != "" {
			t.Errorf("after %s applied %s (-want +got):\n%s", step.manager, step.attributes, diff)
		}
	}
}

// Also when the values come from elsewhere. Who takes over a union takes it over whole: two sources would be rejected.
func TestTwoManagersMergeSources(t *testing.T) {
	cp := withControlPlane(t)
	apply, stored := cp.share(t)
	const (
		u1       = "{type: UserID, value: u1}"
		lastName = `{"attribute":"lastName","valueFrom":{"secretKeyRef":{"key":"surname","name":"hr"}}}`
		city     = `{"attribute":"city","valueFrom":{"expression":"inputs.crm.city"}}`
		village  = `{"attribute":"city","valueFrom":{"configMapKeyRef":{"key":"york","name":"offices"}}}`
		hr       = `{"name":"hr","secretRef":{"name":"hr"}}`
		crm      = `{"configMapRef":{"name":"crm"},"name":"crm"}`
		otherHR  = `{"configMapRef":{"name":"hr"},"name":"hr"}`
	)
	for _, step := range []struct {
		manager, identifier, members string
		args                         []string
		conflict                     string // what the person reads instead of success
		field, want                  string // what is stored afterwards
	}{
		{
			manager: "hr", identifier: u1, members: "attributes: {firstName: Jane}",
			field: "attributes", want: `{"firstName":"Jane"}`,
		},
		{
			manager: "hr", identifier: u1, members: "attributeValues: [" + lastName + "]",
			field: "attributeValues", want: "[" + lastName + "]",
		},
		{
			manager: "crm", identifier: u1, members: "attributeValues: [" + city + "]",
			field: "attributeValues", want: "[" + lastName + "," + city + "]",
		},
		{
			manager: "it", identifier: u1, members: "attributes: {email: jane@people.example}",
			field: "attributeValues", want: "[" + lastName + "," + city + "]",
		},
		{
			manager: "it", identifier: u1, members: "attributeValues: [" + village + "]",
			conflict: `conflict with "crm": .spec.attributeValues[attribute="city"]`,
			field:    "attributeValues", want: "[" + lastName + "," + city + "]",
		},
		{
			manager: "it", identifier: u1, members: "attributeValues: [" + village + "]", args: []string{"--force-conflicts"},
			field: "attributeValues", want: "[" + lastName + "," + village + "]",
		},
		{ // Nothing of the entry is left to the one it was taken from.
			manager: "it", identifier: u1, members: "attributeValues: []",
			field: "attributeValues", want: "[" + lastName + "]",
		},
		{
			manager: "hr", identifier: u1, members: "attributesFrom: [{secretRef: {name: jane}}]",
			field: "attributesFrom", want: `[{"secretRef":{"name":"jane"}}]`,
		},
		{ // The order matters, so one manager has the list whole. Two may say the same.
			manager: "crm", identifier: u1, members: "attributesFrom: [{secretRef: {name: jane}}]",
			field: "attributesFrom", want: `[{"secretRef":{"name":"jane"}}]`,
		},
		{
			manager: "it", identifier: u1, members: "attributesFrom: [{configMapRef: {name: defaults}}]",
			conflict: `.spec.attributesFrom`,
			field:    "attributesFrom", want: `[{"secretRef":{"name":"jane"}}]`,
		},
		{
			manager: "hr", identifier: u1, members: "inputs: [" + hr + "]",
			field: "inputs", want: "[" + hr + "]",
		},
		{
			manager: "crm", identifier: u1, members: "inputs: [" + hr + "," + crm + "]",
			field: "inputs", want: "[" + hr + "," + crm + "]",
		},
		{
			manager: "it", identifier: u1, members: "inputs: [" + otherHR + "]",
			conflict: `.spec.inputs[name="hr"]`,
			field:    "inputs", want: "[" + hr + "," + crm + "]",
		},
		{
			manager: "it", identifier: u1, members: "inputs: [" + otherHR + "]", args: []string{"--force-conflicts"},
			field: "inputs", want: "[" + otherHR + "," + crm + "]",
		},
		{
			manager: "crm", identifier: "{type: UserID, valueFrom: {expression: metadata.name}}", members: "mode: DryRun",
			conflict: ".spec.identifier",
			field:    "identifier", want: `{"type":"UserID","value":"u1"}`,
		},
		{
			manager: "crm", identifier: "{type: UserID, valueFrom: {expression: metadata.name}}", members: "mode: DryRun",
			args: []string{"--force-conflicts"}, field: "identifier", want: `{"type":"UserID","valueFrom":{"expression":"metadata.name"}}`,
		},
	} {
		out, ok := apply(step.manager, step.identifier, step.members, step.args...)
		if ok != (step.conflict == "") || !strings.Contains(out, step.conflict) {
			t.Errorf("%s applies %s: want %q in\n%s", step.manager, step.members, step.conflict, out)
		}
		if diff := cmp.Diff(step.want, stored(step.field)); diff != "" {
			t.Errorf("after %s applied %s (-want +got):\n%s", step.manager, step.members, diff)
		}
	}
}

// share lets managers apply what they have to say about one update, with its identifier and a member of spec, and tells
// what is stored of a member.
func (cp *controlPlane) share(t *testing.T) (
	apply func(manager, identifier, member string, args ...string) (string, bool), stored func(member string) string,
) {
	t.Helper()
	t.Cleanup(func() {
		cp.remove(t, &v1alpha1.UserProfileUpdate{ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: "shared"}})
	})
	apply = func(manager, identifier, member string, args ...string) (string, bool) {
		return cp.run(t, `
apiVersion: identity.userprofile.dev/v1alpha1
kind: UserProfileUpdate
metadata: {name: shared, namespace: default}
spec:
  target: {system: Mosaic}
  identifier: `+identifier+`
  `+member, append([]string{"apply", "--server-side", "--field-manager=" + manager, "-f", "-"}, args...)...)
	}
	stored = func(member string) string {
		return cp.mustRun(t, "get", "upu", "shared", "-o", "jsonpath={.spec."+member+"}")
	}
	return apply, stored
}

// config/crd is what config/default and other teams' kustomizations build on.
func TestKustomizationHasEveryBase(t *testing.T) {
	cp := withControlPlane(t)
	bases, err := filepath.Glob(filepath.Join("..", "..", "config", "crd", "bases", "*.yaml"))
	if err != nil || len(bases) == 0 {
		t.Fatalf("no bases: %v", err)
	}
	built := cp.mustRun(t, "kustomize", filepath.Join("..", "..", "config", "crd"))
	if got := strings.Count(built, "kind: CustomResourceDefinition"); got != len(bases) {
		t.Errorf("%d CRDs, want %d as in bases", got, len(bases))
	}
}
