package plan

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// maxCustomText is the length of a custom String attribute (Mosaic, Manage user schema).
const maxCustomText = 512

// The lengths of what Adobe takes (UMAPI, ActionsCmds, user-information).
const (
	maxShort      = 250
	maxShortEmail = 60
)

// The patterns are those of the CRD, so that a value that the API server did not see is held to the same.
var (
	emailForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)
	phoneForm = regexp.MustCompile(`^\+[1-9][0-9]{1,14}$`)
	urlForm   = regexp.MustCompile(`^https?://\S+$`)
)

// checkValue returns what a value of the type has to be if this one is not, and nothing otherwise. A system may find
// users by what is none of its attributes; then the type is empty, and any value will do.
func checkValue(t target.Type, value profile.Value) string {
	form, found := forms[t]
	if !found || form.holds(value) {
		return ""
	}
	return form.want
}

// form is what the values of a type look like.
type form struct {
	want  string
	holds func(profile.Value) bool
}

const (
	textWant  = "a text that is not empty; to remove the value, name the attribute in spec.clear"
	emailWant = "an e-mail address, such as jane@acme.example"
	phoneWant = "a phone number in E.164 form: a plus sign, the country code, then digits only, such as +14155550100"
	listWant  = "a list that is not empty, each member "
	emptyHint = "; to remove all, name the attribute in spec.clear"
	shortWant = "a text that is not empty, of at most 250 characters"
)

var forms = map[target.Type]form{
	target.TypeText:      {textWant, text(isNotEmpty)},
	target.TypeName:      {textWant, text(isNotEmpty)},
	target.TypeEmail:     {emailWant, text(emailForm.MatchString)},
	target.TypePhone:     {phoneWant, text(phoneForm.MatchString)},
	target.TypeDate:      {"a date in the form YYYY-MM-DD, such as 1990-02-03", text(isDate)},
	target.TypeTimestamp: {"an ISO 8601 date, such as 1990-02-03 or 1990-02-03T00:00:00Z", text(isInstant)},
	target.TypeURL:       {"an http or https URL, such as https://img.acme.example/jane.png", text(urlForm.MatchString)},
	target.TypeEmails:    {listWant + emailWant + emptyHint, texts(emailForm.MatchString)},
	target.TypePhones:    {listWant + phoneWant + emptyHint, texts(phoneForm.MatchString)},
	target.TypeString:    {fmt.Sprintf("a text of at most %d characters", maxCustomText), text(isCustomText)},
	target.TypeTexts:     {"a list of texts", isTextArray},
	target.TypeNumber:    {"a number", is[json.Number]},
	target.TypeBoolean:   {"true or false", is[bool]},
	target.TypeJSON:      {"a JSON value", func(profile.Value) bool { return true }},

	target.TypeAddressType:   {"Home, Work or Other", text(oneOf("Home", "Work", "Other"))},
	target.TypeAccountStatus: {"Active, Disabled or Pending", text(oneOf("Active", "Disabled", "Pending"))},

	target.TypeText250: {shortWant, text(isShort)},
	target.TypeName250: {shortWant, text(isShort)},
	target.TypeEmail60: {"an e-mail address of at most 60 characters, such as jane@acme.example", text(isShortEmail)},
}

func text(holds func(string) bool) func(profile.Value) bool {
	return func(value profile.Value) bool {
		s, isText := value.Text()
		return isText && holds(s)
	}
}

// texts wants members: a set without any is the same as no value, so it could never be seen at the system.
func texts(holds func(string) bool) func(profile.Value) bool {
	return func(value profile.Value) bool {
		members, _ := value.Texts()
		return len(members) > 0 && all(members, holds)
	}
}

func is[T any](value profile.Value) bool {
	_, ok := value.Reveal().(T)
	return ok
}

func isTextArray(value profile.Value) bool {
	members, isArray := value.Reveal().([]any)
	return isArray && all(members, func(member any) bool {
		_, isText := member.(string)
		return isText
	})
}

func oneOf(texts ...string) func(string) bool {
	return func(s string) bool { return slices.Contains(texts, s) }
}

func isNotEmpty(s string) bool { return s != "" }

func isCustomText(s string) bool { return utf8.RuneCountInString(s) <= maxCustomText }

func isShort(s string) bool { return s != "" && utf8.RuneCountInString(s) <= maxShort }

func isShortEmail(s string) bool {
	return emailForm.MatchString(s) && utf8.RuneCountInString(s) <= maxShortEmail
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func isInstant(s string) bool {
	_, err := instant(s)
	return err == nil
}

func all[T any](members []T, holds func(T) bool) bool {
	return !slices.ContainsFunc(members, func(member T) bool { return !holds(member) })
}
