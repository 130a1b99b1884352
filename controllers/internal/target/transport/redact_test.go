package transport_test

import (
	"encoding/json"
	"html"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

func TestRedact(t *testing.T) {
	long := strings.Repeat("0123456789", 30)
	for name, c := range map[string]struct {
		message string
		secrets []string
		want    string
	}{
		"nothing":             {"User not found", nil, "User not found"},
		"nothing to hide":     {"User not found", []string{"", "jane@x.io"}, "User not found"},
		"value":               {"email jane@x.io is taken", []string{"jane@x.io"}, "email [redacted] is taken"},
		"other case":          {"email JANE@x.IO is taken", []string{"Jane@X.io"}, "email [redacted] is taken"},
		"not ASCII":           {"name MÖLLER-ΣΊΓΜΑ", []string{"Möller-Σίγμα"}, "name [redacted]"},
		"twice":               {"jane@x.io, jane@x.io", []string{"jane@x.io"}, "[redacted], [redacted]"},
		"in a word":           {"xjaney", []string{"jane"}, "x[redacted]y"},
		"overlapping":         {"a Jane Roe b", []string{"Jane Roe", "Roe b"}, "a [redacted]"},
		"in a query":          {"GET /?v=%2B1415+x%40y", []string{"+1415 x@y"}, "GET /?v=[redacted]"},
		"in a path":           {"GET /users/a%2Fb%20c", []string{"a/b c"}, "GET /users/[redacted]"},
		"in JSON":             {`{"v":"say \"hi\""}`, []string{`say "hi"`}, `{"v":"[redacted]"}`},
		"in JSON as HTML":     {`"\u003ctag\u003e"`, []string{"<tag>"}, `"[redacted]"`},
		"in ASCII JSON":       {`"M\u00f6ller"`, []string{"Möller"}, `"[redacted]"`},
		"in HTML":             {"O&#39;Brien &amp; Co", []string{"O'Brien & Co"}, "[redacted]"},
		"phone without plus":  {"14155550100 is invalid", []string{"+14155550100"}, "[redacted] is invalid"},
		"white space joined":  {"1 Main St Apt 2", []string{"1 Main  St\n Apt 2"}, "[redacted]"},
		"markup":              {"<h1>Bad</h1> <!-- secret --> request<br/>", nil, "Bad request"},
		"no markup":           {"1 < 2 and 3 > 2", nil, "1 < 2 and 3 > 2"},
		"markup in a value":   {"name <b>Ja</b>ne", []string{"Ja ne"}, "name [redacted]"},
		"value is markup":     {"got <b>x</b> here", []string{"<b>x</b>"}, "got [redacted] here"},
		"control characters":  {"a\x00b\r\nc\x1b[31m\u202ed\u200be", nil, "a b c [31m d e"},
		"not UTF-8":           {"a\xff\xfeb", nil, "a b"},
		"short, alone":        {"name Li is short", []string{"Li"}, "name [redacted] is short"},
		"short, in a word":    {"Link is a Limit", []string{"Li", "a"}, "Link is [redacted] Limit"},
		"short, quoted":       {`language "fr" refused`, []string{"fr"}, `language "[redacted]" refused`},
		"long value cut off":  {"v " + long[:40] + "... is too long", []string{long}, "v [redacted]... is too long"},
		"part of a value":     {"value ends in Unter den Linden", []string{"Straße Unter den Linden 5"}, "value ends in[redacted]"},
		"cut, value at end":   {strings.Repeat("x ", 120) + "Jane Roe Jane Roe Jane Roe", []string{"Jane Roe"}, ""},
		"very long, one word": {strings.Repeat("x", 5000), nil, strings.Repeat("x", 255) + "…"},
		"cut at a rune":       {strings.Repeat("ä", 300), nil, strings.Repeat("ä", 255) + "…"},
		"exactly as long":     {strings.Repeat("ä", 256), nil, strings.Repeat("ä", 256)},
	} {
		t.Run(name, func(t *testing.T) {
			got := transport.Redact(c.message, c.secrets)
			if c.want != "" && got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if utf8.RuneCountInString(got) > 256 {
				t.Errorf("%d characters", utf8.RuneCountInString(got))
			}
			for _, secret := range c.secrets {
				if len(secret) > 3 && strings.Contains(got, secret) {
					t.Errorf("%q is in %q", secret, got)
				}
			}
		})
	}
}

// A value that is clipped together with the message must not show its beginning.
func TestRedactAtTheClip(t *testing.T) {
	const secret = "jane.doe@example.com"
	for before := 980; before < 1030; before++ {
		message := strings.Repeat("\u200b", before-6) + "email " + secret + " is taken"
		if got := transport.Redact(message, []string{secret}); strings.Contains(got, "jan") {
			t.Fatalf("%d characters before: %q", before, got)
		}
	}
}

// Redaction of the largest change there can be takes no noticeable time.
func TestRedactIsBounded(t *testing.T) {
	secrets := []string{strings.Repeat("ab", 250<<10)}
	for i := range 400 {
		secrets = append(secrets, strings.Repeat(string(rune('a'+i%26)), 200+i))
	}
	start := time.Now()
	transport.Redact(strings.Repeat("abcdefghijklm nopqrstuvwxyz ", 1000), secrets)
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("email jane@x.io is taken", "jane@x.io", "Roe")
	f.Add(`{"a":"\u003cb\u003e"}`, "<b>", "é")
	f.Add("a%2Bb a+b a b", "a+b", "a b")
	f.Add("\xff\x00<x", "<x", "\x00")
	f.Fuzz(func(t *testing.T, message, one, other string) {
		if !utf8.ValidString(one) {
			return // what is sent is UTF-8
		}
		quoted, _ := json.Marshal(one)
		for _, text := range []string{
			message, one + message, message + url.QueryEscape(one), message + " " + string(quoted), html.EscapeString(one) + message,
		} {
			got := transport.Redact(text, []string{one, other})
			if !utf8.ValidString(got) || utf8.RuneCountInString(got) > 256 || strings.ContainsAny(got, "\n\r\x00\x1b") {
				t.Errorf("unfit to be shown: %q", got)
			}
			rest := strings.ReplaceAll(strings.ToLower(got), transport.Redacted, "")
			secret := strings.ToLower(strings.TrimSpace(one))
			if utf8.RuneCountInString(secret) >= 3 && strings.Contains(rest, secret) {
				t.Errorf("%q is in %q", one, got)
			}
		}
	})
}
