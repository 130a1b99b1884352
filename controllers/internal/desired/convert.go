package desired

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// maxText is the most bytes of a value from a source, far above what any vendor takes for one attribute.
const maxText = 64 << 10

// convert makes the value of an attribute of a text from a source. A text that is no number where one is wanted stays a
// text: whoever holds the value against the schema says what is wrong with it, as they do of an attribute that does not
// exist.
//
//	type of the attribute    text
//	---------------------    ----
//	number, true or false    as in JSON
//	list or set              one member a line
//	anything else            as it is
func (m *maker) convert(attribute profile.Attribute, text, field string) (profile.Value, *Problem) {
	switch {
	case len(text) > maxText:
		return profile.Value{}, invalid("%s: must have at most %d KiB", field, maxText>>10)
	case !utf8.ValidString(text):
		return profile.Value{}, invalid("%s: must be a text in UTF-8", field)
	}
	t, _ := m.schema.TypeOf(attribute)
	text = trimmed(text)
	switch t {
	case target.TypeEmails, target.TypePhones:
		return profile.Texts(lines(text)...), nil
	case target.TypeTexts:
		return profile.JSON(anyOf(lines(text))), nil
	case target.TypeNumber, target.TypeBoolean:
		return literal(text), nil
	default:
		return profile.Text(text), nil
	}
}

// trimmed is the text without the line ends that editors and kubectl's --from-file leave behind it.
func trimmed(text string) string { return strings.TrimRight(text, "\r\n") }

// trimmedAll is a copy with every text trimmed: a line end that nobody sees must not reach the vendor through an expression
// either.
func trimmedAll(data map[string]string) map[string]string {
	all := make(map[string]string, len(data))
	for key, text := range data {
		all[key] = trimmed(text)
	}
	return all
}

// lines are those that are not blank.
func lines(text string) []string {
	var found []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			found = append(found, line)
		}
	}
	return found
}

func anyOf(texts []string) []any {
	members := make([]any, len(texts))
	for i, text := range texts {
		members[i] = text
	}
	return members
}

// literal reads a number, true or false.
func literal(text string) profile.Value {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var data any
	if decoder.Decode(&data) != nil {
		return profile.Text(text)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return profile.Text(text) // something follows it
	}
	switch data.(type) {
	case json.Number, bool:
		return profile.JSON(data)
	default:
		return profile.Text(text)
	}
}
