package plan

import (
	"encoding/json"
	"regexp"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// maxCustomText is the length of a custom String attribute (Mosaic, Manage user schema).
const maxCustomText = 512

// The forms are those the API server checks where it can see the value, so that a value from elsewhere is held to the
// same.
var (
	emailForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)
	phoneForm = regexp.MustCompile(`^\+[1-9][0-9]{1,14}$`)
	urlForm   = regexp.MustCompile(`^https?://\S+$`)
)

// checkValue returns what a value of the type has to be if this one is not, and nothing otherwise.
func checkValue(t target.Type, value profile.Value) string {
	form, found := forms[t]
	if !found || form.holds(value) {
		return ""
	}
	return form.want
}

type form struct {
	want  string
	holds func(profile.Value) bool
}

var forms = map[target.Type]form{
	target.TypeText:      {"a text that is not empty", text(func(s string) bool { return s != "" })},
	target.TypeName:      {"a text that is not empty", text(func(s string) bool { return s != "" })},
	target.TypeEmail:     {"an e-mail address, such as jane@acme.example", text(emailForm.MatchString)},
	target.TypePhone:     {phoneWant, text(phoneForm.MatchString)},
	target.TypeDate:      {"a date in the form YYYY-MM-DD, such as 1990-02-03", text(isDate)},
	target.TypeTimestamp: {"an ISO 8601 date, such as 1990-02-03 or 1990-02-03T00:00:00Z", text(isInstant)},
	target.TypeURL:       {"an http or https URL", text(urlForm.MatchString)},
	target.TypeEmails:    {"a list of e-mail addresses", texts(emailForm.MatchString)},
	target.TypePhones:    {"a list; each member " + phoneWant, texts(phoneForm.MatchString)},
	target.TypeString:    {"a text of at most 512 characters", text(func(s string) bool { return len([]rune(s)) <= maxCustomText })},
	target.TypeTexts:     {"a list of texts", isTextArray},
	target.TypeNumber:    {"a number", is[json.Number]},
	target.TypeBoolean:   {"true or false", is[bool]},
}

const phoneWant = "a phone number in E.164 form: a plus sign, the country code, then digits only, such as +14155550100"

func text(holds func(string) bool) func(profile.Value) bool {
	return func(value profile.Value) bool {
		s, isText := value.Text()
		return isText && holds(s)
	}
}

func texts(holds func(string) bool) func(profile.Value) bool {
	return func(value profile.Value) bool {
		members, isSet := value.Texts()
		for _, member := range members {
			isSet = isSet && holds(member)
		}
		return isSet
	}
}

func is[T any](value profile.Value) bool {
	_, ok := value.Reveal().(T)
	return ok
}

func isTextArray(value profile.Value) bool {
	members, ok := value.Reveal().([]any)
	for _, member := range members {
		_, isText := member.(string)
		ok = ok && isText
	}
	return ok
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func isInstant(s string) bool {
	_, err := instant(s)
	return err == nil
}
