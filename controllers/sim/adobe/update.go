package adobe

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// update writes personal data (UMAPI, ActionsCmds, update): only the members named change.
type update struct {
	// values are the members to write, by name.
	values map[string]string
	fields []string
}

// maxName is the length of a first or last name (UMAPI, ActionsCmds, user-information).
const maxName = 250

func parseUpdate(params json.RawMessage, k Knobs) (action, []finding) {
	o, ok := parseObject(params)
	if !ok {
		// error.command.create.object_expected is documented for creates only [?].
		return nil, []finding{{code: "error.command.create.object_expected", message: "Object expected in command: update"}}
	}
	u := &update{values: map[string]string{}, fields: o.names()}
	var findings []finding
	for _, m := range o {
		findings = append(findings, u.parse(m, k)...)
	}
	if len(findings) == 0 && len(u.values) == 0 && k.EmptyUpdate == OutcomeError {
		findings = append(findings, finding{code: "error.user.command.missing.arguments", message: "Nothing to update"})
	}
	return u, findings
}

func (u *update) parse(m member, k Knobs) []finding {
	switch m.name {
	case "email", "firstname", "lastname", "username":
		return u.parseValue(m, k)
	case "country":
		if k.UpdateCountry == Reject {
			return []finding{{code: "error.update.country.no_update", message: "Country cannot be updated"}}
		}
	case "option":
		return []finding{{code: "error.command.update.option.no", message: "Option is not allowed in command: update"}}
	default:
		if k.UnknownField == Reject {
			return []finding{{code: "error.command.illegal_entry", message: "Illegal entry in command: " + m.name}}
		}
	}
	return nil
}

func (u *update) parseValue(m member, k Knobs) []finding {
	value, ok := parseText(m.value)
	switch {
	case !ok:
		return []finding{{code: "error.command.string_expected", message: "String expected in command for field: " + m.name}}
	case value == "" && k.EmptyValue == EmptyIgnore:
		return nil
	case value == "" && (k.EmptyValue == EmptyReject || isLogin(m.name)):
		return []finding{{code: emptyCodes[m.name], message: "Empty value in command for field: " + m.name}}
	case m.name == "email" && !validEmail(value):
		return []finding{invalidEmail(value)}
	case utf8.RuneCountInString(value) > maxName:
		return []finding{tooLong(m.name, maxName)}
	}
	u.values[m.name] = value
	return nil
}

// emptyCodes are the errors that would fit an empty value [?].
var emptyCodes = map[string]string{
	"email":     "error.user.email.invalid",
	"username":  "error.user.name.invalid",
	"firstname": "error.user.firstname_missing",
	"lastname":  "error.user.lastname_missing",
}

func isLogin(name string) bool {
	return name == "email" || name == "username"
}

func (u *update) apply(w *work) []finding {
	if w.user == nil {
		return u.applyToNobody(w)
	}
	home := w.server.claims.home(w.user)
	if refused := u.refuse(w.user, home); refused != nil {
		return refused
	}
	e := &edit{
		claims: w.server.claims, users: w.server.users, knobs: w.call.knobs, home: home, old: w.user, user: w.user.clone(),
	}
	e.names(u.values)
	e.logins(u.values)
	if len(e.findings) > 0 {
		return e.findings
	}
	w.commit(OpUpdate, e.user, u.fields)
	return nil
}

// applyToNobody is an error unless this is a test; then the domains are all there is to check.
func (u *update) applyToNobody(w *work) []finding {
	if missing := w.missing(); len(missing) > 0 || !w.testOnly {
		return missing
	}
	for _, name := range []string{"email", "username"} {
		if value := u.values[name]; isEmail(value) && w.server.claims.directory(domainOf(value)) == nil {
			return []finding{notClaimed()}
		}
	}
	w.commit(OpUpdate, nil, u.fields)
	return nil
}

// refuse is for users who cannot be updated, or not in this way (UMAPI, ActionsCmds, update, and ErrorRef).
func (u *update) refuse(user *User, home *Directory) []finding {
	_, username := u.values["username"]
	switch {
	case user.Type == AdobeID:
		return []finding{{code: CodeUpdateAdobeID, message: "Adobe ID cannot be updated: " + user.Email}}
	case user.Foreign:
		return []finding{{code: "error.api.user.not.parent.org", message: "User is owned by another organization: " + user.Email}}
	case home == nil:
		return []finding{notClaimed()}
	case user.Type == EnterpriseID && username:
		return []finding{{code: CodeUpdateUsername, message: "Username cannot be updated: " + user.Email}}
	default:
		return nil
	}
}

// edit is an update of one user in the making.
type edit struct {
	claims claims
	users  *store
	knobs  Knobs
	home   *Directory
	// old is the user as they are, user as they will be.
	old, user *User
	findings  []finding
}

func (e *edit) names(values map[string]string) {
	if name, ok := values["firstname"]; ok {
		e.user.FirstName = name
	}
	if name, ok := values["lastname"]; ok {
		e.user.LastName = name
	}
}

// logins changes email and username. A value that differs in its letter case alone changes nothing and is no error
// [R]: "You cannot use the update request to change the letter case of the email address" (UMAPI, ActionsCmds).
func (e *edit) logins(values map[string]string) {
	if email, ok := values["email"]; ok && !strings.EqualFold(email, e.old.Email) {
		e.email(email)
		values = e.follow(values)
	}
	if username, ok := values["username"]; ok && !strings.EqualFold(username, e.user.Username) {
		e.username(username)
	}
}

func (e *edit) email(email string) {
	if !e.inDirectory(email) {
		return
	}
	if e.taken(emailIdent(email)) {
		e.report("error.user.email.name_in_use", "Email is already in use: "+email)
		return
	}
	if strings.EqualFold(e.user.Domain, domainOf(e.old.Email)) {
		e.user.Domain = domainOf(email)
	}
	e.user.Email = email
	if e.user.Type == EnterpriseID {
		e.user.Username = enterpriseUsername(email)
	}
}

// follow adds the username that follows the email to values that have none (UMAPI, Updating Email Policy).
func (e *edit) follow(values map[string]string) map[string]string {
	_, explicit := values["username"]
	equal := strings.EqualFold(e.old.Username, e.old.Email)
	follows := isEmail(e.old.Username) && (e.knobs.UsernameFollows == FollowAlways || e.knobs.UsernameFollows == FollowEqual && equal)
	if explicit || !follows || e.user.Type != FederatedID || len(e.findings) > 0 {
		return values
	}
	return map[string]string{"username": e.user.Email}
}

func (e *edit) username(username string) {
	switch {
	case isEmail(username) && !e.inDirectory(username):
		return
	case isEmail(username) && e.home.Login == LoginUsername:
		e.report("error.user.name.contains.email", "Username is invalid: "+username)
	case e.taken(usernameIdent(e.home, username)):
		e.report("error.user.name_in_use", "Username is already in use: "+username)
	default:
		e.user.Username = username
	}
}

// inDirectory: the domains used must be claimed and in the user's directory (UMAPI, ActionsCmds, update).
func (e *edit) inDirectory(address string) bool {
	switch e.claims.directory(domainOf(address)) {
	case nil:
		e.findings = append(e.findings, notClaimed())
		return false
	case e.home:
		return true
	default:
		e.report(e.knobs.CrossDirectory, "Domain is in another directory: "+domainOf(address))
		return false
	}
}

// taken says whether somebody else has the login.
func (e *edit) taken(key ident) bool {
	other := e.users.find([]ident{key}, e.users.latest)
	return other != nil && other.ID != e.old.ID
}

func (e *edit) report(code, message string) {
	if !slices.ContainsFunc(e.findings, func(f finding) bool { return f.code == code && f.message == message }) {
		e.findings = append(e.findings, finding{code: code, message: message})
	}
}
