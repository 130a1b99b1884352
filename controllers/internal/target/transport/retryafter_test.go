package transport_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestRetryAfter(t *testing.T) {
	for name, c := range map[string]struct {
		value, date string
		want        time.Duration
	}{
		"none":               {"", "", 0},
		"seconds":            {"7", "", 7 * time.Second},
		"seconds and spaces": {" 7 ", "", 7 * time.Second},
		"zero":               {"0", "", 0},
		"negative":           {"-7", "", 0},
		"fraction":           {"1.5", "", 0},
		"a day":              {"86400", "", 2 * time.Hour},
		"for ever":           {"99999999999999999999", "", 0},
		"words":              {"soon", "", 0},
		"date":               {"Sun, 01 Mar 2026 12:00:30 GMT", "", 30 * time.Second},
		"old date form":      {"Sunday, 01-Mar-26 12:00:30 GMT", "", 30 * time.Second},
		"date in the past":   {"Sun, 01 Mar 2026 11:00:00 GMT", "", 0},
		"date next year":     {"Mon, 01 Mar 2027 12:00:00 GMT", "", 2 * time.Hour},
		"clock is wrong":     {"Sun, 01 Mar 2026 09:00:30 GMT", "Sun, 01 Mar 2026 09:00:00 GMT", 30 * time.Second},
		"date of no use":     {"Sun, 01 Mar 2026 12:00:30 GMT", "today", 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			header := http.Header{"Retry-After": {c.value}, "Date": {c.date}}
			if got := transport.RetryAfter(header, noon); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"", "7", "-1", "1e9", "Sun, 01 Mar 2026 12:00:30 GMT", "Sun, 99 Mar 2026", "\x00"} {
		f.Add(value, "")
		f.Add(value, "Sun, 01 Mar 2026 12:00:00 GMT")
		f.Add(value, "Mon, 01 Jan 0001 00:00:00 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		got := transport.RetryAfter(http.Header{"Retry-After": {value}, "Date": {date}}, noon)
		if got < 0 || got > 2*time.Hour {
			t.Errorf("%q at %q gives %v", value, date, got)
		}
	})
}
