package controllers_test

import (
	"net/http"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// cageAtAdobe is an organization of people of whom nothing may be seen.
type cageAtAdobe struct {
	*world
	cage

	all []awaited
}

func newCageAtAdobe(t *testing.T) *cageAtAdobe {
	t.Helper()
	return &cageAtAdobe{world: newHurriedWorld(t, quick, func(*adobe.Seed) {})}
}

const claimed = "claimed-domain1.com"

// person is in the organization, with values of their own.
func (w *cageAtAdobe) person(name string) captive {
	w.Helper()
	who := captive{
		name:  name,
		login: w.email("login of "+name, claimed),
		values: map[string]string{
			"lastName":  w.text("last name of " + name),
			"firstName": w.text("first name of " + name),
		},
	}
	_, err := w.org.PortalCreate(adobe.User{
		Type: adobe.FederatedID, Email: who.login, FirstName: w.text("present first name of " + name), LastName: "Doe",
	})
	if err != nil {
		w.Fatal(err)
	}
	return who
}

func (w *cageAtAdobe) add(by way, who captive, reason v1alpha1.Reason, redacted bool, edit func(*v1alpha1.UserProfileUpdate)) {
	w.Helper()
	upu := w.adobeUpdate(who.name, "", v1alpha1.Attributes{})
	by(w.world, upu, who)
	edit(upu)
	w.create(upu)
	w.all = append(w.all, awaited{upu, reason, redacted})
}

// moving is the person, to be found by another address afterwards.
func (w *cageAtAdobe) moving(who captive) captive {
	who.values["email"] = w.email("new address of "+who.name, claimed)
	return who
}

// Whatever way values and identifiers take to the operator, and whatever Adobe says of single commands, they stay
// where they are.
func TestNothingGetsOutAtAdobe(t *testing.T) {
	w := newCageAtAdobe(t)
	for name, test := range map[string]struct {
		fault    adobe.CommandFault
		reason   v1alpha1.Reason
		redacted bool
		edit     func(*v1alpha1.UserProfileUpdate)
	}{
		"applied": {reason: v1alpha1.ReasonApplied},
		"taken": {
			fault: adobe.CommandFault{Code: "error.user.email.name_in_use"}, reason: v1alpha1.ReasonIdentifierTaken, redacted: true,
		},
		"nobody": {fault: adobe.CommandFault{Code: adobe.CodeNonexistent}, reason: v1alpha1.ReasonUserNotFound, redacted: true},
		"strange": {
			fault: adobe.CommandFault{Code: "error.of.{user}"}, reason: v1alpha1.ReasonTargetRefused, redacted: true,
		},
		"warned": {
			fault:  adobe.CommandFault{Code: adobe.CodeDeprecated, Warning: true},
			reason: v1alpha1.ReasonApplied, redacted: true,
		},
		"warned-dry": {
			fault:  adobe.CommandFault{Code: adobe.CodeDeprecated, Warning: true},
			reason: v1alpha1.ReasonDryRunSucceeded, redacted: true,
			edit: func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Mode = v1alpha1.ModeDryRun },
		},
		"refused-dry": {
			fault: adobe.CommandFault{Code: adobe.CodeNotClaimed}, reason: v1alpha1.ReasonTargetRefused, redacted: true,
			edit: func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Mode = v1alpha1.ModeDryRun },
		},
	} {
		for from, by := range ways {
			who := w.person(from + "-" + name)
			if fault := test.fault; fault.Code != "" {
				fault.User, fault.Times = who.login, adobe.Always
				fault.Message = "{user}: " + who.echo()
				if fault.Code == "error.of.{user}" {
					fault.Code = "error.of." + who.login
				}
				w.org.InjectCommand(fault)
			}
			change := test.edit
			if change == nil {
				change = asItIs
			}
			w.add(by, who, test.reason, test.redacted, change)
		}
	}
	w.start()
	w.awaitAll(w.all)
	w.search(&w.cage, len(w.all))
}

// People who are renamed have two addresses, and neither may be seen: not while nobody knows which is theirs, not
// afterwards, and not when Adobe repeats the new one in an answer to a later update.
func TestNothingGetsOutOfMoves(t *testing.T) {
	w := newCageAtAdobe(t)
	for from, by := range ways {
		w.add(by, w.moving(w.person(from+"-moved")), v1alpha1.ReasonApplied, false, asItIs)
		refused := w.moving(w.person(from + "-refused"))
		w.org.InjectCommand(adobe.CommandFault{
			User: refused.login, Code: "error.user.email.name_in_use", Times: adobe.Always, Message: "{user}: " + refused.echo(),
		})
		w.add(by, refused, v1alpha1.ReasonIdentifierTaken, true, asItIs)
		unread := w.moving(w.person(from + "-unread"))
		told := unread
		told.values = nil
		w.org.Inject(adobe.Fault{
			Method: http.MethodGet, Path: "/v2/usermanagement/organizations/*/users/" + unread.login, Times: adobe.Always,
			Status: http.StatusBadRequest, Answer: adobe.AnswerRaw, ContentType: jsonType, Body: told.echoJSON("x"),
		})
		w.add(by, unread, v1alpha1.ReasonInvalidSpec, true, asItIs)
	}
	w.start()
	w.awaitAll(w.all)

	lost := w.moving(w.person("lost"))
	w.lose(true)
	w.add(fromSecrets, lost, v1alpha1.ReasonTargetUnavailable, false, asItIs)
	last := w.all[len(w.all)-1].upu
	w.unavailable(last)
	w.find(&w.cage, "a pending move", w.encoded(last.Status))
	w.ready(last, v1alpha1.ReasonApplied)

	secret := &corev1.Secret{}
	if err := w.Get(t.Context(), client.ObjectKey{Namespace: w.namespace, Name: "lost"}, secret); err != nil {
		t.Fatal(err)
	}
	lost.login, lost.values["lastName"] = lost.values["email"], w.text("last name after the move")
	w.org.InjectCommand(adobe.CommandFault{
		User: lost.login, Code: "error.of.tomorrow", Times: adobe.Always, Message: "{user}: " + lost.echo(),
	})
	edit(w.world, secret, func(s *corev1.Secret) { s.Data["lastName"] = []byte(lost.values["lastName"]) })
	w.awaitAll([]awaited{{last, v1alpha1.ReasonTargetRefused, true}})
	w.search(&w.cage, len(w.all)+2)
}

// Answers to whole requests, which are no JSON of Adobe's or not all of it, repeat what was asked for.
func TestNothingGetsOutOfWholeAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		fault    adobe.Fault
		body     func(captive) string
		reason   v1alpha1.Reason
		redacted bool
	}{
		"a refusal": {
			adobe.Fault{Status: http.StatusBadRequest, ContentType: jsonType},
			func(who captive) string { return who.echoJSON("x") }, v1alpha1.ReasonInvalidSpec, true,
		},
		"a failure": {
			adobe.Fault{Status: http.StatusServiceUnavailable, ContentType: jsonType},
			func(who captive) string { return who.echoJSON("x") }, v1alpha1.ReasonTargetUnavailable, true,
		},
		"a page": {
			adobe.Fault{Status: http.StatusBadGateway, ContentType: pageType},
			captive.echoPage, v1alpha1.ReasonTargetUnavailable, false,
		},
		"a page instead of results": {
			adobe.Fault{Status: http.StatusOK, ContentType: pageType},
			captive.echoPage, v1alpha1.ReasonTargetUnavailable, false,
		},
		"half an answer": {
			adobe.Fault{Status: http.StatusOK, ContentType: jsonType},
			func(who captive) string { return `{"completed":0,"errors":[{"message":"` + who.echo() }, v1alpha1.ReasonTargetUnavailable, false,
		},
		"no access": {
			adobe.Fault{Status: http.StatusForbidden, ContentType: jsonType},
			func(who captive) string { return who.echoJSON("x") }, v1alpha1.ReasonTargetNotReady, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newCageAtAdobe(t)
			who := w.person("who")
			fault := test.fault
			fault.Method, fault.Path, fault.Times = http.MethodPost, adobe.PathAction, adobe.Always
			fault.Answer, fault.Body = adobe.AnswerRaw, test.body(who)
			w.org.Inject(fault)
			w.add(fromExpressions, who, test.reason, test.redacted, asItIs)
			w.start()
			w.awaitAll(w.all)
			w.search(&w.cage, 1)
		})
	}
}
