package adobe

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// creating are the verbs that create, with what they create.
var creating = map[Operation]IdentityType{
	OpAddAdobeID:         AdobeID,
	OpCreateEnterpriseID: EnterpriseID,
	OpCreateFederatedID:  FederatedID,
}

// create adds a user (UMAPI, ActionsCmds, addAdobeID, createEnterpriseID, createFederatedID).
type create struct {
	op     Operation
	kind   IdentityType
	values map[string]string
	fields []string
}

// createLimits are the members of a create and the lengths of their values.
var createLimits = map[string]int{
	"email": maxString, "country": 2, "firstname": maxName, "lastname": maxName, "option": maxString,
}

// The values of option. Without one a user who exists is an error.
const (
	optionIgnore = "ignoreIfAlreadyExists"
	optionUpdate = "updateIfAlreadyExists"
)

// countryCode is the form of ISO 3166-1 alpha-2, of which UD, for undefined, is a legal misuse.
var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

func parseCreate(op Operation, params json.RawMessage) (action, []finding) {
	o, ok := parseObject(params)
	if !ok {
		return nil, []finding{{code: "error.command.create.object_expected", message: "Object expected in command: " + string(op)}}
	}
	cr := &create{op: op, kind: creating[op], values: map[string]string{}, fields: o.names()}
	var findings []finding
	for _, m := range o {
		findings = append(findings, cr.parse(m)...)
	}
	if len(findings) > 0 {
		return nil, findings
	}
	return cr, cr.check()
}

func (cr *create) parse(m member) []finding {
	limit, known := createLimits[m.name]
	value, ok := parseText(m.value)
	switch {
	case !known:
		return []finding{{code: "error.command.create.key.unknown", message: "Unknown key in command: " + m.name}}
	case !ok:
		return []finding{{code: "error.command.create.string_expected", message: "String expected in command for field: " + m.name}}
	case utf8.RuneCountInString(value) > limit:
		return []finding{tooLong(m.name, limit)}
	}
	cr.values[m.name] = value
	return nil
}

// check is about the values together.
func (cr *create) check() []finding {
	var findings []finding
	complain := func(bad bool, code, message string) {
		if bad {
			findings = append(findings, finding{code: code, message: message})
		}
	}
	owned := cr.kind != AdobeID
	country := cr.values["country"]
	if !validEmail(cr.values["email"]) {
		findings = append(findings, invalidEmail(cr.values["email"]))
	}
	complain(owned && cr.values["firstname"] == "", "error.user.firstname_missing", "First name is missing")
	complain(owned && cr.values["lastname"] == "", "error.user.lastname_missing", "Last name is missing")
	complain(country != "" && !countryCode.MatchString(country) || country == "" && cr.kind == FederatedID,
		"error.country.invalid", "Country is invalid: "+country)
	complain(!slices.Contains([]string{"", optionIgnore, optionUpdate}, cr.values["option"]),
		"error.option.illegal", "Illegal option: "+cr.values["option"])
	return findings
}

func (cr *create) apply(w *work) []finding {
	user := cr.user(w.cmd.login)
	existing := cr.existing(w, user)
	var findings []finding
	if existing != nil {
		w.user = existing
		findings = cr.again(w, existing)
	} else if findings = cr.refuse(w, user); len(findings) == 0 {
		w.user = nil
		w.commit(cr.op, user, cr.fields)
	}
	w.uncreated = failed(findings)
	return findings
}

// user is the user to be. A Federated ID whose command names another login than the email gets that as the username
// (umapi-client.py 102) [I].
func (cr *create) user(l login) *User {
	u := User{
		Type: cr.kind, Email: cr.values["email"], FirstName: cr.values["firstname"], LastName: cr.values["lastname"],
		Country: cr.values["country"], Domain: strings.ToLower(l.domain),
	}
	if cr.kind == FederatedID {
		u.Username = l.name
	}
	return u.complete()
}

// existing is the user of this identity type who has one of the logins already.
func (cr *create) existing(w *work, u *User) *User {
	found := w.server.users.find(w.server.claims.idents(u), w.server.users.latest)
	if found == nil || (found.Type == AdobeID) != (cr.kind == AdobeID) {
		return nil
	}
	return found
}

// again is a create of a user who exists. updateIfAlreadyExists "only affects first name and last name" (UMAPI,
// ActionsCmds, user-information), and an Adobe ID has its own.
func (cr *create) again(w *work, existing *User) []finding {
	if cr.values["option"] == "" {
		return []finding{{code: "error.user.already_in_org", message: "User is already in the organization: " + existing.Email}}
	}
	edited := existing.clone()
	if cr.values["option"] == optionUpdate && existing.Type != AdobeID && !existing.Foreign {
		edited.FirstName, edited.LastName = cr.values["firstname"], cr.values["lastname"]
	}
	w.commit(cr.op, edited, cr.fields)
	return nil
}

// refuse is for users who cannot be created here.
func (cr *create) refuse(w *work, u *User) []finding {
	if cr.kind == AdobeID {
		return nil
	}
	claims := w.server.claims
	d := claims.directory(u.Domain)
	switch {
	case claims.foreign[u.Domain]:
		return []finding{{
			code: "error.user.belongs_to_another_org", message: "Illegal to invite user from another organization's owned auth src",
		}}
	case d == nil || claims.directory(domainOf(u.Email)) != d:
		return []finding{{code: CodeNotClaimed, message: "Domain for email is not claimed"}}
	case d.Type != cr.kind:
		return []finding{{
			code: "error.user.type_mismatch", message: "The user type requested for the invite does not match the claimed domain type",
		}}
	case d.Synced:
		return []finding{{code: "error.internal.create_failed", message: "Could not create person of type " + string(cr.op)}}
	default:
		return cr.refuseLogin(w.cmd.login.name, u, d)
	}
}

// refuseLogin is for logins the directory does not take.
func (cr *create) refuseLogin(name string, u *User, d *Directory) []finding {
	mustMatch := cr.kind == EnterpriseID || d.Login == LoginEmail
	switch {
	case mustMatch && !strings.EqualFold(name, u.Email):
		return []finding{{code: "error.user.must_match_email", message: "Username must match email: " + name}}
	case d.Login == LoginUsername && isEmail(name):
		return []finding{{code: "error.user.name.contains.email", message: "Username is invalid: " + name}}
	default:
		return nil
	}
}
