package mosaic

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// record is a user as Mosaic answered it, unknown members included: what must be sent back is in it.
type record map[string]any

// object returns the member of that name if it is an object.
func (r record) object(name string) map[string]any {
	object, _ := r[name].(map[string]any)
	return object
}

// decode reads an answer about one user.
func (t *Target) decode(answer transport.Answer) (target.User, error) {
	user, err := decodeUser(answer.Body)
	if err != nil {
		return target.User{}, unreadable(answer, err)
	}
	if !t.schema.Groups[profile.Custom] {
		for attribute := range user.Profile {
			if group, _ := attribute.Group(); group == profile.Custom {
				delete(user.Profile, attribute)
			}
		}
	}
	return user, nil
}

// maxUserID is what the status of an update can record; Mosaic's ids have 21 characters.
const maxUserID = 254

// decodeUser reads {"result": user}. Its errors name members and hold no values.
func decodeUser(body []byte) (target.User, error) {
	var envelope struct {
		Result record `json:"result"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&envelope); err != nil {
		return target.User{}, errors.New("it is not the JSON of a user")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return target.User{}, errors.New("something follows the JSON of the user")
	}
	id, _ := envelope.Result["user_id"].(string)
	if !isSegment(id) || len(id) > maxUserID {
		return target.User{}, errors.New("it has no usable user_id")
	}
	known, err := decodeProfile(envelope.Result)
	return target.User{
		ID: id, Revision: revision(envelope.Result), Profile: known, Hidden: hiddenIn(envelope.Result), Record: envelope.Result,
	}, err
}

// revision is when the user was changed last, in milliseconds since the epoch; zero if it is not told as that.
func revision(user record) int64 {
	number, _ := user["updated_at"].(json.Number)
	at, _ := number.Int64()
	return at
}

// hiddenIn returns the username if the user has none to be seen and no password either: "defined only if a password was
// set" (Users OpenAPI, ApiUser.username).
func hiddenIn(user record) map[profile.Attribute]bool {
	if user["username"] != nil || user["password_information"] != nil {
		return nil
	}
	return map[profile.Attribute]bool{profile.Username: true}
}

func decodeProfile(user record) (profile.Profile, error) {
	known := profile.Profile{}
	return known, cmp.Or(decodeFields(known, user), decodeSets(known, user), decodeGroups(known, user))
}

func decodeFields(known profile.Profile, user record) error {
	for _, attribute := range namesOfFields {
		f, from := fields[attribute], map[string]any(user)
		if f.object != "" {
			if from = user.object(f.object); from == nil && user[f.object] != nil {
				return unexpected(f.object)
			}
		}
		text, ok := decodeText(from[f.member])
		if !ok {
			return unexpected(f.member)
		}
		if attribute == profile.Birthday {
			text = dateOf(text)
		}
		if text != "" {
			known[attribute] = profile.Text(text)
		}
	}
	return nil
}

func decodeSets(known profile.Profile, user record) error {
	for _, attribute := range namesOfSets {
		set := sets[attribute]
		list, ok := user[set.member].([]any)
		if !ok && user[set.member] != nil {
			return unexpected(set.member)
		}
		var members []string
		for _, item := range list {
			text, ok := decodeText(item)
			if !ok || text == "" {
				return unexpected(set.member)
			}
			members = append(members, text)
		}
		if len(members) > 0 {
			known[attribute] = profile.Texts(members...)
		}
	}
	return nil
}

func decodeGroups(known profile.Profile, user record) error {
	for _, group := range namesOfGroups {
		member := groups[group]
		object := user.object(member)
		if object == nil && user[member] != nil {
			return unexpected(member)
		}
		for name, value := range object {
			if value != nil {
				known[group.Attribute(name)] = profile.JSON(value)
			}
		}
	}
	return nil
}

// decodeText reads a text, or the value of a contact; null, like absence, is the empty text.
func decodeText(data any) (string, bool) {
	if contact, isObject := data.(map[string]any); isObject {
		data = contact["value"]
	}
	text, isText := data.(string)
	return text, isText || data == nil
}

// dateOf drops the time of day: a birthday is declared as a date-time and shown as a date (Users OpenAPI).
func dateOf(text string) string {
	date, _, _ := strings.Cut(text, "T")
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return text
	}
	return date
}

// The tables are read in order, so that the same mistake gives the same message every time.
var (
	namesOfFields = inOrder(fields)
	namesOfSets   = inOrder(sets)
	namesOfGroups = inOrder(groups)
)

func inOrder[K cmp.Ordered, V any](table map[K]V) []K { return slices.Sorted(maps.Keys(table)) }

func unexpected(member string) error { return fmt.Errorf("%s has an unexpected form", member) }
