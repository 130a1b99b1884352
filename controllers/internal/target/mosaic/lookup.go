package mosaic

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// lookupPaths are the endpoints that find a user, below /v1/users (Users OpenAPI). Custom identifiers have another one
// in common, /identifier. It could find by the built-in ones too, but is younger than these: a deployment without it
// takes the word for a user id and answers as for a user that does not exist.
var lookupPaths = map[profile.IdentifierType]string{
	profile.ByUserID:         "/",
	profile.ByExternalUserID: "/external-user-id/",
	profile.ByEmail:          "/email/",
	profile.ByPhone:          "/phone-number/",
	profile.ByUsername:       "/username/",
}

// mayBeHidden are the identifiers by which a user can be found who does not show them: a user name is "defined only if
// a password was set" (Users OpenAPI, ApiUser), and custom attributes are in no OpenAPI document at all.
var mayBeHidden = map[profile.IdentifierType]bool{
	profile.ByUsername: true,
	profile.ByCustom:   true,
}

// lookup asks for one user.
func lookup(who target.Locator) (question, error) {
	secrets := []string{who.Identifier.Value}
	if who.UserID != "" {
		who.Identifier = profile.Identifier{Type: profile.ByUserID, Value: who.UserID}
	}
	identifier := who.Identifier
	if identifier.Type == profile.ByCustom {
		query := url.Values{"identifier_name": {identifier.Name}, "identifier_value": {identifier.Value}}
		return question{
			operation: getByIdentifier, method: http.MethodGet, path: "/identifier?" + query.Encode(), secrets: secrets,
		}, nil
	}
	path, known := lookupPaths[identifier.Type]
	if !known || !isSegment(identifier.Value) {
		return question{}, &target.Error{
			Kind:    profile.InvalidSpec,
			Message: "no user can be found by an identifier that is empty, . or .., or of a type Mosaic does not know",
		}
	}
	return question{operation: getUser, method: http.MethodGet, path: path + segment(identifier.Value), secrets: secrets}, nil
}

// isMeant tells whether the user is the one that was asked for. A proxy or a gateway on the way may read a path in
// another way than Mosaic does.
func isMeant(who target.Locator, user target.User) bool {
	if who.UserID != "" {
		return user.ID == who.UserID
	}
	if mayBeHidden[who.Identifier.Type] && !shows(user.Profile, who.Identifier) {
		return true
	}
	return who.Identifier.Matches(user.ID, user.Profile)
}

// shows tells whether the profile has what the identifier reads, or for a custom one any custom attribute: with the
// feature off there is none.
func shows(p profile.Profile, who profile.Identifier) bool {
	attribute, _ := who.Attribute()
	if _, found := p[attribute]; found {
		return true
	}
	for other := range p {
		if group, _ := other.Group(); group == profile.Custom && who.Type == profile.ByCustom {
			return true
		}
	}
	return false
}

// isSegment tells whether a text can be one segment of a path: dots mean another path, escaped or not (RFC 3986, 6.2.2).
func isSegment(s string) bool { return s != "" && s != "." && s != ".." }

// segment escapes as encodeURIComponent does, which Mosaic's own samples use. PathEscape leaves + as it is, which is
// right, but some servers take it for a space.
func segment(s string) string { return strings.ReplaceAll(url.PathEscape(s), "+", "%2B") }
