package adobe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Read finds one user by their identifier, and makes sure that it is the one that was asked for. There is no lookup by
// id: with a Locator.UserID, a user who was found and has another id is somebody else, and the one meant is not found.
func (t *Target) Read(ctx context.Context, who target.Locator) (target.User, error) {
	if err := t.checkIdentifier(who.Identifier); err != nil {
		return target.User{}, err
	}
	q := t.lookup(who.Identifier)
	answer, err := t.ask(ctx, q)
	if err != nil {
		return target.User{}, err
	}
	found, err := decodeUser(answer.Body)
	if err != nil {
		return target.User{}, unreadable(answer, err)
	}
	user := found.user(t.schema)
	switch {
	case !found.is(who.Identifier):
		return target.User{}, anotherUser(answer)
	case who.UserID != "" && user.ID != "" && user.ID != who.UserID:
		e := errorOf(answer, profile.UserNotFound)
		e.Message = "the identifier belongs to another user now"
		return target.User{}, e
	case !t.has(found):
		e := errorOf(answer, profile.InvalidSpec)
		e.Message = fmt.Sprintf("the user is no %s but of another identity type, so %s does not update them",
			t.traits.wire, t.schema.System)
		return target.User{}, e
	default:
		return user, nil
	}
}

// lookup asks for one user. Without a domain an Adobe ID with the same address may be found; "highly recommended" is one
// of the user's directory (UMAPI, Get user). That of the address is one: since 2019 only addresses in claimed domains
// of the directory can be updated.
func (t *Target) lookup(who profile.Identifier) question {
	domain := who.Domain
	if at := strings.LastIndex(who.Value, "@"); domain == "" && at >= 0 {
		domain = who.Value[at+1:]
	}
	return question{
		operation: getUser,
		method:    http.MethodGet,
		path: "/organizations/" + segment(t.orgID) + "/users/" + segment(who.Value) + "?" +
			url.Values{"domain": {domain}}.Encode(),
		secrets: []string{who.Value, domain, t.clientID},
	}
}

// account is a user as Adobe answers it: what has no value is absent (UMAPI, Get user).
type account struct {
	id, kind string
	known    profile.Profile
}

// maxUserID is what the status of an update can record.
const maxUserID = 254

// decodeUser reads {"result":"success","user":{…}}. Its errors name members and hold no values.
func decodeUser(body []byte) (account, error) {
	var envelope struct {
		User map[string]any `json:"user"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&envelope); err != nil {
		return account{}, errors.New("it is not the JSON of a user")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return account{}, errors.New("something follows the JSON of the user")
	}
	found := account{known: profile.Profile{}}
	found.id, _ = envelope.User["id"].(string)
	found.kind, _ = envelope.User["type"].(string)
	for _, attribute := range []profile.Attribute{profile.Email, profile.Username, profile.FirstName, profile.LastName} {
		member := members[attribute]
		text, isText := envelope.User[member].(string)
		if !isText && envelope.User[member] != nil {
			return account{}, fmt.Errorf("%s has an unexpected form", member)
		}
		if text != "" {
			found.known[attribute] = profile.Text(text)
		}
	}
	if _, named := found.known[profile.Email]; !named {
		return account{}, errors.New("it has no user with an email")
	}
	return found, nil
}

// user leaves out what the schema has not: the user name of an Enterprise ID is its address in upper case.
func (a account) user(schema target.Schema) target.User {
	user := target.User{Profile: profile.Profile{}}
	if len(a.id) <= maxUserID {
		user.ID = a.id
	}
	for attribute, value := range a.known {
		if _, has := schema.Attributes[attribute]; has {
			user.Profile[attribute] = value
		}
	}
	return user
}

func (a account) is(who profile.Identifier) bool { return who.Matches(a.id, a.known) }

// has tells whether the user is of the system's type, or of one that nobody knows.
func (t *Target) has(found account) bool {
	return found.kind == t.traits.wire || !slices.Contains([]string{"adobeID", "enterpriseID", "federatedID"}, found.kind)
}
