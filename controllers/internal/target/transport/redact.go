package transport

import (
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// Redacted stands where a value was.
	Redacted = "[redacted]"

	// maxMessage is the length of a message in status, in characters.
	maxMessage = 256

	// maxRead is how much of a message is looked at, and maxForm how much of each secret: it bounds the work for one of them.
	// A part of a secret from beyond maxForm is not recognized.
	maxRead = 1024
	maxForm = 4096

	// fragment is the length from which a part of a secret gives it away: validators quote long values cut off.
	fragment = 12

	// shortest is the length from which a secret is removed wherever it stands. Shorter ones are removed where they
	// stand alone: Li is a name, and part of many words.
	shortest = 3
)

var markup = regexp.MustCompile(`(?s)<!--.*?-->|</?[A-Za-z!][^<>]*>`)

// Redact makes a message of a vendor fit to be shown: it removes every secret, in any case and in the escapings of
// URLs, JSON and HTML, and long parts of secrets; then markup and control characters; and it cuts the rest at 256
// characters. A secret is any text that was sent.
func Redact(message string, secrets []string) string {
	forms := formsOf(secrets)
	message = remove(clip(strings.ToValidUTF8(message, " "), maxRead), forms)
	message = printable(markup.ReplaceAllString(message, " "))
	message = remove(message, forms) // markup may have stood within a value
	return ellipsis(message, maxMessage)
}

// form is one way in which a vendor may quote a secret, in lower case.
type form struct {
	text   string
	length int // in characters
}

func formsOf(secrets []string) []form {
	seen := map[string]bool{"": true}
	var forms []form
	for _, secret := range secrets {
		for _, text := range escapings(clip(secret, maxForm)) {
			if text = string(lower(strings.TrimSpace(text))); !seen[text] {
				seen[text] = true
				forms = append(forms, form{text: text, length: utf8.RuneCountInString(text)})
			}
		}
	}
	return forms
}

func escapings(secret string) []string {
	forms := []string{
		secret,
		printable(secret),
		url.QueryEscape(secret),
		url.PathEscape(secret),
		html.EscapeString(secret),
		unquoted(strconv.Quote(secret)),
		unquoted(strconv.QuoteToASCII(secret)),
		strings.TrimPrefix(secret, "+"), // of a phone number
	}
	if quoted, err := json.Marshal(secret); err == nil {
		forms = append(forms, unquoted(string(quoted)))
	}
	return forms
}

func unquoted(s string) string { return s[1 : len(s)-1] }

// remove replaces what the forms cover, joining what is adjacent.
func remove(message string, forms []form) string {
	text, folded := []rune(message), lower(message)
	marked := make([]bool, len(text))
	for _, f := range forms {
		f.mark(marked, folded)
	}
	// The end of a message that was clipped may be the beginning of a secret, too short to be recognized.
	for i := maxRead - fragment; i < len(text); i++ {
		marked[i] = true
	}
	var kept strings.Builder
	for i, r := range text {
		switch {
		case !marked[i]:
			kept.WriteRune(r)
		case i == 0 || !marked[i-1]:
			kept.WriteString(Redacted)
		}
	}
	return kept.String()
}

// mark marks where the form stands in the text, and where a long enough part of it does.
func (f form) mark(marked []bool, text []rune) {
	length := min(f.length, fragment)
	for i := 0; i+length <= len(text); i++ {
		if !strings.Contains(f.text, string(text[i:i+length])) || length < shortest && !alone(text, i, i+length) {
			continue
		}
		for j := range length {
			marked[i+j] = true
		}
	}
}

func alone(text []rune, from, to int) bool {
	return (from == 0 || !isWord(text[from-1])) && (to == len(text) || !isWord(text[to]))
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// lower folds rune by rune, so that positions stay the same.
func lower(s string) []rune {
	runes := []rune(s)
	for i, r := range runes {
		runes[i] = unicode.ToLower(unicode.ToUpper(r))
	}
	return runes
}

// printable replaces what is not printed, line breaks among it, and joins white space.
func printable(s string) string {
	visible := func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}
	return strings.Join(strings.Fields(strings.Map(visible, s)), " ")
}

func clip(s string, length int) string {
	runes := []rune(s)
	return string(runes[:min(len(runes), length)])
}

func ellipsis(s string, length int) string {
	if utf8.RuneCountInString(s) <= length {
		return s
	}
	return strings.TrimSpace(clip(s, length-1)) + "…"
}
