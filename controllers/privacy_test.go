package controllers_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// awaited is an update that ends with the reason given. Redacted tells that its status shows where a vendor's words were
// mended: without that, nobody would know that there was something to hide.
type awaited struct {
	upu      *v1alpha1.UserProfileUpdate
	reason   v1alpha1.Reason
	redacted bool
}

func (w *world) awaitAll(all []awaited) {
	w.Helper()
	for _, one := range all {
		w.ready(one.upu, one.reason)
		if shown := w.encoded(one.upu.Status); one.redacted && !strings.Contains(shown, "[redacted]") {
			w.Errorf("%s: nothing was redacted, so the vendor's words are not there: %s", one.upu.Name, shown)
		}
	}
}

// cageAtMosaic is a world of people of whom nothing may be seen.
type cageAtMosaic struct {
	*world
	cage

	all []awaited
}

func newCageAtMosaic(t *testing.T) *cageAtMosaic {
	t.Helper()
	w := newEmptyWorld(t)
	w.create(w.secret())
	target := w.target("default")
	target.Spec.Mosaic.UserSchema = append(target.Spec.Mosaic.UserSchema,
		v1alpha1.CustomAttribute{Name: "loyaltyPoints", Type: v1alpha1.CustomNumber},
		v1alpha1.CustomAttribute{Name: "marketingOptIn", Type: v1alpha1.CustomBoolean})
	w.create(target)
	return &cageAtMosaic{world: w}
}

// person is in the tenant under an id of their name, with values of their own.
func (w *cageAtMosaic) person(name string) captive {
	w.Helper()
	who := captive{
		name:  name,
		login: w.email("login of "+name, "cage.example"),
		values: map[string]string{
			"lastName":                      w.text("last name of " + name),
			"city":                          w.text("city of " + name),
			"phoneNumber":                   w.phone("phone number of " + name),
			"custom.preferredStoreLocation": w.text("custom attribute of " + name),
		},
	}
	w.enroll(w.tenant, name, who)
	return who
}

func (w *cageAtMosaic) enroll(tenant *mosaic.Server, id string, who captive) {
	w.Helper()
	_, err := tenant.PortalCreate(mosaic.User{
		ID:    id,
		Email: &mosaic.Contact{Value: who.login},
		Name:  mosaic.Object{"last_name": w.text("present last name of " + who.name)},
		Apps:  map[string]mosaic.AppProfile{mosaic.BaseAppA: {}},
	})
	if err != nil {
		w.Fatal(err)
	}
}

func (w *cageAtMosaic) add(by way, who captive, reason v1alpha1.Reason, redacted bool, edit func(*v1alpha1.UserProfileUpdate)) {
	w.Helper()
	upu := w.update(who.name, v1alpha1.Attributes{})
	by(w.world, upu, who)
	edit(upu)
	w.create(upu)
	w.all = append(w.all, awaited{upu, reason, redacted})
}

func asItIs(*v1alpha1.UserProfileUpdate) {}

// raw is an answer in place of Mosaic's own to a request about one person.
func raw(method, path string, status int, contentType, body string) mosaic.Fault {
	return mosaic.Fault{
		Method: method, Path: path, Times: mosaic.Always,
		Status: status, Answer: mosaic.AnswerRaw, ContentType: contentType, Body: body,
	}
}

const (
	jsonType = "application/json"
	pageType = "text/html"
)

// Whatever way values and identifiers take to the operator, and whatever Mosaic answers, they stay where they are.
func TestNothingGetsOutAtMosaic(t *testing.T) {
	w := newCageAtMosaic(t)
	put := func(who captive) string { return "/cis/v1/users/" + who.name }
	lookup := func(who captive) string { return "/cis/v1/users/email/" + strings.SplitN(who.login, "@", 2)[0] + "*" }
	for name, test := range map[string]struct {
		fault    func(captive) mosaic.Fault
		reason   v1alpha1.Reason
		redacted bool
		edit     func(*v1alpha1.UserProfileUpdate)
	}{
		"applied": {reason: v1alpha1.ReasonApplied},
		"dry-run": {
			reason: v1alpha1.ReasonDryRunSucceeded,
			edit:   func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Mode = v1alpha1.ModeDryRun },
		},
		"bad-request": {
			fault: func(who captive) mosaic.Fault {
				return raw(http.MethodPut, put(who), http.StatusBadRequest, jsonType, who.echoJSON("no_"+who.values["city"]))
			},
			reason: v1alpha1.ReasonInvalidSpec, redacted: true,
		},
		"conflict": {
			fault: func(who captive) mosaic.Fault {
				return raw(http.MethodPut, put(who), http.StatusConflict, jsonType, who.echoJSON("conflict"))
			},
			reason: v1alpha1.ReasonIdentifierTaken, redacted: true,
		},
		"refused": {
			fault: func(who captive) mosaic.Fault {
				return raw(http.MethodPut, put(who), http.StatusUnprocessableEntity, jsonType, who.echoJSON("x"))
			},
			reason: v1alpha1.ReasonTargetRefused, redacted: true,
		},
		"failure": {
			fault: func(who captive) mosaic.Fault {
				return raw(http.MethodPut, put(who), http.StatusInternalServerError, jsonType, who.echoJSON("x"))
			},
			reason: v1alpha1.ReasonTargetUnavailable, redacted: true,
		},
		"page": {
			fault: func(who captive) mosaic.Fault {
				return raw(http.MethodPut, put(who), http.StatusBadGateway, pageType, who.echoPage())
			},
			reason: v1alpha1.ReasonTargetUnavailable,
		},
		"truncated": {
			fault: func(who captive) mosaic.Fault {
				return mosaic.Fault{Method: http.MethodGet, Path: lookup(who), Answer: mosaic.AnswerTruncated, Times: mosaic.Always}
			},
			reason: v1alpha1.ReasonTargetUnavailable,
		},
		"unreadable": {
			fault: func(who captive) mosaic.Fault {
				return raw(http.MethodPut, put(who), http.StatusOK, jsonType, `{"result":`+who.echoJSON("x")+`}`)
			},
			reason: v1alpha1.ReasonTargetUnavailable,
		},
		"lookup-refused": {
			fault: func(who captive) mosaic.Fault {
				return raw(http.MethodGet, lookup(who), http.StatusBadRequest, jsonType, who.echoJSON("x"))
			},
			reason: v1alpha1.ReasonInvalidSpec, redacted: true,
		},
		"nobody": {
			fault: func(who captive) mosaic.Fault {
				return raw(http.MethodGet, lookup(who), http.StatusNotFound, jsonType, who.echoJSON("user_not_found"))
			},
			reason: v1alpha1.ReasonUserNotFound, redacted: true,
		},
		"lookup-page": {
			fault: func(who captive) mosaic.Fault {
				return raw(http.MethodGet, lookup(who), http.StatusForbidden, pageType, who.echoPage())
			},
			reason: v1alpha1.ReasonTargetUnavailable,
		},
	} {
		for from, by := range ways {
			who := w.person(from + "-" + name)
			if test.fault != nil {
				fault := test.fault(who)
				if fault.Method == http.MethodGet { // nothing but the login has been sent by then
					told := who
					told.values = nil
					fault = test.fault(told)
				}
				w.tenant.Inject(fault)
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

// Nor does anything get out by the operator's own complaints about what sources hold and expressions make of it.
func TestNothingGetsOutByMistakes(t *testing.T) {
	w := newCageAtMosaic(t)
	for attribute, value := range map[string]string{
		"phoneNumber":           w.text("bad phone number"),
		"email":                 w.text("bad e-mail address"),
		"birthday":              w.text("bad birthday"),
		"picture":               w.text("bad URL"),
		"addressType":           w.text("bad type of address"),
		"accountStatus":         w.text("bad status"),
		"secondaryEmails":       w.text("bad e-mail addresses"),
		"secondaryPhoneNumbers": w.text("bad phone numbers"),
		"custom.loyaltyPoints":  w.text("bad number"),
		"custom.marketingOptIn": w.text("bad truth"),
		"custom.shoeSize":       w.text("custom attribute that is not declared"),
		"shoeSize":              w.text("attribute that does not exist"),
		"lastName":              w.text("text that is not UTF-8") + "\xff",
		"title":                 strings.Repeat(w.text("long text"), 5000),
	} {
		who := w.person("mistake-" + strings.ToLower(attribute))
		secret := values(who.name, nil)
		secret.Data = map[string][]byte{attribute: []byte(value)}
		w.create(secret)
		upu := w.update(who.name, v1alpha1.Attributes{})
		upu.Spec.Attributes, upu.Spec.AttributesFrom = nil, fromSecret(who.name)
		w.create(upu)
		w.all = append(w.all, awaited{upu, v1alpha1.ReasonInvalidSpec, false})
	}
	for i, expression := range []string{
		"inputs.hr[inputs.hr.secret]",
		"{'a': 'b'}[inputs.hr.secret]",
		"[inputs.hr.secret][1]",
		"string(int(inputs.hr.secret))",
		"string(double(inputs.hr.secret))",
		"string(timestamp(inputs.hr.secret))",
		"string(duration(inputs.hr.secret))",
		"string(bool(inputs.hr.secret))",
		"inputs.hr.secret.substring(99)",
		"inputs.hr.secret.charAt(99)",
		"inputs.hr.secret.matches(inputs.hr.secret + '[') ? 'a' : 'b'",
		"'%d'.format([inputs.hr.secret])",
		"(inputs.hr.secret + '%d').format([inputs.hr.secret])",
		"dyn(inputs.hr.secret) + 1",
		"dyn(inputs.hr.secret).nothing",
		"dyn({inputs.hr.secret: 1, inputs.hr['secret']: 2})",
		"dyn([inputs.hr.secret])",
		"optional.none().value()",
		"attributes[inputs.hr.secret]",
		"metadata.labels[inputs.hr.secret]",
		"inputs[inputs.hr.secret].x",
	} {
		for _, of := range []string{"value", "identifier"} {
			who := w.person("expression-" + of + "-" + strconv.Itoa(i))
			w.create(values(who.name, map[string]string{"secret": w.text("what " + expression + " reads")}))
			upu := w.update(who.name, v1alpha1.Attributes{})
			upu.Spec.Inputs = []v1alpha1.Input{{Name: "hr", SecretRef: &v1alpha1.SourceReference{Name: who.name}}}
			from := v1alpha1.ValueSource{Expression: expression}
			if of == "identifier" {
				upu.Spec.Identifier.Value, upu.Spec.Identifier.ValueFrom = "", &from
				upu.Spec.Attributes.Title = new("Dr")
			} else {
				upu.Spec.AttributeValues = []v1alpha1.AttributeValue{{Attribute: "lastName", ValueFrom: from}}
			}
			w.create(upu)
			w.all = append(w.all, awaited{upu, v1alpha1.ReasonInvalidSpec, false})
		}
	}
	good := w.person("good")
	w.add(fromSecrets, good, v1alpha1.ReasonApplied, false, asItIs)
	w.start()
	w.awaitAll(w.all)
	w.search(&w.cage, len(w.all))
}

// Every type of identifier is as private as the others, when it comes from a Secret: the user ID too, which is recorded
// of users who are found by something else.
func TestNoIdentifierGetsOut(t *testing.T) {
	w := newCageAtMosaic(t)
	for of, enroll := range map[v1alpha1.IdentifierType]func(*mosaic.User, string){
		v1alpha1.IdentifierUserID:         func(u *mosaic.User, login string) { u.ID = login },
		v1alpha1.IdentifierExternalUserID: func(u *mosaic.User, login string) { u.ExternalUserID = login },
		v1alpha1.IdentifierUsername: func(u *mosaic.User, login string) {
			u.Apps[mosaic.BaseAppA] = mosaic.AppProfile{Username: login}
		},
		v1alpha1.IdentifierPhone: func(u *mosaic.User, login string) { u.Phone = &mosaic.Contact{Value: login} },
	} {
		for outcome, reason := range map[string]v1alpha1.Reason{
			"applied": v1alpha1.ReasonApplied, "refused": v1alpha1.ReasonInvalidSpec,
			"nobody": v1alpha1.ReasonUserNotFound, "dry": v1alpha1.ReasonDryRunSucceeded,
		} {
			name := strings.ToLower(string(of)) + "-" + outcome
			who := captive{name: name, login: w.text(name), values: map[string]string{"lastName": w.text("last name of " + name)}}
			if of == v1alpha1.IdentifierPhone {
				who.login = w.phone(name)
			}
			user := mosaic.User{ID: "id-" + name, Apps: map[string]mosaic.AppProfile{mosaic.BaseAppA: {}}}
			enroll(&user, who.login)
			if outcome != "nobody" {
				if _, err := w.tenant.PortalCreate(user); err != nil {
					t.Fatal(err)
				}
			}
			if outcome == "refused" {
				w.tenant.Inject(raw(http.MethodPut, "/cis/v1/users/"+user.ID, http.StatusBadRequest, jsonType, who.echoJSON("x")))
			}
			w.add(fromSecrets, who, reason, outcome == "refused", func(upu *v1alpha1.UserProfileUpdate) {
				upu.Spec.Identifier.Type = of
				if outcome == "dry" {
					upu.Spec.Mode = v1alpha1.ModeDryRun
				}
			})
		}
	}
	w.start()
	w.awaitAll(w.all)
	w.search(&w.cage, len(w.all))
}

// A vendor that denies access may repeat the credentials, or what was to be done; a ProfileTarget shows its words to all.
func TestNothingGetsOutByConnections(t *testing.T) {
	w := newCageAtMosaic(t)
	for name, fault := range map[string]func(captive) mosaic.Fault{
		"token": func(who captive) mosaic.Fault {
			return raw("", mosaic.PathToken, http.StatusBadRequest, jsonType, who.echoJSON("x"))
		},
		"token-not": func(who captive) mosaic.Fault {
			return raw("", mosaic.PathToken, http.StatusBadGateway, pageType, who.echoPage())
		},
		"denied": func(who captive) mosaic.Fault {
			return raw(http.MethodPut, "", http.StatusUnauthorized, jsonType, who.echoJSON("x"))
		},
		"forbidden": func(who captive) mosaic.Fault {
			return raw(http.MethodPut, "", http.StatusForbidden, jsonType, who.echoJSON("x"))
		},
	} {
		who := captive{name: name, login: w.email("login of "+name, "cage.example"), values: map[string]string{
			"lastName": w.text("last name of " + name), "city": w.text("city of " + name),
		}}
		id, secret := w.text("client id of "+name), w.text("client secret of "+name)
		tenant, url := newTenantWith(t, func(seed *mosaic.Seed) {
			seed.Clients = append(seed.Clients, mosaic.Client{ID: id, Secret: secret, App: mosaic.BaseAppA})
		})
		w.enroll(tenant, name, who)
		told := who
		if strings.HasPrefix(name, "token") {
			told = captive{name: name, login: secret, values: map[string]string{"id": id, "secret": secret}}
		}
		tenant.Inject(fault(told))
		credentials := w.secret()
		credentials.Name = "credentials-" + name
		credentials.StringData = map[string]string{"client_id": id, "client_secret": secret}
		w.create(credentials)
		target := w.target(name)
		target.Spec.Mosaic.URL, target.Spec.Mosaic.CredentialsSecretRef.Name = url, credentials.Name
		w.create(target)
		w.add(fromSecrets, who, v1alpha1.ReasonTargetNotReady, false, func(upu *v1alpha1.UserProfileUpdate) {
			upu.Spec.Target.Ref.Name = name
		})
	}
	w.add(fromSecrets, w.person("good"), v1alpha1.ReasonApplied, false, asItIs)
	w.start()
	w.awaitAll(w.all)
	for name, reason := range map[string]v1alpha1.Reason{
		"token": v1alpha1.ReasonCredentialsRejected, "token-not": v1alpha1.ReasonTargetUnavailable,
		"denied": v1alpha1.ReasonAccessDenied, "forbidden": v1alpha1.ReasonAccessDenied,
	} {
		ready := w.connected(w.targetNamed(name), reason)
		if name != "token-not" && !strings.Contains(ready.Message, "[redacted]") {
			t.Errorf("%s: nothing was redacted: %s", name, ready.Message)
		}
	}
	w.search(&w.cage, len(w.all))
}
