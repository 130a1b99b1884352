package controllers_test

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// cage holds canaries: texts that stand nowhere else in the process, each planted as a value, an identifier or a
// credential. None may get out.
type cage struct {
	planted map[string]string // what it was planted as, by what to look for, in lower case
}

// canaries counts them, for each to be another.
var canaries atomic.Int64

// text is a new canary, to be looked for without its end, which a vendor may have cut off.
func (c *cage) text(as string) string {
	return c.keep(fmt.Sprintf("Kanari%06d", canaries.Add(1)), as) + "Zq"
}

// email is a new canary as the local part of an address.
func (c *cage) email(as, domain string) string { return c.text(as) + "@" + domain }

// phone is a new canary as a phone number, to be looked for without its plus sign.
func (c *cage) phone(as string) string {
	return "+" + c.keep(fmt.Sprintf("4915597%06d", canaries.Add(1)), as)
}

func (c *cage) keep(canary, as string) string {
	if c.planted == nil {
		c.planted = map[string]string{}
	}
	c.planted[strings.ToLower(canary)] = as
	return canary
}

// captive is a person of whom nothing may be seen.
type captive struct {
	name   string
	login  string
	values map[string]string // to be set, by attribute
}

// echo is what a vendor may write who repeats all it was told: as it is, in another case, escaped, and cut off.
func (p captive) echo() string {
	told := append(slices.Sorted(maps.Values(p.values)), p.login)
	var said []string
	for i, value := range told {
		said = append(said, []string{value, strings.ToUpper(value), url.QueryEscape(value), value[:len(value)-1]}[i%4])
	}
	return "cannot do with " + strings.Join(said, " or ")
}

func (p captive) echoJSON(code string) string {
	return fmt.Sprintf(`{"error_code":%q,"message":[%q,%q]}`, code, p.echo(), "and with "+p.login)
}

func (p captive) echoPage() string {
	return "<html><head><title>" + html.EscapeString(p.echo()) + "</title></head><body><h1>" + p.login + "</h1></body></html>"
}

// way is one in which values and identifiers reach the operator: it makes the update, and what the update refers to.
type way func(w *world, upu *v1alpha1.UserProfileUpdate, who captive)

var ways = map[string]way{
	"inline":     inline,
	"secret":     fromSecrets,
	"configmap":  fromConfigMaps,
	"expression": fromExpressions,
}

func inline(w *world, upu *v1alpha1.UserProfileUpdate, who captive) {
	upu.Spec.Identifier.Value = who.login
	builtIn := map[string]string{}
	for attribute, value := range who.values {
		if name, isCustom := strings.CutPrefix(attribute, "custom."); isCustom {
			upu.Spec.Attributes.Custom = &apiextensionsv1.JSON{Raw: []byte(w.encoded(map[string]string{name: value}))}
		} else {
			builtIn[attribute] = value
		}
	}
	if err := json.Unmarshal([]byte(w.encoded(builtIn)), upu.Spec.Attributes); err != nil {
		w.Fatal(err)
	}
}

// fromSecrets takes the identifier and one value by key, and the others as a whole.
func fromSecrets(w *world, upu *v1alpha1.UserProfileUpdate, who captive) {
	w.create(values(who.name, who.values))
	w.create(values(who.name+"-login", map[string]string{"login": who.login}))
	upu.Spec.Attributes = nil
	upu.Spec.Identifier.Value = ""
	upu.Spec.Identifier.ValueFrom = &v1alpha1.ValueSource{
		SecretKeyRef: &v1alpha1.KeyReference{Name: who.name + "-login", Key: "login"},
	}
	upu.Spec.AttributesFrom = fromSecret(who.name)
	upu.Spec.AttributeValues = []v1alpha1.AttributeValue{{Attribute: "lastName", ValueFrom: v1alpha1.ValueSource{
		SecretKeyRef: &v1alpha1.KeyReference{Name: who.name, Key: "lastName"},
	}}}
}

func fromConfigMaps(w *world, upu *v1alpha1.UserProfileUpdate, who captive) {
	w.create(&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: who.name}, Data: who.values})
	w.create(&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: who.name + "-login"}, Data: map[string]string{"login": who.login}})
	upu.Spec.Attributes = nil
	upu.Spec.Identifier.Value = ""
	upu.Spec.Identifier.ValueFrom = &v1alpha1.ValueSource{
		ConfigMapKeyRef: &v1alpha1.KeyReference{Name: who.name + "-login", Key: "login"},
	}
	upu.Spec.AttributesFrom = []v1alpha1.AttributesSource{{ConfigMapRef: &v1alpha1.SourceReference{Name: who.name}}}
}

func fromExpressions(w *world, upu *v1alpha1.UserProfileUpdate, who captive) {
	content := maps.Clone(who.values)
	content["login"] = who.login
	w.create(values(who.name, content))
	upu.Spec.Attributes = nil
	upu.Spec.Identifier.Value = ""
	upu.Spec.Identifier.ValueFrom = &v1alpha1.ValueSource{Expression: "inputs.hr.login"}
	upu.Spec.Inputs = []v1alpha1.Input{{Name: "hr", SecretRef: &v1alpha1.SourceReference{Name: who.name}}}
	for attribute := range who.values {
		upu.Spec.AttributeValues = append(upu.Spec.AttributeValues, v1alpha1.AttributeValue{
			Attribute: attribute, ValueFrom: v1alpha1.ValueSource{Expression: "inputs.hr['" + attribute + "'] + ''"},
		})
	}
}

// search stops the operator and looks for the canaries wherever it may have written. How many events there are at least
// tells when all of them have arrived.
func (w *world) search(c *cage, events int) {
	w.Helper()
	surfaces := map[string]string{"an event": w.eventsText(events)}
	w.stop()
	maps.Copy(surfaces, w.objectTexts())
	surfaces["the log"] = logs.String()
	families, err := metrics.Registry.Gather()
	if err != nil {
		w.Fatal(err)
	}
	surfaces["the metrics"] = fmt.Sprint(families)
	for where, control := range map[string]string{"the log": w.namespace, "the metrics": "userprofile_target_requests_total"} {
		if !strings.Contains(surfaces[where], control) {
			w.Errorf("%s does not have %s: it was not looked into", where, control)
		}
	}
	for where, text := range surfaces {
		w.find(c, where, text)
	}
}

// find complains about every canary in a text.
func (w *world) find(c *cage, where, text string) {
	w.Helper()
	text = strings.ToLower(text)
	for canary, as := range c.planted {
		if at := strings.Index(text, canary); at >= 0 {
			w.Errorf("%s shows %s: %s", where, as, text[max(0, at-200):min(len(text), at+100)])
		}
	}
}

func (w *world) eventsText(atLeast int) string {
	w.Helper()
	var announced eventsv1.EventList
	w.until(fmt.Sprintf("%d events", atLeast), func() bool {
		if err := w.List(w.Context(), &announced, client.InNamespace(w.namespace)); err != nil {
			w.Fatal(err)
		}
		return len(announced.Items) >= atLeast
	}, func() any { return len(announced.Items) })
	return w.encoded(announced.Items)
}

// objectTexts are all that the operator may have written: of updates all but the spec, which is the user's own, and
// status.errors[].user and status.warnings[].user where they show what stands inline in the spec.
func (w *world) objectTexts() map[string]string {
	w.Helper()
	updates, targets, secrets := &v1alpha1.UserProfileUpdateList{}, &v1alpha1.ProfileTargetList{}, &corev1.SecretList{}
	for _, list := range []client.ObjectList{updates, targets, secrets} {
		if err := w.List(w.Context(), list, client.InNamespace(w.namespace)); err != nil {
			w.Fatal(err)
		}
	}
	texts := map[string]string{}
	for i := range updates.Items {
		upu := &updates.Items[i]
		w.hideUsers(upu)
		upu.ManagedFields, upu.Spec = nil, v1alpha1.UserProfileUpdateSpec{}
		texts["update "+upu.Name] = w.encoded(upu)
	}
	for i := range targets.Items {
		targets.Items[i].ManagedFields = nil
		texts["target "+targets.Items[i].Name] = w.encoded(targets.Items[i])
	}
	for i := range secrets.Items {
		if secret := &secrets.Items[i]; secret.Labels[v1alpha1.SecretUseLabel] == "" { // which those of the tests have
			texts["Secret "+secret.Name] = fmt.Sprintf("%s %s", w.encoded(secret), secret.Data)
		}
	}
	if texts["Secret userprofile-operator-key"] == "" {
		w.Error("the operator's key was not looked into")
	}
	return texts
}

// hideUsers takes out of the status what it may show.
func (w *world) hideUsers(upu *v1alpha1.UserProfileUpdate) {
	w.Helper()
	check := func(user *string) {
		if *user != upu.Spec.Identifier.Value {
			w.Errorf("%s: user is %q, want what stands inline in the spec: %q", upu.Name, *user, upu.Spec.Identifier.Value)
		}
		*user = ""
	}
	for i := range upu.Status.Errors {
		check(&upu.Status.Errors[i].User)
	}
	for i := range upu.Status.Warnings {
		check(&upu.Status.Warnings[i].User)
	}
}

func (w *world) encoded(object any) string {
	w.Helper()
	text, err := json.Marshal(object)
	if err != nil {
		w.Fatal(err)
	}
	return string(text)
}
